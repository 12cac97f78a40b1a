"""Evidence of the second pass: what the first pass thought of the whole page, seen from each block."""

from __future__ import annotations

import numpy as np

from cleaners.features.structure import Ints, Tree
from cleaners.features.text import Floats

_STEPS = (-3, -2, -1, 1, 2, 3)
SECOND_NAMES = (
    "first", *(f"first_{step:+d}" for step in _STEPS), "first_before", "first_after", "first_decay_before", "first_decay_after",
    "first_highest_before", "first_highest_after", "first_page", "first_own", "first_parent", "first_grandparent", "first_great",
    "first_signature", "first_repeat", "content_before", "content_after", "content_parent", "content_grandparent",
)  # fmt: skip

DECAY = 0.7


def second_columns(first: Floats, tree: Tree, rows: Ints, signatures: Ints, length: Floats) -> Floats:
    """The columns `SECOND_NAMES` for every block.

    Args:
        first: the first pass's probabilities.
        tree: the page's containers.
        rows: row of each block's container.
        signatures: number of each block's kind of place.
        length: length of each block in characters.
    """
    count = len(first)
    weight = np.minimum(length, 600) ** 0.7
    mass, content = weight * first, length * (first > 0.5)
    padded = np.concatenate((np.full(3, -1), first, np.full(3, -1)))
    columns = [first, *(padded[3 + step : 3 + step + count] for step in _STEPS)]
    before, through = np.cumsum(mass) - mass, np.cumsum(weight) - weight
    after, remaining = mass.sum() - before - mass, weight.sum() - through - weight
    columns += [before / np.maximum(through, 1), after / np.maximum(remaining, 1)]
    columns += [_decay(first), _decay(first[::-1])[::-1]]
    columns += [_highest_before(first), _highest_before(first[::-1])[::-1], np.full(count, mass.sum() / max(float(weight.sum()), 1.0))]
    means, shares = _means(mass, weight, tree), _inside(content, tree) / max(float(content.sum()), 1.0)
    parent = np.maximum(tree.parents[rows], 0)
    grandparent = np.maximum(tree.parents[parent], 0)
    great = np.maximum(tree.parents[grandparent], 0)
    columns += [means[rows], means[parent], means[grandparent], means[great]]
    columns.append((np.bincount(signatures, mass) / np.maximum(np.bincount(signatures, weight), 1e-6))[signatures])
    columns.append(means[tree.repeat_row[rows]])
    total = max(float(content.sum()), 1.0)
    earlier = np.cumsum(content) - content
    columns += [earlier / total, 1 - (earlier + content) / total, shares[parent], shares[grandparent]]
    return np.stack(columns, axis=1, dtype=np.float32, casting="unsafe")


def _inside(values: Floats, tree: Tree) -> Floats:
    sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    return (sums[tree.stops] - sums[tree.starts]).astype(np.float32)


def _means(mass: Floats, weight: Floats, tree: Tree) -> Floats:
    return _inside(mass, tree) / np.maximum(_inside(weight, tree), 1e-6)


def _highest_before(values: Floats) -> Floats:
    return np.concatenate(([0.0], np.maximum.accumulate(values)[:-1])).astype(np.float32)


def _decay(values: Floats) -> Floats:
    """Mean of the values before each place, each step away counting `DECAY` times less."""
    result = []
    state = 0.0
    for value in values.tolist():
        result.append(state)
        state = DECAY * state + (1 - DECAY) * value
    return np.array(result, np.float32)
