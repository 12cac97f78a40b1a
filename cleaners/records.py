"""The frozen records that travel through the cleaner: evidence (Block), verdict (Decision), ledger (Removal), metadata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from lxml import etree

if TYPE_CHECKING:
    from numpy.typing import NDArray

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


PAYWALL_STATUSES = frozenset((401, 402))
"""HTTP statuses under which sites send what a paywall leaves free."""


class Memory(Protocol):
    """What the cleaner asks of a site's memory; see `cleaners.memory.SiteMemory`."""

    def shifts(self, blocks: Sequence[Block], kept: Sequence[bool], feed: FeedEntry | None = None) -> NDArray[Any]: ...


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
        memory: what was learnt of the site's other pages (`cleaners.SiteMemory`).
    """

    charset: str | None = None
    fetched_at: datetime | None = None
    status: int | None = None
    feed: FeedEntry | None = None
    rules_dir: Path | None = None
    profiles_dir: Path | None = None
    profile: str | None = None
    fallback: bool = True
    memory: Memory | None = field(default=None, repr=False)


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

    index: int  # type: ignore[assignment]  # hides the method of tuple, which nothing calls on a record
    text: str
    element: Element
    pieces: tuple[Piece, ...]
    link_chars: int
    role: str
    hidden: bool

    @property
    def is_heading(self) -> bool:
        """Whether its role is one of `h1..h6`."""
        return len(self.role) == 2 and self.role[0] == "h"


class RuleHit(NamedTuple):
    """A rule that matched an element during the walk, and the range of blocks (`start <= index < stop`) inside it.

    An inline element in mid sentence holds no block of its own: `start` and `stop` both name the block that its text is part of.
    """

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

    index: int  # type: ignore[assignment]  # hides the method of tuple, which nothing calls on a record
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
    """One update of a live blog: its own headline, text and instants; every field but `id` may be empty.

    `id` stays the same from one visit to the next while the blog grows: the page's own, else made of the first instant.
    """

    id: str = ""
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
    candidates: Sequence[Candidate] = ()
