"""Evidence that needs learned weights: what class names, ids and words speak for, around a block and above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cleaners import _speedups
from cleaners.features.arrays import Ancestors, Floats, filled, neighbours, spread
from cleaners.features.structure import Tree
from cleaners.features.words import Wording

LEARNED_NAMES = (
    "names_own", "names_parent", "names_grandparent", "names_above", "names_worst", "names_best",
    "phrase", "phrase_worst", "phrase_-1", "phrase_+1", "phrase_title", "phrase_heading",
    "wording", "wording_worst", "wording_worst_3", "wording_end",
)  # fmt: skip

Weighed = tuple[float, float]
"""What some tokens say together: the sum of their weights over the root of their number, and the lowest."""


def weigh_tokens(tokens: Iterable[str], weights: Mapping[str, float]) -> Weighed:
    """Look the tokens up; (0, 0) where none is known."""
    found = [weights[token] for token in tokens if token in weights]
    if not found:
        return (0.0, 0.0)
    return (found[0], found[0]) if len(found) == 1 else (sum(found) / len(found) ** 0.5, min(found))


WordingRow = tuple[float, float, float, float]
NO_WORDING: WordingRow = (0.0, 0.0, 0.0, 0.0)


def weigh_wording(tokens: Iterable[Wording], end: Iterable[Wording], weights: Mapping[Wording, float]) -> WordingRow:
    """What a block's wording says: the sum of its weights over the root of their number, the lowest, the sum of the lowest
    three, and the first for its end alone. A token counts once."""
    found = weights.keys() & tokens
    if not found:
        return NO_WORDING
    known = sorted([weights[token] for token in found])
    last = [weights[token] for token in end if token in found]
    return sum(known) / len(known) ** 0.5, known[0], sum(known[:3]), sum(last) / len(last) ** 0.5 if last else 0.0


@dataclass(frozen=True)
class Words:
    """What the words of a page say.

    Attributes:
        names: for every container row, the sum of what its names say (see `Weighed`).
        phrases, wordings: for every block, what its first words and all its words say.
    """

    names: Floats
    phrases: Sequence[Weighed] | Floats
    wordings: Sequence[WordingRow] | Floats


def learned_rows(said: Words, tree: Tree, heading: Floats) -> Floats:
    """The rows `LEARNED_NAMES` for every block.

    Args:
        said: what the page's words say.
        tree: the page's containers.
        heading: heading level of each block, 0 for none.
    """
    count = len(heading)
    own = said.names
    if _speedups.evidence is not None:
        out = np.empty((len(LEARNED_NAMES), count), np.float32)
        phrases, wordings = (np.ascontiguousarray(np.asarray(rows, np.float32).T) for rows in (said.phrases, said.wordings))
        _speedups.evidence.learned_rows(own, phrases, wordings, tree, heading, out)
        return out
    phrase, worst = np.array(said.phrases, np.float32).T
    # Boxes open with their title ("Related", "Comments"): what the first block of each container around says.
    titles = np.where(tree.stops - tree.starts > 1, phrase[np.minimum(tree.starts, count - 1)], 0)
    rows = tree.rows
    marks = np.maximum.accumulate(np.where(heading > 0, np.arange(count), 0))
    values: list[ArrayLike] = [own[level] for level in tree.up[:3]]
    ancestors = Ancestors(tree.above)
    values += [spread(own, ancestors, combine)[rows] for combine in (np.add, np.minimum, np.maximum)]
    values += [phrase, worst, *neighbours(phrase, 1, 0), spread(titles, ancestors, np.minimum)[rows], phrase[marks]]
    values += list(np.array(said.wordings, np.float32).T)
    return filled(values, count)
