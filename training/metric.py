"""The measure of extraction: precision and recall over runs of four words, as multisets, case ignored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from cleaners.shingles import runs, words


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
    found, wanted = Counter(runs(words(text))), Counter(runs(words(truth)))
    if not wanted:
        return Score(float(not found), 1.0)
    common = sum((found & wanted).values())
    return Score(common / found.total() if found else 0.0, common / wanted.total())


def mean(scores: Iterable[Score]) -> Score:
    """Mean precision and mean recall; the F1 of a set is the F1 of these two."""
    each = list(scores)
    return Score(sum(s.precision for s in each) / len(each), sum(s.recall for s in each) / len(each))
