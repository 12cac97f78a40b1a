"""What a site's pages teach about each other: text that recurs is boilerplate.

No single page can say that its "Follow us on Telegram" stands under every article of the site. A `SiteMemory` can: it counts, over
the pages learnt, in how many each text stood. It is a frozen value: a crawl judges all its pages with the memory it began with, so
no result depends on the order of pages, and learns at its end.
"""

from __future__ import annotations

import math
import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
from lxml import etree

from cleaners import _speedups
from cleaners.features.arrays import Floats
from cleaners.records import Block, Decision, FeedEntry
from cleaners.shingles import Cover, words

LEAST_PAGES = 2
"""Pages on which a text must have stood before that says anything."""
DOUBT = 0.7
"""How much of the doubt whether a text recurs is left with every further page: two pages may be one article at two addresses."""
LEAST_WORDS = 4
"""Shorter texts recur in articles themselves ("Dear editor,", "1.", the names of those who speak)."""
LEAST_SHARE = 0.1
"""Share of pages below which a recurring text may be the background paragraph of a running story."""
INNER_SHARE = 0.3
"""The same for a text that mostly stood amid an article rather than at its ends."""
HALF_LIFE = 200
"""New pages after which an old page counts half: a site's new design outweighs the old one within a few weeks of its articles."""
MOST_BLOCKS = 8_000
"""Texts remembered of a site, about 300 kB; those seen once and long ago go first."""
COPY_SHARE = 0.8
"""A page of whose article this share stood on one other page of the batch is that page's copy and teaches nothing."""
MOST_DROPPED = 0.5
"""Share of a page's text beyond which memory is not believed: the page repeats an article that the site has elsewhere."""

_EDGE = 3


class Seen(NamedTuple):
    """On how many pages a text stood, and on how many of them at the article's ends or outside it. Decayed, so not whole."""

    pages: float
    outer: float


class Trace(NamedTuple):
    """What one page leaves: its texts by key.

    Attributes:
        texts: key of each text to whether it stood at the article's ends or outside it.
        article: keys of the texts kept, with their lengths.
    """

    texts: dict[str, bool]
    article: dict[str, int]


@dataclass(frozen=True)
class SiteMemory:
    """What has been learnt of one site. Empty, it changes nothing.

    Attributes:
        pages: pages learnt, decayed.
        texts: by key (see `text_key`).
    """

    pages: float = 0.0
    texts: Mapping[str, Seen] = field(default_factory=dict)

    def learn(self, traces: Iterable[Trace]) -> SiteMemory:
        """The memory after these pages; the order in which they come makes no difference.

        Give a page once: learnt at every recheck, its own paragraphs would seem to recur.
        """
        batch = _without_copies(traces)
        fading = 0.5 ** (len(batch) / HALF_LIFE)
        texts, outer = Counter[str](), Counter[str]()
        for trace in batch:
            texts.update(trace.texts.keys())
            outer.update([key for key, is_outer in trace.texts.items() if is_outer])
        pages = {key: fading * seen.pages for key, seen in self.texts.items()}
        for key, count in texts.items():
            pages[key] = pages.get(key, 0.0) + count
        before = {key: fading * seen.outer for key, seen in self.texts.items()}
        blocks = {key: Seen(pages[key], before.get(key, 0.0) + outer.get(key, 0)) for key in _most(pages)}
        return SiteMemory(self.pages * fading + len(batch), blocks)

    def evidence(self) -> SiteMemory:
        """The part that can change a verdict: a fraction of the whole, to hand to worker processes."""
        texts = {key: seen for key, seen in self.texts.items() if seen.pages >= LEAST_PAGES - 0.5}
        return SiteMemory(self.pages, texts)

    def shifts(self, blocks: Sequence[Block], kept: Sequence[bool], feed: FeedEntry | None = None) -> Floats:
        """What memory says of each block, as an addition to the log-odds of being article text; mostly 0, never above.

        Args:
            blocks: the page's blocks in order.
            kept: which of them would be kept without memory.
            feed: what the feed said of the page; what stands in the body it carries is article text, however often it recurs.
        """
        found = np.zeros(len(blocks), np.float32)
        for block in blocks if self.pages >= LEAST_PAGES - 0.5 else ():
            if kept[block.index]:
                found[block.index] = self._shift(block)
        if feed is not None and feed.body and found.any():
            cover = Cover(_visible(feed.body))
            for place in np.flatnonzero(found).tolist():
                if cover.holds(words(blocks[place].text)):
                    found[place] = 0.0
        sizes = np.array([len(block.text) for block in blocks])
        if sizes[found < 0].sum() > MOST_DROPPED * sizes[np.array(kept, bool)].sum():
            found[:] = 0.0
        return found

    def _shift(self, block: Block) -> float:
        """What one block's recurrence says of it."""
        if _is_shared(block) or not (key := text_key(block)):
            return 0.0
        seen = self.texts.get(key)
        if seen is None or seen.pages < LEAST_PAGES - 0.5:
            return 0.0
        share = seen.pages / max(self.pages, 1.0)
        inner = seen.outer < 0.5 * seen.pages
        if share < (INNER_SHARE if inner else LEAST_SHARE):
            return 0.0
        sure = 1.0 - math.pow(DOUBT, seen.pages - 1.0)
        return -(2.0 + 8.0 * min(1.0, share / 0.5)) * sure

    # A crawl hands it to a worker with every page: it is written once, and read once in each worker.

    def __reduce__(self) -> tuple[Any, ...]:
        return _thawed, (self._frozen,)

    @cached_property
    def _frozen(self) -> bytes:
        return pickle.dumps((self.pages, {key: tuple(seen) for key, seen in self.texts.items()}))

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready; `from_dict` reads it back."""
        return {
            "pages": round(self.pages, 3),
            "texts": {key: [round(value, 2) for value in seen] for key, seen in self.texts.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any] | None) -> SiteMemory:
        """The memory that `to_dict` wrote; None gives an empty one.

        Raises:
            KeyError, TypeError, ValueError: this was not written by `to_dict`.
        """
        if not data:
            return cls()
        texts = {key: Seen(*map(float, values)) for key, values in data["texts"].items()}
        return cls(float(data["pages"]), texts)


@lru_cache(maxsize=16)  # sites of a crawl
def _thawed(frozen: bytes) -> SiteMemory:
    pages, texts = pickle.loads(frozen)
    return SiteMemory(pages, {key: Seen(*seen) for key, seen in texts.items()})


def observe(explained: Sequence[tuple[Block, Decision]]) -> Trace:
    """What a page leaves for its site's memory.

    Args:
        explained: its blocks with their decisions, as `Article.explain` gives them.
    """
    # What memory dropped would have been article text without it: its place is among the article's blocks still.
    places = [place for place, (_, decision) in enumerate(explained) if decision.keep or decision.reason == REASON]
    inner = set(places[_EDGE:-_EDGE])
    texts: dict[str, bool] = {}
    article: dict[str, int] = {}
    for place, (block, decision) in enumerate(explained):
        if key := text_key(block):
            texts[key] = texts.get(key, True) and place not in inner
            if decision.keep:
                article[key] = len(block.text)
    return Trace(texts, article)


REASON = "site-memory"
"""The reason of a decision that memory changed."""


def text_key(block: Block) -> str:
    """Hash of a block's words, digits made equal (dates and counters); "" for what is too short to tell anything."""
    joined = (joined_in_python if _speedups.words is None else _speedups.words.joined)(block.text, LEAST_WORDS)
    return _hash(joined) if joined else ""


def joined_in_python(text: str, least: int) -> str:
    """The words of a text in lower case behind one another, numbers as `0`; "" where there are fewer than `least`."""
    tokens = words(text)
    return "".join(["0" if token.isdigit() else token for token in tokens]) if len(tokens) >= least else ""


def _visible(fragment: str) -> str:
    """The text of a feed's HTML, a line an element."""
    root = etree.fromstring(f"<div>{fragment}</div>".encode("utf-8", "replace"), etree.HTMLParser(encoding="utf-8", remove_comments=True))
    return "" if root is None else "\n".join(map(str, root.itertext()))


def _is_shared(block: Block) -> bool:
    """Whether a block is a heading by its markup or, unlinked, by its capitals: articles of a site share those ("HOW TO VOTE")."""
    return block.is_heading or (block.text.isupper() and block.link_chars * 2 < len(block.text))


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _without_copies(traces: Iterable[Trace]) -> list[Trace]:
    """The traces without those whose article stood on another page of the batch already."""
    result: list[Trace] = []
    first: dict[str, int] = {}
    for trace in _sorted(traces):
        met = Counter[int]()
        for key, size in trace.article.items():
            if key in first:
                met[first[key]] += size
        if met and max(met.values()) >= COPY_SHARE * sum(trace.article.values()):
            continue
        for key in trace.article:
            first.setdefault(key, len(result))
        result.append(trace)
    return result


def _sorted(traces: Iterable[Trace]) -> Iterator[Trace]:
    """The traces by their article's size, then by all they hold, so that the same pages give the same memory in whatever order they came."""
    for _, alike in groupby(sorted(traces, key=_beginning), key=_beginning):
        tied = list(alike)  # hardly ever more than one: what follows their first texts is put in order for those alone
        yield from tied if len(tied) == 1 else sorted(tied, key=lambda one: (sorted(one.article.items()), sorted(one.texts.items())))


def _beginning(one: Trace) -> tuple[int, tuple[str, int]]:
    return -len(one.article), min(one.article.items(), default=("", 0))


def _most(pages: Mapping[str, float]) -> Iterable[str]:
    """The `MOST_BLOCKS` texts that stood on most pages, ties broken by key."""
    if len(pages) <= MOST_BLOCKS:
        return pages
    return sorted(sorted(pages), key=pages.__getitem__, reverse=True)[:MOST_BLOCKS]  # a sort leaves ties as they were, reversed too


def shifted(scores: Floats, shifts: Floats) -> Floats:
    """Probabilities after an addition to their log-odds."""
    odds = scores / np.maximum(1.0 - scores, 1e-6)
    moved: Floats = (1.0 - 1.0 / (1.0 + odds * np.exp(shifts))).astype(np.float32)
    return moved
