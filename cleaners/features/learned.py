"""Evidence that needs learned weights: what class names, ids and phrases speak for, around a block and above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import ArrayLike

from cleaners.features.arrays import Floats, filled, neighbours, spread
from cleaners.features.structure import Tree

LEARNED_NAMES = (
    "names_own", "names_parent", "names_grandparent", "names_above", "names_worst", "names_best",
    "phrase", "phrase_worst", "phrase_-1", "phrase_+1", "phrase_title", "phrase_heading",
)  # fmt: skip

Weighed = tuple[float, float]
"""What some tokens say together: the sum of their weights over the root of their number, and the lowest."""


def weigh_tokens(tokens: Iterable[str], weights: Mapping[str, float]) -> Weighed:
    """Look the tokens up; (0, 0) where none is known."""
    found = [weights[token] for token in tokens if token in weights]
    if not found:
        return (0.0, 0.0)
    return (found[0], found[0]) if len(found) == 1 else (sum(found) / len(found) ** 0.5, min(found))


def learned_rows(names: list[Weighed], phrases: list[Weighed], tree: Tree, heading: Floats) -> Floats:
    """The rows `LEARNED_NAMES` for every block.

    Args:
        names: what the names of every container row say.
        phrases: what the first words of every block say.
        tree: the page's containers.
        heading: heading level of each block, 0 for none.
    """
    count = len(heading)
    own = np.array(names, np.float32)[:, 0]
    phrase, worst = np.array(phrases, np.float32).T
    # Boxes open with their title ("Related", "Comments"): what the first block of each container around says.
    titles = np.where(tree.stops - tree.starts > 1, phrase[np.minimum(tree.starts, count - 1)], 0)
    rows = tree.rows
    marks = np.maximum.accumulate(np.where(heading > 0, np.arange(count), 0))
    values: list[ArrayLike] = [own[level] for level in tree.up[:3]]
    values += [spread(own, tree.jumps, combine)[rows] for combine in (np.add, np.minimum, np.maximum)]
    values += [phrase, worst, *neighbours(phrase, 1, 0), spread(titles, tree.jumps, np.minimum)[rows], phrase[marks]]
    return filled(values, count)
