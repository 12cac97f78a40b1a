"""The memories of sites in the store: read once a run, so that no result depends on the order of pages, and added to at its end."""

from __future__ import annotations

import heapq
from collections import defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING

from crawler.stores import Store

if TYPE_CHECKING:
    from cleaners.memory import SiteMemory, Trace

KEY = "site-memory"
MOST_PAGES = 300
"""Pages learnt in one run, about 6 MB: more than the memory's half-life in pages teaches nothing new."""


def load(store: Store, site: str) -> SiteMemory:
    """What is remembered of a site."""
    from cleaners.memory import SiteMemory  # on demand: a run without news asks nobody, and never needs numpy

    return SiteMemory.from_dict(store.get(site, KEY))


class Memories:
    """The memories of one run.

    Args:
        store: where they are kept.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._known: dict[str, SiteMemory] = {}
        self._new: dict[str, list[tuple[str, Trace]]] = defaultdict(list)

    def of(self, site: str) -> SiteMemory | None:
        """The memory that pages of a site are judged with in this run; None where it would say nothing."""
        if site not in self._known:
            self._known[site] = load(self.store, site).evidence()
        return self._known[site] if self._known[site].texts else None

    def note(self, site: str, url: str, trace: Trace | None) -> None:
        """Keep what a new article's page teaches. Of too many the choice goes by a hash of the address, not by who came first."""
        if trace is not None:
            place = sha256(url.encode()).hexdigest()
            waiting = self._new[site]
            waiting.append((place, trace))
            if len(waiting) >= 2 * MOST_PAGES:
                self._new[site] = heapq.nsmallest(MOST_PAGES, waiting, key=lambda one: one[0])

    def learn(self) -> None:
        """Add what was noted to the memories in the store."""
        for site, waiting in self._new.items():
            chosen = heapq.nsmallest(MOST_PAGES, waiting, key=lambda one: one[0])
            memory = load(self.store, site).learn(trace for _, trace in chosen)
            self.store.put(site, KEY, memory.to_dict())
        self._new.clear()
