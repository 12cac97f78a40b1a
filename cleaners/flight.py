"""What Next.js sends along for its scripts: the rows of React's server components, pushed as text in chunks, and scripts that it adds later.

A row is an id in hex, a colon and JSON (`1a:{"title":…}`, with letters before it for what is no data), or `T`, a length in bytes and a
text, which a value `"$1a"` in another row stands for. Chunks end anywhere. All in one pass, linear in the length of the scripts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import orjson

from cleaners import _speedups
from cleaners.objects import bearing
from cleaners.records import Element

MAX_CHARS = 4_000_000
"""Characters of chunks that are read of one page."""
_HEAD = 200
_MAX_ROWS = 20_000
_PUSH = re.compile(r"__next_([fs])\s{0,5}(?:=\s{0,5}(?:self|window)\.__next_[fs]\s{0,5}\|\|\s{0,5}\[\]\s{0,5}\))?\s{0,5}\.push\(\s{0,5}(?=\[)")
_SPACE = re.compile(rb"\s*+")
_ROW = re.compile(rb"([0-9a-f]{1,8}):(?:T([0-9a-f]{1,8}),)?")
_JSONLD = "ld+json"
_TYPED = frozenset(("type",))
_DECODER = json.JSONDecoder(strict=False)


class Flight(NamedTuple):
    """What the scripts of a page push.

    Attributes:
        rows: the JSON of each row, in UTF-8.
        texts: the texts of the rows that are no JSON, by id.
        later: the attributes of scripts that are added later.
    """

    rows: tuple[bytes, ...]
    texts: dict[str, str]
    later: tuple[dict[str, Any], ...]

    def values(self, may_tell: Callable[[bytes], bool]) -> Iterator[Any]:
        """The values of the rows that may tell something by their bytes, references to texts resolved."""
        for row in self.rows:
            if may_tell(row) and (value := _loaded(row, self._resolved if self.texts else None)) is not None:
                yield value

    def _resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        for key, value in node.items():
            node[key] = self._meant(value)
        return node

    def _meant(self, value: Any) -> Any:
        """The text that a reference stands for; anything else as it is."""
        return self.texts.get(value[1:], value) if type(value) is str and value[:1] == "$" else value

    def jsonld(self) -> list[str]:
        """The texts of JSON-LD scripts: React's elements for them in the rows, and those added later."""
        told = (_loaded(row) for row in self.rows if _JSONLD.encode() in row)
        nodes = [*(node for value in told for node, _ in bearing(value, _TYPED)), *self.later]
        return [text for node in nodes if (text := self._script(node))]

    def _script(self, attributes: dict[str, Any]) -> str:
        """The text of a script of JSON-LD, given its attributes as React has them; "" for anything else."""
        if not isinstance(kind := attributes.get("type"), str) or _JSONLD not in kind[:100]:
            return ""
        inner = attributes.get("dangerouslySetInnerHTML")
        text = self._meant(inner.get("__html") if isinstance(inner, dict) else attributes.get("children"))
        return text if isinstance(text, str) else ""


def _loaded(row: bytes, hook: Callable[[dict[str, Any]], Any] | None = None) -> Any:
    """The value of a row, each of its objects as the hook has it; None where it is no JSON."""
    if hook is None:
        with suppress(orjson.JSONDecodeError):  # of what the standard library alone takes: half surrogates, line breaks in strings
            return orjson.loads(row)
    try:
        return json.JSONDecoder(strict=False, object_hook=hook).decode(row.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None


def opened_with(elements: list[Element], mark: bytes, head: int) -> list[Element]:
    """The elements whose text has a mark that begins in its first bytes, `head` in number."""
    return [element for element in elements if mark in (element.text or "")[: head + len(mark)].encode("utf-8", "replace")[: head + len(mark) - 1]]


def read_flight(scripts: list[Element]) -> Flight:
    """What the scripts push; empty for pages of other make."""
    chunks: list[str] = []
    later: list[dict[str, Any]] = []
    left = MAX_CHARS
    for script in (_speedups.finds.opened_with if _speedups.finds is not None else opened_with)(scripts, b"__next_", _HEAD):
        text = script.text or ""
        for kind, value in _pushed(text[:left]):
            if kind == "f" and len(value) > 1 and isinstance(value[1], str):
                chunks.append(value[1])
            elif kind == "s" and isinstance(value[-1], dict):
                later.append(value[-1])
        left -= min(left, len(text))
    return Flight(*_rows("".join(chunks).encode("utf-8", "replace")), tuple(later)) if chunks or later else _NONE


_NONE = Flight((), {}, ())


def _pushed(text: str) -> Iterator[tuple[str, list[Any]]]:
    """The arrays that a script pushes; one that is no JSON ends the script."""
    at = 0
    while found := _PUSH.search(text, at):
        try:
            value, at = _only(text, found.end()) if not at else _DECODER.raw_decode(text, found.end())
        except (ValueError, RecursionError):
            return
        if isinstance(value, list) and value:
            yield found[1], value


def _only(text: str, start: int) -> tuple[Any, int]:
    """The array that a script pushes first, and where it ends: the last one in most scripts, which is read in a third of the time."""
    stop = text.rfind(")")
    with suppress(orjson.JSONDecodeError):
        return orjson.loads(text[start:stop]), stop
    return _DECODER.raw_decode(text, start)


def _rows(data: bytes) -> tuple[tuple[bytes, ...], dict[str, str]]:
    """The rows of the chunks put together: the JSON of each, and texts by id."""
    rows: list[bytes] = []
    texts: dict[str, str] = {}
    at = 0
    for _ in range(_MAX_ROWS):
        at = _SPACE.match(data, at).end()  # type: ignore[union-attr]  # once: each row that looked over the space before it took quadratic time
        found = _ROW.match(data, at)
        if found is not None and found[2]:
            end = at = found.end() + int(found[2], 16)
            texts[found[1].decode()] = data[found.end() : end].decode("utf-8", "replace")
            continue
        start = found.end() if found is not None else at
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        if found is not None and data[start : start + 1] in (b"[", b"{"):  # a letter stands before what is no data
            rows.append(data[start:end])
        at = end + 1
        if at >= len(data):
            break
    return tuple(rows), texts
