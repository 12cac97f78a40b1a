"""The standfirst of a news article: the sentence or two in larger type between headline and text.

Sets of labelled pages disagree on it: news of thirty countries (`fundus-news`) has it in the text nearly always, blogs and magazines in half of the
cases. A model that learnt from all of them keeps the one and drops the other, so on pages that call themselves news the name decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import cast

from cleaners.features.head import is_news
from cleaners.page import Page
from cleaners.records import Block, Decision, Element, PageBlocks

REACH = 3
"""Blocks below the headline among which it stands: a kicker, a byline and a date may come before it."""
LEAST = 0.05
"""Score from which on it is kept. By-site cross-validation of the whole of `clean`, F1 on `newspaper-dataset` and `fundus-news`: 0.9448 and 0.9741
without, 0.9451 and 0.9750 with it; from 0.15 on a third less of the gain. Pages with debris on `wcxb-dev` are the same."""
MIN_CHARS = 30
_MAX_NAME = 40
"""Characters of an attribute that names a part of the page; longer ones are data of a script."""
_NAMES = re.compile(
    r"(?i:sub-?_?title|sub-?_?head|stand-?first|(?<![a-z])lead(?![a-z])|\bdec?k\b|summary|excerpt|chapo|desc(?:ription)?\b|teaser|intro\b|strapline|abstract|epigraph|\bsapo\b|tagline"
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
    above = [block for block in found.blocks[:first] if block.role in ("h1", "h2")]
    headline = max((block.index for block in above if block.role == "h1"), default=above[-1].index if above else None)
    if headline is None:
        return decisions
    for block in found.blocks[headline + 1 : min(headline + 1 + REACH, first)]:
        decision = decisions[block.index]
        if decision.reason == "model" and (decision.score or 0.0) >= LEAST and _is_standfirst(block, page, found.blocks[headline].role != "h1"):
            if is_news(page) and not any(decisions[other.index].keep and other.text == block.text for other in found.blocks[first:]):
                decisions[block.index] = decision._replace(keep=True, reason="neighbour")
            break
    return decisions


def _is_standfirst(block: Block, page: Page, is_lower: bool) -> bool:
    """Whether a block is an unlinked sentence in an element named as standfirsts are, or the one that the page gives as its description.

    Below a headline that is no `h1` a heading may be that headline.
    """
    if block.hidden or block.link_chars or block.role in _NO_PARAGRAPH or len(block.text) < MIN_CHARS:
        return False
    if block.is_heading and (is_lower or any(_letters(block.text).endswith(title) for title in _headlines(page))):
        return False
    names = " ".join(_names(block.element))
    return _PICTURES.search(names) is None and (_NAMES.search(names) is not None or " ".join(block.text.split()) in _descriptions(page))


def _names(element: Element) -> Iterator[str]:
    """What an element and its parent are called, and their parent's parent where class names are hashed: by attributes of data."""
    for distance, one in enumerate(islice((element, *element.iterancestors()), 3)):
        if distance < 2:
            yield from (one.get("class") or "", one.get("itemprop") or "")
        attributes = cast("list[tuple[str, str]]", one.items())
        yield from (value for name, value in attributes if name.startswith("data-") and len(value) <= _MAX_NAME)


def _descriptions(page: Page) -> set[str]:
    """What the page's head says that it is about."""
    stated = [page.meta("og:description"), page.meta("description"), *(node.get("description") for node in page.jsonld)]
    return {" ".join(text.split()) for text in stated if isinstance(text, str)}


def _headlines(page: Page) -> set[str]:
    """The letters of what the page's head gives as its title; a kicker may stand before them in the headline."""
    stated = [page.meta("og:title"), *(node.get("headline") for node in page.jsonld)]
    return {_letters(text) for text in stated if isinstance(text, str)} - {""}


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
