"""What pages say of the sort they are of: claims, titles, addresses, teasers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from cleaners.page import Page
from cleaners.records import Block, PageBlocks

ENOUGH_PROSE = 500
"""Characters of kept prose from which a page that calls itself an article is one, whatever else it shows."""
_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|Review|Recipe|HowTo|DiscussionForumPosting|OpinionNewsArticle)$")
_ENDS, _CLOSING = tuple(".!?…。！？।؟։۔"), "\"'”’»)]"
_TITLE_TAIL = re.compile(r"\s+[|\-–—:·•»]\s+")


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
    def stated(self) -> list[str]:
        """Types of all that JSON-LD speaks of, in its order."""
        return [name for node in self.page.jsonld for name in stated_types(node)]

    @cached_property
    def claims_article(self) -> bool:
        """By Open Graph, JSON-LD or the platform's class names; a list of articles in JSON-LD is no such claim."""
        page = self.page
        if page.meta("og:type").lower() in ("article", "blog", "post", "news", "newsarticle") or page.meta("article:published_time"):
            return True
        articles = sum(1 for name in self.stated if _ARTICLE_TYPE.search(name))
        if 0 < articles <= 2 and not self.claims_listing:
            return True
        return bool(self.body_classes & listed("index-page", "article_classes")) and not self.claims_listing

    @cached_property
    def claims_listing(self) -> bool:
        """By JSON-LD or by the platform's class names for its lists."""
        if not {"CollectionPage", "SearchResultsPage"}.isdisjoint(self.stated) and not any(_ARTICLE_TYPE.search(name) for name in self.stated):
            return True
        classes = self.body_classes
        return bool(classes & listed("index-page", "listing_classes")) and not classes & listed("index-page", "article_classes")

    @cached_property
    def body_classes(self) -> set[str]:
        return set((self.page.body.get("class") or "").lower().split())

    @cached_property
    def prose(self) -> int:
        """Characters of kept blocks that are sentences rather than links."""
        return sum(len(block.text) for block in self.kept if is_prose(block))

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
            if any(near.role != "li" and is_headline_link(near) for near in (block, before, earlier)):
                hits += 1
                chars += len(block.text)
        return hits, chars / whole if whole else 0.0

    @cached_property
    def linked_share(self) -> float:
        """Share of the kept characters that are links."""
        return sum(block.link_chars for block in self.kept) / max(1, sum(len(block.text) for block in self.kept))

    @cached_property
    def sells(self) -> bool:
        """Whether the page calls itself a product's and names its price."""
        page = self.page
        if page.meta("og:type").lower() in ("product", "product.item", "og:product"):
            return True
        return any("Product" in stated_types(node) and node.get("offers") for node in page.jsonld)

    @cached_property
    def claims_other(self) -> str:
        """What else than an article JSON-LD or Open Graph calls the page: "" where they name an article, too, or nothing of the sort."""
        if any(_ARTICLE_TYPE.search(name) for name in self.stated):
            return ""
        if self.page.meta("og:type").lower() == "profile":
            return "profile"
        return next((name for name in self.stated if name in listed("service-page", "types")), "")

    @cached_property
    def is_service(self) -> bool:
        """Whether the address ends with the name of a service, or stands below one whose pages are all of its sort; a headline has more words."""
        if not (words := self.path_words) or not _is_name(words[-1]):
            return False
        return words[-1] in listed("service-page", "paths") or not listed("service-page", "within").isdisjoint(words[:-1])

    @cached_property
    def is_named_list(self) -> bool:
        """Whether the last word of the address is a name and stands right below the word for a list, and perhaps a number: /topic/eels, /staff/1017/dana-whitlow."""
        words = [word for word in self.path_words if not word.isdecimal()]
        return len(words) > 1 and _is_name(words[-1]) and words[-1] == self.path_words[-1] and words[-2] in listed("index-page", "paths") | listed("index-page", "persons")

    @cached_property
    def headline_links(self) -> int:
        return sum(1 for block in self.found.blocks if is_headline_link(block))

    @cached_property
    def longest_run(self) -> int:
        """Most characters of prose that are kept in a row, with no headline link between."""
        best = run = 0
        last = -1
        for block in self.kept:
            if any(map(is_headline_link, self.found.blocks[last + 1 : block.index])) or is_headline_link(block):
                run = 0
            run += len(block.text) if is_prose(block) else 0
            best, last = max(best, run), block.index
        return best

    def has_title_of(self, kind: str) -> bool:
        """Whether the title or a main heading is one that such pages have."""
        whole, prefixes = titles_of(kind)
        return any(title in whole or title.startswith(prefixes) for title in self.titles)


def _is_name(word: str) -> bool:
    """Whether a word of an address may name a person or topic, and is no headline's, number's or file's."""
    return word.count("-") <= 2 and not any(map(str.isdecimal, word)) and "." not in word


def is_prose(block: Block) -> bool:
    text = block.text
    return block.link_chars * 2 < len(text) and (len(text) >= 100 or text[-8:].rstrip().rstrip(_CLOSING).endswith(_ENDS))


def is_headline_link(block: Block) -> bool:
    """A line that is one link, long enough for a headline or marked as one."""
    length = len(block.text)
    if block.link_chars < 0.8 * length or length > 250:
        return False
    return length >= 12 if block.role in ("h2", "h3", "h4", "h5") else length >= 40


def stated_types(node: dict[str, Any]) -> list[str]:
    stated = node.get("@type")
    return [name for name in (stated if isinstance(stated, list) else [stated]) if isinstance(name, str)]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((resources.files("cleaners") / "data" / "kinds.toml").read_text("utf-8"))


@cache
def listed(kind: str, key: str) -> frozenset[str]:
    return frozenset(_data()[kind][key])


@cache
def titles_of(kind: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Titles that must be equal, and those that may go on."""
    stated: Iterable[str] = _data()[kind]["titles"]
    return frozenset(title for title in stated if title[-1] != "*"), tuple(title[:-1] for title in stated if title[-1] == "*")
