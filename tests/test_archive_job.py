"""`bullionbite clean-archive` as users run it: whatever is killed, run again, it ends with the same outputs, each article once."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as parquet
import pytest
from archivekit import DATE, ROOT, articles, clean_archive, fixture_pages, skipped, warc
from clikit import Shell, shell

from crawler.archive import work
from crawler.archive.output import output
from crawler.archive.records import Cleaned, Job, Origin, Record, Skipped, Unit
from crawler.archive.units import plan
from crawler.archive.work import clean_unit, worker_pool
from crawler.cli import clean_archive as command
from crawler.stores.files import replacing

__all__ = ["shell"]

PAGES = fixture_pages(12)


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.warc.gz").write_bytes(warc(PAGES[:5])[0])
    lines = [json.dumps({"url": url, "html": body.decode("utf-8", "replace"), "date": DATE}) for url, body in PAGES[5:9]]
    (folder / "b.jsonl").write_text("\n".join(lines))
    for number, (_, body) in enumerate(PAGES[9:]):
        (folder / f"{number}.html").write_bytes(body)
    return folder


def contents(out: Path) -> dict[str, str]:
    """Every output file and its hash."""
    files = sorted(path for name in ("articles", "skipped", "done") for path in (out / name).iterdir())
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("title", ["Ä ship", "a\0b", "half\ud800", "\\u0000 spelt out"])
def test_every_line_is_json_of_storable_texts(title: str, tmp_path: Path) -> None:
    job, unit = Job(tmp_path, form="jsonl"), Unit("one", "jsonl", tmp_path, "")
    with output(job, unit) as opened:
        opened.add(Cleaned(Origin("in.jsonl", 0), {"title": title}))
    line = (tmp_path / "articles" / "one.jsonl").read_bytes()
    assert json.loads(line)["title"] == title.replace("\0", "").replace("\ud800", "?")


def test_every_record_becomes_an_article_or_has_a_reason(shell: Shell, inputs: Path, tmp_path: Path) -> None:
    ran = shell("clean-archive", inputs, "--out", tmp_path / "out", "--format", "jsonl", "--workers", 1)
    assert ran.code == 0, ran.err
    made, left = articles(tmp_path / "out"), skipped(tmp_path / "out")
    assert len(made) + len(left) == len(PAGES)
    assert len(made) >= 10
    for article in made:
        assert article["source"]["file"].startswith(str(inputs))
        assert article["removed"] is not None
        assert "markdown" not in article
    assert {article["url"] for article in made if article["source"]["file"].endswith(".gz")} <= {url for url, _ in PAGES[:5]}
    assert ran.err.endswith(f"{len(made)} articles of {len(PAGES)} records" + "".join(f", {n}" for n in _reasons(left)) + "\n")


def _reasons(left: list[dict[str, object]]) -> list[str]:
    names = [str(item["reason"]) for item in left]
    return [f"{names.count(name)} {name}" for name in sorted(set(names))]


def test_parquet_holds_the_same(shell: Shell, inputs: Path, tmp_path: Path) -> None:
    for form in ("jsonl", "parquet"):
        assert shell("clean-archive", inputs, "--out", tmp_path / form, "--format", form, "--workers", 1, "--markup").code == 0
    rows = [row for path in (tmp_path / "parquet/articles").iterdir() for row in parquet.read_table(path).to_pylist()]
    rows.sort(key=lambda row: (row["source"]["file"], row["source"]["offset"]))
    for made, row in zip(articles(tmp_path / "jsonl"), rows, strict=True):
        row["provenance"] = dict(row["provenance"])
        assert row.pop("published_at") is None or made["published"]
        del row["modified_at"]
        assert row == made


def test_a_second_run_does_what_is_new_and_nothing_else(shell: Shell, inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    arguments = ("clean-archive", inputs, "--out", out, "--format", "jsonl", "--workers", 1)
    assert shell(*arguments).code == 0
    first = contents(out)
    (inputs / "c.jsonl").write_text(json.dumps({"html": PAGES[0][1].decode()}))
    (out / "articles" / ".a.warc.gz-0.part").write_bytes(b"half")
    ran = shell(*arguments)
    assert "3 of 4 inputs are done already" in ran.err
    second = contents(out)
    assert first.items() < second.items()
    assert len(second) == len(first) + 3
    (inputs / "c.jsonl").write_text(json.dumps({"html": PAGES[1][1].decode()}))  # changed: done again, in place
    assert shell(*arguments).code == 0
    assert len(contents(out)) == len(second)
    assert {article["title"] for article in articles(out) if article["source"]["file"].endswith("c.jsonl")} == {
        article["title"] for article in articles(out) if article["url"] == PAGES[1][0]
    }


def test_killed_anywhere_it_ends_with_the_same_files(inputs: Path, tmp_path: Path) -> None:
    arguments = (inputs, "--format", "jsonl", "--workers", 1)
    whole = clean_archive(*arguments, "--out", "whole", folder=tmp_path)
    whole.communicate()
    for seconds in (1.0, 2.0):
        process = clean_archive(*arguments, "--out", "killed", folder=tmp_path)
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
    last = clean_archive(*arguments, "--out", "killed", folder=tmp_path)
    last.communicate()
    assert last.returncode == whole.returncode == 0
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")


def test_a_page_that_breaks_its_worker_costs_that_page_alone(tmp_path: Path) -> None:
    traps = {"hang-here": "cleaner-timeout", "eat-here": "cleaner-memory", "crash-here": "cleaner-crash"}
    bad = [(f"https://news.example/{trap}", PAGES[0][1] + f"<!-- {trap} -->".encode()) for trap in traps]
    (tmp_path / "a.warc.gz").write_bytes(warc([PAGES[0], bad[0], PAGES[1], bad[1], PAGES[2], bad[2], PAGES[3]])[0])
    process = clean_archive("a.warc.gz", "--out", "out", "-f", "jsonl", "--workers", 2, "--page-seconds", 4, folder=tmp_path, trapped=True)
    _, said = process.communicate()
    assert [article["url"] for article in articles(tmp_path / "out")] == [url for url, _ in PAGES[:4]]
    assert {item["origin"]["uri"].rsplit("/", 1)[1]: item["reason"] for item in skipped(tmp_path / "out")} == traps
    assert process.returncode == 3
    assert "4 articles of 7 records, 1 cleaner-crash, 1 cleaner-memory, 1 cleaner-timeout" in said


def test_a_worker_killed_from_outside_costs_nothing(inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system may kill a worker that did nothing wrong: its page is tried again."""
    monkeypatch.setattr(work, "_clean", _killed_once)
    monkeypatch.setenv("KILLED_ONCE", str(tmp_path / "killed"))
    unit = next(unit for unit in plan([inputs]).units if unit.kind == "jsonl")
    job = Job(tmp_path / "out", "jsonl")
    with worker_pool(job) as pool:
        report = clean_unit(job, unit, pool)
    assert (tmp_path / "killed").exists()
    assert report.records == report.articles + sum(report.skipped.values()) == 4
    assert "cleaner-crash" not in report.skipped


def _killed_once(record: Record, job: Job) -> Cleaned | Skipped:
    from crawler.archive.cleaning import clean_record

    mark = job.out.parent / "killed"
    if not mark.exists() and "1" in str(record.origin.offset):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return clean_record(record, job)


def test_the_output_may_lie_in_an_input_and_change_its_form(shell: Shell, inputs: Path) -> None:
    out = inputs / "clean"
    for form in ("parquet", "jsonl", "jsonl"):
        ran = shell("clean-archive", inputs, "--out", out, "--format", form, "--workers", 1)
        assert (ran.code, "left out" in ran.err) == (0, False)
        assert ran.err.splitlines()[-1] == "12 articles of 12 records"
        assert {path.suffix for path in (out / "articles").iterdir()} == {f".{form}"}


def test_two_jobs_do_not_share_a_folder(shell: Shell, inputs: Path, tmp_path: Path) -> None:
    from filelock import FileLock

    (tmp_path / "out").mkdir()
    with FileLock(tmp_path / "out" / ".lock"):
        ran = shell("clean-archive", inputs, "--out", tmp_path / "out")
    assert ran.code == 7
    assert "another clean-archive" in ran.err


def test_inputs_that_cannot_be_read(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shell("clean-archive", tmp_path / "none.warc", "--out", tmp_path / "out").code == 4
    (tmp_path / "a.png").touch()
    assert shell("clean-archive", tmp_path / "a.png", "--out", tmp_path / "out").code == 2
    (tmp_path / "a.warc").touch()
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    ran = shell("clean-archive", tmp_path / "a.warc", "--out", tmp_path / "out", "-f", "jsonl")
    assert (ran.code, ran.err) == (2, "bullionbite: WARC needs fastwarc: pip install 'bullionbite[archive]'\n")


def test_an_input_cannot_be_the_output(shell: Shell, inputs: Path) -> None:
    ran = shell("clean-archive", inputs, "--out", inputs)
    assert ran.code == 2
    assert "an input cannot be the output folder" in ran.err


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_an_input_that_cannot_be_read_costs_itself_alone(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_text('{"html": ""}\n')
    read = work.read_jsonl

    def broken(path: Path) -> Iterator[Record | Skipped]:
        yield from read(path)
        if path.name == "a.jsonl":
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(work, "read_jsonl", broken)
    ran = shell("clean-archive", tmp_path / "a.jsonl", tmp_path / "b.jsonl", "--out", tmp_path / "out", "--workers", 1, "-f", form)
    assert ran.code == 4
    assert "a.jsonl: Input/output error" in ran.err
    assert "1 of 2 inputs could not be read" in ran.err
    assert [path.name[:7] for path in (tmp_path / "out").rglob("*.json*") if path.parent.name != "articles"] == ["b.jsonl"] * 2
    assert not list((tmp_path / "out").rglob("*.part"))


def test_a_failure_of_writing_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as error, replacing(tmp_path / "articles.jsonl"):
        pass
    assert error.value.filename == str(tmp_path / "articles.jsonl")


def test_a_worker_ends_with_the_process_that_started_it() -> None:
    """Killed, a job must not leave a worker behind that hangs on its page."""
    held = "import os, time\nfrom cleaners.guarded import GuardedPool\nfrom archivekit import report_and_sleep\n"
    held += "if __name__ == '__main__':\n    GuardedPool().submit(report_and_sleep).result()"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    process = subprocess.Popen([sys.executable, "-c", held], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    worker = int(process.stdout.readline())
    assert Path(f"/proc/{worker}").exists()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert process.stdout.read() == ""  # comes to its end when the last process that holds it is gone
