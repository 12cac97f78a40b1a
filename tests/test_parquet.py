"""Parquet: a stable schema, a folder by site and month, nothing twice, and the documentation's queries run."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pyarrow.parquet as parquet
import pytest
from archivekit import ROOT, fixture_pages, warc
from clikit import Shell, shell
from storekit import saved

from crawler.stores import Store, open_store
from crawler.stores.columns import article_columns, row, table
from crawler.stores.parquet import PARTITIONS, export_columns

__all__ = ["shell"]

COLUMNS = """
url: string, canonical_url: string, title: string, text: string, markdown: string, html: string, authors: list<item: string>,
published: string, modified: string, site_name: string, language: string, section: string, tags: list<item: string>,
description: string, kind: string, paywalled: bool,
images: list<item: struct<url: string, caption: string, alt: string, credit: string>>, word_count: int64, content_hash: string,
confidence: double, notes: list<item: string>,
removed: list<item: struct<reason: string, where: string, text: string, chars: int64, blocks: int64>>, provenance: map<string, string>,
image: struct<url: string, caption: string, alt: string, credit: string>,
entries: list<item: struct<id: string, title: string, text: string, published: string, modified: string, authors: list<item: string>, url: string>>,
published_at: timestamp[us, tz=UTC], modified_at: timestamp[us, tz=UTC]
"""


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/store.db"


@pytest.fixture
def store(store_url: str) -> Store:
    return open_store(store_url)


def rows(folder: Path) -> list[dict[str, object]]:
    return [row for path in sorted(folder.rglob("*.parquet")) for row in parquet.ParquetFile(path).read().to_pylist()]


def test_the_schema_stays() -> None:
    """Others read these files: a change here must be a column at the end."""
    assert ", ".join(f"{field.name}: {field.type}" for field in article_columns()) == " ".join(COLUMNS.split())


def test_a_row_comes_back_as_it_went_in() -> None:
    document = saved("mill").article | {"provenance": {"title": "og:title"}, "text": "half a \ud800 surrogate"}
    (back,) = table([row(document)], article_columns()).to_pylist()
    assert back["published_at"].isoformat() == "2026-02-28T06:30:00+00:00"
    assert back["provenance"] == [("title", "og:title")]
    assert back["text"] == "half a ? surrogate"
    assert {name: back[name] for name in document if name not in ("provenance", "text")} == {
        name: document[name] for name in document if name not in ("provenance", "text")
    }


def test_exports_are_partitioned_and_hold_each_article_once(shell: Shell, store: Store, store_url: str, tmp_path: Path) -> None:
    out = tmp_path / "lake"

    def export(*more: str) -> list[str]:
        assert shell("export", "--since-last", "the lake", "--format", "parquet", "--out", out, "--store", store_url, *more).code == 0
        return sorted(path.relative_to(out).as_posix() for path in out.rglob("*.parquet"))

    store.save([saved("mill", "A.\n\nB."), saved("old", "Old.", published="1999-12-31T23:59:00-05:00"), saved("when", "When?", published=None)])
    first = export()
    assert [path.rsplit("/", 1)[0] for path in first] == [
        "site=gazette/month=2000-01", "site=gazette/month=2026-02", "site=gazette/month=undated",
    ]  # fmt: skip
    assert export() == first
    store.save([saved("mill", "A.\n\nB.\n\nC.", 1)])
    assert len(export()) == 4
    assert sorted((row["title"], row["stored"]["revision"]) for row in rows(out)) == [("Mill reopens", 1)] * 3 + [("Mill reopens", 2)]
    assert len(export("--replay")) == 3
    assert [row["stored"]["revision"] for row in rows(out)] == [1, 2, 1]
    written = parquet.read_schema(next(out.rglob("*.parquet")))
    assert written.names == [name for name in export_columns().names if name not in PARTITIONS]


def test_an_export_that_was_killed_before_its_commit_is_not_there_twice(shell: Shell, store: Store, store_url: str, tmp_path: Path) -> None:
    out = tmp_path / "lake"
    arguments = ("export", "--since-last", "lake", "--format", "parquet", "--out", out, "--store", store_url)
    store.save([saved("mill", "A.\n\nB.")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crawler.stores.sqlite.SqliteStore.export_commit", _killed)
        with pytest.raises(KeyError):
            shell(*arguments)
    assert len(rows(out)) == 1
    store.save([saved("mill", "A.\n\nB.\n\nC.", 1, published="2026-03-05T10:00:00+00:00")])  # moves to another month meanwhile
    assert shell(*arguments).code == 0
    assert [row["stored"]["revision"] for row in rows(out)] == [2]


def _killed(*_: object) -> None:
    raise KeyError("as if the process had ended here")


def test_parquet_needs_a_folder_and_its_library(shell: Shell, store: Store, store_url: str, tmp_path: Path) -> None:
    store.save([saved("mill")])
    arguments = ("export", "--since-last", "lake", "--format", "parquet", "--store", store_url)
    assert shell(*arguments).code == 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(__import__("sys").modules, "pyarrow", None)
        ran = shell(*arguments, "--out", tmp_path / "lake")
    assert ran.code == 2
    assert "pip install 'bullionbite[parquet]'" in ran.err


def test_the_documented_queries_run(shell: Shell, store: Store, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    queries = re.findall(r"```sql\n(.*?)```", (ROOT / "docs/archives.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(queries) >= 4
    monkeypatch.chdir(tmp_path)
    store.save([saved("mill", published="2026-03-01T08:00:00+00:00")])
    store.save([saved("mill", "Another text.", 1, published="2026-03-01T08:00:00+00:00")])
    assert shell("export", "--since-last", "lake", "--format", "parquet", "--out", "lake", "--store", store_url).code == 0
    (tmp_path / "in.warc.gz").write_bytes(warc([*fixture_pages(2), ("https://news.example/picture", b"\x89PNG\r\n\x1a\n" + bytes(99))])[0])
    assert shell("clean-archive", "in.warc.gz", "--out", "clean", "--workers", 1).code == 0
    found = [duckdb.sql(query.replace("'%.example'", "'%'")).fetchall() for query in queries]
    assert [row[0] for row in found[0]] == ["Mill reopens"]
    assert len(found[2]) == 2
    assert found[3] == [("not-html", 1)]
    assert all(found)
