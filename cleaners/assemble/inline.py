"""The inline markup of a block: its final text cut into runs, each with the links and emphasis that stand around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from itertools import compress, groupby
from types import SimpleNamespace
from typing import NamedTuple

from cleaners import _speedups
from cleaners.records import Block, Element
from cleaners.spacing import collapse

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
_SEPARATORS = (" ", "\n")


class Mark(NamedTuple):
    """An inline element of the output: its tag, and the absolute address where it is a link."""

    tag: str
    href: str = ""


class Run(NamedTuple):
    """Text under one set of marks, outermost first."""

    text: str
    marks: tuple[Mark, ...]


Resolve = Callable[[str], str]

# Made from one tuple, which takes half the time of a named tuple's own constructor.
_new_run: Callable[[tuple[str, tuple[Mark, ...]]], Run] = partial(tuple.__new__, Run)


def reader(resolve: Resolve) -> Callable[[Block], list[Run]]:
    """`runs_of` for the blocks of one page; `resolve` as there."""
    if _speedups.outputs is None:
        return partial(runs_of, resolve=resolve)
    read: Callable[[Block], list[Run]] = _speedups.outputs.Inline(_SPEC, resolve).runs_of
    return read


def runs_of(block: Block, resolve: Resolve) -> list[Run]:
    """The block's text in runs; joined, they are exactly its text. No two neighbours have equal marks.

    The block's text may have been edited after the walk. Where a head, a tail or one stretch was cut out, the markup of the
    rest stays; where the text is another, it comes without markup.

    Args:
        block: a presented block.
        resolve: an href as written to an absolute http, https or mailto address, or "".
    """
    text = block.text
    marks = _marks(block, resolve) if len(text) <= _MAX_MARKED else []
    if not any(marks):  # most paragraphs
        return [_new_run((text, ()))]
    runs: list[Run] = []
    start = before_stop = 0
    before: tuple[Mark, ...] = ()
    for owner, first, stop in _places(block, text) or _counted_places(block, text):
        now = marks[owner]
        if now != before:
            # The space between two runs belongs to what is around both, never to the inside of an emphasis or link.
            _push(runs, text[start:before_stop], before)
            _push(runs, text[before_stop:first], shared_marks(before, now))
            start, before = first, now
        before_stop = stop
    _push(runs, text[start:], before)
    return runs


def _push(runs: list[Run], text: str, marks: tuple[Mark, ...]) -> None:
    if runs and runs[-1].marks == marks:
        runs[-1] = Run(runs[-1].text + text, marks)
    elif text:
        runs.append(_new_run((text, marks)))


def _places(block: Block, text: str) -> list[tuple[int, int, int]]:
    """Where in `text` each piece of the block stands: its number, first character, and the place behind its last.

    Empty where a piece does not stand there as it is, or has a format character at an end: then characters have to be counted.
    """
    places = []
    stop = 0
    for number, piece in enumerate(block.pieces):
        if words := collapse(piece.text):
            first = stop + 1 if text[stop : stop + 1] in _SEPARATORS else stop
            stop = first + len(words)
            if not (text.startswith(words, first) and _IS_SOLID[words[0]] and _IS_SOLID[words[-1]]):
                return []
            places.append((number, first, stop))
    return places if stop == len(text) else []


def _counted_places(block: Block, text: str) -> list[tuple[int, int, int]]:
    """As `_places`, told by counting the characters that are more than space.

    Joiners and direction marks between two pieces belong to what they follow.
    """
    solid = list(compress(range(len(text)), map(_IS_SOLID.__getitem__, text)))
    places = []
    count = 0
    for owner, size in _owners(block, text, len(solid)):
        first, last = solid[count], solid[count + size - 1]
        count += size
        joiners = _UNSPACED.match(text, last + 1, solid[count] if count < len(solid) else len(text))
        places.append((owner, first, joiners.end() if joiners else last + 1))
    return places


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
    if not one or not other:  # at most borders
        return ()
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return one[:shared]


def _marks(block: Block, resolve: Resolve) -> list[tuple[Mark, ...]]:
    """The marks of every piece; none at all where all stand in the block's own element."""
    if all(parent is block.element for _, parent, _ in block.pieces):
        return []
    known: dict[Element, tuple[Mark, ...]] = {block.element: ()}
    result = []
    for _, parent, _ in block.pieces:
        marks = known.get(parent)
        if marks is None:
            marks = known[parent] = _marks_around(parent, block.element, resolve)
        result.append(marks)
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
    marks.reverse()
    if "code" in tags:  # which is literal: nothing can be marked inside it, so it comes innermost
        marks.sort(key=lambda mark: mark.tag == "code")
    return tuple(marks)


# What the compiled reader is told, in its numbers.
_WRITTEN = ("", "a", "code", "strong", "em", "sub", "sup", "del")
_SPEC = SimpleNamespace(
    run=Run, mark=Mark, collapse=collapse, counted=_counted_places, most=_MAX_MARKED, written=_WRITTEN, tags={tag: _WRITTEN.index(mark) for tag, mark in _TAGS.items()}
)
