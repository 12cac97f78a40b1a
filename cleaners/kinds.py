"""Is there an article on the page at all? Precise first: an article of one sentence is one, and no article is refused.

Each check reads one shape of page that has text but no article. A page that says it is an article, and has prose, is believed
before any check of its looks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import parse_qs, urlsplit

from cleaners.errors import NotAnArticle
from cleaners.kindsigns import ENOUGH_PROSE, Evidence, listed
from cleaners.page import Page
from cleaners.records import PAYWALL_STATUSES, Block, Decision, PageBlocks

_SHORT_PAGE = 4000
"""Characters of all text up to which a page can be a wall or an error page: those show little beside their message."""
_LISTED_LINKS = 3
"""Blocks of a text of links from which on it is a list of them."""
_GALLERIES = frozenset(("ImageGallery", "MediaGallery", "VideoGallery"))


def check(page: Page, found: PageBlocks, decisions: Sequence[Decision], kept: Sequence[Block]) -> None:
    """Return where the page has an article.

    Args:
        page: the page; its options tell the HTTP status.
        found: all its blocks.
        decisions: the verdict on each.
        kept: the blocks that were kept, in order.

    Raises:
        NotAnArticle: with the code of the first check that fits.
    """
    evidence = Evidence(page, found, kept)
    if evidence.is_plain_article:
        return
    for code, fits in _CHECKS:
        if detail := fits(evidence):
            raise NotAnArticle(detail, code=code)


def _bot_wall(evidence: Evidence) -> str:
    """A check of the visitor: its title or its script, and next to no text."""
    if evidence.total > _SHORT_PAGE or (evidence.claims_article and evidence.prose):
        return ""
    if evidence.has_title_of("bot-wall"):
        return "the title is that of a check for robots"
    if evidence.prose < ENOUGH_PROSE and evidence.total < 1500 and any(marker in _scripts(evidence.page) for marker in listed("bot-wall", "markers")):
        return "a script checks for robots and there is hardly any text"
    return ""


def _error_page(evidence: Evidence) -> str:
    """An error by its status, or a short page that says in its title that there is nothing."""
    if evidence.status in PAYWALL_STATUSES and evidence.claims_article and evidence.prose:
        return ""  # what a paywall leaves free
    if evidence.status >= 400 and not (evidence.claims_article and evidence.prose >= ENOUGH_PROSE):
        return f"HTTP status {evidence.status}"
    if not evidence.claims_article and evidence.longest_run < 2 * ENOUGH_PROSE and evidence.has_title_of("error-page"):
        return "the title is that of an error page"
    return ""


def _consent_wall(evidence: Evidence) -> str:
    """A page whose only matter is consent."""
    if evidence.total > 2 * _SHORT_PAGE or (evidence.claims_article and evidence.prose):
        return ""
    text = " ".join(block.text for block in evidence.kept or evidence.found.blocks).lower()
    hits = sum(1 for word in listed("consent-wall", "words") if word in text)
    if evidence.has_title_of("consent-wall") and hits >= 2:
        return "the title and the text ask for consent"
    if hits >= 5 and sum(text.count(word) for word in listed("consent-wall", "words")) * 120 > len(text):
        return "the text is about consent and nothing else"
    return ""


def _search_results(evidence: Evidence) -> str:
    """A list of hits, by its address, its title or its JSON-LD."""
    if evidence.claims_article or evidence.longest_run >= 2 * ENOUGH_PROSE:
        return ""
    if "SearchResultsPage" in evidence.stated or evidence.body_classes & {"search-results", "search-no-results"}:
        return "the page calls itself search results"
    asked = set(parse_qs(urlsplit(evidence.page.url or "").query)) & {"s", "q", "query", "search", "keyword", "keywords", "search_query", "term"}
    in_path = any(word in ("search", "suche", "recherche", "buscar", "busca", "cerca", "zoeken", "sok", "szukaj", "ara") for word in evidence.path_words)
    titled = evidence.has_title_of("search-results")
    if (titled and (asked or in_path or evidence.headline_links >= 3)) or (asked and in_path) or (asked and evidence.claims_listing):
        return "the address and the title are those of search results"
    return ""


def _login_or_product(evidence: Evidence) -> str:
    """A form for a password, or an offer, with hardly any text around it."""
    if evidence.claims_article:
        return ""
    if evidence.prose < ENOUGH_PROSE and evidence.has_title_of("login") and next(evidence.page.body.iterfind(".//input[@type='password']"), None) is not None:
        return "the title and a field for a password are those of a login"
    if evidence.prose < 2 * ENOUGH_PROSE and evidence.sells:
        return "the page sells a product"
    return ""


def _index_page(evidence: Evidence) -> str:
    """A front page, a section or an archive: teasers rather than a text."""
    if evidence.claims_article and not evidence.is_root:
        return ""
    count, share = evidence.teasers
    cards = evidence.headline_links
    if evidence.is_root and cards >= 5 and not (evidence.claims_article and evidence.longest_run >= 2 * ENOUGH_PROSE):
        return f"a front page with {cards} headline links"
    if evidence.claims_listing and evidence.longest_run < 3 * ENOUGH_PROSE and cards >= 2:
        return f"the page calls itself a list and has {cards} headline links"
    in_list = any(word in listed("index-page", "paths") for word in evidence.path_words[:-1])
    if cards >= 3 and in_list and evidence.longest_run < 2 * ENOUGH_PROSE and share >= 0.3:
        return f"the address is that of a list and there are {cards} headline links"
    if cards >= 3 and evidence.is_named_list and evidence.prose < ENOUGH_PROSE:
        return f"the address ends with a name below that of a list, and there are {cards} headline links"
    if cards >= 6 and count >= 4 and share >= 0.6 and evidence.longest_run < ENOUGH_PROSE:
        return f"{count} teasers make up the text"
    if not evidence.prose and len(evidence.kept) >= _LISTED_LINKS and evidence.linked_share >= 0.5:
        return "links make up the text, and none of it is a sentence"
    return ""


def _service_page(evidence: Evidence) -> str:
    """A person, a series, a match, a form or a game, by JSON-LD or the last word of the address, with hardly any text and no date."""
    if evidence.claims_article or evidence.prose >= ENOUGH_PROSE:
        return ""
    if name := evidence.claims_other:
        return f"the page calls itself a {name}"
    if evidence.is_service and next(evidence.page.body.iter("time"), None) is None:
        return "the address is that of a service, and there is no date"
    return ""


def _no_article_text(evidence: Evidence) -> str:
    """Nothing was kept, or nothing that is a sentence (a gallery, a video, a login) on a page that claims no article."""
    if not evidence.kept:
        if evidence.headline_links >= 8 and not evidence.claims_article:
            raise NotAnArticle(f"no text, but {evidence.headline_links} headline links", code="index-page")
        return "no block reads like an article"
    if evidence.claims_article:
        return ""
    if not evidence.prose and sum(len(block.text) for block in evidence.kept) < 100:
        return "not one sentence reads like an article"
    if evidence.prose < 200 and evidence.captions < 60 and not _GALLERIES.isdisjoint(evidence.stated):
        return "the page calls itself a gallery and has next to no text"
    return ""


_CHECKS: tuple[tuple[str, Callable[[Evidence], str]], ...] = (
    ("bot-wall", _bot_wall),
    ("error-page", _error_page),
    ("consent-wall", _consent_wall),
    ("search-results", _search_results),
    ("no-article-text", _login_or_product),
    ("index-page", _index_page),
    ("no-article-text", _service_page),
    ("no-article-text", _no_article_text),
)


def _scripts(page: Page) -> str:
    """Sources, ids, classes and short inline code of a page that has hardly any text, in lower case."""
    parts: list[str] = []
    for element in page.root.iter("script", "iframe", "div", "form", "section"):
        parts += (element.get("src") or "", element.get("id") or "", element.get("class") or "")
        if element.tag == "script":
            parts.append((element.text or "")[:5000])
    return " ".join(parts[:4000]).lower()
