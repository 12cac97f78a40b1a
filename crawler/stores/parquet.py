"""Stored articles as a folder of Parquet files, partitioned by site and month of publication (Hive style: `site=…/month=2026-03/…`)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.stores.columns import arrow, article_columns, row, table
from crawler.stores.formats import stored_facts
from crawler.stores.packing import chunks, instant
from crawler.stores.records import Stored

if TYPE_CHECKING:
    import pyarrow

PARTITIONS = ("site", "month")
UNDATED = "undated"
_ROWS = 500  # held in memory at a time
_INSTANTS = ("saved_at", "changed_at", "gone_at")


def export_columns() -> pyarrow.Schema:
    """The columns of an article, `stored` with the store's facts, and the columns that the folders are named by."""
    pa = arrow()
    facts = [("id", pa.int64()), ("site", pa.string()), ("revision", pa.int64()), ("change", pa.string()), ("duplicate_of", pa.int64())]
    stored = pa.struct([*facts, *((name, pa.timestamp("us", "UTC")) for name in _INSTANTS)])
    columns = article_columns().append(pa.field("stored", stored))
    for name in PARTITIONS:
        columns = columns.append(pa.field(name, pa.string()))
    return columns


def write_parquet(folder: Path, items: Iterable[Stored], name: str, start: int) -> None:
    """Write a portion of an export into a folder (made when missing).

    Args:
        folder: holds the portions of any number of exports.
        items: the articles.
        name: of the export.
        start: the cursor from which the portion was read. A portion with the same start takes the place of an earlier one, which a
            killed run left; one from 0 on takes the place of all.

    Raises:
        OSError: a file cannot be written; the portions that were there stay.
        StoreError: pyarrow is not installed.
    """
    mark = re.sub(r"[^A-Za-z0-9_-]+", "_", name)
    beside = folder / f".{mark}.part"
    shutil.rmtree(beside, ignore_errors=True)
    try:
        _write(beside, items, f"{mark}.{start}.{{i}}.parquet")
        _replace(folder, beside, f"{mark}.*.*.parquet" if start == 0 else f"{mark}.{start}.*.parquet")
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write(folder: Path, items: Iterable[Stored], template: str) -> None:
    schema = export_columns()
    import pyarrow.dataset as datasets  # after the line that says what to install

    form = datasets.ParquetFileFormat()
    datasets.write_dataset(
        (batch for rows in chunks(map(_row, items), _ROWS) for batch in table(rows, schema).to_batches()),
        folder,
        schema=schema,
        format=form,
        file_options=form.make_write_options(compression="zstd"),
        partitioning=datasets.partitioning(arrow().schema([schema.field(name) for name in PARTITIONS]), flavor="hive"),
        basename_template=template,
        max_partitions=1_000_000,
        use_threads=False,
    )


def _row(item: Stored) -> dict[str, Any]:
    facts = stored_facts(item)
    published = instant(item.document.get("published"))
    month = published.strftime("%Y-%m") if published else UNDATED
    stored = facts | {name: instant(facts[name]) for name in _INSTANTS}
    return row(item.document) | {"stored": stored, "site": item.site, "month": month}


def _replace(folder: Path, beside: Path, stale: str) -> None:
    """Move the new files to their places and remove those whose place they take."""
    new = {path.relative_to(beside) for path in beside.rglob("*.parquet")}
    old = {path.relative_to(folder) for path in folder.rglob(stale) if beside not in path.parents}
    for path in sorted(new):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (beside / path).replace(folder / path)
    for path in old - new:
        (folder / path).unlink()
