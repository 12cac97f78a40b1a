"""Small numpy helpers that the evidence modules share. Evidence is kept feature by feature: features x blocks, float32."""

from __future__ import annotations

from collections.abc import Sequence
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


def shifted(values: NDArray[Any], step: int, fill: float) -> Floats:
    """`values` of the block `step` places further on; `fill` past the ends."""
    result = np.full(len(values), fill, np.float32)
    if step > 0:
        result[:-step] = values[step:]
    else:
        result[-step:] = values[:step]
    return result


def inside(weights: NDArray[Any], starts: Ints, stops: Ints) -> Floats:
    """Sum of the blocks' weights in each range."""
    sums = np.empty(len(weights) + 1)
    sums[0] = 0
    np.cumsum(weights, dtype=np.float64, out=sums[1:])
    return (sums[stops] - sums[starts]).astype(np.float32)


def spread(values: NDArray[Any], parents: Ints, combine: np.ufunc) -> NDArray[Any]:
    """Each row's value combined with those of all its ancestors, in as many steps as the depth has binary digits.

    Args:
        values: one a row.
        parents: row of each row's parent, -1 for the root.
        combine: an associative ufunc with a neutral element of 0 for the values at hand (maximum, minimum, bitwise_or, add).
    """
    count = len(values)
    result = np.append(values, np.zeros(1, values.dtype))
    ancestors = np.append(np.where(parents < 0, count, parents), count)
    while (ancestors != count).any():
        result = combine(result, result[ancestors])
        ancestors = ancestors[ancestors]
    return result[:count]
