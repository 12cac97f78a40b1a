"""Emphasis that CommonMark reads as emphasis: which marks of a line can be written in Markdown, and where.

`**` opens or closes emphasis only where it flanks a word (CommonMark 0.31, section 6.2): `**word.**next` is literal. Chinese and
Japanese text, which has no spaces, does that all the time.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from cleaners.assemble.inline import Mark, Run, shared_marks

DELIMITERS = {"strong": "**", "em": "*", "del": "~~"}
_UNWRITTEN = frozenset(("sub", "sup"))  # Markdown has no mark for these
_EMPHATIC = frozenset(DELIMITERS)
PLAIN = frozenset(("a", "code"))
"""The other marks: runs that have none but these are written as they are."""
_NOTHING = Run("", ())


def writable(runs: Sequence[Run]) -> Sequence[Run]:
    """The runs with the marks that can be written where they stand; neighbours with equal marks are joined.

    Punctuation at the edge of an emphasis moves out of it where a letter stands right outside; an emphasis that still cannot
    be written is left out. The text stays the same.

    Args:
        runs: runs of which no two neighbours have equal marks.
    """
    if _stand_free(runs):
        return runs
    joined = _joined(Run(text, tuple(mark for mark in marks if mark.tag not in _UNWRITTEN)) for text, marks in runs)
    trimmed = _joined(part for at, run in enumerate(joined) for part in _trimmed(joined, at, run))
    texts = [run.text for run in trimmed]
    marks = [run.marks for run in trimmed]
    for at in range(len(texts) + 1):
        _open_safely(texts, marks, at)
        _close_safely(texts, marks, at)
    return _joined(map(Run, texts, marks))


def _stand_free(runs: Sequence[Run]) -> bool:
    """Whether every emphasis has plain text around it that leaves it as it is, as nearly all do: it is read as such without a change."""
    last = len(runs) - 1
    for at, (text, marks) in enumerate(runs):
        tags = [tag for tag, _ in marks]
        if _UNWRITTEN.isdisjoint(tags) and _EMPHATIC.isdisjoint(tags):
            continue
        before, after = runs[at - 1] if at else _NOTHING, runs[at + 1] if at < last else _NOTHING
        if before.marks or after.marks or not _UNWRITTEN.isdisjoint(tags) or text[0].isspace() or text[-1].isspace():
            return False
        if _is_letter(before.text[-1:]) or _is_letter(after.text[:1]):
            return False
    return True


def _joined(runs: Iterable[Run]) -> list[Run]:
    same_marks = groupby(filter(itemgetter(0), runs), itemgetter(1))
    return [Run("".join([text for text, _ in same]), marks) for marks, same in same_marks]


def _trimmed(runs: list[Run], at: int, run: Run) -> list[Run]:
    """The run with the punctuation at its edges under the marks that its neighbour shares, where a letter follows or precedes."""
    text, marks = run
    if not marks:
        return [run]
    head = tail = ""
    before, after = runs[at - 1] if at else _NOTHING, runs[at + 1] if at + 1 < len(runs) else _NOTHING
    outer_before, outer_after = shared_marks(before.marks, marks), shared_marks(marks, after.marks)
    if _emphatic(marks[len(outer_after) :]) and _is_letter(after.text[:1]):
        core = _rstrip_punctuation(text)
        text, tail = core, text[len(core) :]
    if _emphatic(marks[len(outer_before) :]) and _is_letter(before.text[-1:]):
        core = _rstrip_punctuation(text[::-1])[::-1]
        head, text = text[: len(text) - len(core)], core
    return [Run(head, outer_before), Run(text, marks), Run(tail, outer_after)]


def _emphatic(marks: tuple[Mark, ...]) -> bool:
    return bool(marks) and all(mark.tag in DELIMITERS for mark in marks)


def _rstrip_punctuation(text: str) -> str:
    end = len(text)
    while end and not _is_letter(text[end - 1]):
        end -= 1
    return text[:end]


def _is_letter(character: str) -> bool:
    """Whether there is one, and it is neither white space nor punctuation or symbol, in CommonMark's terms."""
    return bool(character) and not character.isspace() and unicodedata.category(character)[0] not in "PS"


def _open_safely(texts: list[str], marks: list[tuple[Mark, ...]], at: int) -> None:
    """Drop the emphasis that opens before run `at` where it would not be read as opening."""
    if at >= len(texts) or not marks[at]:
        return
    outer = marks[at - 1] if at else ()
    shared = depth = len(shared_marks(outer, marks[at]))
    closing = any(mark.tag in DELIMITERS for mark in outer[shared:])
    while depth < len(marks[at]):
        mark = marks[at][depth]
        # What stands before is a letter unless a link or code closes there, or a mark of another sign opens before this one.
        letter_before = bool(at) and _is_letter(texts[at - 1][-1]) and len(outer) == shared and _alike(mark, marks[at][shared:depth])
        letter_inside = _is_letter(texts[at][0]) and _alike(mark, marks[at][depth + 1 :])
        if mark.tag in DELIMITERS and (closing or texts[at][0].isspace() or (letter_before and not letter_inside)):
            _drop(marks, at, depth, 1)
        else:
            depth += 1


def _close_safely(texts: list[str], marks: list[tuple[Mark, ...]], at: int) -> None:
    """Drop the emphasis that closes behind run `at - 1` where it would not be read as closing."""
    if not at or not marks[at - 1]:
        return
    outer = marks[at] if at < len(texts) else ()
    shared = depth = len(shared_marks(outer, marks[at - 1]))
    while depth < len(marks[at - 1]):
        mark = marks[at - 1][depth]
        letter_after = at < len(texts) and _is_letter(texts[at][0]) and len(outer) == shared and _alike(mark, marks[at - 1][shared:depth])
        letter_inside = _is_letter(texts[at - 1][-1]) and _alike(mark, marks[at - 1][depth + 1 :])
        if mark.tag in DELIMITERS and (texts[at - 1][-1].isspace() or (letter_after and not letter_inside)):
            _drop(marks, at - 1, depth, -1)
        else:
            depth += 1


def _alike(mark: Mark, others: tuple[Mark, ...]) -> bool:
    """Whether all the marks are written with the sign of `mark`, so that they make one run of it; another sign is punctuation."""
    sign = DELIMITERS.get(mark.tag, "")[:1]
    return all(DELIMITERS.get(other.tag, "")[:1] == sign for other in others)


def _drop(marks: list[tuple[Mark, ...]], at: int, depth: int, step: int) -> None:
    """Take the mark at `depth` out of the whole stretch of runs it spans, from run `at` on in one direction."""
    prefix = marks[at][: depth + 1]
    while 0 <= at < len(marks) and marks[at][: depth + 1] == prefix:
        marks[at] = prefix[:depth] + marks[at][depth + 1 :]
        at += step
