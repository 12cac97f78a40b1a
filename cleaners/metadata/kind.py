"""What sort of article a page is, whether it is shown in full, and what it says of its own corrections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cleaners.metadata.evidence import Evidence
from cleaners.metadata.nodes import types
from cleaners.metadata.sought import Opening
from cleaners.metadata.strings import folded, plain, words
from cleaners.records import PAYWALL_STATUSES, Candidate

_BY_TYPE = {
    "LiveBlogPosting": "live-blog", "OpinionNewsArticle": "opinion", "Review": "review", "ReviewNewsArticle": "review", "CriticReview": "review",
    "ImageGallery": "gallery", "MediaGallery": "gallery", "VideoObject": "video",
}  # fmt: skip
_SECTIONS = (
    ("opinion", re.compile(r"^(?:opinions?|editorials?|op-?eds?|commentary|comment|columns?|columnists?|kommentar|kommentare|meinung|kolumnen?|débats|tribunes?|opinión|opiniones|editoriales|opinião|opinioni|opinie|"
                           r"debatt|ledare|mielipide|opinie|opinia|názory|komentáře|мнения|погляди|社説|사설|오피니언)$")),
    ("review", re.compile(r"^(?:reviews?|film reviews?|book reviews?|rezension(?:en)?|kritik|critiques?|reseñas|recensioni|recensies|recensioner|anmeldelser)$")),
    ("gallery", re.compile(r"^(?:galler(?:y|ies)|photos?|pictures|slideshows?|bilder|fotostrecken?|diaporamas?|galerías?|fotogaler(?:ía|ie|ia)s?)$")),
    ("video", re.compile(r"^(?:videos?|watch|vidéos?)$")),
)  # fmt: skip
_LIVE_PATH = re.compile(r"/(?:liveblog|live-blog|live-updates|live-news|liveticker|live-ticker)(?:/|-|$)|-live-updates|-liveblog|-liveticker")
_LIVE_SECTION = re.compile(r"/live(?:/|-)")
_LIVE_TITLE = frozenset(("live", "liveticker", "liveblog", "direct", "directo", "diretta", "direto"))
_CORRECTION = Opening(
    r"(?:correction|corrections|clarification|editor[’']s note|editors[’'] note|update|this (?:article|story|post|piece|headline) (?:has been|was) (?:updated|corrected|amended|changed)|"
    r"an earlier version of this|a previous version of this|korrektur|anmerkung der redaktion|in einer früheren (?:version|fassung)|hinweis der redaktion|correctif|rectificatif|note de la rédaction|"
    r"corrección|fe de erratas|nota del editor|correção|errata|correzione|nota della redazione|correctie|rättelse|rettelse|oikaisu|sprostowanie|oprava|исправление|поправка)\b"
)  # fmt: skip
_MAX_NOTE = 600
_FREE = frozenset(("false", "no", "0"))


def kind_candidates(evidence: Evidence) -> Iterator[Candidate]:
    """Sorts of article by JSON-LD type, section, address and `og:type`; a plain article where none is offered."""
    for node in evidence.graph.articles[:3]:
        for one in types(node):
            if one in _BY_TYPE:
                yield Candidate("kind", _BY_TYPE[one], f"json-ld {one}", "", 0.6 if one in ("VideoObject", "Review") else 0.9)
        if node.get("liveBlogUpdate"):
            yield Candidate("kind", "live-blog", "json-ld liveBlogUpdate", "", 0.9)
    value, _ = evidence.graph.first("articleSection")
    sections = [folded(text) for text in evidence.graph.names(value)] + [folded(text) for _, text in evidence.metas("article:section", "parsely-section")]
    path = evidence.path
    sections += path.split("/")[1:3]
    for kind, pattern in _SECTIONS:
        if any(pattern.match(section) for section in sections):
            yield Candidate("kind", kind, "section", "", 0.7 if kind == "opinion" else 0.5)
    # "Live" names a way to report and a way to live: its section counts where the headline says so, too.
    if _LIVE_PATH.search(path) or (_LIVE_SECTION.search(path) and not _LIVE_TITLE.isdisjoint(words(evidence.page.title_tag or ""))):
        yield Candidate("kind", "live-blog", "url", "", 0.55)
    if evidence.page.meta("og:type").startswith("video"):
        yield Candidate("kind", "video", "og:type", "meta", 0.6)


def paywalled(evidence: Evidence) -> tuple[bool, tuple[Candidate, ...]]:
    """Whether the page holds its article back: the publisher's own word, or two weaker signs together.

    Signs are `isAccessibleForFree` (JSON-LD, whole or `hasPart`), content tier metas, a wall's markup, status 401 or 402, and a feed body
    that is far longer than the page's text.
    """
    signs = list(_signs(evidence))
    return sum(one.confidence for one in signs) >= 0.9, tuple(signs)


def _signs(evidence: Evidence) -> Iterator[Candidate]:
    nodes = (*evidence.graph.articles[:3], *evidence.graph.pages[:2])
    said = [str(node["isAccessibleForFree"]).lower() for node in nodes if node.get("isAccessibleForFree") is not None]
    parts = [part for node in nodes for part in evidence.graph.objects(node.get("hasPart")) if isinstance(part, dict)]
    walled = [part for part in parts if str(part.get("isAccessibleForFree")).lower() in _FREE]
    if any(word in _FREE for word in said):
        # Sites with a meter call every article not free and yet send it whole: the full text on the page takes the word back.
        yield Candidate("paywalled", True, "json-ld isAccessibleForFree", "", 0.5 if _whole(evidence) else 0.9)
    if walled:
        yield Candidate("paywalled", True, "json-ld hasPart", "", 0.2)
    if evidence.page.meta("article:content_tier", "content_tier") in ("locked", "metered"):
        yield Candidate("paywalled", True, "article:content_tier", "meta", 0.5 if evidence.page.meta("article:content_tier", "content_tier") == "locked" else 0.3)
    if evidence.page.options.status in PAYWALL_STATUSES:
        yield Candidate("paywalled", True, "status", str(evidence.page.options.status), 0.9)
    if any(word in _FREE for word in (evidence.page.meta("cxenseparse:recs:accessibleforfree").lower(),)):
        yield Candidate("paywalled", True, "cxense", "meta", 0.4)
    if evidence.marks.walls:
        element = evidence.marks.walls[0]
        yield Candidate("paywalled", True, "markup", f"{element.tag}.{(element.get('class') or element.get('id') or '')[:60]}", 0.4)
    feed = evidence.page.options.feed
    if feed is not None and feed.full and evidence.context.text and len(feed.body) > 3 * len(evidence.context.text) + 1000:
        yield Candidate("paywalled", True, "shorter than the feed", "", 0.5)


def _whole(evidence: Evidence) -> bool:
    """Whether the page seems to send the whole article: as many words as it says it has, or a long text."""
    text = evidence.context.text
    if not text:
        return False
    count = next((number for node in evidence.graph.articles if (number := _number(node.get("wordCount")))), 0)
    return len(text.split()) >= 0.8 * count if count else len(text) > 2500


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def corrections(evidence: Evidence) -> tuple[str, ...]:
    """What the page says was corrected or updated: JSON-LD `correction`, and lines of the article that begin so."""
    found: dict[str, None] = {}
    for node in evidence.graph.articles[:2]:
        for one in evidence.graph.objects(node.get("correction")):
            if text := plain(one if isinstance(one, str) else one.get("text") or one.get("description")):
                found.setdefault(text[:_MAX_NOTE])
    for text in map(evidence.lines.__getitem__, _CORRECTION.places(evidence.lines)):
        if 20 <= len(text) <= 1500:
            found.setdefault(text.replace("\n", " ")[:_MAX_NOTE])
    return tuple(f"correction: {text}" for text in list(found)[:10])
