"""Is there an article on the page at all? Precise first: an article of one sentence is one, and no article is refused.

Each check reads one shape of page that has text but no article. A page that says it is an article, and has prose, is believed
before any check of its looks.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cleaners.errors import NotAnArticle
from cleaners.page import Page
from cleaners.records import PAYWALL_STATUSES, Block, Decision, PageBlocks

ENOUGH_PROSE = 500
"""Characters of kept prose from which a page that calls itself an article is one, whatever else it shows."""
_SHORT_PAGE = 4000
"""Characters of all text up to which a page can be a wall or an error page: those show little beside their message."""
_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|Review|Recipe|HowTo|DiscussionForumPosting|OpinionNewsArticle)$")
_GALLERIES = frozenset(("ImageGallery", "MediaGallery", "VideoGallery"))
_ENDS, _CLOSING = tuple(".!?…。！？।؟։۔"), "\"'”’»)]"
_TITLE_TAIL = re.compile(r"\s+[|\-–—:·•»]\s+")


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


@dataclass(frozen=True, eq=False)
class Evidence:
    """What the checks ask of a page, each read at most once."""

    page: Page
    found: PageBlocks
    kept: Sequence[Block]

    @cached_property
    def is_plain_article(self) -> bool:
        """The usual page: calls itself an article, holds prose, was sent as a success, and is no front page."""
        return self.claims_article and self.prose >= ENOUGH_PROSE and self.status < 400 and not self.is_root

    @cached_property
    def status(self) -> int:
        return self.page.options.status or 200

    @cached_property
    def claims_article(self) -> bool:
        """By Open Graph, JSON-LD or the platform's class names; a list of articles in JSON-LD is no such claim."""
        page = self.page
        if page.meta("og:type").lower() in ("article", "blog", "post", "news", "newsarticle") or page.meta("article:published_time"):
            return True
        stated = [name for node in page.jsonld for name in _types(node)]
        articles = sum(1 for name in stated if _ARTICLE_TYPE.search(name))
        if 0 < articles <= 2 and not self.claims_listing:
            return True
        return bool(self.body_classes & _words("index-page", "article_classes")) and not self.claims_listing

    @cached_property
    def claims_listing(self) -> bool:
        """By JSON-LD or by the platform's class names for its lists."""
        stated = {name for node in self.page.jsonld for name in _types(node)}
        if stated & {"CollectionPage", "SearchResultsPage"} and not any(_ARTICLE_TYPE.search(name) for name in stated):
            return True
        classes = self.body_classes
        return bool(classes & _words("index-page", "listing_classes")) and not classes & _words("index-page", "article_classes")

    @cached_property
    def body_classes(self) -> set[str]:
        return set((self.page.body.get("class") or "").lower().split())

    @cached_property
    def prose(self) -> int:
        """Characters of kept blocks that are sentences rather than links."""
        return sum(len(block.text) for block in self.kept if _is_prose(block))

    @cached_property
    def captions(self) -> int:
        """Characters of visible picture captions, which are what a gallery says."""
        return sum(len(block.text) for block in self.found.blocks if block.role == "caption" and not block.hidden)

    @cached_property
    def total(self) -> int:
        """Characters of all visible blocks."""
        return sum(len(block.text) for block in self.found.blocks if not block.hidden)

    @cached_property
    def titles(self) -> list[str]:
        """The page's title and its main headings in lower case, whole and without the site's name."""
        heads = [self.page.title_tag, *(block.text for block in self.found.blocks if block.role == "h1")][:3]
        return [part.strip().lower() for head in heads for part in (head, _TITLE_TAIL.split(head)[0]) if part.strip()]

    @cached_property
    def is_root(self) -> bool:
        """Whether the address is that of a site's front page."""
        parts = urlsplit(self.page.url or "")
        return bool(parts.netloc) and parts.path.rstrip("/").lower() in ("", "/index.html", "/index.php", "/home") and not parts.query

    @cached_property
    def path_words(self) -> list[str]:
        return [word for word in urlsplit(self.page.url or "").path.lower().split("/") if word]

    @cached_property
    def teasers(self) -> tuple[int, float]:
        """How many kept blocks are headline links or stand right behind one, and their share of the kept characters.

        Links in lists don't count: an article may well be a list of them.
        """
        blocks = self.found.blocks
        hits = chars = whole = 0
        for block in self.kept:
            whole += len(block.text)
            before = blocks[block.index - 1] if block.index else block
            earlier = blocks[block.index - 2] if block.index > 1 else before
            if any(near.role != "li" and _is_headline_link(near) for near in (block, before, earlier)):
                hits += 1
                chars += len(block.text)
        return hits, chars / whole if whole else 0.0

    @cached_property
    def headline_links(self) -> int:
        return sum(1 for block in self.found.blocks if _is_headline_link(block))

    @cached_property
    def longest_run(self) -> int:
        """Most characters of prose that are kept in a row, with no headline link between."""
        best = run = 0
        last = -1
        for block in self.kept:
            if any(map(_is_headline_link, self.found.blocks[last + 1 : block.index])) or _is_headline_link(block):
                run = 0
            run += len(block.text) if _is_prose(block) else 0
            best, last = max(best, run), block.index
        return best

    def has_title_of(self, kind: str) -> bool:
        """Whether the title or a main heading is one that such pages have."""
        whole, prefixes = _titles(kind)
        return any(title in whole or title.startswith(prefixes) for title in self.titles)


def _bot_wall(evidence: Evidence) -> str:
    """A check of the visitor: its title or its script, and next to no text."""
    if evidence.total > _SHORT_PAGE or (evidence.claims_article and evidence.prose):
        return ""
    if evidence.has_title_of("bot-wall"):
        return "the title is that of a check for robots"
    if evidence.prose < ENOUGH_PROSE and evidence.total < 1500 and any(marker in _scripts(evidence.page) for marker in _words("bot-wall", "markers")):
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
    hits = sum(1 for word in _words("consent-wall", "words") if word in text)
    if evidence.has_title_of("consent-wall") and hits >= 2:
        return "the title and the text ask for consent"
    if hits >= 5 and sum(text.count(word) for word in _words("consent-wall", "words")) * 120 > len(text):
        return "the text is about consent and nothing else"
    return ""


def _search_results(evidence: Evidence) -> str:
    """A list of hits, by its address, its title or its JSON-LD."""
    if evidence.claims_article or evidence.longest_run >= 2 * ENOUGH_PROSE:
        return ""
    if any("SearchResultsPage" in _types(node) for node in evidence.page.jsonld) or evidence.body_classes & {"search-results", "search-no-results"}:
        return "the page calls itself search results"
    asked = set(parse_qs(urlsplit(evidence.page.url or "").query)) & {"s", "q", "query", "search", "keyword", "keywords", "search_query", "term"}
    in_path = any(word in ("search", "suche", "recherche", "buscar", "busca", "cerca", "zoeken", "sok", "szukaj", "ara") for word in evidence.path_words)
    titled = evidence.has_title_of("search-results")
    if (titled and (asked or in_path or evidence.headline_links >= 3)) or (asked and in_path) or (asked and evidence.claims_listing):
        return "the address and the title are those of search results"
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
    listed = any(word in _words("index-page", "paths") for word in evidence.path_words[:-1])
    if cards >= 3 and listed and evidence.longest_run < 2 * ENOUGH_PROSE and share >= 0.3:
        return f"the address is that of a list and there are {cards} headline links"
    if cards >= 6 and count >= 4 and share >= 0.6 and evidence.longest_run < ENOUGH_PROSE:
        return f"{count} teasers make up the text"
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
    if evidence.prose < 200 and evidence.captions < 60 and any(_GALLERIES.intersection(_types(node)) for node in evidence.page.jsonld):
        return "the page calls itself a gallery and has next to no text"
    return ""


_CHECKS: tuple[tuple[str, Callable[[Evidence], str]], ...] = (
    ("bot-wall", _bot_wall),
    ("error-page", _error_page),
    ("consent-wall", _consent_wall),
    ("search-results", _search_results),
    ("index-page", _index_page),
    ("no-article-text", _no_article_text),
)


def _is_prose(block: Block) -> bool:
    text = block.text
    return block.link_chars * 2 < len(text) and (len(text) >= 100 or text[-8:].rstrip().rstrip(_CLOSING).endswith(_ENDS))


def _is_headline_link(block: Block) -> bool:
    """A line that is one link, long enough for a headline or marked as one."""
    length = len(block.text)
    if block.link_chars < 0.8 * length or length > 250:
        return False
    return length >= 12 if block.role in ("h2", "h3", "h4", "h5") else length >= 40


def _types(node: dict[str, Any]) -> list[str]:
    stated = node.get("@type")
    return [name for name in (stated if isinstance(stated, list) else [stated]) if isinstance(name, str)]


def _scripts(page: Page) -> str:
    """Sources, ids, classes and short inline code of a page that has hardly any text, in lower case."""
    parts: list[str] = []
    for element in page.root.iter("script", "iframe", "div", "form", "section"):
        parts += (element.get("src") or "", element.get("id") or "", element.get("class") or "")
        if element.tag == "script":
            parts.append((element.text or "")[:5000])
    return " ".join(parts[:4000]).lower()


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((resources.files("cleaners") / "data" / "kinds.toml").read_text("utf-8"))


@cache
def _words(kind: str, key: str) -> frozenset[str]:
    return frozenset(_data()[kind][key])


@cache
def _titles(kind: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Titles that must be equal, and those that may go on."""
    stated: Iterable[str] = _data()[kind]["titles"]
    return frozenset(title for title in stated if title[-1] != "*"), tuple(title[:-1] for title in stated if title[-1] == "*")
