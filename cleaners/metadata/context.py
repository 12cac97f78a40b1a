"""What the pipeline knows of a page before its metadata is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleaners.records import Block, Candidate, Decision, Element


@dataclass(frozen=True)
class Context:
    """What the pipeline knows already; every field may be empty.

    Attributes:
        profile: what the site's profile offers for `title`, `published`, `modified`, `authors`, `tags`, `site_name`.
        blocks: the page's blocks in order.
        decisions: which of them are the article, aligned with `blocks`.
        container: the smallest element around the article's text.
        text: the clean text.
    """

    profile: tuple[Candidate, ...] = ()
    blocks: Sequence[Block] = ()
    decisions: Sequence[Decision] = ()
    container: Element | None = None
    text: str = ""
