"""A page cut into blocks and assembled with every block kept but those marked `data-drop`: no model in between."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from cleaners import assemble
from cleaners.blocks import read_blocks
from cleaners.page import read_page
from cleaners.records import Block, Decision

HEAD = '<!DOCTYPE html><html><head><meta charset="utf-8"><title>T</title></head><body>'


def rendered(
    body: str, url: str = "https://demo.example/a/b.html", edit: Callable[[Block], Block] = lambda block: block
) -> tuple[str, assemble.TreeRendering]:
    """The text and the rendering of a body."""
    page = read_page(HEAD + body, url)
    blocks = read_blocks(page)
    dropped = {
        block.index for block in blocks.blocks if any(a.get("data-drop") for a in (block.element, *block.element.iterancestors()))
    }
    decisions = [Decision(block.index, block.index not in dropped, "model", 0.5) for block in blocks.blocks]
    kept = [edit(block) for block in blocks.blocks if block.index not in dropped]
    return assemble.text(kept), assemble.TreeRendering(page, blocks, decisions, kept)


def parsed(html: str) -> etree._Element:
    """A fragment as a tree below `<body>`."""
    root = etree.fromstring(f"<html><body>{html}</body></html>", etree.HTMLParser())
    return root.find("body")
