"""One walk over the tree: ordered text blocks, the containers around them, and the rules that matched on the way.

A block ends where a block-level element begins or ends, or at two `<br>` in a row; inline elements never end one. About 170 a
page. The walk is iterative because the depth of a tree is in the hands of whoever wrote the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any, Protocol, cast

from lxml import etree

from cleaners import _speedups
from cleaners.page import Page
from cleaners.records import Block, Containers, Element, PageBlocks, Piece, RuleHit
from cleaners.spacing import block_text, unbroken
from cleaners.tags import ATTRIBUTES, CONTAINER, IMAGE, KINDS, LINK, NAMING, NUMBERED_ROLES, NUMBERS, ROLES, UNRULED


class RuleIndex(Protocol):
    """What the walk needs of the rules."""

    @property
    def ruled_names(self) -> Any:
        """The compiled table of the names that rules ask for; None where `match` is to be asked of every element with an id or a class."""
        ...

    def match(self, element: Element, id_: str, classes: str) -> str:
        """Id of the first rule that matches the element, or ""; asked only of elements with an id or a class."""
        ...

    def stands_alone(self, element: Element) -> bool:
        """Whether an inline element is no part of a sentence."""
        ...


_hides = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE).search  # asked of a style


def read_blocks(page: Page, index: RuleIndex | None = None) -> PageBlocks:
    """Cut the page's body into blocks.

    Args:
        page: the parsed page; its tree is not changed.
        index: the rules to try on every element with an id or class, or None.
    """
    if _speedups.tree is not None:
        walk = _speedups.tree.Walk(index, _SHAPES)
        walk.run(page.body)
        containers = Containers(walk.elements, walk.parents, walk.names, walk.starts, walk.stops, walk.depths, walk.block_rows, walk.seen)
        return PageBlocks(walk.blocks, walk.hits, containers)
    return read_blocks_in_python(page, index)


def read_blocks_in_python(page: Page, index: RuleIndex | None = None) -> PageBlocks:
    """As `read_blocks`, without the compiled module."""
    walk = _Walk(index)
    walk.run(page.body)
    return PageBlocks(walk.blocks, walk.hits, walk.containers)


# Made from one tuple, which takes half the time of a named tuple's own constructor.
_new_piece: Callable[[tuple[str, Element, bool]], Piece] = partial(tuple.__new__, Piece)
_new_block: Callable[[tuple[int, str, Element, tuple[Piece, ...], int, str, bool]], Block] = partial(tuple.__new__, Block)


_NOWHERE = etree.Element("nowhere")  # what lies outside the root


class _Walk:
    """The state of one walk; `run` fills `blocks`, `hits` and `containers`.

    A container is on record as (element, parent row, names, first block, depth); one without a block is taken off again.
    """

    def __init__(self, index: RuleIndex | None) -> None:
        self.index = index
        self.blocks: list[Block] = []
        self.hits: list[RuleHit] = []
        self.rows: list[tuple[Element, int, str, int, int]] = []
        self.stops: list[int] = []
        self.block_rows: list[int] = []
        self.seen: list[tuple[int, int]] = []
        self._pieces: list[Piece] = []
        self._break = False
        self._link_chars = 0
        self._links = 0
        self._elements = 0
        self._images = 0
        # The innermost container: its row and element, the role and visibility it gives, and its rule's place in `hits`.
        self._inner: tuple[int, Element, str, bool, int] = (-1, _NOWHERE, "other", False, -1)
        self._outer: list[tuple[int, Element, str, bool, int]] = []

    @property
    def containers(self) -> Containers:
        """The record of containers, column by column."""
        elements, parents, names, starts, depths = map(list, zip(*self.rows, strict=True)) if self.rows else ([], [], [], [], [])
        return Containers(elements, parents, names, starts, self.stops, depths, self.block_rows, self.seen)

    def run(self, root: Element) -> None:
        """Walk the tree below `root` in document order."""
        kinds, index = KINDS, self.index
        opened: list[Element] = []
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            kind = kinds.get(tag, CONTAINER)
            if event == "start":
                self._elements += 1
                if kind <= IMAGE:
                    walk.skip_subtree()
                    continue
                opened.append(element)
                if kind == CONTAINER or (index and self._stands_apart(element, index)):
                    self._enter(element, tag)
                elif kind == LINK and element.get("href") is not None:
                    self._links += 1
                parent, text = element, element.text
            else:
                if kind <= IMAGE:
                    if kind:
                        self._empty_element(kind)
                else:
                    opened.pop()
                    if self._inner[1] is element:
                        self._leave()
                    elif kind == LINK and element.get("href") is not None:
                        self._links -= 1
                parent, text = opened[-1] if opened else root, element.tail if opened else None
            if text and (self._pieces or not text.isspace()):
                self._add(text, parent)

    def _stands_apart(self, element: Element, index: RuleIndex) -> bool:
        """Whether a rule names an inline element, which then is a block by itself; one in mid sentence is noted, and ends no block."""
        id_, classes = element.get("id") or "", element.get("class") or ""
        rule = index.match(element, id_, classes) if id_ or classes else ""
        if rule and not index.stands_alone(element):
            self.hits.append(RuleHit(rule, element, len(self.blocks), len(self.blocks)))
            return False
        return bool(rule)

    def _enter(self, element: Element, tag: Any) -> None:
        """Step into a container: remember what is outside, read its attributes, put it on record."""
        if self._pieces:
            self._flush()
        row, _, role, hidden, _ = outside = self._inner
        self._outer.append(outside)
        name, hit = "", -1
        if attributes := cast("list[tuple[str, str]]", element.items()):
            if len(attributes) == 1 and attributes[0][0] == "class":  # most elements
                id_, classes = "", attributes[0][1]
                name = classes.strip()
            else:
                get = dict(attributes).get
                id_, classes, name = get("id", ""), get("class", ""), _name_of(get)
                hidden = hidden or _is_hidden(get)
            if (id_ or classes) and self.index and tag not in UNRULED and (rule := self.index.match(element, id_, classes)):
                hit = len(self.hits)
                self.hits.append(RuleHit(rule, element, len(self.blocks), 0))
        if tag in ROLES:
            role = ROLES[tag]
        elif tag == "p" and role == "other":
            role = "p"
        rows = self.rows
        self._inner = (len(rows), element, role, hidden, hit)
        rows.append((element, row, name, len(self.blocks), len(self._outer) - 1))
        self.stops.append(0)

    def _leave(self) -> None:
        """Step out of the innermost container, back to the state around it."""
        if self._pieces:
            self._flush()
        row, _, _, _, hit = self._inner
        count = len(self.blocks)
        if hit >= 0:
            self.hits[hit] = self.hits[hit]._replace(stop=count)
        if row and self.rows[row][3] == count:
            del self.rows[row], self.stops[row]
        else:
            self.stops[row] = count
        self._inner = self._outer.pop()

    def _empty_element(self, kind: int) -> None:
        """A line break or an image."""
        if kind == IMAGE:
            self._images += 1
        elif self._break:
            self._flush()
        elif self._pieces:
            self._break = True

    def _add(self, text: str, parent: Element) -> None:
        if text.isspace():
            if not self._break:
                self._pieces.append(_new_piece((text, parent, False)))
            return
        self._pieces.append(_new_piece((text, parent, self._break)))
        self._break = False
        if self._links:
            self._link_chars += len(text.strip())

    def _flush(self) -> None:
        """End the block under way."""
        pieces, self._pieces, self._break = self._pieces, [], False
        link_chars, self._link_chars = self._link_chars, 0
        row, element, role, hidden, _ = self._inner
        text = block_text(pieces, role == "pre")
        if text:  # else nothing but invisible characters
            self.blocks.append(_new_block((len(self.blocks), text, element, tuple(pieces), min(link_chars, len(text)), role, hidden)))
            self.block_rows.append(row)
            self.seen.append((self._elements, self._images))


def _name_of(get: Callable[[str], str | None]) -> str:
    """All of an element's attributes that name it (see `Containers`)."""
    id_, classes = get("id"), get("class") or ""
    name = f"{id_} {classes}" if id_ else classes
    for other in NAMING:
        if (value := get(other)) is not None:
            name = f"{name} {value}"
    return name.strip()


def _is_hidden(get: Callable[[str], str | None]) -> bool:
    """Whether an element's attributes hide it."""
    style = get("style")
    return (style is not None and _hides(style) is not None) or get("aria-hidden") == "true" or get("hidden") not in (None, "until-found")


# What the compiled walk reads by and makes its results of.
_SHAPES = SimpleNamespace(
    tags=NUMBERS, attributes=ATTRIBUTES, roles=NUMBERED_ROLES, nowhere=_NOWHERE, hides=_hides,
    block_text=block_text, unbroken=unbroken, piece=Piece, block=Block, hit=RuleHit,
)  # fmt: skip
