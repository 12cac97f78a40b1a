"""The whole of `clean` on sites its model never saw: rules, second opinion and neighbour pass around the model of each fold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from unittest.mock import patch

from cleaners import CleanerError, clean, scorer
from cleaners.fallback import trafilatura_text
from cleaners.page import read_page
from training.corpus import SETS, Source
from training.metric import Outcome, mean


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
            ours[name].add(cleaned(source.html, url), source.truth)
        theirs[name].add(trafilatura_text(read_page(source.html, url)) or "", source.truth)
    lines = ["| set | pages | F1 | P | R | wanted snippets kept | pages with debris | trafilatura F1 | P | R | kept | debris |", "|" + "---|" * 12]
    return lines + [f"| {name} | {len(ours[name].scores)} | {_cells(ours[name])} | {_cells(theirs[name])} |" for name in SETS]


def _cells(of: Outcome) -> str:
    """F1, precision, recall, share of the wanted snippets kept and of the pages with debris, as cells of a table."""
    found = mean(of.scores)
    snippets = f"{of.kept / of.wanted:.1%} | {of.debris / max(of.guarded, 1):.1%}" if of.wanted else "- | -"
    return f"{found.f1:.4f} | {found.precision:.4f} | {found.recall:.4f} | {snippets}"
