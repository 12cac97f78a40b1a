"""The parts of an article that are made only when asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from cleaners.assemble.html import html
from cleaners.assemble.images import images
from cleaners.assemble.ledger import removals
from cleaners.assemble.markdown import markdown
from cleaners.assemble.text import judged
from cleaners.assemble.tree import Node, build
from cleaners.page import Page
from cleaners.records import Block, Decision, Image, PageBlocks, Removal

_CAPTION_RULES = "rule:widget.caption"  # and what begins so
_NO_EDITS: Mapping[int, str] = MappingProxyType({})

# As the URL standard does: tabs and line feeds vanish, what could end an attribute or a Markdown link is percent-encoded.
_URL_ESCAPES = {ord(c): None for c in "\t\r\n"} | {ord(c): f"%{ord(c):02X}" for c in " \"<>`\\"}
_ESCAPED = re.compile(f"[{re.escape(''.join(map(chr, _URL_ESCAPES)))}]")


@dataclass(frozen=True)
class StoredRendering:
    """Renderings already made: what a `TreeRendering` becomes when it crosses a process border."""

    markdown_text: str
    html_text: str
    image_records: tuple[Image, ...]
    removal_records: tuple[Removal, ...]

    def markdown(self) -> str:
        return self.markdown_text

    def html(self) -> str:
        return self.html_text

    def images(self) -> tuple[Image, ...]:
        return self.image_records

    def removed(self) -> tuple[Removal, ...]:
        return self.removal_records

    def explain(self) -> tuple[tuple[Block, Decision], ...]:
        """Always empty: blocks hold the elements of a tree, which stays in the process that parsed it."""
        return ()


class TreeRendering:
    """Renderings made from a page's tree on first use.

    Args:
        page: the page; its base URL makes addresses absolute.
        blocks: all blocks and containers of the page.
        decisions: the verdict on each block, in the order of the blocks.
        kept: the blocks of the article in order, texts edited where a rule says so; `decisions` and `kept` agree.
        edits: block index to the id of the rule that edited it, for the ledger.
    """

    def __init__(
        self, page: Page, blocks: PageBlocks, decisions: Sequence[Decision], kept: Sequence[Block], edits: Mapping[int, str] = _NO_EDITS
    ) -> None:
        self._page = page
        self._blocks = blocks
        self._decisions = decisions
        self._kept = kept
        self._edits = edits

    def __reduce__(self) -> tuple[object, ...]:
        return StoredRendering, (self.markdown(), self.html(), self.images(), self.removed())

    def markdown(self) -> str:
        """The article as CommonMark with tables; no headline, no picture."""
        return markdown(self._tree)

    def html(self) -> str:
        """The article as a sanitised HTML fragment."""
        return html(self._tree)

    def images(self) -> tuple[Image, ...]:
        """The article's pictures in order."""
        captions = {decision.index for decision in self._decisions if decision.reason.startswith(_CAPTION_RULES)}
        return images(self._kept, captions, self._blocks.containers, self._page, self._address)

    def removed(self) -> tuple[Removal, ...]:
        """What went and why, in document order."""
        blocks, edits = self._blocks.blocks, self._edits
        edited = {block.index: (block, edits.get(block.index, "edited")) for block in self._kept if block is not blocks[block.index]}
        return tuple(removals(blocks, self._final, self._blocks.containers, edited))

    def explain(self) -> tuple[tuple[Block, Decision], ...]:
        """Every block with its decision, copies and captions that are left out at the end included."""
        return tuple(zip(self._blocks.blocks, self._final, strict=True))

    @cached_property
    def _tree(self) -> Node:
        shown = [block for block, reason in self._judged if not reason]
        return build(shown, self._blocks.containers, self._address)

    @cached_property
    def _judged(self) -> list[tuple[Block, str]]:
        return list(judged(self._kept))

    @cached_property
    def _final(self) -> list[Decision]:
        final = list(self._decisions)
        for block, reason in self._judged:
            if reason:
                final[block.index] = final[block.index]._replace(keep=False, reason=reason)
        return final

    def _address(self, href: str) -> str:
        """`href` as an absolute http, https or mailto address without white space or controls, or ""."""
        if not href:
            return ""
        address = self._page.absolute(href)
        if _ESCAPED.search(address):
            address = address.translate(_URL_ESCAPES)
        return address if address[:8].lower().startswith(("http://", "https://", "mailto:")) and address.isprintable() else ""
