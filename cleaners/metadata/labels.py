"""Section and tags, as the page labels its article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from cleaners.metadata.evidence import Evidence
from cleaners.metadata.nodes import types
from cleaners.metadata.strings import folded, plain, text_of
from cleaners.records import Candidate, Element

_TAG_ADDRESS = re.compile(r"/(?:tags?|tagged|hashtag|etiket(?:ler)?|etiquetas?|tagi|schlagwort|mot-cle)/[^/?#]+/?$")
_MAX_LINKS, _MAX_LABELS, _MAX_LABEL = 600, 15, 40
"""Links of a page that are looked at, labels of an article, characters of one."""
_MARKS, _BESIDE = 3, 20
"""Characters behind a link in a list, and before the first of it ("Filed under:")."""
_MAX_TAGS = 60
_MAX_TAG = 80
_INTERNAL = re.compile(r"^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$|^[A-Z][A-Za-z ]{2,24}: \S|^(?:[\w-]{1,60}\.){1,3}[a-z]{2,3}$")
"""Labels of the publisher's own system among the keywords: identifiers, "Category: Travel", host names."""
_LISTED = re.compile(r"\s*[,;|]\s*|(?<=\w\w)/(?=\w\w)|\s+[-–—>»]\s+")
_ONE_NAME = re.compile(r"^[^,;|/]{2,30}, [^,;|/]{2,20} (?:and|und|et|y|e|och|og|en) [^,;|/]{2,30}$")
"""A name with commas of its own: "Travel, Food and Drink"."""
_NO_SECTION = frozenset(("tags", "tag", "article", "articles", "story", "post", "posts", "uncategorized", "uncategorised", "default", "page", "none", "null", "index", "home"))
_MAX_NAMES = 10
_MAX_TRAILS = 3
_BACK = re.compile(r"[<«‹←]|back to\b|zurück\b|retour\b|volver\b", re.IGNORECASE)
_HOME = frozenset(
    "home startseite accueil inicio início homepage etusivu forside hem главная головна index news beranda haberler anasayfa الرئيسية خانه ראשי होम হোম ホーム トップ 홈 首页 首頁 主页 หน้าแรก top".split()
) | {"home page", "hindi news", "ana sayfa", "trang chủ", "الصفحة الرئيسية", "صفحه اصلی", "דף הבית", "मुख्य पृष्ठ", "トップページ", "front page", "blog"}


def section_candidates(evidence: Evidence) -> Iterator[Candidate]:
    """The section's name from JSON-LD, `article:section` and its like, or the breadcrumb's last step before the article."""
    value, _ = evidence.graph.first("articleSection")
    named = (name for text in evidence.graph.names(value)[:_MAX_NAMES] if (name := _section(text, evidence)))
    if first := next(named, ""):
        yield Candidate("section", first, "json-ld articleSection", "", 0.85)
    for source, text in evidence.metas("article:section", "parsely-section", "section", "og:section", "dc.subject", "cxenseparse:category", "category", "news_category"):
        if name := _section(text, evidence):
            yield Candidate("section", name, source, "meta", 0.8 if source == "article:section" else 0.6)
    if (crumb := _breadcrumb(evidence)) is not None:
        yield Candidate("section", crumb, "json-ld BreadcrumbList", "", 0.7)
    for trail in evidence.marks.crumbs[:_MAX_TRAILS]:
        if steps := [text_of(link) for link in islice(trail.iter("a"), _MAX_NAMES)]:
            if crumb := _last_step(steps, evidence):
                yield Candidate("section", crumb, "breadcrumb", trail.tag, 0.5)
            break


def _section(text: str, evidence: Evidence) -> str:
    """The first section that a text names (fields hold lists and paths); "" for the site's name, numbers, addresses and a system's own words."""
    text = text.strip(" -|/")
    if "://" in text:
        return ""
    for part in [text] if _ONE_NAME.search(text) else _LISTED.split(text, maxsplit=_MAX_NAMES):
        name = part.strip()
        if len(name) > _MAX_TAG:  # a sentence
            return ""
        if len(name) > 1 and not name.isdigit() and (known := folded(name)) not in _NO_SECTION and known not in evidence.publisher_names:
            return name
    return ""


def _breadcrumb(evidence: Evidence) -> str | None:
    """The deepest step of the JSON-LD breadcrumb that is neither home nor the article itself."""
    for node in evidence.graph.nodes[:50]:
        if "BreadcrumbList" in types(node):
            steps = []
            for step in evidence.graph.objects(node.get("itemListElement")):
                if isinstance(step, dict):
                    item = step.get("item")
                    steps.append(plain(step.get("name") or (item.get("name") if isinstance(item, dict) else "")))
            return _last_step(steps, evidence)
    return None


def _last_step(steps: list[str], evidence: Evidence) -> str | None:
    """The deepest step of a path that is neither home nor the article itself."""
    title = folded(text_of(evidence.headline)) if evidence.headline is not None else ""
    steps = [step for step in steps if step and not _BACK.match(step) and folded(step) not in _HOME and folded(step) not in evidence.site_names and folded(step) != title]
    return next((name for step in reversed(steps) if len(step) <= 40 and (name := _section(step, evidence))), None)


def tag_candidates(evidence: Evidence) -> Iterator[Candidate]:
    """Lists of labels, one candidate a source."""
    for one in evidence.profile("tags"):
        yield one._replace(value=_unique(one.value if not isinstance(one.value, str) else (one.value,)))
    keywords = [text for node in evidence.graph.articles for text in evidence.graph.names(node.get("keywords"))]
    if keywords:
        yield Candidate("tags", _unique(_split(keywords)), "json-ld keywords", "", 0.8)
    for name, trust in (("article:tag", 0.8), ("parsely-tags", 0.7), ("content_tags", 0.75), ("news_keywords", 0.75), ("sailthru.tags", 0.65), ("keywords", 0.6)):
        if texts := [text for _, text in evidence.metas(name)]:
            yield Candidate("tags", _unique(_split(texts)), name, "meta", trust)
    feed = evidence.page.options.feed
    if feed is not None and feed.tags:
        yield Candidate("tags", _unique(feed.tags), feed.source, "entry", 0.7)
    links = [text_of(one) for one in evidence.marks.rels("tag") if one not in evidence.outside]
    if links:
        yield Candidate("tags", _unique(links), "rel=tag", "a", 0.72)
    elif not keywords and (labels := _by_address(evidence)):
        yield Candidate("tags", labels, "tag links", "a", 0.5)


def _by_address(evidence: Evidence) -> tuple[str, ...]:
    """The texts of links to pages of labels outside other parts; () where there are so many that they are a cloud."""
    found = [link for link in islice(evidence.page.body.iter("a"), _MAX_LINKS) if _TAG_ADDRESS.search((link.get("href") or "")[:300])]
    texts = [text for link in found[: 4 * _MAX_LABELS] if link not in evidence.outside and not _in_sentence(link) and len(text := text_of(link)) <= _MAX_LABEL]
    return _unique(texts) if 0 < len(texts) <= _MAX_LABELS else ()


def _in_sentence(link: Element) -> bool:
    """Whether more than a mark or a label stands right before or behind a link."""
    before, parent = link.getprevious(), link.getparent()
    lead = before.tail if before is not None else parent.text if parent is not None else ""
    return len((link.tail or "").strip()) > _MARKS or len((lead or "").strip()) > _BESIDE


def _split(texts: list[str]) -> list[str]:
    """Labels of lists written as one text; a list of several texts is split already."""
    if len(texts) > 1:
        return texts
    separator = ";" if texts[0].count(";") > texts[0].count(",") else ","
    return texts[0].split(separator)


def _unique(labels: object) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for label in labels if isinstance(labels, (list, tuple)) else ():
        text = plain(label).lstrip("#").strip(" \t\"'")
        if 0 < len(text) <= _MAX_TAG and not _INTERNAL.search(text):
            seen.setdefault(folded(text), text)
    return tuple(list(seen.values())[:_MAX_TAGS])
