"""Who wrote the article: people and named desks; the publisher only where nobody else signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.metadata.evidence import Evidence
from cleaners.metadata.names import MAX_BYLINE, split_names, unique
from cleaners.metadata.nodes import types
from cleaners.metadata.strings import folded, plain, text_of
from cleaners.records import Candidate, Element

_METAS = {
    "author": 0.75, "article:author": 0.75, "parsely-author": 0.78, "sailthru.author": 0.76, "byl": 0.8, "dc.creator": 0.74, "dcterms.creator": 0.74,
    "citation_author": 0.8, "article:author_name": 0.75, "og:article:author": 0.7, "article.author": 0.7, "cxenseparse:author": 0.7, "authors": 0.7, "rbauthors": 0.6,
    "creator": 0.5, "twitter:data1": 0.0, "og:author": 0.6, "vf:author": 0.7, "byline": 0.75, "bi3dauthor": 0.5,
}  # fmt: skip
_BY = re.compile(r"^(?:by|von|par|por|di|door|av|af|oleh|autor|автор|text|words by|written by|posted by)\s*:?\s+\S", re.IGNORECASE)
_NEAR = 12
"""Blocks after the headline in which a byline in words is sought."""


def candidates(evidence: Evidence) -> Iterator[Candidate]:
    """Lists of names, one candidate a source."""
    for one in evidence.profile("authors"):
        values = (one.value,) if isinstance(one.value, str) else one.value
        if names := unique(name for value in values for name in split_names(value)):
            yield one._replace(value=tuple(names))
    yield from _from_jsonld(evidence)
    for name, trust in _METAS.items():
        if trust and name in evidence.page.metas:
            names = unique(part for _, text in evidence.metas(name) if not _is_address(text) for part in split_names(text))
            if names:
                yield Candidate("authors", tuple(names), name, "meta", trust)
    feed = evidence.page.options.feed
    if feed is not None and (names := unique(part for text in feed.authors for part in split_names(text))):
        yield Candidate("authors", tuple(names), feed.source, "entry", 0.72)
    yield from _from_elements(evidence)
    yield from _from_blocks(evidence)


def choose(offered: list[Candidate], evidence: Evidence) -> Candidate | None:
    """The most trusted source that names somebody other than the publisher; the publisher where nobody else signs."""
    ranked = sorted(offered, key=lambda one: -one.confidence)
    for one in ranked:
        people = tuple(name for name in one.value if folded(name) not in evidence.site_names)
        if people and not all(_is_handle(name) for name in people):
            return one._replace(value=people)
    return ranked[0] if ranked else None


def _from_jsonld(evidence: Evidence) -> Iterator[Candidate]:
    for node in evidence.graph.articles[:5]:
        for key, trust in (("author", 0.9), ("creator", 0.7)):
            people, others = [], []
            for one in evidence.graph.objects(node.get(key)):
                named = evidence.graph.names([one])
                is_group = isinstance(one, dict) and bool({"Organization", "NewsMediaOrganization"}.intersection(types(one)))
                (others if is_group else people).extend(part for text in named for part in split_names(text))
            if people or others:
                yield Candidate("authors", tuple(unique(people or others)), f"json-ld {key}", "", trust if people else trust - 0.3)


def _from_elements(evidence: Evidence) -> Iterator[Candidate]:
    """Microdata, `rel=author` and byline classes, outside comments and cards, the nearest to the headline."""
    marks = evidence.marks
    inside = [element for element in marks.props.get("author", ()) if element not in evidence.outside]
    named = [name for element in inside for name in _named_inside(element)]
    if names := unique(part for text in named for part in split_names(text)):
        yield Candidate("authors", tuple(names), "itemprop author", "", 0.8)
    links = evidence.near([element for element in marks.rels.get("author", ()) if element not in evidence.outside])
    if names := unique(part for element in _first_group(links, evidence) for part in split_names(text_of(element))):
        yield Candidate("authors", tuple(names), "rel=author", "a", 0.72)
    lines = [element for element in marks.bylines if element not in evidence.outside and element.tag not in ("body", "html", "main", "article")]
    trust = 0.65
    for element in evidence.near(lines)[:8]:
        text = text_of(element)
        if 2 < len(text) <= MAX_BYLINE and (names := split_names(text)):
            yield Candidate("authors", tuple(names), "byline", f"{element.tag}.{(element.get('class') or '').split(' ')[0]}", trust)
            trust -= 0.03


def _named_inside(element: Element) -> list[str]:
    """The `name` inside an author's microdata, else its content or text."""
    inner = [one for one in element.iterdescendants() if "name" in (one.get("itemprop") or "").split()]
    texts = [one.get("content") or text_of(one) for one in inner[:20]] or [element.get("content") or text_of(element)]
    return [text for text in texts if len(text) <= MAX_BYLINE and not _is_address(text)]


def _first_group(links: list[Element], evidence: Evidence) -> list[Element]:
    """The nearest link and those that stand close behind it in the document: one byline."""
    if not links:
        return []
    order = evidence.marks.order
    start = order[links[0]]
    return [one for one in links if 0 <= order[one] - start <= 30]


def _from_blocks(evidence: Evidence) -> Iterator[Candidate]:
    """A line of its own near the headline that begins with "By" in one of the common languages."""
    blocks = evidence.context.blocks
    start = evidence.headline_block
    if start is None:
        return
    for block in blocks[start : start + _NEAR]:
        if len(block.text) <= 160 and _BY.match(block.text) and (names := split_names(block.text.split("\n")[0])):
            yield Candidate("authors", tuple(names), "byline text", block.element.tag, 0.6)
            return


def _is_address(text: str) -> bool:
    return "://" in text or text.startswith(("www.", "/", "@"))


def _is_handle(name: str) -> bool:
    """Whether a name looks like a login: one word in lower case or with digits."""
    return " " not in name and (name.islower() or any(char.isdigit() for char in name)) and plain(name).isascii()
