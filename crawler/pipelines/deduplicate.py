"""One article once a run, and no article lost to a canonical link that is wrong."""

from __future__ import annotations

from typing import Any

from crawler.canonical import CanonicalCheck
from crawler.items import CleanedPage


class DeduplicatePipeline:
    """Distrusts canonical links that would merge different articles; the store then merges what has the same canonical address."""

    def __init__(self) -> None:
        self._check = CanonicalCheck()

    def process_item(self, item: Any) -> Any:
        """Settle a document's canonical address; the rest passes through."""
        if isinstance(item, CleanedPage) and item.cleaning.document is not None:
            self._check.settle(item.cleaning.document)
        return item
