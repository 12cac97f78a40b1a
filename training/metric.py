"""The measure of extraction: precision and recall over runs of four words, as multisets, case ignored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

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


@dataclass
class Outcome:
    """What an extractor made of labelled pages.

    Attributes:
        scores: precision and recall of every page.
        wanted, kept: snippets that must be in the text, and how many of them are.
        unwanted, leaked: snippets that must not be in the text, and how many of them are.
        guarded, debris: pages with such snippets, and how many of them hold one.
    """

    scores: list[Score] = field(default_factory=list)
    wanted: int = 0
    kept: int = 0
    unwanted: int = 0
    leaked: int = 0
    guarded: int = 0
    debris: int = 0

    def add(self, text: str, truth: Mapping[str, Any]) -> None:
        """Count one page, whose truth has its `text`, and snippets `with` and `without`."""
        self.scores.append(score(text, truth["text"]))
        flat = _flat(text)
        wanted, unwanted = truth.get("with") or [], truth.get("without") or []
        self.wanted += len(wanted)
        self.kept += sum(_flat(snippet) in flat for snippet in wanted)
        leaked = sum(_flat(snippet) in flat for snippet in unwanted)
        self.unwanted += len(unwanted)
        self.leaked += leaked
        self.guarded += bool(unwanted)
        self.debris += leaked > 0


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()
