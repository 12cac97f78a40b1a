"""Evidence of the second pass: what the first pass thought of the whole page, seen from each block."""

from __future__ import annotations

import numpy as np

from cleaners import _speedups
from cleaners.features.arrays import Floats, Ints, filled, inside, neighbours
from cleaners.features.structure import Tree

_STEPS = (-3, -2, -1, 1, 2, 3)
SECOND_NAMES = (
    "first", *(f"first_{step:+d}" for step in _STEPS), "first_before", "first_after", "first_decay_before", "first_decay_after",
    "first_highest_before", "first_highest_after", "first_page", "first_own", "first_parent", "first_grandparent", "first_great",
    "first_repeat", "first_signature", "content_before", "content_after", "content_parent", "content_grandparent",
)  # fmt: skip

# How much the blocks further and further away count for the running means.
_DECAY = np.concatenate(([0], 0.3 * 0.7 ** np.arange(16)))


def second_rows(first: Floats, tree: Tree, signatures: Ints, length: Floats) -> Floats:
    """The rows `SECOND_NAMES` for every block.

    Args:
        first: the first pass's probabilities.
        tree: the page's containers.
        signatures: number of each block's kind of place.
        length: length of each block in characters.
    """
    count = len(first)
    weight = np.minimum(length, 600) ** 0.7
    if _speedups.evidence is not None:
        out = np.empty((len(SECOND_NAMES), count), np.float32)
        _speedups.evidence.second_rows(first, tree, signatures, weight, length, _DECAY, out)
        return out
    mass, content = weight * first, length * (first > 0.5)
    before, through = np.cumsum(mass) - mass, np.cumsum(weight) - weight
    all_mass, all_weight, total = float(mass.sum()), float(weight.sum()), max(float(content.sum()), 1.0)
    earlier = np.cumsum(content) - content
    means = inside(mass, tree.starts, tree.stops) / np.maximum(inside(weight, tree.starts, tree.stops), 1e-6)
    shares = inside(content, tree.starts, tree.stops) / total
    alike = np.bincount(signatures, mass) / np.maximum(np.bincount(signatures, weight), 1e-6)
    return filled(
        [
            first, *neighbours(first, 3), before / np.maximum(through, 1),
            (all_mass - before - mass) / np.maximum(all_weight - through - weight, 1),
            np.convolve(first, _DECAY)[:count], np.convolve(first[::-1], _DECAY)[:count][::-1],
            _highest_before(first), _highest_before(first[::-1])[::-1], all_mass / max(all_weight, 1.0),
            *(means[level] for level in tree.up), means[tree.repeat_row[tree.rows]], alike[signatures],
            earlier / total, 1 - (earlier + content) / total, shares[tree.up[1]], shares[tree.up[2]],
        ],
        count,
    )  # fmt: skip


def _highest_before(values: Floats) -> Floats:
    return np.concatenate((np.zeros(1, np.float32), np.maximum.accumulate(values)[:-1]))
