"""Patterns without regard to case, asked only of texts that hold some word of theirs: Python's own search takes 0.1 us a letter for them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from cleaners import _speedups
from cleaners.rules.beginnings import openings

LOWER = re.RegexFlag(0)
"""Flags of patterns for classes and ids, which are asked in lower case."""
_WORD = re.compile(r"\w+")


class Stems:
    """Words or parts of words, in lower case, looked for in any case of letters.

    Attributes:
        any_in: whether a text holds one of the stems.
        any_word_in: whether it has one of them as a word, with no letter, digit or underscore beside it.
    """

    any_in: Callable[[str], bool]
    any_word_in: Callable[[str], bool]

    def __init__(self, *stems: str) -> None:
        self.stems = stems
        found = _speedups.words.Stems(stems) if _speedups.words is not None else StemsInPython(stems)
        self.any_in, self.any_word_in = found.found_in, found.stand_in


class StemsInPython:
    """The compiled `Stems` in Python."""

    def __init__(self, stems: tuple[str, ...]) -> None:
        self._stems = stems
        self._words = frozenset(stems)

    def found_in(self, text: str) -> bool:
        """Whether a text holds one of the stems."""
        lower = text.lower()
        return any(stem in lower for stem in self._stems)

    def stand_in(self, text: str) -> bool:
        """Whether one of the stems is a word of the text."""
        return not self._words.isdisjoint(_WORD.findall(text.lower()))


class Sought(Stems):
    """A pattern that fits only texts with one of some stems.

    Args:
        pattern: a regular expression in lower case.
        stems: words or parts of words, in lower case.
        flags: of the pattern; by default it disregards case, which takes four times as long as matching texts that are in lower case already.

    Attributes:
        pattern: the compiled expression.
    """

    def __init__(self, pattern: str, *stems: str, flags: re.RegexFlag = re.IGNORECASE) -> None:
        super().__init__(*stems)
        self.pattern = re.compile(pattern, flags)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match, or None."""
        return self.pattern.search(text) if self.any_in(text) else None


class Opening:
    """A pattern for what lines begin with, in any case of letters; asked only of those whose first letters are some text's that it matches."""

    def __init__(self, pattern: str) -> None:
        self._compiled = re.compile(pattern, re.IGNORECASE)

    @cached_property
    def _openings(self) -> Any:
        return openings(f"(?i:{self._compiled.pattern})")

    def may_open(self, text: str) -> bool:
        """Whether a text may begin so."""
        return _speedups.words is None or bool(self._openings.fits(text))

    def places(self, lines: list[str]) -> list[int]:
        """Which of the lines begin so."""
        near = range(len(lines)) if _speedups.words is None else self._openings.among(lines)
        return [place for place in near if self._compiled.match(lines[place])]
