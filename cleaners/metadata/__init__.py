"""The metadata of an article: every source's candidates, then one choice a field, its source named in `provenance`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from cleaners.metadata import authors, dates, daychoice, image, kind, labels, live, namelines, site, title
from cleaners.metadata.context import Context
from cleaners.metadata.evidence import Evidence
from cleaners.metadata.signers import choose as choose_signers
from cleaners.metadata.signers import names_somebody
from cleaners.page import Page
from cleaners.records import Candidate, Metadata

__all__ = ["Context", "read_metadata"]


def read_metadata(page: Page, context: Context | None = None) -> Metadata:
    """Read a page's metadata; the page is not changed, no network, no clock.

    Sources that cannot change the choice are read only when the candidates are asked for.

    Args:
        page: the parsed page, its address and options.
        context: what the pipeline knows already: profile candidates, blocks, decisions, the clean text.

    Returns:
        Every field chosen or empty, the winner's source by field in `provenance`, all that was offered in `candidates`.
    """
    return _read(Evidence(page, context or Context()), whole=False)


def read_whole(page: Page, context: Context) -> Metadata:
    """The same as `read_metadata`, with every source read at once."""
    return _read(Evidence(page, context), whole=True)


def _read(evidence: Evidence, *, whole: bool) -> Metadata:
    """The metadata with the candidates it was chosen from: with all that there are, or with as few as settle the choice."""
    page, context = evidence.page, evidence.context
    offered: list[Candidate] = list(title.candidates(evidence))
    chosen = {"title": title.choose(offered, evidence)}
    signers, chosen["authors"] = _signers(evidence, whole)
    moments = dates.offers(evidence, whole=whole)
    when = daychoice.choose(moments)
    for field in ("published", "modified"):
        offer = getattr(when, field)
        chosen[field] = offer.candidate() if offer is not None else None
    offered += signers
    offered += (offer.candidate() for offer in moments)
    for field, (candidates, most) in _SIMPLE.items():
        found = list(candidates(evidence) if whole else _leading(candidates(evidence), most))
        offered += found
        chosen[field] = best(found)
    chosen["language"] = site.confirm(chosen["language"], evidence)
    walled, signs = kind.paywalled(evidence)
    offered += signs
    kept = {field: one for field, one in chosen.items() if one is not None}
    provenance = {field: one.source for field, one in kept.items()}
    if walled:
        provenance["paywalled"] = ", ".join(one.source for one in signs)
    notes = (*when.notes, *kind.corrections(evidence))
    return Metadata(
        **{field: one.value for field, one in kept.items()},
        entries=live.entries(evidence, "kind" in kept and kept["kind"].value == "live-blog"),
        paywalled=walled,
        notes=notes,
        provenance=provenance,
        candidates=tuple(offered) if whole else Offered(lambda: read_whole(page, context).candidates),
    )


def _signers(evidence: Evidence, whole: bool) -> tuple[list[Candidate], Candidate | None]:
    """Who is said to have signed, and the choice; what is hardly trusted only where it counts, script data and bare names only where nobody else signs."""
    found = list(authors.candidates(evidence))
    chosen = choose_signers(found, evidence)
    if authors.settled(chosen, evidence) and not whole:
        return found, chosen
    found += authors.far(evidence)
    found = found or list(authors.from_state(evidence))
    if not names_somebody(found, evidence):
        found += namelines.candidates(evidence)
    return found, choose_signers(found, evidence)


class Offered(Sequence[Candidate]):
    """Everything that was offered for any field, gathered when it is first looked at; equal to the tuple of it, and pickled as one."""

    def __init__(self, gather: Callable[[], Sequence[Candidate]]) -> None:
        self._gather: Callable[[], Sequence[Candidate]] | None = gather

    @cached_property
    def _all(self) -> tuple[Candidate, ...]:
        gather, self._gather = self._gather, None  # which holds the page
        return tuple(gather()) if gather is not None else ()

    def __getitem__(self, place: Any) -> Any:
        return self._all[place]

    def __len__(self) -> int:
        return len(self._all)

    def __eq__(self, other: object) -> bool:
        return self._all == (other._all if isinstance(other, Offered) else other)

    def __hash__(self) -> int:
        return hash(self._all)

    def __repr__(self) -> str:
        return repr(self._all)

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self._all,)


_SIMPLE: dict[str, tuple[Callable[[Evidence], Iterable[Candidate]], float]] = {
    "canonical_url": (site.canonical_candidates, 0.9),
    "site_name": (site.site_name_candidates, 0.85),
    "language": (site.language_candidates, 0.8),
    "section": (labels.section_candidates, 0.85),
    "tags": (labels.tag_candidates, 0.8),
    "description": (site.description_candidates, 0.8),
    "image": (image.candidates, 0.85),
    "kind": (kind.kind_candidates, 0.9),
}
"""The fields whose choice is the most trusted candidate, and the highest trust that a page's own candidates have."""


def _leading(found: Iterable[Candidate], most: float) -> Iterator[Candidate]:
    """The candidates up to the first that none behind it comes before."""
    for one in found:
        yield one
        if one.confidence >= most:
            return


def best(found: Iterable[Candidate]) -> Candidate | None:
    """The most trusted candidate, of equals the first."""
    return max(found, key=lambda one: one.confidence, default=None)
