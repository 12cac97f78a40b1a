"""`bullionbite export`: each reader gets what is new to it, in files that are whole, and nothing twice."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from clikit import Shell, shell
from hypothesis import given
from hypothesis import strategies as st
from storekit import SITE, article, hours, saved, url

from crawler.stores import Fetch, Gone, Store, open_store
from crawler.stores.files import replacing
from crawler.stores.formats import cell
from crawler.stores.markdown import file_name, markdown, write_markdown

__all__ = ["shell"]


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/store.db"


@pytest.fixture
def store(store_url: str) -> Store:
    return open_store(store_url)


# -- the stream -------------------------------------------------------------------------------------------------------------------


def test_each_name_gets_what_is_new_to_it(shell: Shell, store: Store, store_url: str) -> None:
    def export(name: str, *more: str) -> list[tuple[str, str]]:
        ran = shell("export", "--since-last", name, "--store", store_url, *more)
        assert ran.code == 0
        lines = [json.loads(line) for line in ran.out.splitlines()]
        assert ran.err == f"{len(lines)} articles exported for {name}\n"
        return [(line["url"].rsplit("/", 1)[1], line["stored"]["change"]) for line in lines]

    store.save([saved("mill", "A.\n\nB."), saved("bridge", "A bridge.")])
    assert export("mail") == [("mill", "new"), ("bridge", "new")]
    assert export("mail") == []

    store.save(
        [
            saved("mill", "A.\n\nB.\n\nC.", 1),
            Gone(SITE, Fetch(url("bridge"), hours(1), status=404)),
            saved("new", "News.", 1),
        ]
    )
    assert export("mail") == [("mill", "addition"), ("bridge", "removal"), ("new", "new")]
    assert len(export("feed")) == 3
    assert len(export("mail", "--replay")) == 3
    assert export("mail") == []


def test_more_articles_than_one_portion_come_once_each(shell: Shell, store: Store, store_url: str) -> None:
    store.save([saved(n, f"Text {n}.") for n in range(1203)])

    lines = shell("export", "--since-last", "x", "--store", store_url).out.splitlines()

    assert [json.loads(line)["url"] for line in lines] == [url(n) for n in range(1203)]


def test_a_file_is_replaced_whole_and_left_alone_when_nothing_is_new(
    shell: Shell, store: Store, store_url: str, tmp_path: Path
) -> None:
    out = tmp_path / "new.jsonl"
    store.save([saved("mill")])
    assert shell("export", "--since-last", "x", "--store", store_url, "--out", out).code == 0
    before = (out.read_bytes(), out.stat().st_mtime_ns)

    assert shell("export", "--since-last", "x", "--store", store_url, "--out", out).code == 0

    assert (out.read_bytes(), out.stat().st_mtime_ns) == before
    assert [json.loads(line)["title"] for line in out.read_text().splitlines()] == ["Mill reopens"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_export_that_fails_is_not_counted(shell: Shell, store: Store, store_url: str, tmp_path: Path) -> None:
    store.save([saved("mill")])

    ran = shell("export", "--since-last", "x", "--store", store_url, "--out", tmp_path / "none" / "new.jsonl")

    assert ran.code == 6
    assert "nothing is counted as exported" in ran.err
    assert len(store.export_since("x").items) == 1
    assert shell("export", "--since-last", "x", "--format", "markdown", "--store", store_url).code == 2


def test_a_reader_that_goes_away_is_not_counted(store: Store, store_url: str) -> None:
    store.save([saved(n, f"Text {n}. " * 2000) for n in range(40)])
    command = f"{sys.executable} -m crawler.cli export --since-last x --store {store_url} | head -c 10; exit ${{PIPESTATUS[0]}}"

    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 6
    assert done.stderr == "bullionbite: the reader of the output has gone; nothing is counted as exported\n"
    assert len(store.export_since("x").items) == 40


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_an_export_killed_in_the_middle_is_handed_out_again(store: Store, store_url: str, tmp_path: Path) -> None:
    store.save([saved(n, f"Text {n}. " * 3000) for n in range(20)])
    (tmp_path / "out").mkdir()
    command = [sys.executable, "-m", "crawler.cli", "export", "--since-last", "x", "--store", store_url]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert writer.stdout is not None
    writer.stdout.read(1)  # it has begun, and now waits for its reader: the pipe holds less than the articles
    writer.send_signal(signal.SIGKILL)
    writer.wait()

    assert len(store.export_since("x").items) == 20


# -- CSV --------------------------------------------------------------------------------------------------------------------------


def test_csv_is_read_back_as_written(shell: Shell, store: Store, store_url: str) -> None:
    title = 'Mill "reopens", says;\nmayor'
    store.save([saved("mill", "A.\n\nB, c.", title=title, authors=["Ada", "Bo"])])

    ran = shell("export", "--since-last", "x", "--format", "csv", "--store", store_url)

    [row] = csv.DictReader(io.StringIO(ran.out))
    assert (row["title"], row["text"], row["authors"], row["gone_at"]) == (title, "A.\n\nB, c.", "Ada; Bo", "")
    assert (row["change"], row["revision"]) == ("new", "1")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_is_never_a_formula(start: str) -> None:
    assert cell(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"
    assert cell([f"{start}1", "x"]) == f"'{start}1; x"


def test_numbers_and_plain_text_stay_as_they_are() -> None:
    assert [cell(value) for value in (-1.5, 0, None, "a=b", "\0x")] == ["-1.5", "0", "", "a=b", "'x"]


# -- Markdown ---------------------------------------------------------------------------------------------------------------------


def test_markdown_files_are_one_an_article_and_follow_it(
    shell: Shell, store: Store, store_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "md"
    store.save([saved("mill.html", "A.\n\nB."), saved("bridge", "A bridge.")])
    export = ("export", "--since-last", "x", "--format", "markdown", "--out", folder, "--store", store_url)
    assert shell(*export).code == 0
    names = sorted(path.name for path in folder.iterdir())
    store.save([saved("mill.html", "A.\n\nB.\n\nC.", 1, title="Another headline")])
    assert shell(*export).code == 0

    assert sorted(path.name for path in folder.iterdir()) == names
    [mill] = [path for path in folder.iterdir() if "-mill-" in path.name]
    _, front, body = mill.read_text().split("---\n", 2)
    assert yaml.safe_load(front)["title"] == "Another headline"
    assert body == "\n# Another headline\n\nA.\n\nB.\n\nC.\n"


@pytest.mark.parametrize(
    ("address", "published", "name"),
    [
        ("https://a.example/2026/03/Mill-Reopens.html?m=1", "2026-03-01T01:00:00+03:00", "2026-02-28-mill-reopens-"),
        ("https://a.example/../../etc/passwd", None, "undated-passwd-"),
        ("https://a.example/..%2f..%2fetc%2f.ssh", None, "undated-gold-rises-"),
        ("https://a.example/con", "not a date", "undated-con-"),
        ("https://a.example/%E6%96%B0%E8%81%9E", None, "undated-gold-rises-"),
        ("https://a.example/" + "x" * 5000, None, "undated-" + "x" * 80 + "-"),
        ("", None, "undated-gold-rises-"),
        ("http://[bad", None, "undated-gold-rises-"),
    ],
)
def test_a_file_name_says_date_and_address_and_no_more(address: str, published: str | None, name: str) -> None:
    made = file_name(article("x", canonical_url=address, url=None, published=published, title="Gold rises"))

    assert made.startswith(name)
    assert len(made) == len(name) + 8 + 3


@given(
    st.text(max_size=300),
    st.text(max_size=300),
    st.lists(st.text(st.characters(codec="utf-8", categories=["L", "C", "Z", "P"])), max_size=4),
    st.text(max_size=20) | st.none(),
)
def test_front_matter_is_yaml_and_the_name_safe_whatever_the_page_says(
    title: str, address: str, tags: list[str], published: str | None
) -> None:
    document = article("x", title=title, canonical_url=address, tags=tags, published=published)

    text = markdown(document)
    _, front, _ = text.split("---\n", 2)
    read = yaml.safe_load(front)
    name = file_name(document)

    assert read.get("title", "") == _storable(title)
    assert read.get("tags", []) == [_storable(tag) for tag in tags]
    assert Path(name).name == name
    assert name.isascii()
    assert len(name) <= 120
    assert not name.startswith(".")
    text.encode("utf-8")


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def test_a_file_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("yesterday")

    def write_half() -> None:
        with replacing(path) as file:
            file.write("half")
            raise RuntimeError("midway")

    with pytest.raises(RuntimeError, match="midway"):
        write_half()

    assert path.read_text() == "yesterday"
    assert list(tmp_path.iterdir()) == [path]


def test_articles_of_one_date_and_slug_get_files_of_their_own(tmp_path: Path) -> None:
    paths = {write_markdown(tmp_path, article("x", canonical_url=f"https://a.example/{n}/mill.html")) for n in range(5)}

    assert len(paths) == len(list(tmp_path.iterdir())) == 5


def test_a_removed_article_says_so_in_its_file(store: Store, tmp_path: Path) -> None:
    store.save([replace(saved("mill"), raw=None), Gone(SITE, Fetch(url("mill"), hours(1), status=404))])

    [item] = store.export_since("x").items

    assert f'gone: "{hours(1).isoformat()}"' in write_markdown(tmp_path, item).read_text()
