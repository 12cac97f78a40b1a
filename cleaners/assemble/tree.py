"""Kept blocks to the output tree that HTML and Markdown are written from: rebuilt from the roles of ancestors, never copied.

Nothing of the page passes but texts, absolute addresses and small numbers, so what the page hides in tags and attributes cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from cleaners.assemble.inline import Resolve, Run, reader
from cleaners.assemble.structure import Level, Path, Paths, small_number
from cleaners.assemble.tables import Cell, data_cells
from cleaners.assemble.text import listing_of
from cleaners.records import Block, Containers, Element


class Leaf(NamedTuple):
    """A run of text: `p`, `h2`-`h6`, `pre`, or `text` (in an item that holds nothing but it)."""

    tag: str
    runs: list[Run]


class TableCell(NamedTuple):
    """A cell, `td` or `th`; `texts` has one entry a paragraph, none where the cell is empty."""

    tag: str
    texts: list[list[Run]]
    colspan: int = 1
    rowspan: int = 1


class Table(NamedTuple):
    """A data table."""

    rows: list[list[TableCell]]


class Node(NamedTuple):
    """A structural element (`ul ol li blockquote dl dt dd`, or "" for the whole) and what it holds."""

    tag: str
    children: list[Node | Leaf | Table]
    start: int = 1


def build(shown: Sequence[Block], containers: Containers, resolve: Resolve) -> Node:
    """The output tree of the article.

    Args:
        shown: the blocks that the reader is shown, see `presented`.
        containers: the containers of the page they come from.
        resolve: an href as written to an absolute http, https or mailto address, or "".
    """
    return _Builder(shown, containers, resolve).build()


class _Builder:
    """Appends blocks in order, opening and closing structure between them."""

    def __init__(self, blocks: Sequence[Block], containers: Containers, resolve: Resolve) -> None:
        self.runs_of = reader(resolve)
        self.cells = data_cells(blocks)
        self.paths = Paths(blocks, containers)
        self.groups = [list(group) for _, group in groupby(blocks, self._unit)]
        self.root = Node("", [])
        self.open: list[tuple[Level, Node]] = []

    def build(self) -> Node:
        for group in self.groups:
            path = self.paths.of(group[0].index)
            self._enter(path).children.append(self._content(group))
        _unwrap(self.root)
        return self.root

    def _unit(self, block: Block) -> object:
        """What makes one element of the output together: the cells of a table, the lines of a listing, or the block alone."""
        if block.index in self.cells:
            return self.cells[block.index].table
        listing = listing_of(block.element) if block.role == "pre" else None
        return block.index if listing is None else listing

    def _enter(self, path: Path) -> Node:
        """Close and open structure until `path` is what is open; returns its innermost node."""
        shared = 0
        for (old, _), new in zip(self.open, path, strict=False):
            if old != new:
                break
            shared += 1
        del self.open[shared:]
        for level in path[shared:]:
            node = Node(level.tag, [], self.paths.start(level))
            self._innermost().children.append(node)
            self.open.append((level, node))
        return self._innermost()

    def _innermost(self) -> Node:
        return self.open[-1][1] if self.open else self.root

    def _content(self, group: list[Block]) -> Leaf | Table:
        first = group[0]
        if first.index in self.cells:
            return self._table(group)
        if first.role == "pre":
            return Leaf("pre", [Run(_listing(group), ())])
        runs = self.runs_of(first)
        if first.is_heading:
            return Leaf(f"h{max(2, int(first.role[1:]))}", runs)
        return Leaf("p", runs)

    def _table(self, group: list[Block]) -> Table:
        texts: dict[Element, list[list[Run]]] = {}
        rows: dict[Element, Cell] = {}
        for block in group:
            cell = self.cells[block.index]
            texts.setdefault(cell.element, []).append(self.runs_of(block))
            rows.setdefault(cell.row, cell)
        # All cells of a row, the empty ones too: they hold the columns in place.
        return Table(
            [
                [
                    TableCell(cell.tag, texts.get(cell, []), small_number(cell.get("colspan")), small_number(cell.get("rowspan")))
                    for cell in row
                    if cell.tag in ("td", "th")
                ]
                for row in rows
            ]
        )


def _unwrap(node: Node) -> None:
    """Let the one paragraph of an item, term or definition stand in it as plain text."""
    leaves = [at for at, child in enumerate(node.children) if not isinstance(child, Node)]
    only = node.children[leaves[0]] if len(leaves) == 1 else None
    if node.tag in ("li", "dt", "dd") and isinstance(only, Leaf) and only.tag == "p":
        node.children[leaves[0]] = Leaf("text", only.runs)
    for child in node.children:
        if isinstance(child, Node):
            _unwrap(child)


def _listing(group: list[Block]) -> str:
    lines = [group[0].text]
    for last, block in pairwise(group):
        lines += ["\n" if last.element is not block.element else "\n\n", block.text]
    return "".join(lines)
