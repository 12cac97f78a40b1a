"""A page as one profile reads it: its elements by id and class, the post's region, the parts that belong to other posts."""

from __future__ import annotations

import re
from functools import cached_property

from cleaners.profiles.files import Spec
from cleaners.records import Element
from cleaners.selectors import Lookup

SILENT = frozenset(("script", "style", "noscript", "template"))


class View:
    """One page through one profile; everything is looked up on first use."""

    def __init__(self, root: Element, spec: Spec, path: str, og_type: str, feed_title: str) -> None:
        self.root = root
        self.spec = spec
        self.path = path
        self.og_type = og_type
        self.feed_title = feed_title
        self.memo: dict[str, Element | None] = {}

    @cached_property
    def lookup(self) -> Lookup:
        """The page's elements by id, class and the like."""
        return Lookup(self.root)

    @cached_property
    def outside(self) -> frozenset[Element]:
        """Parts of the page that show other posts, comments or widgets."""
        return self._all(self.spec.outside)

    @cached_property
    def regions(self) -> frozenset[Element]:
        """Elements in which one post and its fields stand."""
        return self._all(self.spec.region)

    @cached_property
    def is_index(self) -> bool:
        """Whether the address is that of a list of posts."""
        return bool(self.path) and any(re.fullmatch(pattern, self.path) for pattern in self.spec.index_paths)

    @cached_property
    def is_item(self) -> bool:
        """Whether the address or the head says that the page is one post's."""
        return any(re.fullmatch(pattern, self.path) for pattern in self.spec.item_paths) or self.og_type == "article"

    def is_outside(self, element: Element | None) -> bool:
        """Whether the element stands in a part that belongs to no post or to another."""
        return is_in(element, self.outside)

    def _all(self, selectors: tuple[str, ...]) -> frozenset[Element]:
        return frozenset(element for selector in selectors for element in self.lookup.find(selector))


def is_in(element: Element | None, areas: frozenset[Element]) -> bool:
    """Whether the element is one of `areas` or stands in one."""
    while element is not None:
        if element in areas:
            return True
        element = element.getparent()
    return False


def texts(element: Element) -> list[str]:
    """The text runs inside, without scripts."""
    runs = []
    for node in element.iter():
        if node.text and node.tag not in SILENT:
            runs.append(node.text)
        if node.tail and node is not element:
            runs.append(node.tail)
    return runs


def has_words(text: str) -> bool:
    """Whether a reader would see a letter or digit."""
    return any(character.isalnum() for character in text)
