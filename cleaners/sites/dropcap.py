"""Drop caps: some themes' owners set a post's first letter in a paragraph of its own, floating beside the next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cleaners.records import Element

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_FLOATS = re.compile(r"float\s*:\s*(?:left|right)")
_BLOCKS = frozenset(("p", "div", "blockquote", "section"))


def applies(body: Element) -> bool:
    """Whether a floating element in the body holds one letter and stands alone in its paragraph."""
    return any(
        _FLOATS.search(node.get("style", "")) is not None and len(_text(node)) == 1 and len(_text(node.getparent())) == 1
        for node in body.iter("span", "b", "strong", "font")
        if node.getparent() is not None
    )


def edit(soup: BeautifulSoup) -> None:
    """Move each lone floating letter to the front of the paragraph that it belongs to: `N` + `ão era` is `Não era`."""
    from bs4 import NavigableString, Tag  # who edits has loaded it

    for cap in soup.find_all(["span", "b", "strong", "font"], style=_FLOATS):
        letter = cap.get_text().strip()
        paragraph = cap.find_parent(lambda tag: tag.name in _BLOCKS)
        if len(letter) != 1 or not letter.isalpha() or paragraph is None or paragraph.get_text().strip() != letter:
            continue
        following = paragraph.find_next_sibling()
        if isinstance(following, Tag) and following.name in _BLOCKS and following.get_text().strip():
            first = next(text for text in following.find_all(string=True) if text.strip())
            # A line feed is the markup's; a space is the author's ("A" before " man").
            first.replace_with(NavigableString(letter + (first if first[0] in " \xa0" else first.lstrip())))
            paragraph.decompose()


def _text(element: Element | None) -> str:
    return "" if element is None else "".join(map(str, element.itertext())).strip()
