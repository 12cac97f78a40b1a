"""The inline markup of a block: its final text cut into runs, each with the links and emphasis that stand around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import compress, groupby
from typing import NamedTuple

from cleaners.records import Block, Element

_TAGS = {
    "a": "a", "b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "dfn": "em", "var": "em",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code", "sub": "sub", "sup": "sup",
    "del": "del", "s": "del", "strike": "del",
}  # fmt: skip
_MAX_MARKED = 200_000
"""Characters up to which a block keeps its inline markup; what is longer is no paragraph that anyone wrote."""
_MAX_DEPTH = 24
"""Inline elements looked at around a text; misnested formatting piles up thousands, of which the innermost suffice."""

_REMEMBERED = 20_000
"""Characters of which it is remembered whether they are solid: more than any language writes with, fewer than a page can be made of."""
_SOLID = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")


class _Solid(dict[str, bool]):
    """Whether a character is neither white space nor one of the format characters that a text may have lost; remembered of most."""

    def __missing__(self, character: str) -> bool:
        found = _SOLID.match(character) is not None
        if len(self) < _REMEMBERED:
            self[character] = found
        return found


_IS_SOLID = _Solid()
_UNSPACED = re.compile(r"\S*")


class Mark(NamedTuple):
    """An inline element of the output: its tag, and the absolute address where it is a link."""

    tag: str
    href: str = ""


class Run(NamedTuple):
    """Text under one set of marks, outermost first."""

    text: str
    marks: tuple[Mark, ...]


Resolve = Callable[[str], str]


def runs_of(block: Block, resolve: Resolve) -> list[Run]:
    """The block's text in runs; joined, they are exactly its text.

    The block's text may have been edited after the walk. Where a head, a tail or one stretch was cut out, the markup of the
    rest stays; where the text is another, it comes without markup.

    Args:
        block: a presented block.
        resolve: an href as written to an absolute http, https or mailto address, or "".
    """
    text = block.text
    marks = _marks(block, resolve) if len(text) <= _MAX_MARKED else []
    if not any(marks):  # most paragraphs
        return [Run(text, ())]
    solid = list(compress(range(len(text)), map(_IS_SOLID.__getitem__, text)))
    runs: list[Run] = []
    start = 0
    count = 0
    before: tuple[Mark, ...] = ()
    for owner, size in _owners(block, text, len(solid)):
        now = marks[owner]
        if now != before:
            # The space between two runs belongs to what is around both, never to the inside of an emphasis or link; joiners
            # and direction marks before it belong to what they follow.
            first, position = solid[count], solid[count - 1] + 1 if count else 0
            joiners = _UNSPACED.match(text, position, first)
            end = joiners.end() if joiners else position
            _push(runs, text[start:end], before)
            _push(runs, text[end:first], shared_marks(before, now))
            start, before = first, now
        count += size
    _push(runs, text[start:], before)
    return runs


def _push(runs: list[Run], text: str, marks: tuple[Mark, ...]) -> None:
    if text:
        runs.append(Run(text, marks))


def _owners(block: Block, text: str, solids: int) -> list[tuple[int, int]]:
    """Which piece the `solids` characters of `text` that are more than space came from: numbers of pieces, and how many characters in a
    row; empty where that cannot be told."""
    sizes = [sum(map(_IS_SOLID.__getitem__, piece.text)) for piece in block.pieces]
    if sum(sizes) == solids:
        return [(number, size) for number, size in enumerate(sizes) if size]
    original, final = ("".join(filter(_IS_SOLID.__getitem__, one)) for one in ("".join([piece.text for piece in block.pieces]), text))
    owners = [number for number, size in enumerate(sizes) for _ in range(size)]
    head = common_prefix(original, final)
    tail = len(final) - head
    if tail and not original.endswith(final[head:]):
        at = original.find(final)
        owners = owners[at : at + len(final)] if at >= 0 else []
    else:
        owners = owners[:head] + owners[len(owners) - tail :] if len(final) < len(owners) else []
    return [(number, len(list(same))) for number, same in groupby(owners)]


def common_prefix(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length


def shared_marks(one: tuple[Mark, ...], other: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The outer marks that both have."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return one[:shared]


def _marks(block: Block, resolve: Resolve) -> list[tuple[Mark, ...]]:
    """The marks of every piece."""
    known: dict[Element, tuple[Mark, ...]] = {}
    result = []
    for piece in block.pieces:
        if piece.parent not in known:
            known[piece.parent] = _marks_around(piece.parent, block.element, resolve)
        result.append(known[piece.parent])
    return result


def _marks_around(element: Element, limit: Element, resolve: Resolve) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    tags: set[str] = set()
    current: Element | None = element
    for _ in range(_MAX_DEPTH):
        if current is None or current is limit:
            break
        tag = _TAGS.get(current.tag, "")
        href = resolve(current.get("href") or "") if tag == "a" else ""
        if tag and tag not in tags and (href or tag != "a"):
            tags.add(tag)
            marks.append(Mark(tag, href))
        current = current.getparent()
    # Code is literal: nothing can be marked inside it, so it comes innermost.
    marks.reverse()
    return tuple(sorted(marks, key=lambda mark: mark.tag == "code"))
