"""The measure of extraction: precision and recall over runs of four words, a multiset, case ignored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

_DENSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u31ff\u3400-\u9fff\uf900-\ufaff"
# A letter of a script written without spaces is a word of its own.
_WORD = re.compile(rf"[{_DENSE}]|[^\W{_DENSE}]+")

RUN = 4


def words(text: str) -> list[str]:
    """Words of a text in lower case."""
    return _WORD.findall(text.lower())


def runs(tokens: list[str]) -> Counter[tuple[str, ...]]:
    """Every run of `RUN` words with its count; a shorter text is one run."""
    if len(tokens) <= RUN:
        return Counter([tuple(tokens)] if tokens else [])
    return Counter(zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False))


class Score(NamedTuple):
    """Precision and recall of one text, or their means over many."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def score(text: str, truth: str) -> Score:
    """Precision and recall of `text`; nothing where nothing is wanted is perfect, something is worthless."""
    found, wanted = runs(words(text)), runs(words(truth))
    if not wanted:
        return Score(float(not found), 1.0)
    common = sum((found & wanted).values())
    return Score(common / found.total() if found else 0.0, common / wanted.total())


def mean(scores: Iterable[Score]) -> Score:
    """Mean precision and mean recall; the F1 of a set is the F1 of these two."""
    each = list(scores)
    return Score(sum(s.precision for s in each) / len(each), sum(s.recall for s in each) / len(each))
