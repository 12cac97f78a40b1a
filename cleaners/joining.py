"""An article that was cleaned page by page, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleaners.article import Article
from cleaners.records import Block, Decision, Image, Removal


def join_articles(parts: Sequence[Article]) -> Article:
    """One article from its parts in order: the first one's metadata, everybody's text.

    What a later part says that an earlier one has said (a standfirst on every page) is left out of the text.

    Raises:
        ValueError: there is no part.
    """
    if not parts:
        raise ValueError("no part to join")
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    seen: set[str] = set()
    paragraphs: list[str] = []
    for part in parts:
        fresh = [text for text in part.text.split("\n\n") if text not in seen]
        seen.update(fresh)
        paragraphs += fresh
    notes = (*first.metadata.notes, f"joined from {len(parts)} pages")
    confidence = min(part.confidence for part in parts)
    return Article(first.url, "\n\n".join(paragraphs), replace(first.metadata, notes=notes), confidence, _Joined(parts))


@dataclass(frozen=True)
class _Joined:
    """The renderings of the parts, one after the other."""

    parts: Sequence[Article]

    def markdown(self) -> str:
        return "\n\n".join(part.markdown for part in self.parts)

    def html(self) -> str:
        return "\n".join(part.html for part in self.parts)

    def images(self) -> tuple[Image, ...]:
        return tuple(dict.fromkeys(image for part in self.parts for image in part.images))

    def removed(self) -> tuple[Removal, ...]:
        return tuple(removal for part in self.parts for removal in part.removed)

    def explain(self) -> tuple[tuple[Block, Decision], ...]:
        return tuple(pair for part in self.parts for pair in part.explain())
