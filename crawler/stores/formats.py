"""Stored articles as lines of JSON and rows of CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, TextIO

from crawler.stores.packing import storable
from crawler.stores.records import Stored

CSV_COLUMNS = (
    "url", "canonical_url", "title", "text", "authors", "published", "modified", "site_name", "language", "section", "tags",
    "description", "kind", "paywalled", "word_count", "content_hash", "confidence",
)  # fmt: skip
CSV_STORED = ("change", "revision", "saved_at", "changed_at", "gone_at")

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")


def stored_facts(item: Stored) -> dict[str, Any]:
    """What the store knows of an article beside its document."""
    return {
        "id": item.id,
        "site": item.site,
        "revision": item.revision,
        "change": str(item.change),
        "saved_at": item.saved_at.isoformat(),
        "changed_at": item.changed_at.isoformat(),
        "gone_at": item.gone_at.isoformat() if item.gone_at else None,
        "duplicate_of": item.duplicate_of,
    }


def json_line(item: Stored) -> str:
    """The article's document with the store's facts under `stored`, on one line."""
    return storable(json.dumps({**item.document, "stored": stored_facts(item)}, ensure_ascii=False))


def write_csv(file: TextIO, items: Iterable[Stored]) -> None:
    """A header and a row for each article; lists are joined by `; `, and no cell is a formula to a spreadsheet."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(CSV_COLUMNS + CSV_STORED)
    for item in items:
        facts = stored_facts(item)
        values = [item.document.get(name) for name in CSV_COLUMNS] + [facts[name] for name in CSV_STORED]
        writer.writerow([cell(value) for value in values])


def cell(value: Any) -> str:
    """A value as a CSV cell: one that a spreadsheet would run as a formula is made text by a leading `'`."""
    text = "; ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)
    return storable(f"'{text}" if text.startswith(_FORMULA) and not _is_number(value) else text)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float)


def plain(value: Any) -> Any:
    """A JSON-ready copy of a store's record."""
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return dict(value) if hasattr(value, "items") else value
