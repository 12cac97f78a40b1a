"""A second opinion for pages on which the model is unsure. The only import of trafilatura."""

from __future__ import annotations

from lxml import etree

from cleaners.page import Page
from cleaners.records import Decision, PageBlocks
from cleaners.shingles import Cover, words

_NEAR = 0.4
"""Share of the likeliest block's probability that a block needs for trafilatura to be believed about it."""


def trafilatura_text(page: Page, fast: bool = False) -> str | None:
    """What trafilatura takes for the article's text, or None where it finds none.

    The tree is handed over in writing: trafilatura changes the tree it is given.

    Args:
        page: the page.
        fast: leave out its own comparison with two further extractors. On pages of which the model is unsure that is right more often
            (docs/benchmarks.md), for less than two thirds of the time, and the stop words of a hundred languages are not loaded.
    """
    from trafilatura import extract  # a slow import that most processes never need

    text: str | None = extract(etree.tostring(page.root, encoding="unicode", method="html"), url=page.url, include_comments=False, fast=fast)
    return text


def blocks_within(text: str, found: PageBlocks) -> set[int]:
    """Indices of the blocks that a text holds: at least 60 % of their words lie in its runs of four words."""
    cover = Cover(text)
    return {block.index for block in found.blocks if cover.holds(words(block.text))}


def reconsider(page: Page, found: PageBlocks, decisions: list[Decision]) -> list[Decision]:
    """The decisions, or trafilatura's where the model keeps nothing at all."""
    if any(decision.keep for decision in decisions) or not (text := trafilatura_text(page, fast=True)):
        return decisions
    inside = blocks_within(text, found)
    # Of a very short post trafilatura mostly gives what stands around it, which the model thinks still less likely than the post.
    floor = _NEAR * max((decisions[index].score or 0.0 for index in inside), default=0.0)
    inside = {index for index in inside if (decisions[index].score or 0.0) >= floor}
    return [d._replace(keep=d.index in inside, reason="fallback") if not d.reason.startswith("rule:") else d for d in decisions]
