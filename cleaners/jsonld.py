"""JSON-LD of a page, read once: the strict reader first, a forgiving one for what is broken, both in linear time.

Pages build JSON-LD with string templates, so it breaks in a few ways that are easy to see through: comment and CDATA wrappers, commas too
many, raw line breaks and unescaped quotes inside strings, several objects in a row, an end that is missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

from cleaners.records import Element

Node = dict[str, Any]

MAX_CHARS = 4_000_000
"""Longest script read; the largest met on 1,250 pages had 0.3 million characters."""
MAX_BROKEN_CHARS = 400_000
"""Longest script given to the forgiving reader, of which only this much is read: about 0.1 s."""
MAX_NODES = 2_000
META = "script:ld+json"
"""In the names of `<meta>` elements that hold JSON-LD."""
_SCHEMA = re.compile(r'"@context"\s{0,5}:\s{0,5}\[?\s{0,5}"https?:\\?/\\?/(?:www\.)?schema\.org')
_HEAD = 300
"""Characters of plain JSON in which the vocabulary must be named for it to count as JSON-LD."""
_COMPARED = 100
"""Nodes of the page's markup with which those that its scripts add are compared."""
MAX_DEPTH = 40
"""Deepest nesting read; real pages stay below ten."""

_STRICT = json.JSONDecoder(strict=False)  # but for control characters in strings
_BLANK = "\ufeff \t\r\n\f\v\xa0"
_OPENERS = ("<!--", "//", "/*", "*/", "<![CDATA[", ";")
_CLOSERS = ("-->", "//", "/*", "*/", "]]>", ";")
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage", "blogPost")
"""Properties whose value is a statement about the page itself, not about something it mentions."""


def read_jsonld(elements: Iterable[Element], more: Iterable[str] = ()) -> list[Node]:
    """Every JSON-LD node of a page's `<script>` and `<meta>` elements in order: graphs, arrays and `mainEntity` nesting flattened.

    Nodes are the objects themselves, never copies; at most `MAX_NODES`, from scripts of at most `MAX_CHARS`.

    Args:
        elements: the page's `<script>` and `<meta>` elements.
        more: texts of scripts that the page's own scripts add; what they repeat is left out.
    """
    nodes: list[Node] = []
    for element in elements:
        for value in read_values(_text_of(element)):
            _flatten(value, nodes, MAX_DEPTH)
    own = len(nodes)
    for text in more:
        added: list[Node] = []
        for value in read_values(text):
            _flatten(value, added, MAX_DEPTH)
        nodes += [node for node in added[: MAX_NODES - len(nodes)] if node not in nodes[:own][:_COMPARED]]
    return nodes


def _text_of(element: Element) -> str:
    """The JSON-LD that an element holds: a script by its type, however spelt, or a `<meta>` into which a framework that writes no scripts puts one."""
    if element.tag == "meta":
        return element.get("content") or "" if META in (element.get("name") or "").lower() else ""
    kind = element.get("type")
    if not kind or "json" not in (kind := kind.lower()):
        return ""
    if "ld+json" in kind or "json+ld" in kind or _SCHEMA.search((element.text or "")[:_HEAD]):
        return element.text or ""
    return ""


def read_values(text: str) -> list[Any]:
    """The JSON values of a script's text, repaired where they are broken; never raises, linear in the length of the text."""
    text = _unwrap(text[:MAX_CHARS])
    if "&quot;" in text and '"' not in text:
        text = unescape(text)
    if not text:
        return []
    try:
        return [_STRICT.decode(text)]
    except (ValueError, RecursionError):
        return list(_Forgiving(text[:MAX_BROKEN_CHARS]).values())


def _unwrap(text: str) -> str:
    """`text` without the comment and CDATA marks that hide a script from old browsers; a few rounds, each cheap."""
    text = text.strip(_BLANK)
    if text[:1] in ("{", "[") and text[-1:] in ("}", "]"):
        return text
    for _ in range(6):
        before, text = text, text.strip(_BLANK)
        for opener in _OPENERS:
            text = text.removeprefix(opener)
        for closer in _CLOSERS:
            text = text.removesuffix(closer)
        if text == before:
            break
    return text


def _flatten(value: Any, nodes: list[Node], depth: int) -> None:
    for item in value if isinstance(value, list) else (value,):
        if len(nodes) >= MAX_NODES or depth <= 0:
            return
        if isinstance(item, list):
            _flatten(item, nodes, depth - 1)
        elif isinstance(item, dict):
            nodes.append(item)
            for holder in _HOLDERS:
                if isinstance(inner := item.get(holder), (dict, list)):
                    _flatten(inner, nodes, depth - 1)


_SPACE = re.compile(r"(?:[\s\ufeff]|/\*[^*]{0,500}\*/)*+")
_OPENS = re.compile(r"[{\[]")
_PLAIN = re.compile(r'[^"\\]*+')
_CLOSES_KEY = re.compile(r"\s{0,200}:")
# A quote ends a value only where JSON can go on: at a bracket, or at a comma that a key (in objects) or a value (in lists) follows.
_CLOSES_IN_OBJECT = re.compile(r'\s{0,200}(?:[}\]]|,\s{0,200}(?:"[^"\\\n]{0,80}"\s{0,200}:|[}\]])|$|"[\w@:-]{1,80}"\s{0,20}:)')
_CLOSES_IN_LIST = re.compile(r'\s{0,200}(?:\]|,\s{0,200}["{\[\]\dtfn-]|\}|$)')
_WORD = re.compile(r"[^\s,:\]}\[{\"]{1,400}+")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_CONSTANTS = {"true": True, "false": False, "null": None}


class _Forgiving:
    """Reads JSON as far as it makes sense: each step moves forward, so the time is linear in the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def values(self) -> Iterator[Any]:
        """The objects and lists of the text, one after the other."""
        while start := _OPENS.search(self.text, self.at):
            self.at = start.start()
            yield self._value(MAX_DEPTH, _CLOSES_IN_LIST)

    def _peek(self) -> str:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def _value(self, depth: int, closes: re.Pattern[str]) -> Any:
        char = self._peek()
        if depth <= 0:
            self.at = len(self.text)
        elif char == "{":
            return self._object(depth)
        elif char == "[":
            return self._list(depth)
        elif char == '"':
            return self._string(closes)
        elif word := _WORD.match(self.text, self.at):
            self.at = word.end()
            return _scalar(word[0])
        return None

    def _object(self, depth: int) -> Node:
        self.at += 1
        found: Node = {}
        while (char := self._peek()) not in ("", "}"):
            before = self.at
            if char == '"':
                key = self._string(_CLOSES_KEY)
            else:
                word = _WORD.match(self.text, self.at)
                key = word[0] if word else ""
                self.at = word.end() if word else self.at + 1
            if self._peek() == ":":
                self.at += 1
                value = self._value(depth - 1, _CLOSES_IN_OBJECT)
                found.setdefault(key.strip("'"), value)
            elif char == "]" and before == self.at - 1:
                break  # a list that was never closed here: leave it to the caller
        self.at += 1
        return found

    def _list(self, depth: int) -> list[Any]:
        self.at += 1
        found: list[Any] = []
        while (char := self._peek()) not in ("", "]"):
            if char in ",:}":
                self.at += 1
                continue
            found.append(self._value(depth - 1, _CLOSES_IN_LIST))
        self.at += 1
        return found

    def _string(self, closes: re.Pattern[str]) -> str:
        """The string at the cursor; a quote that JSON could not go on after is part of it."""
        text, parts = self.text, []
        self.at += 1
        while True:
            plain = _PLAIN.match(text, self.at)
            end = plain.end() if plain else self.at
            parts.append(text[self.at : end])
            self.at = end + 1
            if end >= len(text):
                break
            if text[end] == "\\":
                parts.append(self._escape())
            elif closes.match(text, end + 1):
                break
            else:
                parts.append('"')
        # Escapes name the halves of a surrogate pair one by one; UTF-16 puts them together.
        return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _escape(self) -> str:
        """What the escape sequence before the cursor stands for; an unknown one stands for its letter."""
        char = self.text[self.at : self.at + 1]
        self.at += 1
        if char == "u":
            digits = self.text[self.at : self.at + 4]
            try:
                letter = chr(int(digits, 16))
            except ValueError:
                return ""
            self.at += 4
            return letter
        return _ESCAPES.get(char, char)


def _scalar(word: str) -> Any:
    if word in _CONSTANTS:
        return _CONSTANTS[word]
    try:
        return json.loads(word)
    except (ValueError, RecursionError):
        return word.strip("'")


def credit_of(picture: Mapping[str, Any]) -> Any:
    """Who an `ImageObject` credits, as written; None for nobody."""
    credit = picture.get("creditText") or picture.get("copyrightNotice") or picture.get("creator") or picture.get("author")
    if isinstance(credit, list):
        credit = credit[0] if credit else None
    return credit.get("name") if isinstance(credit, dict) else credit


def file_of(url: str) -> str:
    """The file's name in a picture's address, by which JSON-LD's pictures are told: the same one is linked in many sizes."""
    return url.partition("?")[0].rpartition("/")[2]
