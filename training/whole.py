"""The whole of `clean` on sites its model never saw: rules, second opinion and neighbour pass around the model of each fold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from unittest.mock import patch

from cleaners import CleanerError, clean, scorer
from cleaners.fallback import trafilatura_text
from cleaners.page import read_page
from training.corpus import SETS, Source
from training.metric import Score, mean, score


@dataclass
class Outcome:
    """What an extractor made of one set.

    Attributes:
        scores: precision and recall of every page.
        wanted, kept: snippets that must be in the text, and how many of them are.
        guarded, debris: pages with snippets that must not be in the text, and how many of them hold one.
    """

    scores: list[Score] = field(default_factory=list)
    wanted: int = 0
    kept: int = 0
    guarded: int = 0
    debris: int = 0

    def add(self, text: str, source: Source) -> None:
        """Count one page."""
        flat, truth = _flat(text), source.truth
        self.scores.append(score(text, truth["text"]))
        wanted, unwanted = truth.get("with") or [], truth.get("without") or []
        self.wanted += len(wanted)
        self.kept += sum(_flat(snippet) in flat for snippet in wanted)
        self.guarded += bool(unwanted)
        self.debris += any(_flat(snippet) in flat for snippet in unwanted)

    def cells(self) -> str:
        """F1, precision, recall, share of the wanted snippets kept and of the pages with debris, as cells of a table."""
        found = mean(self.scores)
        snippets = f"{self.kept / self.wanted:.1%} | {self.debris / max(self.guarded, 1):.1%}" if self.wanted else "- | -"
        return f"{found.f1:.4f} | {found.precision:.4f} | {found.recall:.4f} | {snippets}"


def cleaned(html: bytes, url: str | None) -> str:
    """The text of `cleaners.clean`; a page without an article is an empty text."""
    try:
        return clean(html, url).text
    except CleanerError:
        return ""


@contextmanager
def judged_by(model: scorer.Model) -> Iterator[None]:
    """Have `cleaners.clean` ask this model in place of the one that comes with the package."""
    with patch.object(scorer, "model", lambda: model):
        yield


def whole_table(sources: Iterable[Source], models: Mapping[str, scorer.Model]) -> list[str]:
    """What the whole of `clean`, and trafilatura alone, make of each set; a page without text counts as lost.

    Args:
        sources: the pages.
        models: site to a model that saw no page of it.
    """
    ours, theirs = ({name: Outcome() for name in SETS} for _ in range(2))
    for source in sources:
        name, url = SETS[source.convention], source.truth.get("url")
        with judged_by(models[source.site]) if source.site in models else nullcontext():
            ours[name].add(cleaned(source.html, url), source)
        theirs[name].add(trafilatura_text(read_page(source.html, url)) or "", source)
    lines = ["| set | pages | F1 | P | R | wanted snippets kept | pages with debris | trafilatura F1 | P | R | kept | debris |", "|" + "---|" * 12]
    return lines + [f"| {name} | {len(ours[name].scores)} | {ours[name].cells()} | {theirs[name].cells()} |" for name in SETS]


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()
