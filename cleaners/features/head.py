"""Evidence in what the page's head, or a feed, says of the article: title, description, body, author; and its own vocabulary."""

from __future__ import annotations

import re

import numpy as np

from cleaners.features.arrays import Floats
from cleaners.page import Page

HEAD_NAMES = (
    "title_overlap", "is_title", "description_overlap", "has_body", "in_body", "names_author", "shared_words", "has_author", "has_description",
)  # fmt: skip

_WORD = re.compile(r"\w+")
_TAGS = re.compile(r"<[^>]{0,500}>")
_SHORT = 200  # longer blocks are no headline and no byline
# What is looked at of a hostile head, so that the work stays linear in the size of the page.
_TITLE, _DESCRIPTION, _BODY, _AUTHORS, _LOOKED_UP = 500, 2_000, 50_000, 20, 2_000


def head_rows(page: Page, texts: list[str], good: Floats, worth: list[int]) -> Floats:
    """The rows `HEAD_NAMES` for every block.

    Args:
        page: the page.
        texts: text of each block.
        good: good text of each block (see `weigh`).
        worth: the blocks to look at; the others get zeros.
    """
    title = frozenset(_WORD.findall((page.meta("og:title") or page.title_tag)[:_TITLE].lower()))
    description = page.meta("og:description", "description", "twitter:description")[:_DESCRIPTION].lower()
    described = frozenset(description.split())
    body, authors = _declared_body(page), _author_names(page)
    vocabulary = frozenset(" ".join([texts[place] for place in np.flatnonzero(good)]).lower().split())
    out = np.zeros((len(HEAD_NAMES), len(texts)), np.float32)
    out[3], out[7], out[8] = bool(body), bool(authors), bool(description)
    for place in worth:
        text = texts[place]
        size = len(text)
        if body and size >= 20 and place < _LOOKED_UP:
            out[4, place] = "".join(_WORD.findall(text[:100].lower())) in body
        if size >= _SHORT:
            if description and size < 400:
                out[2, place] = text[:60].lower() in description
            continue
        lower = text.lower()
        words = set(lower.split())
        if common := words & title:
            out[0, place] = len(common) / len(words | title)
            out[1, place] = title.issuperset(_WORD.findall(lower)) and len(common) * 3 >= len(title) * 2
        out[2, place] = len(words & described) / len(words)
        if authors and size < 120:
            out[5, place] = any(name in lower for name in authors)
        long = [word for word in words if len(word) > 4]
        if long and size > 12:
            out[6, place] = len(vocabulary.intersection(long)) / len(long)
    return out


def _declared_body(page: Page) -> str:
    """The article's text as JSON-LD or the feed give it, letters and digits only; "" where neither does."""
    bodies = [body for node in page.jsonld if isinstance(body := node.get("articleBody"), str)]
    feed = page.options.feed
    if feed is not None and feed.full:
        bodies.append(feed.body)
    best = max(bodies, key=len, default="")
    return "".join(_WORD.findall(_TAGS.sub(" ", best[: 2 * _BODY]).lower()))[:_BODY] if len(best) > 200 else ""


def _author_names(page: Page) -> tuple[str, ...]:
    """Names of the authors that the page's head declares, in lower case."""
    names = [*page.metas.get("author", ()), *page.metas.get("article:author", ())]
    for node in page.jsonld:
        author = node.get("author")
        for one in author if isinstance(author, list) else [author]:
            name = one.get("name") if isinstance(one, dict) else one
            if isinstance(name, str):
                names.append(name)
    return tuple({name.lower(): None for name in names if 4 < len(name) < 60 and "/" not in name})[:_AUTHORS]
