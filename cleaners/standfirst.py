"""The standfirst of a news article: the sentence or two in larger type between headline and text.

Sets of labelled pages disagree on it: news of thirty countries (`fundus-news`) has it in the text nearly always, blogs and magazines in half of the
cases. A model that learnt from all of them keeps the one and drops the other, so on pages that call themselves news the name decides.
"""

from __future__ import annotations

import re

from cleaners.features.head import is_news
from cleaners.page import Page
from cleaners.records import Block, Decision, Element, PageBlocks

REACH = 3
"""Blocks below the headline among which it stands: a kicker, a byline and a date may come before it."""
LEAST = 0.05
"""Score from which on it is kept. By-site cross-validation of the whole of `clean`, F1 on `newspaper-dataset` and `fundus-news`: 0.9448 and 0.9741
without, 0.9451 and 0.9750 with it; from 0.15 on a third less of the gain. Pages with debris on `wcxb-dev` are the same."""
MIN_CHARS = 30
_NAMES = re.compile(
    r"(?i:sub-?_?title|sub-?_?head|stand-?first|\blead\b|-lead\b|\bdec?k\b|summary|excerpt|chapo|desc(?:ription)?\b|teaser|intro\b|strapline|abstract|epigraph|\bsapo\b|tagline"
    r"|entradilla|bajada|vorspann|ingress|perex|sommario|occhiello|catenaccio|subt[ií]tulo|sous-?titre|untertitel|sottotitolo|manchet|zajawka|anons)"
    r"|[a-z](?:Lead|Dec?k)(?![a-z])",
)
_PICTURES = re.compile(r"(?<!with)(?:media|image|photo|picture|caption|figure|video|gallery|img)", re.IGNORECASE)
_NO_PARAGRAPH = frozenset(("caption", "figure", "li", "cell", "pre"))


def with_standfirst(page: Page, found: PageBlocks, decisions: list[Decision]) -> list[Decision]:
    """The decisions with a news page's standfirst kept where the model let it go.

    Args:
        page: it says whether it is news.
        found: its blocks.
        decisions: one a block, in order; what a rule or a profile decided stays as it is.
    """
    first = next((decision.index for decision in decisions if decision.keep), 0)
    headline = max((block.index for block in found.blocks[:first] if block.role == "h1"), default=None)
    if headline is None:
        return decisions
    for block in found.blocks[headline + 1 : min(headline + 1 + REACH, first)]:
        decision = decisions[block.index]
        if decision.reason == "model" and (decision.score or 0.0) >= LEAST and _is_standfirst(block):
            if is_news(page) and not any(decisions[other.index].keep and other.text == block.text for other in found.blocks[first:]):
                decisions[block.index] = decision._replace(keep=True, reason="neighbour")
            break
    return decisions


def _is_standfirst(block: Block) -> bool:
    """Whether a block is an unlinked sentence in an element named as standfirsts are."""
    if block.hidden or block.link_chars or block.role in _NO_PARAGRAPH or len(block.text) < MIN_CHARS:
        return False
    element: Element = block.element
    parent = element.getparent()
    names = " ".join(filter(None, (element.get("class"), element.get("itemprop"), parent.get("class") if parent is not None else None)))
    return _NAMES.search(names) is not None and _PICTURES.search(names) is None
