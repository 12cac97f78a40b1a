"""How values rest in a store: what is written is JSON as the standard library writes it, whatever is handed in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest

from crawler.stores.packing import pack_json, unpack, unpack_json


class Pair(NamedTuple):
    old: str
    new: str


def test_a_document_is_written_as_the_standard_library_writes_it() -> None:
    document = {"title": "Grün — “neu”\n", "tags": ["a", ("b", 1)], "score": 0.25, "held": False, "gone": None, "n": 2**60, "nul": "\0"}
    assert unpack(pack_json(document)) == json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("half \ud83d of it", "half ? of it"),
        ({"at": datetime(2026, 1, 2, tzinfo=UTC)}, {"at": "2026-01-02 00:00:00+00:00"}),
        ([Pair("a", "b")], [["a", "b"]]),
        ({7: 2**70}, {"7": 2**70}),
    ],
)
def test_what_only_the_standard_library_takes_is_written_too(value: Any, read: Any) -> None:
    assert unpack_json(pack_json(value)) == read
