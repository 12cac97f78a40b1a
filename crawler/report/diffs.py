"""A revision's paragraph diff as lines to show: changed paragraphs in pairs, the changed words marked."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any, NamedTuple


class Part(NamedTuple):
    """A run of words of a paragraph, changed or not."""

    text: str
    changed: bool


class Line(NamedTuple):
    """A paragraph of a diff: `sign` is `-` (lost), `+` (gained) or `=` (a count of unchanged paragraphs, in `text`)."""

    sign: str
    parts: tuple[Part, ...]


def lines(diff: Iterable[tuple[str, Any]]) -> list[Line]:
    """The lines of a diff as `Revision.diff` gives it."""
    found: list[Line] = []
    lost: list[str] = []
    gained: list[str] = []
    for sign, value in diff:
        if sign == "=":
            found += [*_pairs(lost, gained), Line("=", (Part(str(value), False),))]
            lost, gained = [], []
            continue
        if sign.startswith("-") and gained:
            found += _pairs(lost, gained)
            lost, gained = [], []
        (lost if sign.startswith("-") else gained).append(str(value))
    return found + _pairs(lost, gained)


def _pairs(lost: list[str], gained: list[str]) -> list[Line]:
    found = []
    for index in range(max(len(lost), len(gained))):
        old = lost[index].split() if index < len(lost) else None
        new = gained[index].split() if index < len(gained) else None
        steps = SequenceMatcher(None, old or [], new or [], autojunk=False).get_opcodes() if old and new else None
        if old is not None:
            found.append(Line("-", _parts(old, [(tag, i, j) for tag, i, j, _, _ in steps] if steps else None)))
        if new is not None:
            found.append(Line("+", _parts(new, [(tag, k, m) for tag, _, _, k, m in steps] if steps else None)))
    return found


def _parts(words: list[str], steps: list[tuple[str, int, int]] | None) -> tuple[Part, ...]:
    if steps is None:
        return (Part(" ".join(words), False),)
    return tuple(Part(" ".join(words[start:stop]), tag != "equal") for tag, start, stop in steps if start < stop)
