"""The frozen records that travel through the cleaner: evidence (Block), verdict (Decision), ledger (Removal), result (Article)."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from lxml import etree

Element = etree._Element


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What a feed (or sitemap) said of the page before it was fetched; every field may be empty.

    `body` is the entry's HTML when the feed carries full text (`full` is then True), else a summary.
    """

    url: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    tags: tuple[str, ...] = ()
    body: str = ""
    full: bool = False
    source: str = "feed"


@dataclass(frozen=True, slots=True)
class Options:
    """All that a caller may tell the cleaner; the defaults suit a page of which nothing else is known.

    Attributes:
        charset: the charset of the HTTP Content-Type header, if any (wins over the page's own declaration).
        fetched_at: aware instant of the fetch; relative times ("2 hours ago") are read only with it.
        status: HTTP status of the response, evidence for error pages and paywalls.
        feed: what the feed or the sitemap said of the page.
        rules_dir: a folder of extra rule files (TOML), checked like our own.
        profiles_dir: a folder of extra site profiles (TOML); they win over the built-in ones.
        profile: name of a site profile to use whatever the host; None chooses by host and markup.
        fallback: let trafilatura decide a page on which the model is unsure.
    """

    charset: str | None = None
    fetched_at: datetime | None = None
    status: int | None = None
    feed: FeedEntry | None = None
    rules_dir: Path | None = None
    profiles_dir: Path | None = None
    profile: str | None = None
    fallback: bool = True


class Piece(NamedTuple):
    """A run of raw text of a block and the element it stands in (whose ancestors give its inline markup).

    `line_break` is True where a `<br>` stands before the text.
    """

    text: str
    parent: Element
    line_break: bool = False


class Block(NamedTuple):
    """A run of text between two block-level boundaries, in document order: the unit of keep or drop.

    Attributes:
        index: position in the page's block list.
        text: its text, white space collapsed, `\\n` where a single `<br>` stood; never empty.
        element: the nearest block-level element that holds it.
        pieces: the raw text runs it is made of, for output with inline markup.
        link_chars: characters of `text` that stand inside `<a href>`.
        role: `p h1..h6 li quote pre cell caption dt dd figure other`; `li`, `quote` and `cell` win over `p` inside them.
        hidden: inside an element hidden by attribute or inline style (`hidden`, `display:none`, `aria-hidden`).
    """

    index: int
    text: str
    element: Element
    pieces: tuple[Piece, ...]
    link_chars: int
    role: str
    hidden: bool


class RuleHit(NamedTuple):
    """A rule that matched an element during the walk, and the range of blocks (`start <= index < stop`) inside it."""

    rule: str
    element: Element
    start: int
    stop: int


class Containers(NamedTuple):
    """The block-level elements of a page in document order, as parallel lists (rows), and each block's place among them.

    Attributes:
        elements: the element; row 0 is the walk's root.
        parents: row of the nearest block-level ancestor, -1 for row 0; always smaller than the row itself.
        names: id, class, itemprop, role, data-testid and data-component, joined by spaces, as written; "" where there is none.
        starts, stops: the blocks inside it, `starts[row] <= index < stops[row]`.
        depths: block-level ancestors above it.
        rows: for every block, the row of its element.
        seen: for every block, how many elements and how many images had been opened when its text ended.
    """

    elements: list[Element]
    parents: list[int]
    names: list[str]
    starts: list[int]
    stops: list[int]
    depths: list[int]
    rows: list[int]
    seen: list[tuple[int, int]]


class PageBlocks(NamedTuple):
    """What one walk over a page gives: its blocks in order, the rules that matched on the way, the containers around them."""

    blocks: list[Block]
    hits: list[RuleHit]
    containers: Containers = Containers([], [], [], [], [], [], [], [])


class Decision(NamedTuple):
    """The verdict on one block.

    `reason` is `profile:<name>`, `rule:<id>`, `model`, `neighbour`, `container`, `hidden`, `fallback`, `title`, `byline` …;
    `score` is the model's probability that the block is article text (0-1), None where the model was not asked.
    """

    index: int
    keep: bool
    reason: str
    score: float | None = None


class Removal(NamedTuple):
    """One entry of the removal ledger: neighbouring blocks that went for the same reason.

    `where` is a short CSS-like path of their common element, `text` an excerpt of at most 200 characters, `chars` the whole length.
    """

    reason: str
    where: str
    text: str
    chars: int
    blocks: int


class Candidate(NamedTuple):
    """A value offered for a metadata field: which source gave it, where it stood, how far to trust it (0-1)."""

    field: str
    value: Any
    source: str
    where: str = ""
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Image:
    """An image of the article: absolute URL, caption and credit as plain text, alternative text."""

    url: str
    caption: str = ""
    alt: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class LiveEntry:
    """One update of a live blog: its own headline, text and instants; every field may be empty."""

    title: str = ""
    text: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of its article, each field chosen from candidates (see `provenance`, `candidates`).

    `published` and `modified` are aware wherever the page gives a zone; `notes` says where they are not and why.
    `kind` is `article`, `live-blog`, `opinion`, `review`, `gallery` or `video`.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    canonical_url: str | None = None
    site_name: str = ""
    language: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    description: str = ""
    image: Image | None = None
    kind: str = "article"
    paywalled: bool = False
    notes: tuple[str, ...] = ()
    entries: tuple[LiveEntry, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)
    candidates: tuple[Candidate, ...] = ()


class Rendering(Protocol):
    """The parts of an article that are made only when asked for, because most callers want the text alone."""

    def markdown(self) -> str: ...
    def html(self) -> str: ...
    def images(self) -> tuple[Image, ...]: ...
    def removed(self) -> tuple[Removal, ...]: ...
    def explain(self) -> tuple[tuple[Block, Decision], ...]: ...


@dataclass(frozen=True)
class Article:
    """A clean article.

    `text` has paragraphs, headings, list items and quotes in order, a blank line between blocks, and no headline, byline or caption.
    `content_hash` is the SHA-256 (hex) of the normalised text; `confidence` (0-1) says how sure the cleaner is of the text.
    `markdown`, `html`, `images` and `removed` are made on first use.
    """

    url: str | None
    text: str
    metadata: Metadata
    confidence: float
    rendering: Rendering = field(repr=False, compare=False)

    @property
    def title(self) -> str:
        return self.metadata.title

    @property
    def canonical_url(self) -> str | None:
        return self.metadata.canonical_url

    @property
    def authors(self) -> list[str]:
        return list(self.metadata.authors)

    @property
    def published(self) -> datetime | None:
        return self.metadata.published

    @property
    def modified(self) -> datetime | None:
        return self.metadata.modified

    @property
    def site_name(self) -> str:
        return self.metadata.site_name

    @property
    def language(self) -> str:
        return self.metadata.language

    @property
    def section(self) -> str:
        return self.metadata.section

    @property
    def tags(self) -> list[str]:
        return list(self.metadata.tags)

    @property
    def description(self) -> str:
        return self.metadata.description

    @property
    def kind(self) -> str:
        return self.metadata.kind

    @property
    def paywalled(self) -> bool:
        return self.metadata.paywalled

    @property
    def notes(self) -> list[str]:
        return list(self.metadata.notes)

    @property
    def provenance(self) -> dict[str, str]:
        return dict(self.metadata.provenance)

    @cached_property
    def markdown(self) -> str:
        return self.rendering.markdown()

    @cached_property
    def html(self) -> str:
        return self.rendering.html()

    @cached_property
    def images(self) -> list[Image]:
        return list(self.rendering.images())

    @cached_property
    def removed(self) -> list[Removal]:
        return list(self.rendering.removed())

    @cached_property
    def word_count(self) -> int:
        return count_words(self.text)

    @cached_property
    def content_hash(self) -> str:
        return content_hash(self.text)

    def explain(self) -> list[tuple[Block, Decision]]:
        """Every block of the page with its decision and reason, in document order."""
        return list(self.rendering.explain())

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values under the field names of the public schema (`docs/article.schema.json`)."""
        return {name: _plain(getattr(self, name)) for name in ARTICLE_FIELDS}


ARTICLE_FIELDS = (
    "url", "canonical_url", "title", "text", "markdown", "html", "authors", "published", "modified", "site_name", "language",
    "section", "tags", "description", "kind", "paywalled", "images", "word_count", "content_hash", "confidence", "notes",
    "removed", "provenance",
)  # fmt: skip


def content_hash(text: str) -> str:
    """SHA-256 (hex) of the text in NFC, case kept, white space collapsed: equal for texts that read the same."""
    return hashlib.sha256(" ".join(unicodedata.normalize("NFC", text).split()).encode("utf-8", "replace")).hexdigest()


_SPACELESS = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")


def count_words(text: str) -> int:
    """Words in text; in scripts written without spaces a word counts two letters, a common reading-time convention."""
    spaced = text.split()
    if text.isascii():
        return len(spaced)
    dense = sum(1 for c in text if c > "\u0e00" and c.isalpha() and unicodedata.name(c, "").startswith(_SPACELESS))
    return len(spaced) + dense // 2


def _plain(value: Any) -> Any:
    """A JSON-ready copy of a record value: dates as ISO 8601, tuples as lists, records as objects."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if hasattr(value, "_asdict"):
        return {key: _plain(item) for key, item in value._asdict().items()}
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
