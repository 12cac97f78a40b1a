"""Small numpy helpers that the evidence modules share. Evidence is kept feature by feature: features x blocks, float32."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


def filled(values: Sequence[ArrayLike], count: int) -> Floats:
    """One row for each of `values` (arrays or single numbers), `count` columns."""
    out = np.empty((len(values), count), np.float32)
    for place, value in enumerate(values):
        out[place] = value
    return out


def neighbours(values: NDArray[Any], reach: int, fill: float = -1) -> list[Floats]:
    """`values` of the blocks from `reach` places before to `reach` places after, the block itself left out; `fill` past the ends."""
    count = len(values)
    padded = np.full(count + 2 * reach, fill, np.float32)
    padded[reach : reach + count] = values
    return [padded[start : start + count] for start in range(2 * reach + 1) if start != reach]


def inside(weights: NDArray[Any], starts: Ints, stops: Ints) -> Floats:
    """Sum of the blocks' weights in each range."""
    sums = np.empty(len(weights) + 1)
    sums[0] = 0
    np.cumsum(weights, dtype=np.float64, out=sums[1:])
    return (sums[stops] - sums[starts]).astype(np.float32)


class Ancestors:
    """The way up from every row of a table of containers.

    Args:
        above: row of each row's parent, always smaller than the row itself; -1 for the root.
    """

    def __init__(self, above: Ints) -> None:
        self.above = above

    @cached_property
    def jumps(self) -> tuple[Ints, ...]:
        """For each power of two below the tree's depth, the row of every row's ancestor that many levels up.

        The arrays have one entry more than there are rows: that number stands for "above the root".
        """
        count = len(self.above)
        ancestors = np.append(np.where(self.above < 0, count, self.above), count)
        jumps = []
        while (ancestors != count).any():
            jumps.append(ancestors)
            ancestors = ancestors[ancestors]
        return tuple(jumps)


def spread(values: NDArray[Any], ancestors: Ancestors, combine: np.ufunc) -> NDArray[Any]:
    """Each row's value combined with those of all its ancestors, in as many steps as the tree's depth has binary digits.

    Args:
        values: one a row, int64 or float32.
        ancestors: the way up.
        combine: add, minimum, maximum or bitwise_or, with a neutral element of 0 for the values at hand.
    """
    result = np.append(values, np.zeros(1, values.dtype))
    for above in ancestors.jumps:
        result = combine(result, result[above])
    combined: NDArray[Any] = combine(result[:-1], np.zeros(1, values.dtype))
    return combined
