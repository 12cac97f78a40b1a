"""White space as a browser shows it, in every script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from cleaners import _speedups
from cleaners.records import Piece

_WIDE = "\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
# CSS Text 3, section 4.1.3: a line feed between two characters of a script written without spaces leaves no space behind.
_WIDE_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_WIDE}])")
_INVISIBLE = "\xad\ufeff\u2060"  # soft hyphen, byte-order mark, word joiner
_EDGES = " \t\r\n\f\xa0\u200b\u200e\u200f\u3000\xad\ufeff"
_BEGINNING = f"{_EDGES}\u200c\u200d"  # a joiner that nothing stands before joins nothing: page builders put one into empty paragraphs

unbroken = partial(_WIDE_BREAK.sub, "")
"""Text without the line feeds that leave no space behind."""


def collapse(text: str) -> str:
    """`text` with white space collapsed as a browser shows it; no space is made between Chinese or Japanese lines."""
    return str(_speedups.tree.collapse(text, unbroken)) if _speedups.tree is not None else collapse_in_python(text)


def collapse_in_python(text: str) -> str:
    """As `collapse`, without the compiled module."""
    if text.isascii():
        text = text.strip()
        # Most text is clean already, and looking for what is not costs a tenth of splitting and joining.
        return " ".join(text.split()) if "\n" in text or "  " in text or "\t" in text or "\r" in text else text
    text = text.lstrip(_BEGINNING).rstrip(_EDGES)
    if "\n" in text:
        text = unbroken(text)
    for invisible in _INVISIBLE:
        if invisible in text:
            text = text.replace(invisible, "")
    return " ".join(text.split())


def block_text(pieces: Sequence[Piece], preformatted: bool = False) -> str:
    """The text of a block's pieces: white space collapsed, `\\n` for a single `<br>`; preformatted text keeps its own lines."""
    if not preformatted and not any(piece.line_break for piece in pieces):
        return collapse("".join([piece.text for piece in pieces]))
    lines = "".join(["\0" + piece.text if piece.line_break else piece.text for piece in pieces])
    if preformatted:
        return lines.replace("\0", "\n").strip("\n").rstrip()
    return "\n".join(line for line in map(collapse, lines.split("\0")) if line)
