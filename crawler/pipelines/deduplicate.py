"""One article once a run, and no article lost to a canonical link that is wrong."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from crawler.items import CleanedPage


class DeduplicatePipeline:
    """Distrusts canonical links that would merge different articles; the store then merges what has the same canonical address.

    Themes with a mistake declare the front page, or one and the same post, as the canonical address of every page.
    """

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def process_item(self, item: Any) -> Any:
        """Replace a canonical address that can't be the article's own by the address it was fetched from."""
        if isinstance(item, CleanedPage) and item.cleaning.document is not None:
            document = item.cleaning.document
            canonical = document.get("canonical_url")
            if canonical and not self._is_plausible(canonical, document):
                document["canonical_url"] = document["url"]
        return item

    def _is_plausible(self, canonical: str, document: dict[str, Any]) -> bool:
        if canonical == document["url"]:
            return True
        if urlsplit(canonical).path in ("", "/") and urlsplit(document["url"]).path not in ("", "/"):
            return False
        return self._texts.setdefault(canonical, document["content_hash"]) == document["content_hash"]
