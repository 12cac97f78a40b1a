"""The clean article's HTML with each paragraph linked to the block of the page it came from."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from cleaners.records import Block, Decision

_LEAVES = frozenset("p h2 h3 h4 h5 h6 li td th dt dd pre blockquote".split())
_LOOK_AHEAD = 12  # blocks that a table or a listing may take for one element, with room to spare


def linked(html: str, pairs: Sequence[tuple[Block, Decision]]) -> str:
    """`html` with `data-b` (a block's index) and `tabindex` on the elements that hold a kept block's text, in order."""
    tree = etree.HTML(f"<div>{html}</div>", etree.HTMLParser(encoding=None)) if html else None
    if tree is None:
        return ""
    kept = [(block.index, _bare(block.text)) for block, decision in pairs if decision.keep]
    place = 0
    for element in tree.iter(*_LEAVES):
        text = _bare("".join(element.itertext()))
        found = next((at for at in range(place, min(place + _LOOK_AHEAD, len(kept))) if _same(text, kept[at][1])), None)
        if text and found is not None:
            element.set("data-b", str(kept[found][0]))
            element.set("tabindex", "0")
            place = found + 1
    for link in tree.iter("a"):
        link.set("rel", "noopener noreferrer")
    division = tree.find("body/div")
    return "".join(etree.tostring(child, encoding="unicode", method="html") for child in division)


def _bare(text: str) -> str:
    return "".join(text.split())


def _same(text: str, block: str) -> bool:
    """Whether an element shows a block: its text, or what a rule left of it."""
    return text == block or (len(text) >= 20 and text in block)
