"""What a site's own pages teach of its addresses: by pattern, how many were articles, lists, or neither, and what they led to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crawler.discovery.records import Link
from crawler.discovery.shapes import shape

MOST_PATTERNS = 400  # kept of a site: the most used
MOST_BARREN = 200  # pages of one pattern that are no articles, whatever they lead to, unless every tenth leads to a new one
SURE, UNLIKELY = 1.5, -2.5
"""Log-odds of an article: from the first on an address is one; below the second it is not asked for."""
_ENOUGH = 5.0  # pages of a pattern from which what was seen outweighs the look of an address
_COMPLETE_PATIENCE = 2  # barren lists in a row of one family, where a source has named every article
_PATIENCE, _TRAP_PATIENCE = 4, 2  # barren pages in a row of a pattern that are forgiven before anything came of it


@dataclass(slots=True)
class Tally:
    """What became of the pages of one pattern: articles, lists, neither, addresses that they led to first, and barren ones since the last that did."""

    articles: int = 0
    hubs: int = 0
    others: int = 0
    led_to: int = 0
    barren: int = 0

    @property
    def pages(self) -> int:
        return self.articles + self.hubs + self.others


class PatternBook:
    """The patterns of one site; `to_json` and `of` keep it between runs.

    Attributes:
        complete: in this run a source has named every article there is, as far as it says: a family of lists (all tags, all authors, all months) is
            given up as soon as two of it show nothing new.
    """

    def __init__(self) -> None:
        self.tallies: dict[str, Tally] = {}
        self.complete = False

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> PatternBook:
        """The book that `to_json` gave, counts halved where they are large, so that a redesign is learned anew. Barren runs start over."""
        book = cls()
        for pattern, counts in (stored or {}).items():
            scale = max(1.0, sum(counts[:3]) / 100)
            book.tallies[pattern] = Tally(*(round(count / scale) for count in counts[:4]))
        return book

    def to_json(self) -> dict[str, list[int]]:
        """The most used patterns, each with its counts."""
        most = sorted(self.tallies.items(), key=lambda item: (-item[1].pages, item[0]))[:MOST_PATTERNS]
        return {pattern: [t.articles, t.hubs, t.others, t.led_to] for pattern, t in most}

    def note(self, url: str, kind: str, led_to: int = 0) -> None:
        """Learn of a page that it was an `article`, a `hub` or `other`, and to how many new articles it led."""
        looks = shape(url)
        for pattern in {looks.pattern, looks.coarse}:
            tally = self.tallies.setdefault(pattern, Tally())
            match kind:
                case "article":
                    tally.articles += 1
                case "hub":
                    tally.hubs += 1
                case _:
                    tally.others += 1
            tally.led_to += led_to
            tally.barren = 0 if led_to or kind == "article" else tally.barren + 1

    def article(self, url: str, link: Link | None = None) -> float:
        """Log-odds that an address is an article's: its shape, how it is linked, and what pages like it were."""
        looks = shape(url)
        prior = looks.article + (_markup(link) if link else 0.0)
        for pattern in (looks.pattern, looks.coarse):
            tally = self.tallies.get(pattern)
            if tally and tally.pages >= 3:
                seen = math.log((tally.articles + 0.3) / (tally.hubs + tally.others + 0.3))
                weight = min(1.0, tally.pages / _ENOUGH)
                return prior * (1 - 0.7 * weight) + 1.5 * weight * seen
        return prior

    def is_worth(self, url: str) -> bool:
        """Whether one more page of its pattern may be asked for that is not known to be an article: no trap, or a pattern that yields."""
        looks = shape(url)
        family = self.tallies.get(looks.coarse)
        if self.complete and family and looks.hub and family.barren >= _COMPLETE_PATIENCE:
            return False
        tally = self.tallies.get(looks.pattern)
        if tally is None:
            return True
        patience = _TRAP_PATIENCE if looks.trap else _PATIENCE
        barren = tally.hubs + tally.others
        if barren >= MOST_BARREN and tally.led_to + tally.articles < barren / 10:
            return False
        # The more a pattern has led to, the longer a dry spell it is allowed: a tenth of its yield.
        return tally.barren < patience + min(20, (tally.led_to + tally.articles) // 10)


def _markup(link: Link) -> float:
    """How a link to an article differs from one to a list: a headline of words, in the page's main part."""
    score = 1.5 * link.heading + (1.0 if link.words >= 5 else -1.0 if link.words <= 2 else 0.0)
    return score + {"card": 1.0, "nav": -1.5, "foot": -2.5, "pager": -4.0, "aside": -0.3}.get(link.place, 0.0)
