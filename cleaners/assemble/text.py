"""Kept blocks to plain text: the hot path, so it does no more than the text needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaners.assemble.tables import Cell, data_cells
from cleaners.decoding import printable
from cleaners.records import Block, Element
from cleaners.spacing import collapse

MAX_ECHO = 60
"""From this length (characters) on, a text that stands twice in an article is a copy (for phones, for print), wherever it is;
shorter ones, such as an answer "No.", may recur, and count as copies only side by side."""


def text(kept: Sequence[Block]) -> str:
    """The article's plain text.

    Paragraphs, headings, list items and quotes in order with a blank line between them; a row of a data table is one line, its
    cells joined by ` | `; preformatted text keeps its lines. No control or bidi-override characters.
    """
    return "".join(_chunks(presented(kept))).strip("\n")


def presented(kept: Sequence[Block]) -> list[Block]:
    """The blocks of `kept` that the reader is shown, their texts printable: no copy of an earlier one, no picture caption."""
    return [block for block, reason in judged(kept) if not reason]


def judged(kept: Sequence[Block]) -> Iterator[tuple[Block, str]]:
    """Each block, its text printable, with "" or the reason why it is not presented: `duplicate`, `caption` or `unprintable`."""
    seen: set[str] = set()
    before = ""
    shown = [block if block.text.isprintable() else block._replace(text=_printable_lines(block.text, block.role == "pre")) for block in kept]
    cells = _cells([block for block in shown if block.text])
    for block in shown:
        text = block.text
        reason = ""
        if not text:
            reason = "unprintable"
        elif block.role == "pre" or block.index in cells:
            before = ""  # equal neighbouring lines of code and cells are values, not copies
        elif block.role == "caption" and _is_of_picture(block.element):
            reason = "caption"
        elif text == before or (len(text) >= MAX_ECHO and text in seen):
            reason = "duplicate"
        else:
            before = text
            seen.add(text)
        yield block, reason


def _printable_lines(text: str, preformatted: bool) -> str:
    if preformatted:
        return printable(text).strip("\n").rstrip()
    return "\n".join(line for raw in text.split("\n") if (line := collapse(printable(raw))))


def _chunks(blocks: Sequence[Block]) -> Iterator[str]:
    """The texts of the blocks, each behind the separator it needs."""
    cells = _cells(blocks)
    last: Block | None = None
    for block in blocks:
        cell = cells.get(block.index)
        if cell is not None:
            yield _between(cells.get(last.index) if last else None, cell)
            yield block.text.replace("\n", " ")
        else:
            yield "\n" if last and _same_listing(last, block) else "\n\n"
            yield block.text
        last = block


def _cells(blocks: Sequence[Block]) -> dict[int, Cell]:
    return data_cells(blocks) if any(block.role == "cell" for block in blocks) else {}


def _between(before: Cell | None, cell: Cell) -> str:
    """What separates a cell's text from that of the block before it."""
    if before is None or before.table is not cell.table:
        return "\n\n"
    if before.row is not cell.row:
        return "\n"
    return " " if before.element is cell.element else " | "


def _same_listing(last: Block, block: Block) -> bool:
    """Whether two blocks are lines of one `<pre>`: highlighters wrap every line in an element of its own."""
    if block.role != "pre" or last.role != "pre" or last.element is block.element:
        return False
    listing = listing_of(block.element)
    return listing is not None and listing is listing_of(last.element)


def listing_of(element: Element) -> Element | None:
    """The innermost `<pre>` around (or at) an element."""
    current: Element | None = element
    while current is not None and current.tag not in ("pre", "xmp", "listing"):
        current = current.getparent()
    return current


def _is_of_picture(element: Element) -> bool:
    """Whether the caption that holds `element` is a picture's: a table's belongs to the text, and so does what names the speaker of a quote."""
    current: Element | None = element
    while current is not None and current.tag not in ("figcaption", "caption"):
        current = current.getparent()
    if current is None or current.tag == "caption":
        return False
    figure = current.getparent()
    return figure is None or figure.find("blockquote") is None
