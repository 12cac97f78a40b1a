"""What a unit leaves behind: its articles, what it skipped and why, and the marker that says that both are complete."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from crawler.archive.records import Cleaned, Job, Report, Skipped, Unit
from crawler.stores.columns import arrow, article_columns, row, table
from crawler.stores.files import replacing_bytes
from crawler.stores.packing import as_json, scrubbed

if TYPE_CHECKING:
    import pyarrow

_FORMS = frozenset(("parquet", "jsonl"))
FOLDERS = ("articles", "skipped", "done")
_GROUP = 500  # rows held in memory, and rows of a Parquet row group


class _Articles(Protocol):
    def add(self, item: Cleaned) -> None: ...
    def finish(self) -> None: ...
    def abandon(self) -> None: ...


class Output:
    """Takes a unit's records in order; `report` counts them."""

    def __init__(self, articles: _Articles, skipped: BinaryIO, unit: Unit) -> None:
        self._articles = articles
        self._skipped = skipped
        self._unit = unit
        self._reasons: Counter[str] = Counter()
        self._cleaned = 0

    def add(self, item: Cleaned | Skipped) -> None:
        """Write a record's article, or why it has none."""
        if isinstance(item, Cleaned):
            self._articles.add(item)
            self._cleaned += 1
        else:
            self._skipped.write(_line(asdict(item)))
            self._reasons[item.reason] += 1

    @property
    def report(self) -> Report:
        """What has been written so far."""
        reasons = dict(sorted(self._reasons.items()))
        return Report(self._unit.name, self._cleaned + sum(reasons.values()), self._cleaned, reasons)


@contextmanager
def output(job: Job, unit: Unit) -> Iterator[Output]:
    """The unit's outputs; they take their names, the marker last, when the block ends without an error.

    Raises:
        OSError: a file cannot be written.
        StoreError: Parquet is asked for, and pyarrow is not installed.
    """
    for name in FOLDERS:
        (job.out / name).mkdir(parents=True, exist_ok=True)
    with (
        replacing_bytes(job.out / "articles" / f"{unit.name}.{job.form}") as articles,
        replacing_bytes(job.out / "skipped" / f"{unit.name}.jsonl") as skipped,
    ):
        writer = _ParquetArticles(articles) if job.form == "parquet" else _JsonArticles(articles)
        opened = Output(writer, skipped, unit)
        try:
            yield opened
            writer.finish()
        except BaseException:
            writer.abandon()
            raise
    for form in _FORMS - {job.form}:  # of a job with another form: its articles would be there twice
        (job.out / "articles" / f"{unit.name}.{form}").unlink(missing_ok=True)
    with replacing_bytes(_marker(job, unit)) as marker:
        facts = {"input": str(unit.path), "signature": unit.signature, "settings": _settings(job)}
        told = opened.report
        marker.write(_line(facts | {"unit": told.unit, "records": told.records, "articles": told.articles, "skipped": told.skipped}))


def finished(job: Job, unit: Unit) -> Report | None:
    """The report of a unit that has been done, with these settings and from the same bytes; None when it is still to do.

    Raises:
        OSError: the marker cannot be read.
    """
    try:
        facts = json.loads(_marker(job, unit).read_bytes())
    except FileNotFoundError:
        return None
    if facts["signature"] != unit.signature or facts["settings"] != _settings(job):
        return None
    return Report(facts["unit"], facts["records"], facts["articles"], facts["skipped"])


def sweep(job: Job) -> None:
    """Remove the half files that killed runs left."""
    for name in FOLDERS:
        for part in (job.out / name).glob(".*.part"):
            part.unlink(missing_ok=True)


def archive_columns() -> pyarrow.Schema:
    """The columns of an article, and `source`: where in the inputs it comes from (see `Origin`)."""
    pa = arrow()
    texts = ("uri", "date", "digest", "truncated")
    source = pa.struct([("file", pa.string()), ("offset", pa.int64()), *((name, pa.string()) for name in texts)])
    return article_columns().append(pa.field("source", source))


class _ParquetArticles:
    def __init__(self, file: BinaryIO) -> None:
        self._schema = archive_columns()
        self._writer = arrow().parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def add(self, item: Cleaned) -> None:
        self._rows.append(row(item.document) | {"source": scrubbed(asdict(item.origin))})
        if len(self._rows) == _GROUP:
            self._flush()

    def finish(self) -> None:
        self._flush()
        self._writer.close()

    def abandon(self) -> None:
        self._writer.is_open = False  # or it would end the file when it is collected, which is closed and gone by then

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(table(self._rows, self._schema))
            self._rows.clear()


class _JsonArticles:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def add(self, item: Cleaned) -> None:
        self._file.write(_line({**item.document, "source": asdict(item.origin)}))

    def finish(self) -> None:
        """Nothing is held back."""

    def abandon(self) -> None:
        """Nor here."""


def _line(value: dict[str, Any]) -> bytes:
    line = as_json(value)
    if rb"\u0000" in line:
        line = as_json(scrubbed(value))  # which costs ten times as much, and hardly any page needs
    return line + b"\n"


def _marker(job: Job, unit: Unit) -> Path:
    return job.out / "done" / f"{unit.name}.json"


def _settings(job: Job) -> dict[str, Any]:
    """What the outputs depend on beside the input."""
    return {"form": job.form, "markup": job.markup, "rules": _name(job.rules), "profiles": _name(job.profiles)}


def _name(folder: Path | None) -> str | None:
    return str(folder.resolve()) if folder else None
