"""Evidence that needs learned weights: what class names, ids and phrases speak for, around a block and above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cleaners.features.structure import Ints, Tree
from cleaners.features.text import Floats

LEARNED_NAMES = (
    "names_own", "names_parent", "names_grandparent", "names_above", "names_worst", "names_best",
    "phrase", "phrase_worst", "phrase_known", "phrase_-1", "phrase_+1", "phrase_title", "phrase_heading",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weight:
    """What some tokens say together: the sum of their weights, the lowest, and how many were known."""

    total: float
    worst: float
    known: int


NOTHING = Weight(0.0, 0.0, 0)


def weigh_tokens(tokens: Sequence[str], weights: Mapping[str, float]) -> Weight:
    """Look the tokens up."""
    found = [weights[token] for token in tokens if token in weights]
    return Weight(sum(found), min(found), len(found)) if found else NOTHING


def learned_columns(names: list[Weight], phrases: list[Weight], tree: Tree, rows: Ints, heading: Floats) -> Floats:
    """The columns `LEARNED_NAMES` for every block.

    Args:
        names: weight of the names of every container row.
        phrases: weight of the phrase of every block.
        tree: the page's containers.
        rows: row of each block's container.
        heading: heading level of each block, 0 for none.
    """
    count = len(rows)
    own = np.array([weight.total / max(weight.known, 1) ** 0.5 for weight in names])
    parents = np.maximum(tree.parents, 0)
    phrase = np.array([weight.total / max(weight.known, 1) ** 0.5 for weight in phrases])
    titles = _titles(tree, phrase)
    above, worst, best, title = [own[0]], [min(own[0], 0)], [max(own[0], 0)], [0.0]
    for value, opening, parent in zip(own[1:].tolist(), titles[1:].tolist(), tree.parents[1:].tolist(), strict=True):
        above.append(value + above[parent])
        worst.append(min(value, worst[parent]))
        best.append(max(value, best[parent]))
        title.append(min(opening, title[parent]))
    up = parents[rows]
    marks = np.maximum.accumulate(np.where(heading > 0, np.arange(count), 0))
    columns = [
        own[rows], own[up], own[parents[up]], np.array(above)[rows], np.array(worst)[rows], np.array(best)[rows],
        phrase, np.array([weight.worst for weight in phrases]), np.array([weight.known for weight in phrases]),
        np.append(0, phrase[:-1]), np.append(phrase[1:], 0), np.array(title)[rows], phrase[marks],
    ]  # fmt: skip
    return np.stack(columns, axis=1, dtype=np.float32, casting="unsafe")


def _titles(tree: Tree, phrase: Floats) -> Floats:
    """What the first block of each container of several blocks says, as boxes open with their title ("Related", "Comments")."""
    first = np.minimum(tree.starts, len(phrase) - 1)
    return np.where(tree.stops - tree.starts > 1, phrase[first], 0)
