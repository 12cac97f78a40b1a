"""Local files for Scrapy's feed exports (`-o`, `-O`, `FEEDS`): written beside and renamed, so a reader never sees half a file.
CSV whose cells no spreadsheet takes for formulas.

A run that failed, was stopped or had nothing new leaves the file of the run before as it was, byte for byte.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exporters import CsvItemExporter
from w3lib.url import file_uri_to_path

from crawler.extensions.session import Session
from crawler.stores.files import replacing_bytes
from crawler.stores.formats import cell

_publishing = threading.Lock()  # crawls side by side in one process may write one file
_replaced: set[tuple[str, Path]] = set()  # by a crawl that others are crawled together with: theirs is added, not put in its place

KEY = "url"  # the field by which an appending feed replaces an article by its newer version


class PlainCsvExporter(CsvItemExporter):
    """Scrapy's CSV, with lists and records as JSON, and a `'` before what a spreadsheet would run as a formula."""

    def serialize_field(self, field: Any, name: str, value: Any) -> str:
        """The cell of a field."""
        nested = isinstance(value, list | tuple | dict) and not all(isinstance(part, str) for part in value)
        return cell(json.dumps(value, ensure_ascii=False) if nested or isinstance(value, dict) else value)


class LocalFeedStorage:
    """A feed in a local file. Overwriting feeds (`-O`) replace the file whole; appending ones (`-o`) update it by article address.

    Items gather in an unnamed temporary file in the same folder, which vanishes with the process.
    """

    def __init__(self, uri: str, crawler: Crawler, *, feed_options: dict[str, Any] | None = None) -> None:
        options = feed_options or {}
        self.path = Path(file_uri_to_path(uri) if uri.startswith("file:") else uri)
        self.overwrite = bool(options.get("overwrite", False))
        self.format = str(options.get("format") or "")
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None) -> LocalFeedStorage:
        return cls(uri, crawler, feed_options=feed_options)

    def open(self, spider: Spider) -> IO[bytes]:
        """A file to write items to."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryFile(dir=self.path.parent)

    def store(self, file: IO[bytes]) -> None:
        """Publish the items, if the run may publish and has any; a first empty run makes an empty file.

        Raises:
            OSError: the file can't be written; the earlier one is untouched.
        """
        with file:
            verdict = Session.of(self.crawler).verdict
            if verdict is not None and not verdict.publishes:
                return
            if not self.crawler.stats.get_value("item_scraped_count", 0) and self.path.exists():
                return
            file.seek(0)
            with _publishing:
                self._publish(file)

    def _publish(self, file: IO[bytes]) -> None:
        together = (str(self.crawler.settings.get("CRAWLED_TOGETHER", "")), self.path)
        overwrite = self.overwrite and together not in _replaced
        if together[0]:
            _replaced.add(together)
        with replacing_bytes(self.path) as target:
            if overwrite or not self.path.exists():
                shutil.copyfileobj(file, target)
            else:
                with self.path.open("rb") as old:
                    _MERGES.get(self.format, _append)(old, file, target)


def _append(old: IO[bytes], new: IO[bytes], target: IO[bytes]) -> None:
    shutil.copyfileobj(old, target)
    shutil.copyfileobj(new, target)


def _merge_lines(old: IO[bytes], new: IO[bytes], target: IO[bytes]) -> None:
    """JSON Lines: a newer version takes the place of the older line. A cut last line is left out."""
    fresh = {_key(line): line for line in new}
    for line in old:
        if line.endswith(b"\n"):
            target.write(fresh.pop(_key(line), line))
    target.writelines(fresh.values())


def _key(line: bytes) -> Any:
    """The article's address, or the line itself where there is none."""
    try:
        return json.loads(line).get(KEY, line)
    except (ValueError, AttributeError):
        return line


def _merge_json(old: IO[bytes], new: IO[bytes], target: IO[bytes]) -> None:
    items = {_item_key(item): item for file in (old, new) for item in json.load(file)}
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items.values())
    target.write(b"[\n" + lines.encode() + b"\n]")


def _item_key(item: Any) -> Any:
    return item.get(KEY) if isinstance(item, dict) and KEY in item else json.dumps(item, sort_keys=True)


def _merge_csv(old: IO[bytes], new: IO[bytes], target: IO[bytes]) -> None:
    rows: dict[Any, dict[str, str]] = {}
    names: dict[str, None] = {}
    for file in (old, new):
        for row in _rows(file):
            names.update(dict.fromkeys(row))
            rows[row.get(KEY) or tuple(row.values())] = row
    text = TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
    writer = csv.DictWriter(text, list(names))
    writer.writeheader()
    writer.writerows(rows.values())
    text.detach()


def _rows(file: IO[bytes]) -> Iterator[dict[str, str]]:
    csv.field_size_limit(sys.maxsize)  # an article may be longer than the 128 kB that Python grants a cell
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    yield from csv.DictReader(text)
    text.detach()


_MERGES = {"jsonlines": _merge_lines, "jsonl": _merge_lines, "jl": _merge_lines, "json": _merge_json, "csv": _merge_csv}
