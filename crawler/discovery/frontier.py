"""Pages to look at that nobody has named as articles: lists, and addresses that may be either. The most promising first, traps never."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field

from crawler.discovery.patterns import PatternBook
from crawler.discovery.shapes import shape

MOST_WAITING = 20_000  # addresses held in memory; the least promising beyond are left for a later run


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page to look at.

    Attributes:
        url: its address.
        kind: `hub` for what is linked as a list, `probe` for what may be an article.
        depth: links followed from the start address; a list's further pages are as deep as its first.
        score: the higher, the sooner.
        certain: it is a list whatever it looks like (a start page, a further page of a list).
        barren: pages of the same list right before it that led to nothing new.
    """

    url: str
    kind: str
    depth: int = 0
    score: float = 0.0
    certain: bool = False
    barren: int = 0


@dataclass
class Frontier:
    """The pages that wait, and those under way by pattern."""

    book: PatternBook
    _heap: list[tuple[float, int, Candidate]] = field(default_factory=list)
    _count: int = 0
    _asking: Counter[str] = field(default_factory=Counter)

    def push(self, candidate: Candidate) -> None:
        """Let a page wait."""
        if len(self._heap) < MOST_WAITING:
            self._count += 1
            heapq.heappush(self._heap, (-candidate.score, self._count, candidate))

    def pop(self) -> Candidate | None:
        """The most promising page, those of barren patterns left out; None where none waits."""
        while self._heap:
            candidate = heapq.heappop(self._heap)[2]
            pattern = shape(candidate.url).pattern
            if candidate.certain or (self._asking[pattern] < 2 and self.book.is_worth(candidate.url)):
                self._asking[pattern] += 1
                return candidate
            if self._asking[pattern] >= 2 and self.book.is_worth(candidate.url):
                self._later.append(candidate)
        self._return_later()
        return None

    def done(self, url: str) -> None:
        """A page came back: others of its pattern may be asked for."""
        self._asking[shape(url).pattern] -= 1
        self._return_later()

    _later: list[Candidate] = field(default_factory=list)

    def _return_later(self) -> None:
        waiting, self._later = self._later, []
        for candidate in waiting:
            self.push(candidate)
