"""Phrases in many languages that lines are told by: all that a line says, what stands before its colon, or its first words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import accumulate, islice
from typing import TYPE_CHECKING

from cleaners import _speedups
from cleaners.rules.beginnings import LEADING, openings

if TYPE_CHECKING:
    from cleaners.rules.load import Rule

_AROUND = f"{LEADING} \t\n\xa0.…:：<])】］）}}{{!↓▼/_\"“”"
_HEAD = re.compile(rf"[{re.escape(LEADING)}\s]{{0,6}}([^\n]{{2,50}}?)\s*(?:[:：|»›>👉→►▶➡…–—\])】］）]|\s-|-\s)")


class Phrases:
    """The phrases of some rules, by hash: a line costs the same however many there are."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        rules = list(rules)
        self._lines = {said(phrase): rule.id for rule in rules for phrase in rule.lines}
        self._heads = {said(phrase): rule.id for rule in rules for phrase in rule.heads}
        self._begins = {said(phrase): rule.id for rule in rules for phrase in rule.begins}
        self._most = max((phrase.count(" ") + 1 for phrase in self._begins), default=0)

    def __iter__(self) -> Iterator[str]:
        yield from {**self._lines, **self._heads, **self._begins}

    @cached_property
    def _may_be(self) -> Callable[[str], bool]:
        """Whether a line may begin with a phrase: most do not, which the compiled table tells at once."""
        phrases = list(self)
        if not phrases or _speedups.words is None:
            return lambda line: bool(phrases)
        may_be: Callable[[str], bool] = openings("(?!)", phrases).fits
        return may_be

    def rule_of(self, line: str) -> str:
        """Id of the rule that a line is told by, or ""."""
        if not self._may_be(line):
            return ""
        text = said(line)
        if rule := self._lines.get(text):
            return rule
        if head := _HEAD.match(line):
            before = said(head[1])
            if rule := self._heads.get(before) or self._begins.get(before):
                return rule
        openings = accumulate(islice(text.split(" "), self._most), lambda before, word: f"{before} {word}")
        return next((rule for opening in openings if (rule := self._begins.get(opening) or self._begins.get(opening.rstrip(",;?!")))), "")


def said(text: str) -> str:
    """A text as phrases are compared: in one case, one space for all white space, without marks and brackets around it."""
    folded = unicodedata.normalize("NFC", text).strip(_AROUND).lower().replace("i\u0307", "i")  # the capital of Turkish i
    return " ".join(folded.split())
