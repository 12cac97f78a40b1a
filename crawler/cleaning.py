"""Cleaning one page, in a worker process: bytes in, plain data out. Imports neither Scrapy nor the store's back ends."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from lxml import etree

from cleaners import _speedups
from cleaners.article import Article
from cleaners.errors import BadRule, CleanerError, EmptyPage, NotAnArticle
from cleaners.guarded import is_out_of_memory
from cleaners.joining import join_articles
from cleaners.memory import observe
from cleaners.page import Page, read_page
from cleaners.pipeline import clean_page as clean_parsed
from cleaners.records import FeedEntry, Options
from crawler.discovery.records import PageLinks
from crawler.items import AGREEMENT_FLOOR, Cleaning
from crawler.links import read_links
from crawler.parts import separated


def clean_page(body: bytes, url: str, options: Options, follow: bool = False) -> Cleaning:
    """Clean a page, read its links where they are to be followed, and compare it with the feed's full text; disagreement lowers the article's confidence.

    Every error of the cleaner becomes a reason code, save `BadRule`, which is a mistake of the user's.

    Raises:
        BadRule: a user's rule or profile file is invalid.
        MemoryError, XMLSyntaxError: the worker has met its limit, see `cleaners.guarded.is_out_of_memory`.
    """
    template = skeleton(body)
    links: PageLinks | None = None
    try:
        pages = [read_page(part, address or url, options) for address, part in separated(body)]
        links = read_links(pages[-1]) if follow else None
        article = replace(_joined(pages), url=url)
    except BadRule:
        raise
    except CleanerError as error:
        return Cleaning(code=error.code, detail=error.detail, template=template, links=links)
    except Exception as error:
        if is_out_of_memory(error):
            raise
        return Cleaning(code="cleaner-exception", detail=f"{type(error).__name__}: {error}"[:300], failed=True)
    trace = observe(article.explain())
    agreement = compare(article.text, options.feed)
    if agreement is not None and agreement < AGREEMENT_FLOOR:
        article = replace(article, confidence=min(article.confidence, agreement))
    return Cleaning(article.to_dict(), agreement=agreement, template=template, measures=measure(article, len(body)), links=links, trace=trace)


def _joined(pages: list[Page]) -> Article:
    """The article of all parts; a further part without text (a last page of pictures) costs only itself."""
    parts = [clean_parsed(pages[0])]
    for page in pages[1:]:
        with suppress(NotAnArticle, EmptyPage):
            parts.append(clean_parsed(page))
    return join_articles(parts)


def compare(text: str, feed: FeedEntry | None) -> float | None:
    """F1 of the bags of words of an article's text and the feed's full text (0-1); None without a full text."""
    if feed is None or not feed.full or not feed.body.strip():
        return None
    ours, theirs = _words(text), _words(_visible_text(feed.body))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total and theirs else None


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def _visible_text(fragment: str) -> str:
    tree = etree.HTML(f"<div>{fragment}</div>", etree.HTMLParser(encoding=None, remove_comments=True, huge_tree=True))
    if tree is None:
        return ""
    etree.strip_elements(tree, "script", "style", "iframe", with_tail=False)
    return " ".join(tree.itertext())


def measure(article: Article, size: int) -> dict[str, float]:
    """The measures of a page that the health gate follows: text length, field fill, removed share, confidence."""
    kept = len(article.text)
    removed = sum(removal.chars for removal in article.removed)
    fields = (article.title, article.authors, article.published, article.site_name, article.language)
    return {
        "text_chars": float(kept),
        "field_fill": sum(map(bool, fields)) / len(fields),
        "removed_share": removed / (kept + removed) if kept + removed else 0.0,
        "confidence": float(article.confidence),
        "page_bytes": float(size),
    }


_BLOCK_TAG = re.compile(rb"<(body|main|div|section|article|aside|header|footer|nav)\b([^>]{0,400})>", re.IGNORECASE)
_NAME = re.compile(rb"""\b(?:id|class)\s*=\s*["']?([^"'>]+)""", re.IGNORECASE)


def skeleton(body: bytes) -> str:
    """Fingerprint of a page's template: the hash of the ids and class tokens of its large containers, digits left out.

    Read with a pattern over the bytes, so it costs no second parse. Only the names that stand at most twice count: those are the
    template's frame, while names that repeat come and go with comments, labels and related posts.
    """
    names = (names_in_python if _speedups.markup is None else _speedups.markup.container_names)(body[:400_000])
    frame = sorted(name for name, count in names.items() if count <= 2)
    return hashlib.sha256(b"\n".join(frame)).hexdigest()[:12]


def names_in_python(body: bytes) -> Mapping[bytes, int]:
    """How often each tag of a large container with its id or first class, digits left out, stands in a page."""
    names: Counter[bytes] = Counter()
    for (tag, attributes), count in Counter(_BLOCK_TAG.findall(body)).items():
        if (found := _NAME.search(attributes)) and (tokens := found[1].translate(None, b"0123456789").split()):
            names[tag.lower() + b"." + tokens[0]] += count
    return names
