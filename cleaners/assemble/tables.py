"""Which tables hold data and which only lay out the page: cells of the first are values, those of the second are text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cleaners.records import Block, Element

MAX_CELL_CHARS = 600
"""A cell with more text than this holds prose, so its table is layout (the longest cells of real comparison tables stay below)."""

_LAYOUT_CONTENT = ("table", "ul", "ol", "dl", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "form")


class Cell(NamedTuple):
    """A cell of a data table with its row and table."""

    element: Element
    row: Element
    table: Element


def data_cells(blocks: Iterable[Block]) -> dict[int, Cell]:
    """The cell of every block that stands in a data table, by block index.

    A data table has text in two rows or more of two cells or more; in a layout table each cell is text of its own.
    """
    cells: dict[int, Cell] = {}
    chars: dict[Element, int] = {}
    for block in blocks:
        if block.role == "cell" and (cell := _cell_of(block.element)) is not None:
            cells[block.index] = cell
            chars[cell.element] = chars.get(cell.element, 0) + len(block.text)
    rows: dict[Element, set[Element]] = {}
    for cell in cells.values():
        if sum(1 for other in cell.row if other.tag in ("td", "th")) > 1:
            rows.setdefault(cell.table, set()).add(cell.row)
    prose = {cell.table for cell in cells.values() if chars[cell.element] > MAX_CELL_CHARS}
    data = {table for table, several in rows.items() if len(several) > 1 and table not in prose and _holds_data(table)}
    return {index: cell for index, cell in cells.items() if cell.table in data}


def _cell_of(element: Element) -> Cell | None:
    cell = _climb(element, ("td", "th"))
    row = None if cell is None else _climb(cell, ("tr",))
    table = None if row is None else _climb(row, ("table",))
    return None if cell is None or row is None or table is None else Cell(cell, row, table)


def _climb(element: Element, tags: tuple[str, ...]) -> Element | None:
    current: Element | None = element
    while current is not None and current.tag not in tags:
        current = current.getparent()
    return current


def _holds_data(table: Element) -> bool:
    """Nothing but running text in the cells, and not marked as layout (two of the signs in Chromium's table heuristic)."""
    if (table.get("role") or "").lower() in ("presentation", "none"):
        return False
    return next(table.iterdescendants(*_LAYOUT_CONTENT), None) is None
