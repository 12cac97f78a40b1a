"""What is plain of each block, column by column, for the evidence to count with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from cleaners import _speedups
from cleaners.features.arrays import Floats
from cleaners.records import Block

ROLES = ("p", "li", "quote", "cell", "caption", "dt", "dd", "figure", "pre", "other")
BOLD, ITALIC = 1, 2
_ROLE_NUMBERS = {role: number for number, role in enumerate(ROLES)}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_STYLES = {"b": BOLD, "strong": BOLD, "i": ITALIC, "em": ITALIC}


class Columns(NamedTuple):
    """One number a block in each field.

    Attributes:
        chars, link_chars: length of the text, and of the links in it.
        role: place in `ROLES`, -1 for none of them.
        heading: level, 0 for no heading.
        hidden: 1 where the block is.
        style: `BOLD` or `ITALIC` where the whole block is, else 0.
        lines: line breaks in the text.
        times: blocks with the same text.
        elements, images: how many had been opened when the text ended.
    """

    chars: Floats
    link_chars: Floats
    role: Floats
    heading: Floats
    hidden: Floats
    style: Floats
    lines: Floats
    times: Floats
    elements: Floats
    images: Floats


def block_columns(blocks: list[Block], seen: list[tuple[int, int]]) -> Columns:
    """Read the columns of a page's blocks; `seen` as in `Containers`."""
    if _speedups.numbers is None:
        return columns_in_python(blocks, seen)
    out = np.empty((len(Columns._fields), len(blocks)), np.float32)
    _speedups.numbers.block_columns(blocks, seen, _ROLE_NUMBERS, _HEADINGS, _STYLES, out)
    return Columns(*out)


def columns_in_python(blocks: Sequence[Block], seen: Sequence[tuple[int, int]]) -> Columns:
    """As `block_columns`, without the compiled module."""
    times = Counter(block.text for block in blocks)
    columns: tuple[Iterable[float], ...] = (
        [len(block.text) for block in blocks],
        [block.link_chars for block in blocks],
        [_ROLE_NUMBERS.get(block.role, -1) for block in blocks],
        [_HEADINGS.get(block.role, 0) for block in blocks],
        [block.hidden for block in blocks],
        [_STYLES.get(str(block.pieces[0].parent.tag), 0) if len(block.pieces) == 1 else 0 for block in blocks],
        [block.text.count("\n") for block in blocks],
        [times[block.text] for block in blocks],
        *zip(*seen, strict=True),
    )
    return Columns(*(np.fromiter(column, np.float32, len(blocks)) for column in columns))
