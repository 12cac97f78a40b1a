"""Page text to one-line field values, and the normal form in which two values are compared. All bounded and linear."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import unescape
from typing import Any

from cleaners import _speedups
from cleaners.decoding import printable
from cleaners.records import Block, Element
from cleaners.spacing import collapse

MAX_VALUE = 4_000
"""Characters of a field value that are looked at; the longest headline or description met has fewer."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_SILENT = frozenset(("script", "style", "noscript", "template", "svg", "button", "select"))
_APART = frozenset(("br", "p", "div", "li", "ul", "h1", "h2", "h3", "h4", "td", "tr", "section", "dd", "dt", "time"))
_TAGS: dict[object, int] = {**dict.fromkeys(_APART, 1), **dict.fromkeys(_SILENT, 2)}
_DEEPEST = 30
_FOLDED = str.maketrans(
    {**dict.fromkeys("‘’‚‛´`′ʼ", "'"), **dict.fromkeys("“”„«»‟″", '"'), **dict.fromkeys("–—‑−‐―", "-"), "…": "..."}
)


def plain(value: Any) -> str:
    """A value of a meta tag, an attribute or JSON-LD as one line of text: entities resolved, markup dropped; "" for anything not text."""
    if not isinstance(value, str):
        return ""
    if value.isascii() and value.isprintable() and len(value) <= MAX_VALUE and "&" not in value and "<" not in value and "  " not in value:  # as most are
        return value.strip()
    value = value[:MAX_VALUE]
    # Templates escape once too often; text inside JSON-LD is escaped though it needs not be.
    for _ in range(2):
        if "&" in value:
            value = unescape(value)
    if "<" in value:
        value = _TAG.sub(" ", value)
    return _line(value)


def _line(text: str) -> str:
    """`text` on one line: white space as a browser shows it, then none of Unicode's rarer kinds, nothing invisible."""
    text = collapse(text)
    return text if text.isascii() and text.isprintable() else " ".join(printable(text).split())


def text_of(element: Element) -> str:
    """The text a reader sees in an element, on one line, at most `MAX_VALUE` characters."""
    return _line("".join(_parts(element, _TAGS, _DEEPEST))[:MAX_VALUE])


def signature_of(element: Element) -> str:
    """The text of an element as `text_of` gives it, but with ` | ` where styling alone parts two words: "Ann Okafor" beside "Reporter"."""
    return _line(apart(_parts(element, _TAGS, _DEEPEST))[:MAX_VALUE])


def apart(parts: Iterable[str]) -> str:
    """Texts of neighbouring elements in one line, with ` | ` where a small letter or a digit would run into a capital."""
    joined: list[str] = []
    last = ""
    for part in parts:
        if (last.islower() or last.isdigit()) and part[:1].isupper():
            joined.append(" | ")
        joined.append(part)
        last = part[-1:] or last
    return "".join(joined)


def line_of(block: Block) -> str:
    """The text of a block as its elements part it: ` | ` where styling alone does."""
    return block.text if len(block.pieces) == 1 or "\n" in block.text else collapse(apart(piece.text for piece in block.pieces))


def parts_in_python(element: Element, tags: Mapping[object, int], depth: int) -> list[str]:
    """The texts in an element, those too many and too deep left out: with a space around tags of number 1, without what those of number 2 hold."""
    parts: list[str] = []
    _collect(element, tags, parts, depth)
    return parts


def _collect(element: Element, tags: Mapping[object, int], parts: list[str], depth: int) -> None:
    if element.text:
        parts.append(element.text)
    for child in element:
        if len(parts) > 200:
            return
        tag = tags.get(child.tag, 0)
        if tag == 1:
            parts.append(" ")
        if depth and tag != 2:
            _collect(child, tags, parts, depth - 1)
        if tag == 1:
            parts.append(" ")
        if child.tail:
            parts.append(child.tail)


_parts = _speedups.finds.text_parts if _speedups.finds is not None else parts_in_python


@lru_cache(maxsize=1_000)
def folded(text: str) -> str:
    """The form in which two values count as equal: case, quotes, dashes and white space apart."""
    if text.isascii():  # of all that is folded only the backtick is
        return " ".join(text.replace("`", "'").lower().split())
    return " ".join(unicodedata.normalize("NFKC", text).translate(_FOLDED).casefold().split())


_BETWEEN = re.compile(r"\W+")


def squeeze(text: str) -> str:
    """The letters and digits of a text, run together."""
    return text if text.isalnum() else _BETWEEN.sub("", text)


_WORD = re.compile(r"\w+", re.UNICODE)
LETTERS = re.compile(r"[^\W\d_]+")
"""Letters that stand together."""


def words(text: str) -> list[str]:
    """The words of a text in folded form."""
    return _WORD.findall(folded(text))


def stands_alone(word: str, text: str) -> bool:
    """Whether a word of letters stands in a text with no other letter beside it: whether `LETTERS` finds it there."""
    at = text.find(word)
    while at >= 0:
        if not LETTERS.match(text, at + len(word)) and not (at and LETTERS.match(text, at - 1)):
            return True
        at = text.find(word, at + 1)
    return False
