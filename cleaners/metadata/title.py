"""The headline, as the reader sees it: without site name, section or kicker, never truncated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from cleaners.metadata.evidence import Evidence
from cleaners.metadata.marks import Marks
from cleaners.metadata.nodes import types
from cleaners.metadata.strings import folded, plain, signature_of, text_of, words
from cleaners.metadata.titleparts import core, without_site, without_site_name
from cleaners.records import Candidate, Element
from cleaners.spacing import collapse

_CUT = re.compile(r"(?:\.\.\.|…)\s*$")
_KICKER = re.compile(r"kicker|eyebrow|overline|topline|rubric|section-?(?:name|label|title)|dachzeile|spitzmarke")
_TITLE_CLASS = re.compile(r"title|headline|heading|titre|titulo|titolo|titel", re.IGNORECASE)
_PAGE = re.compile(r"\s*[（(]\s*\d{1,2}\s*/\s*\d{1,2}\s*(?:ページ|페이지|页|頁)\s*[)）]$|\s*[-–|]?\s+halaman\s+(?:all|\d{1,2})$", re.IGNORECASE)
"""The part of an article set on several pages, at the end of its title."""
_MAX_TITLE = 500
_MAX_HEADINGS = 120


def candidates(evidence: Evidence) -> Iterator[Candidate]:
    """Every value offered as the title, each with the site's name cut off."""
    page, graph = evidence.page, evidence.graph
    for one in evidence.profile("title"):
        if text := collapse(one.value):  # visible text: what looks like markup in it is the author's
            yield one._replace(value=text)
    for node in graph.articles:
        for key, trust in (("headline", 0.8), ("name", 0.6), ("alternativeHeadline", 0.3)):
            if text := plain(node.get(key)):
                yield Candidate("title", without_site_name(text, evidence), f"json-ld {key}", "", trust)
    bare = cache(lambda text: without_site(text, evidence))  # the head says the same again and again
    for name, text in evidence.metas("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "citation_title", "headline", "title"):
        yield Candidate("title", bare(text), name, "meta", 0.7 if name == "og:title" else 0.5)
    if text := plain(page.title_tag):
        yield Candidate("title", bare(text), "title", "head", 0.5)
    if (feed := page.options.feed) is not None and (text := plain(feed.title)):
        yield Candidate("title", text, feed.source, "entry", 0.7)


_VOTES = {"json-ld headline": 0.6, "headline": 0.2, "og:title": 0.5, "title": 0.15, "twitter:title": 0.05, "parsely-title": 0.1, "citation_title": 0.2}
_SURE_HEADING, _LOWER_HEADING, _ODD_HEADING = 1.0, 0.6, 0.3
"""Votes of an h1 that resembles the head's titles, of an h2 or h3 that does, and of a heading that does not: tuned so that JSON-LD and
`og:title` outvote an h1 only together, and two titles of the head an h2 (1,248 pages: +8 points on news in many languages)."""
_ECHO = 0.25
"""Vote of a JSON-LD headline that blogs' search plugins fill with the search title: it repeats `og:title` and `<title>` and is no third voice."""


def choose(offered: list[Candidate], evidence: Evidence) -> Candidate | None:
    """The profile's title, else the visible heading, unless JSON-LD and `og:title` agree on another. Sets `evidence.headline`."""
    chosen = _voted(offered, evidence)
    if chosen is not None and not chosen.source.startswith("profile:") and (first := _PAGE.search(chosen.value)) is not None:
        chosen = chosen._replace(value=chosen.value[: first.start()])
    if chosen is not None and evidence.headline is None:
        evidence.headline = _line_of(chosen.value, evidence)
    return chosen


def _line_of(title: str, evidence: Evidence) -> Element | None:
    """The element of the first line that shows the title without being a heading, as some sites set it."""
    target, most = folded(title), len(title) + 10
    lines = (block.element for block in evidence.context.blocks if len(block.text) <= most and folded(block.text) == target)
    return next((element for element in lines if folded(text_of(element)) == target), None)


def _voted(offered: list[Candidate], evidence: Evidence) -> Candidate | None:
    """The choice; a visible heading it rests on becomes `evidence.headline`."""
    if own := [one for one in offered if one.source.startswith("profile:")]:
        evidence.headline = _heading_of(own[0].value, evidence)
        return own[0]
    whole = [one for one in offered if not _CUT.search(one.value)] or offered
    heading = _heading([one.value for one in offered], evidence)
    said = {source: one for source in _VOTES if (one := next((one for one in whole if one.source == source), None)) is not None}
    shown = None
    if heading is not None:
        evidence.headline = heading.element
        shown = Candidate("title", heading.text, str(heading.element.tag), "", 0.9)
        offered.append(shown)
    first: dict[str, Candidate] = {}
    for one in sorted(filter(None, (shown, *said.values())), key=lambda one: one.value.isupper()):  # the head knows the case of a heading in capitals
        first.setdefault(folded(one.value), one)
    if not first:
        return max(whole, key=lambda one: one.confidence, default=None)
    keys = {source: core(folded(one.value), first) for source, one in said.items()}
    votes = {core(folded(heading.text), first): heading.vote} if heading is not None else {}
    for source, key in keys.items():
        votes[key] = votes.get(key, 0.0) + (_ECHO if source == "json-ld headline" and _echoes(keys, evidence) else _VOTES[source])
    return first[max(votes, key=lambda key: votes[key])]


def _echoes(keys: dict[str, str], evidence: Evidence) -> bool:
    """Whether JSON-LD, `og:title` and `<title>` all say the same, in markup other than a newsroom's `NewsArticle`."""
    same = {keys[source] for source in ("json-ld headline", "og:title", "title") if source in keys}
    return len(same) == 1 and not any("News" in one for node in evidence.graph.articles[:3] for one in types(node))


class Heading(NamedTuple):
    """A visible heading, its text without kicker, and how much it resembles the head's titles (0-1.15)."""

    element: Element
    text: str
    score: float

    @property
    def vote(self) -> float:
        if self.score <= _RESEMBLES:
            return _ODD_HEADING
        return _SURE_HEADING if self.element.tag == "h1" else _LOWER_HEADING


_RESEMBLES = 0.34
_BEST = 1.15
"""The highest score of a heading below the first: none is sought where that is reached."""
_FEWEST, _MOST = 4, 25
"""Words of a heading that is no label and no paragraph."""


def _heading(references: list[str], evidence: Evidence) -> Heading | None:
    """The heading that shares most words with the head's titles; a lone h1 may differ from them all."""
    wanted = [bag for text in dict.fromkeys(references) if (bag := set(words(text)))]  # most of the head's titles are the same
    keys = {folded(text) for text in references}
    best: Heading | None = None
    untold = True
    for element in _by_rank(evidence.marks):
        first = element.tag == "h1"
        if not first and best is not None and best.score > 0.5:
            break
        if _leads_away(element, evidence):
            continue
        text = without_site_name(headline_text(element, keys), evidence)
        score = _score(text, wanted, evidence)
        if first and score > 0 and _is_marked(element):
            score += 0.15
        if first and score > 0 and untold and _FEWEST <= len(words(text)) <= _MOST:  # those below it are of parts and other articles
            score += 0.15
            untold = False
        if score > (best.score + 1e-9 if best is not None else 0.0) and (first or score >= 0.8):
            best = Heading(element, text, score)
            if score >= _BEST and not untold:
                break
    return best


def _by_rank(marks: Marks) -> Iterator[Element]:
    """The first headings, then those of the second and third rank, which are seldom needed."""
    yield from (first := marks.first_headings[:_MAX_HEADINGS])
    yield from sorted((one for one in marks.headings if one.tag != "h1"), key=lambda one: one.tag)[: _MAX_HEADINGS - len(first)]


def _score(text: str, wanted: list[set[str]], evidence: Evidence) -> float:
    """Share of words that heading and some title of the head have in common; 0 for site names and headings unlike any title."""
    own = set(words(text))
    if not own or len(text) > _MAX_TITLE or folded(text) in evidence.site_names:
        return 0.0
    overlap = max((2 * len(own & bag) / (len(own) + len(bag)) for bag in wanted), default=0.0)
    telling = {word for word in own if len(word) > 2 or not word.isascii()}
    inside = max((len(telling & bag) / len(own) for bag in wanted), default=0.0)
    if wanted and overlap < 0.2 and len(own) < 3:
        return 0.0
    return max(overlap, inside * 0.9 if len(own) > 2 else 0.0, 0.1)


def headline_text(element: Element, titles: set[str]) -> str:
    """Text of a heading without a kicker, label, date or counter set in an element of its own inside it.

    Such a child is known by its class, or by the head: without it the text is one of the head's `titles` (folded).
    """
    whole = text_of(element)
    if folded(whole) in titles:
        return whole
    for child, _ in zip(element.iterdescendants("a", "span", "strong", "b"), range(_MAX_INNER), strict=False):
        text = text_of(child)
        if len(text) >= _MIN_INNER and folded(text) in titles:  # the title's own element, source and counters beside it
            return text
    inner = element
    while len(inner) == 1 and not (inner.text or "").strip() and not (inner[0].tail or "").strip() and inner[0].tag in _WRAPPERS:
        inner = inner[0]
    if (rest := _without_first(whole, inner, titles)) or (rest := _without_last(whole, inner, titles)):
        return rest
    left, bar, _ = whole.partition(" | ")
    if bar:
        return left if folded(left) in titles else whole
    return signature_of(element).replace(" | ", " ")  # two lines that styling alone parts


def _without_first(whole: str, inner: Element, titles: set[str]) -> str:
    """The text without the kicker that begins it, or ""."""
    child = next(iter(inner), None)
    label = text_of(child) if child is not None else ""
    rest = whole.removeprefix(label).strip(_ENDS) if label else ""
    known = child is not None and (folded(rest) in titles or _is_kicker(child))
    return rest if known and len(rest) < len(whole) else ""


def _is_kicker(element: Element) -> bool:
    """Whether the class says that the element is a line above the headline."""
    return bool(_KICKER.search((element.get("class") or "")[:300].lower()))


def _without_last(whole: str, inner: Element, titles: set[str]) -> str:
    """The text without what its last elements say (a date, a counter of comments), where that leaves one of the titles, or ""."""
    rest = whole
    for child in list(inner)[: -_MAX_LABELS - 1 : -1]:
        label = text_of(child)
        if label and not (child.tail or "").strip() and rest.endswith(label):
            rest = rest.removesuffix(label).strip(_ENDS)
            if rest and folded(rest) in titles:
                return rest
    return ""


_ENDS = " :|·–—-/"
_MAX_LABELS = 3
_MAX_INNER, _MIN_INNER = 8, 20
_WRAPPERS = frozenset(("a", "span", "strong", "b"))


def _leads_away(element: Element, evidence: Evidence) -> bool:
    """Whether a heading links to the front page, as the site's name in a header does, or is the link to another article, as a card's is."""
    parent = element.getparent()
    link = next(element.iter("a"), parent if parent is not None and parent.tag == "a" else None)
    href = (link.get("href") or "").strip() if link is not None else ""
    if link is None or not href or href[0] in "#?" or evidence.path in ("", "/"):
        return False
    try:
        parts = urlsplit(evidence.page.absolute(href[:500]))
    except ValueError:
        return False
    if parts.query or parts.fragment or (parts.hostname or "").removeprefix("www.") != evidence.host:
        return False
    last = parts.path.lower().rstrip("/").rpartition("/")[2]
    return not last or (last not in evidence.path and text_of(link) == text_of(element))


def _is_marked(element: Element) -> bool:
    return "headline" in (element.get("itemprop") or "") or bool(_TITLE_CLASS.search((element.get("class") or "")[:300]))


def _heading_of(title: str, evidence: Evidence) -> Element | None:
    """The heading that shows the title, if one does."""
    target = folded(title)
    return next((one for one in evidence.marks.headings[:80] if folded(text_of(one)) == target), None)
