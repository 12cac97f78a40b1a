"""Lists and quotes around a block: the structural ancestors of every container, made into something valid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaners.records import Block, Containers

_TAGS = {
    "ul": "ul", "menu": "ul", "dir": "ul", "ol": "ol", "li": "li", "blockquote": "blockquote", "dl": "dl", "dt": "dt", "dd": "dd",
}  # fmt: skip
_LISTS = ("ul", "ol", "dl")
MAX_NESTING = 12
"""Structural elements that an output nests; what lies deeper is flattened, so that no reader's parser is overrun."""


class Level(NamedTuple):
    """A structural element of the output, and the container (row) it stands for; negative where the page left it out."""

    tag: str
    row: int


Path = tuple[Level, ...]


def common_row(kept: Sequence[Block], containers: Containers) -> int:
    """The smallest container that holds all of these blocks, of which there is one at least."""
    first, last = kept[0].index, kept[-1].index
    row = containers.rows[first]
    while row > 0 and containers.stops[row] <= last:
        row = containers.parents[row]
    return row


class Paths:
    """The structural ancestors, outermost first, of the containers that hold an article: read in one pass down to the smallest
    around it and over what that holds."""

    def __init__(self, kept: Sequence[Block], containers: Containers) -> None:
        self._elements = containers.elements
        self._rows = containers.rows
        # A list written straight into a list (`ul > ul`) belongs to the item before it, as browsers show it.
        self._last_item: dict[int, Level] = {}
        self._paths: dict[int, Path] = {-1: ()}
        elements, parents, paths = containers.elements, containers.parents, self._paths
        for row in _concerned(kept, containers):
            parent = parents[row]
            above = paths[parent]
            tag = _TAGS.get(elements[row].tag)
            paths[row] = self._extended(above, tag, row, parent) if tag and len(above) < 4 * MAX_NESTING else above

    def of(self, index: int) -> Path:
        """The path that the block with this index stands in, at most about `MAX_NESTING` levels."""
        row = self._rows[index]
        path = self._paths[row]
        if path and path[-1].tag in _LISTS:
            path = (*path, self._item(path[-1], row))  # text straight in a list, outside any item
        return _cut(path) if len(path) > MAX_NESTING else path

    def start(self, level: Level) -> int:
        """Number of the first item of an ordered list, 1 for everything else."""
        return small_number(self._elements[level.row].get("start")) if level.tag == "ol" and level.row >= 0 else 1

    def _extended(self, above: Path, tag: str, row: int, parent: int) -> Path:
        inner = above[-1] if above else Level("", -1)
        if tag == "li":
            if inner.tag not in ("ul", "ol"):
                above = self._extended(above, "ul", -parent - 2, parent)  # an item outside any list gets one
            self._last_item[above[-1].row] = Level("li", row)
        elif tag in ("dt", "dd"):
            if inner.tag != "dl":
                return above
        elif inner.tag in _LISTS:
            above = (*above, self._last_item.get(inner.row) or self._item(inner, row))
        return (*above, Level(tag, row))

    @staticmethod
    def _item(of: Level, row: int) -> Level:
        return Level("dd" if of.tag == "dl" else "li", -row - 2)


def _concerned(kept: Sequence[Block], containers: Containers) -> list[int]:
    """The rows of the smallest container around the blocks, of those around it, and of those in it up to the last block's."""
    if not kept:
        return []
    inner = range(common_row(kept, containers), 1 + max(containers.rows[block.index] for block in kept))
    around = []
    row = containers.parents[inner.start]
    while row >= 0:
        around.append(row)
        row = containers.parents[row]
    return [*reversed(around), *inner]


def _cut(path: Path) -> Path:
    """The innermost levels of a path that is too deep, beginning with one that may stand anywhere."""
    cut = path[-MAX_NESTING:]
    while cut and cut[0].tag in ("li", "dt", "dd"):
        cut = cut[1:]
    return cut


def small_number(number: str | None) -> int:
    """A positive number below 1,000 written in an attribute; 1 where it is none."""
    return int(number) if number and len(number) < 4 and number.isascii() and number.isdigit() and number.strip("0") else 1
