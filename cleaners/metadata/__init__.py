"""The metadata of an article: every source's candidates, then one choice a field, its source named in `provenance`."""

from __future__ import annotations

from collections.abc import Iterable

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

    Args:
        page: the parsed page, its address and options.
        context: what the pipeline knows already: profile candidates, blocks, decisions, the clean text.

    Returns:
        Every field chosen or empty, the winner's source by field in `provenance`, all that was offered in `candidates`.
    """
    evidence = Evidence(page, context or Context())
    offered: list[Candidate] = list(title.candidates(evidence))
    chosen = {"title": title.choose(offered, evidence)}
    signers = list(authors.candidates(evidence)) or list(authors.from_state(evidence))
    if not names_somebody(signers, evidence):
        signers += namelines.candidates(evidence)
    chosen["authors"] = choose_signers(signers, evidence)
    moments = dates.offers(evidence)
    when = daychoice.choose(moments)
    for field in ("published", "modified"):
        offer = getattr(when, field)
        chosen[field] = offer.candidate() if offer is not None else None
    offered += signers
    offered += (offer.candidate() for offer in moments)
    for field, found in _simple(evidence).items():
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
        candidates=tuple(offered),
    )


def _simple(evidence: Evidence) -> dict[str, list[Candidate]]:
    """The fields whose choice is the most trusted candidate."""
    return {
        "canonical_url": list(site.canonical_candidates(evidence)),
        "site_name": list(site.site_name_candidates(evidence)),
        "language": list(site.language_candidates(evidence)),
        "section": list(labels.section_candidates(evidence)),
        "tags": list(labels.tag_candidates(evidence)),
        "description": list(site.description_candidates(evidence)),
        "image": list(image.candidates(evidence)),
        "kind": list(kind.kind_candidates(evidence)),
    }


def best(found: Iterable[Candidate]) -> Candidate | None:
    """The most trusted candidate, of equals the first."""
    return max(found, key=lambda one: one.confidence, default=None)
