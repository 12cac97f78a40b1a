"""The headline, as the reader sees it: without site name, section or kicker, never truncated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaners.metadata.evidence import Evidence
from cleaners.metadata.marks import kicker
from cleaners.metadata.strings import folded, plain, text_of, words
from cleaners.records import Candidate, Element

_SEPARATOR = re.compile(r"\s+[|\-–—»·•:~]+\s+|\s*[|｜]\s*|\s+::\s+|\s+«\s+")
_CUT = re.compile(r"(?:\.\.\.|…)\s*$")
_TITLE_CLASS = re.compile(r"title|headline|heading|titre|titulo|titolo|titel", re.IGNORECASE)
_MAX_TITLE = 500


def candidates(evidence: Evidence) -> Iterator[Candidate]:
    """Every value offered as the title, each with the site's name cut off."""
    page, graph = evidence.page, evidence.graph
    for one in evidence.profile("title"):
        if text := plain(one.value):
            yield one._replace(value=text)
    for node in graph.articles:
        for key, trust in (("headline", 0.8), ("name", 0.6), ("alternativeHeadline", 0.3)):
            if text := plain(node.get(key)):
                yield Candidate("title", text, f"json-ld {key}", "", trust)
    for name, text in evidence.metas("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "citation_title", "title"):
        yield Candidate("title", without_site(text, evidence), name, "meta", 0.7 if name == "og:title" else 0.5)
    if text := plain(page.title_tag):
        yield Candidate("title", without_site(text, evidence), "title", "head", 0.5)
    if (feed := page.options.feed) is not None and (text := plain(feed.title)):
        yield Candidate("title", text, feed.source, "entry", 0.7)


def choose(offered: list[Candidate], evidence: Evidence) -> Candidate | None:
    """The profile's title, else the visible heading that the head's titles confirm, else the best title of the head."""
    if own := [one for one in offered if one.source.startswith("profile:")]:
        evidence.headline = _heading_of(own[0].value, evidence)
        return own[0]
    references = [one.value for one in offered if one.value]
    heading = _heading(references, evidence)
    if heading is not None:
        evidence.headline, text = heading
        chosen = Candidate("title", text, evidence.headline.tag, "", 0.9)
        offered.append(chosen)
        return chosen
    whole = [one for one in offered if not _CUT.search(one.value)] or offered
    return max(whole, key=lambda one: one.confidence, default=None)


def _heading(references: list[str], evidence: Evidence) -> tuple[Element, str] | None:
    """The heading that shares most words with the head's titles; a lone h1 may differ from them all."""
    wanted = [bag for text in references if (bag := set(words(text)))]
    best: tuple[float, Element, str] | None = None
    firsts = [element for element in evidence.marks.headings if element.tag == "h1"][:40]
    for element in firsts:
        text = headline_text(element, references)
        score = _score(text, wanted, evidence)
        if score > 0 and _is_marked(element):
            score += 0.15
        if score > 0 and (best is None or score > best[0] + 1e-9):
            best = (score, element, text)
    if best is None or best[0] < 0.5:
        for element in evidence.marks.headings[:80]:
            if element.tag != "h1":
                text = headline_text(element, references)
                score = _score(text, wanted, evidence)
                if score >= 0.8 and (best is None or score > best[0]):
                    best = (score, element, text)
    return (best[1], best[2]) if best else None


def _score(text: str, wanted: list[set[str]], evidence: Evidence) -> float:
    """Share of words that heading and some title of the head have in common; 0 for site names and headings unlike any title."""
    own = set(words(text))
    if not own or len(text) > _MAX_TITLE or folded(text) in evidence.site_names:
        return 0.0
    overlap = max((2 * len(own & bag) / (len(own) + len(bag)) for bag in wanted), default=0.0)
    inside = max((len(own & bag) / len(own) for bag in wanted), default=0.0)
    if overlap < 0.2 and len(own) < 3:
        return 0.0
    return max(overlap, inside * 0.9 if len(own) > 2 else 0.0, 0.1)


def headline_text(element: Element, references: list[str]) -> str:
    """Text of a heading without its kicker: a child marked as one, or the part that no title of the head has."""
    whole = text_of(element)
    first = next(iter(element), None)
    if first is not None and kicker(first) and not (element.text or "").strip():
        rest = whole.removeprefix(text_of(first)).strip(" :|·–—-")
        if rest:
            return rest
    return whole


def _is_marked(element: Element) -> bool:
    return "headline" in (element.get("itemprop") or "") or bool(_TITLE_CLASS.search((element.get("class") or "")[:300]))


def _heading_of(title: str, evidence: Evidence) -> Element | None:
    """The heading that shows the title, if one does."""
    target = folded(title)
    return next((one for one in evidence.marks.headings[:80] if folded(text_of(one)) == target), None)


def without_site(title: str, evidence: Evidence) -> str:
    """The title without the parts, after or before a separator, that name the site."""
    parts = list(_SEPARATOR.finditer(title))
    if not parts:
        return title
    last, first = parts[-1], parts[0]
    if _names_site(title[last.end() :], evidence):
        return without_site(title[: last.start()].strip(), evidence)
    if _names_site(title[: first.start()], evidence):
        return without_site(title[first.end() :].strip(), evidence)
    return title


def _names_site(part: str, evidence: Evidence) -> bool:
    """Whether a part of a title is the site's name, or differs from it only by white space and suffix."""
    text = folded(part)
    if not text:
        return True
    if text in evidence.site_names:
        return True
    squeezed = re.sub(r"\W+", "", text)
    host = re.sub(r"\W+", "", evidence.host)
    return len(squeezed) > 3 and any(
        squeezed == re.sub(r"\W+", "", name) for name in evidence.site_names
    ) or bool(host) and len(squeezed) > 3 and (host.startswith(squeezed) or squeezed.endswith(host) or squeezed == host.split(".")[0])
