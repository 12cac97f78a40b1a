"""Archives are read whole: every page comes out or is named with a reason, whatever happened to the file."""

from __future__ import annotations

import gzip
import io
import json
import random
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from archivekit import DATE, response, warc
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.warcwriter import WARCWriter

from crawler.archive.cleaning import clean_record, dechunk
from crawler.archive.pages import read_html, read_jsonl
from crawler.archive.records import Cleaned, Http, Job, Origin, Record, Skipped
from crawler.archive.units import plan
from crawler.archive.warc import read_warc
from crawler.guard.decoding import End

BODIES = [(f"https://news.example/{n}", random.Random(n).randbytes(3000)) for n in range(4)]
PAGE = b"<html><head><title>Ferry</title></head><body><article><h1>Ferry plan</h1>" + b"".join(
    b"<p>The council approved part %d of the plan on Monday, after a long debate about the cost of the new quay.</p>" % n for n in range(6)
) + b"</article></body></html>"  # fmt: skip


def outcomes(path: Path) -> list[str]:
    """For each record its URI's last part, or the reason for which it is skipped."""
    return [item.reason if isinstance(item, Skipped) else item.origin.uri[-1] for item in read_warc(path)]


def flipped(data: bytes, *places: int) -> bytes:
    changed = bytearray(data)
    for place in places:
        changed[place] ^= 0xFF
    return bytes(changed)


DAMAGE: dict[str, tuple[Callable[[bytes, list[int]], bytes], list[str]]] = {
    "none": (lambda d, at: d, ["0", "1", "2", "3"]),
    "in a body": (lambda d, at: flipped(d, at[1] + 800), ["0", "damaged-record", "2", "3"]),
    "in two bodies": (lambda d, at: flipped(d, at[1] + 800, at[2] + 800), ["0", "damaged-record", "damaged-record", "3"]),
    "in a record's first bytes": (lambda d, at: flipped(d, at[1] + 2), ["0", "damaged-record", "2", "3"]),
    "in the last body": (lambda d, at: flipped(d, at[3] + 800), ["0", "1", "2", "damaged-record"]),
    "garbage between": (lambda d, at: d[: at[1]] + b"garbage!" * 50 + d[at[1] :], ["0", "damaged-record", "1", "2", "3"]),
    "garbage behind": (lambda d, at: d + b"garbage", ["0", "1", "2", "3", "damaged-record"]),
    "padding behind": (lambda d, at: d + bytes(40), ["0", "1", "2", "3"]),
    "a hole": (lambda d, at: d[: at[1] + 700] + d[at[1] + 1200 :], ["0", "damaged-record", "2", "3"]),
    "cut in a record's headers": (lambda d, at: d[: at[3] + 30], ["0", "1", "2", "damaged-record"]),
    "cut after three bytes": (lambda d, at: d[: at[3] + 3], ["0", "1", "2", "damaged-record"]),
    "no archive at all": (lambda d, at: b"hello " * 100, ["damaged-record"]),
    "empty": (lambda d, at: b"", []),
}


@pytest.mark.parametrize("gzipped", [True, False], ids=["gzip", "plain"])
@pytest.mark.parametrize("name", DAMAGE)
def test_damage_costs_the_record_it_stands_in(tmp_path: Path, name: str, gzipped: bool) -> None:
    damage, expected = DAMAGE[name]
    path = tmp_path / ("a.warc.gz" if gzipped else "a.warc")
    path.write_bytes(damage(*warc(BODIES, gzipped)))
    assert outcomes(path) == expected


def test_a_record_cut_off_at_the_end_is_truncated(tmp_path: Path) -> None:
    data, at = warc(BODIES)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data[: at[3] + 1500])
    assert outcomes(path) == ["0", "1", "2", "truncated"]


def test_a_file_compressed_as_a_whole_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(warc(BODIES, gzipped=False)[0]))
    assert outcomes(path) == ["0", "1", "2", "3"]


def test_a_page_knows_where_it_stands(tmp_path: Path) -> None:
    data, at = warc(BODIES)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data)
    records = [item for item in read_warc(path) if isinstance(item, Record)]
    assert [record.origin.offset for record in records] == at
    assert {record.origin.date for record in records} == {DATE}
    assert all((record.origin.digest or "").startswith("sha1:") for record in records)
    assert [record.payload for record in records] == [body for _, body in BODIES]
    path.write_bytes(data[at[2] :])  # an offset opens its record alone
    assert next(iter(read_warc(path))) == Record(records[2].origin.__class__(**{**_fields(records[2]), "offset": 0}), records[2].payload, records[2].http)


def _fields(record: Record) -> dict[str, object]:
    return {name: getattr(record.origin, name) for name in record.origin.__slots__}


# -- HTTP inside records ------------------------------------------------------------------------------------------------------------


def chunked(body: bytes) -> bytes:
    parts = [body[at : at + 100] for at in range(0, len(body), 100)]
    return b"".join(b"%x;name=value\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


GZIP, CHUNKED = ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")
TRANSPORT = {
    "as it is": ([], PAGE, ""),
    "gzip": ([GZIP], gzip.compress(PAGE), ""),
    "deflate": ([("Content-Encoding", "deflate")], zlib.compress(PAGE), ""),
    "brotli": ([("Content-Encoding", "br")], brotli.compress(PAGE), ""),
    "chunks": ([CHUNKED], chunked(PAGE), ""),
    "gzip in chunks": ([GZIP, CHUNKED], chunked(gzip.compress(PAGE)), ""),
    "gzip by the transfer": ([("Transfer-Encoding", "gzip, chunked")], chunked(gzip.compress(PAGE)), ""),
    "headers that the archive has already obeyed": ([GZIP, CHUNKED], PAGE, ""),
    "chunks cut off": ([CHUNKED], chunked(PAGE)[:350], "truncated"),
    "gzip cut off": ([GZIP], gzip.compress(PAGE)[:-30], "truncated"),
    "neither gzip nor a page": ([GZIP], b"\0\1\2\3" * 40, "undecodable-body"),
    "a page that calls itself a download": ([("Content-Type", "application/octet-stream")], PAGE, ""),
    "a page that calls itself a picture": ([("Content-Type", "image/png")], PAGE, ""),
    "a picture": ([("Content-Type", "image/png")], b"\x89PNG\r\n\x1a\n" + bytes(400), "not-html"),
    "a picture that calls itself a page": ([], b"\x89PNG\r\n\x1a\n" + bytes(400), "not-html"),
    "data": ([("Content-Type", "application/json")], b'{"title": "Ferry"}', "not-html"),
    "nothing": ([], b"", "empty-page"),
}


@pytest.mark.parametrize("name", TRANSPORT)
def test_what_http_did_to_a_page_is_undone(tmp_path: Path, name: str) -> None:
    headers, body, reason = TRANSPORT[name]
    file = io.BytesIO()
    response(WARCWriter(file, gzip=True), "https://news.example/ferry", body, headers)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(file.getvalue())
    (record,) = read_warc(path)
    assert isinstance(record, Record)
    outcome = clean_record(record, Job(tmp_path))
    if reason:
        assert isinstance(outcome, Skipped)
        assert outcome.reason == reason
    else:
        assert isinstance(outcome, Cleaned)
        assert outcome.document["text"].count("The council approved part") == 6


LOW = "warc/1.0\r\nwarc-type: response\r\nwarc-target-uri: {0}\r\nwarc-date: {1}\r\ncontent-type: application/http; msgtype=response\r\ncontent-length: {2}\r\n\r\n"


@pytest.mark.parametrize("gzipped", [False, True])
@pytest.mark.parametrize("low", ["warc-type", "content-length", "both"])
def test_names_of_headers_may_have_any_case(tmp_path: Path, gzipped: bool, low: str) -> None:
    blocks = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body for _, body in BODIES]
    parts = []
    for number, block in enumerate(blocks):
        head = LOW.format(f"HTTPS://news.example/{number}", DATE, len(block)).replace("warc/1.0", "WARC/1.0")
        head = head.replace("warc-type", "WARC-Type") if low == "content-length" else head
        head = head.replace("content-length", "Content-Length") if low == "warc-type" else head
        parts.append(head.encode() + block + b"\r\n\r\n")
    path = tmp_path / "low.warc"
    path.write_bytes(b"".join(map(gzip.compress, parts)) if gzipped else b"".join(parts))
    found = list(read_warc(path))
    assert [item.payload if isinstance(item, Record) else item for item in found] == [body for _, body in BODIES]
    assert found[-1].origin.date == DATE


def test_an_error_status_is_no_article(tmp_path: Path) -> None:
    file = io.BytesIO()
    response(WARCWriter(file, gzip=False), "https://news.example/ferry", PAGE, status="404 Not Found")
    path = tmp_path / "a.warc"
    path.write_bytes(file.getvalue())
    (record,) = read_warc(path)
    outcome = clean_record(record, Job(tmp_path))
    assert isinstance(outcome, Skipped)
    assert (outcome.reason, outcome.detail) == ("http-status", "404")


FREE_PART = b"""<html lang=en><head><title>The ferry is sold - Harbour Post</title><meta property="og:type" content="article"></head><body><main><article>
<h1>The ferry is sold</h1><p>The council has sold the old ferry to a museum across the bay, after two years in which nobody wanted to pay for its new engine.</p>
<div class="paywall-box"><p>Subscribe to continue reading.</p><a href="/abo">See our offers</a></div></article></main></body></html>"""


@pytest.mark.parametrize("status", [401, 402])
def test_what_a_paywall_leaves_free_is_an_article(status: int, tmp_path: Path) -> None:
    outcome = clean_record(Record(Origin("a", 0, "https://news.example/2026/ferry"), FREE_PART, Http(status, "text/html")), Job(tmp_path))
    assert isinstance(outcome, Cleaned)
    assert outcome.document["text"].startswith("The council has sold the old ferry")
    assert "continue reading" not in outcome.document["text"]
    assert (outcome.document["paywalled"], outcome.document["provenance"]["paywalled"].split(", ")[0]) == (True, "status")


def test_a_wall_before_everything_is_an_error_status(tmp_path: Path) -> None:
    outcome = clean_record(Record(Origin("a", 0, "https://news.example/x"), b"<html><body><h1>Sign in</h1><p>Please sign in.</p></body></html>", Http(401)), Job(tmp_path))
    assert isinstance(outcome, Skipped)
    assert (outcome.reason, outcome.detail) == ("http-status", "401")


@given(st.binary(max_size=500))
def test_chunks_give_back_what_went_in(body: bytes) -> None:
    assert dechunk(chunked(body)) == (body, End.WHOLE)


@given(st.binary(max_size=200))
def test_dechunking_takes_any_bytes(body: bytes) -> None:
    assert len(dechunk(body)[0]) <= len(body)


@settings(max_examples=60)
@given(st.floats(0, 1, exclude_max=True))
def test_no_damage_ends_in_an_exception_or_loses_more_than_it_touches(tmp_path_factory: pytest.TempPathFactory, where: float) -> None:
    whole, offsets = warc(BODIES)
    place = offsets[1] + int(where * (len(whole) - offsets[1]))
    path = tmp_path_factory.mktemp("damage") / "a.warc.gz"
    path.write_bytes(flipped(whole, place))
    found = outcomes(path)
    touched = max(n for n, at in enumerate(offsets) if at <= place)
    assert [name for name in found if name.isdigit()] in (
        [str(n) for n in range(4) if n != touched],
        ["0", "1", "2", "3"],  # a byte that no checksum covers (a file name, a time), or one of the request between two pages
    )
    assert "damaged-record" in found or "truncated" in found or found == ["0", "1", "2", "3"]


# -- other inputs -------------------------------------------------------------------------------------------------------------------


def test_lines_of_json(tmp_path: Path) -> None:
    lines = [
        json.dumps({"html": PAGE.decode(), "url": "https://news.example/ferry", "date": DATE}),
        "",
        "{broken",
        json.dumps({"text": "no page"}),
        json.dumps({"html": "<p>Ä\ud800</p>", "uri": "https://news.example/umlaut"}),
    ]
    path = tmp_path / "pages.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode("utf-8")))
    found = list(read_jsonl(path))
    assert [getattr(item, "reason", item.origin.uri) for item in found] == [
        "https://news.example/ferry", "damaged-record", "no-html-field", "https://news.example/umlaut",
    ]  # fmt: skip
    assert found[0].origin.date == DATE
    assert found[1].origin.offset == len(lines[0]) + 2


def test_a_cut_stream_is_named_where_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl.gz"
    whole = gzip.compress(b"\n".join(json.dumps({"html": random.Random(n).randbytes(2000).hex()}).encode() for n in range(20)))
    path.write_bytes(whole[: len(whole) // 2])
    *records, last = read_jsonl(path)
    assert records
    assert all(isinstance(record, Record) for record in records)
    assert isinstance(last, Skipped)
    assert last.reason == "damaged-record"


def test_a_folder_is_planned_by_kind_and_nothing_is_left_out_silently(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.html", "a.htm", "deep/c.html.gz", "deep/d.warc.gz", "e.jsonl", "notes.txt"):
        (tmp_path / name).write_bytes(gzip.compress(PAGE) if name.endswith(".gz") else PAGE)
    units, ignored = plan([tmp_path, tmp_path / "e.jsonl"])
    assert sorted((unit.kind, unit.path.relative_to(tmp_path).as_posix()) for unit in units) == [
        ("html", "."), ("html", "deep"), ("jsonl", "e.jsonl"), ("warc", "deep/d.warc.gz"),
    ]  # fmt: skip
    assert [path.name for path in ignored] == ["notes.txt"]
    assert len({unit.name for unit in units}) == 4
    (tmp_path / "gone.warc").symlink_to(tmp_path / "nowhere")
    assert [path.name for path in plan([tmp_path]).ignored] == ["gone.warc", "notes.txt"]
    assert [Path(item.origin.file).name for item in read_html(tmp_path)] == ["a.htm", "b.html"]
    assert [item.payload for item in read_html(tmp_path / "deep") if isinstance(item, Record)] == [PAGE]


def test_a_changed_input_is_another_unit(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("{}")
    before = plan([path]).units[0]
    path.write_text('{"html": "x"}')
    after = plan([path]).units[0]
    assert before.name == after.name
    assert before.signature != after.signature


@pytest.mark.parametrize(("name", "error"), [("none.warc", FileNotFoundError), ("picture.png", ValueError)])
def test_an_input_that_is_none_is_refused(tmp_path: Path, name: str, error: type[Exception]) -> None:
    (tmp_path / "picture.png").write_bytes(b"png")
    with pytest.raises(error):
        plan([tmp_path / name])
