"""Canonical links that would merge different articles.

Themes with a mistake declare the front page, or one and the same post, as the canonical address of every page.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit


class CanonicalCheck:
    """Takes the canonical address out of documents whose own it can't be; remembers which text claimed an address first."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def settle(self, document: dict[str, Any]) -> None:
        """Replace a canonical address that can't be the article's own by the address it was fetched from."""
        canonical = document.get("canonical_url")
        if canonical and not self._is_plausible(canonical, document):
            document["canonical_url"] = document["url"]

    def _is_plausible(self, canonical: str, document: dict[str, Any]) -> bool:
        if canonical == document["url"]:
            self._texts[canonical] = document["content_hash"]
            return True
        if urlsplit(canonical).path in ("", "/") and urlsplit(document["url"]).path not in ("", "/"):
            return False
        return self._texts.setdefault(canonical, document["content_hash"]) == document["content_hash"]
