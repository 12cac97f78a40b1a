"""What the texts that a pattern matches begin with, so that lines which begin otherwise are not held against it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from cleaners import _speedups

try:
    from re import _parser as parser  # type: ignore[attr-defined]  # nothing public tells what a pattern may begin with
except ImportError:  # a Python that keeps it elsewhere: every line is held against every pattern
    parser = None

LENGTH = 3
"""Characters that are told apart: of "Advertisement" and "Address" the third is the first to differ."""
PHRASE_LENGTH = 8
"""Characters of a phrase that are told apart: phrases of some fifty languages begin as many words of English do."""
LEADING = ">»›▶►→➡👉🔴➤•*|-–—([【［（"
"""What pages set before a phrase."""
OTHER = "\x80"
"""Stands for any character that is not ASCII, behind one that is."""
_SPACES = "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace())
# Among them are all letters that are another's capital or small letter, but for rare scripts.
_OTHER_LETTERS = "".join(map(chr, range(0x80, 0x2000)))


class Beginnings(NamedTuple):
    """Beginnings, one of which every text has that a pattern matches from its first character on.

    Attributes:
        exact: one to `LENGTH` characters of ASCII, or `OTHER` the last of them, as written.
        folded: the same in lower case, for texts in any case.
        others: single characters that are not ASCII.
        digits: whether a text may begin with any decimal digit.
        far: whether it may begin with any character from `FAR` on.
    """

    exact: frozenset[str]
    folded: frozenset[str]
    others: frozenset[str]
    digits: bool
    far: bool


class _Start(NamedTuple):
    """The first characters of some texts; `is_open` where those of what follows in the pattern stand right behind."""

    text: str
    is_open: bool
    folded: bool = False


_Starts = frozenset[_Start] | None  # None for anything
_NOTHING: _Starts = frozenset([_Start("", True)])
FAR = 0x2E80
"""The scripts of East Asia begin here, of which a range stands for all."""
_FAR = "\ufffe"  # stands for a character of these
_DIGIT = "\uffff"  # stands for a digit that is not of ASCII


def beginnings(pattern: str, phrases: Iterable[str] = ()) -> Beginnings | None:
    """What the texts that a pattern matches begin with, and those that begin with a phrase in any case; None where that may be anything.

    >>> sorted(beginnings(r"(?i:share|tweet)\\s+this|Ads?").folded)
    ['sha', 'twe']
    """
    if parser is None:
        return None
    tree = parser.parse(pattern)
    found = _together((_of_sequence(tree, bool(tree.state.flags & re.IGNORECASE)), _of_phrases(phrases)))
    if found is None or any(not start.text for start in found):
        return None
    ascii_, others = ([start for start in found if start.text[0].isascii() == wanted] for wanted in (True, False))
    # A letter that is asked for in any case may be one that is not of ASCII: the sign of the kelvin is a "k".
    folded = "".join({re.escape(start.text[0]) for start in found if start.folded})
    return Beginnings(
        frozenset(start.text for start in ascii_ if not start.folded),
        frozenset(start.text for start in ascii_ if start.folded),
        frozenset([*(start.text for start in others), *(re.findall(f"(?i:[{folded}])", _OTHER_LETTERS) if folded else ())]),
        any(start.text == _DIGIT for start in others),
        any(start.text == _FAR for start in others),
    )


def openings(pattern: str, phrases: Iterable[str] = ()) -> Any:
    """The compiled table of what the texts that a pattern matches, or that a phrase opens, begin with."""
    return _speedups.words.Openings(beginnings(pattern, phrases))  # type: ignore[union-attr]


def _of_phrases(phrases: Iterable[str]) -> _Starts:
    """Of phrases in lower case, which may stand behind a mark."""
    found: set[_Start] = set()
    for phrase in phrases:
        head = phrase[:PHRASE_LENGTH]
        plain = next((at for at, letter in enumerate(head) if not letter.isascii()), len(head))
        found.add(_Start(head[:plain] + OTHER if 0 < plain < len(head) else head[: plain or 1], False, True))
    if found:
        found.update(_of_character(ord(mark), False) for mark in LEADING)
    return frozenset(found)


def _of_sequence(items: Iterable[tuple[Any, Any]], folded: bool) -> _Starts:
    found: frozenset[_Start] = frozenset([_Start("", True)])
    for kind, value in items:
        ahead = [start for start in found if start.is_open and len(start.text) < LENGTH]
        if not ahead:
            break
        more = _of_item(kind, value, folded)
        if more is None:
            if any(not start.text for start in ahead):
                return None
            more = frozenset([_Start("", False)])
        found = found.difference(ahead).union(_joined(start, one) for start in ahead for one in more)
    return found


def _joined(start: _Start, more: _Start) -> _Start:
    if not start.text:
        return more
    if not more.text.isascii():
        return start._replace(text=start.text + OTHER, is_open=False)
    text = (start.text + more.text)[:LENGTH]
    folded = start.folded or more.folded
    return _Start(text.lower() if folded else text, more.is_open, folded)


def _of_item(kind: Any, value: Any, folded: bool) -> _Starts:
    """Of one item of the tree that `re` parses a pattern into."""
    if kind is parser.LITERAL:
        return frozenset([_of_character(value, folded)])
    if kind is parser.IN:
        return _of_class(value, folded)
    if kind is parser.BRANCH:
        return _together(_of_sequence(branch, folded) for branch in value[1])
    if kind is parser.SUBPATTERN:
        _, added, taken, inner = value
        return _of_sequence(inner, bool((folded and not taken & re.IGNORECASE) or added & re.IGNORECASE))
    if kind in (parser.MAX_REPEAT, parser.MIN_REPEAT):
        least, most, inner = value
        found = _of_sequence(inner, folded)
        if found is not None and most > 1:
            found = frozenset(start._replace(is_open=start.is_open and not start.text) for start in found)
        return found if least else _together((found, _NOTHING))
    if kind is parser.FAILURE or (kind is parser.ASSERT_NOT and not value[1]):
        return frozenset()
    return _NOTHING if kind in (parser.AT, parser.ASSERT, parser.ASSERT_NOT) else None


def _of_character(code: int, folded: bool) -> _Start:
    letter = chr(code)
    return _Start(letter.lower() if folded else letter, True, folded) if code < 128 else _Start(letter, False, folded)


def _of_class(members: Iterable[tuple[Any, Any]], folded: bool) -> _Starts:
    """Of a class of characters, as far as they can be counted up."""
    found: set[_Start] = set()
    for kind, value in members:
        if kind is parser.LITERAL:
            found.add(_of_character(value, folded))
        elif kind is parser.RANGE and value[1] < 128:
            found.update(_of_character(code, folded) for code in range(value[0], value[1] + 1))
        elif kind is parser.RANGE and value[0] >= FAR:
            found.add(_Start(_FAR, False))
        elif kind is parser.CATEGORY and value is parser.CATEGORY_SPACE:
            found.update(_of_character(ord(letter), False) for letter in _SPACES)
        elif kind is parser.CATEGORY and value is parser.CATEGORY_DIGIT:
            found.update(_of_character(ord(letter), False) for letter in f"0123456789{_DIGIT}")
        else:
            return None
    return frozenset(found)


def _together(parts: Iterable[_Starts]) -> _Starts:
    found: set[_Start] = set()
    for part in parts:
        if part is None:
            return None
        found |= part
    return frozenset(found)
