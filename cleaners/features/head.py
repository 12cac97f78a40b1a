"""Evidence in what the page's head, or a feed, says of the article: title, description, body, author; and its own vocabulary."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from cleaners import _speedups
from cleaners.features.arrays import Floats
from cleaners.page import Page

HEAD_NAMES = (
    "title_overlap", "is_title", "description_overlap", "has_body", "in_body", "names_author", "shared_words", "has_author", "has_description",
)  # fmt: skip

_WORD = re.compile(r"\w+")
_TAGS = re.compile(r"<[^>]{0,500}>")
_NEWS = re.compile(r"News|LiveBlog")  # NewsArticle, ReportageNewsArticle, NewsMediaOrganization …
# What is looked at of a hostile head, so that the work stays linear in the size of the page.
_TITLE, _DESCRIPTION, _BODY, _AUTHORS = 500, 2_000, 50_000, 20


@dataclass(frozen=True)
class Head:
    """What the page's head says of the article, ready to be held against each block.

    Attributes:
        title, described: words of the title and of the description, in lower case.
        description: the description in lower case.
        body: letters and digits of the declared body, or "".
        authors: names in lower case.
        vocabulary: long words of the page's good text, in lower case (see `vocabulary`).
    """

    title: frozenset[str]
    described: frozenset[str]
    description: str
    body: str
    authors: tuple[str, ...]
    vocabulary: Any

    SHORT: ClassVar[int] = 200  # longer blocks are no headline and no byline
    LOOKED_UP: ClassVar[int] = 2_000  # blocks looked for in the body, so that the work stays linear in the size of a hostile page

    def opens_body(self, text: str) -> bool:
        """Whether the declared body holds the beginning of a text."""
        return _letters(text[:100].lower()) in self.body

    def is_title(self, lower: str, common: int) -> bool:
        """Whether a line that shares so many words with the title says nothing else, and most of it."""
        return common * 3 >= len(self.title) * 2 and self.title.issuperset(_WORD.findall(lower))


def head_rows(page: Page, texts: list[str], good: Floats, worth: list[int]) -> Floats:
    """The rows `HEAD_NAMES` for every block.

    Args:
        page: the page.
        texts: text of each block.
        good: good text of each block (see `weigh`).
        worth: the blocks to look at; the others get zeros.
    """
    description = page.meta("og:description", "description", "twitter:description")[:_DESCRIPTION].lower()
    head = Head(
        title=frozenset(_WORD.findall((page.meta("og:title") or page.title_tag)[:_TITLE].lower())),
        described=frozenset(description.split()),
        description=description,
        body=_declared_body(page),
        authors=_author_names(page),
        vocabulary=vocabulary([texts[place] for place in np.flatnonzero(good)]),
    )
    out = np.zeros((len(HEAD_NAMES), len(texts)), np.float32)
    out[3], out[7], out[8] = bool(head.body), bool(head.authors), bool(description)
    (_speedups.lines.head_rows if _speedups.lines is not None else fill_in_python)(texts, worth, head, out)
    return out


def vocabulary(texts: list[str]) -> Any:
    """The words of more than four letters in texts, in lower case: a set, or the compiled module's."""
    if _speedups.lines is not None:
        return _speedups.lines.WordSet(texts, True)
    return {word for word in " ".join(texts).lower().split() if len(word) > 4}


def fill_in_python(texts: list[str], worth: list[int], head: Head, out: Floats) -> None:
    """Fill the rows that differ from block to block, without the compiled module."""
    title = head.title
    for place in worth:
        text = texts[place]
        size = len(text)
        if head.body and size >= 20 and place < head.LOOKED_UP:
            out[4, place] = head.opens_body(text)
        if size >= head.SHORT:
            if head.description and size < 2 * head.SHORT:
                out[2, place] = text[:60].lower() in head.description
            continue
        lower = text.lower()
        words = set(lower.split())
        if common := words & title:
            out[0, place] = len(common) / len(words | title)
            out[1, place] = head.is_title(lower, len(common))
        out[2, place] = len(words & head.described) / len(words)
        if head.authors and size < 120:
            out[5, place] = any(name in lower for name in head.authors)
        long = [word for word in words if len(word) > 4]
        if long and size > 12:
            out[6, place] = len(head.vocabulary.intersection(long)) / len(long)


def is_news(page: Page) -> bool:
    """Whether JSON-LD calls the page, or its publisher, news: an article of news, a report, a live blog, a news medium."""
    return any(_NEWS.search(str(thing.get("@type"))) for node in page.jsonld for thing in (node, node.get("publisher")) if isinstance(thing, dict))


def _declared_body(page: Page) -> str:
    """The article's text as JSON-LD or the feed give it, letters and digits only; "" where neither does."""
    bodies = [body for node in page.jsonld if isinstance(body := node.get("articleBody"), str)]
    feed = page.options.feed
    if feed is not None and feed.full:
        bodies.append(feed.body)
    best = max(bodies, key=len, default="")
    return _letters((_TAGS.sub(" ", best[: 2 * _BODY]) if "<" in best else best[: 2 * _BODY]).lower())[:_BODY] if len(best) > 200 else ""


def _letters(text: str) -> str:
    """A text's letters, digits and underscores: what `\\w` matches."""
    if _speedups.words is not None:
        return str(_speedups.words.letters(text))
    return "".join(_WORD.findall(text))


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
