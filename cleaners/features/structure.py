"""Evidence in the containers around each block: whose text they hold, how linked it is, how often they recur."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cleaners import _speedups
from cleaners.features.arrays import Ancestors, Floats, Ints, filled, inside, spread
from cleaners.features.text import COMMA, TextCounts
from cleaners.records import Containers

UP_WEIGHT = 0.6
"""What a container's text counts one level up when the best container is chosen."""
_DEEPEST = 400  # levels that count for the score: UP_WEIGHT to this power is still a float
_FADES = UP_WEIGHT ** np.arange(_DEEPEST + 1, dtype=np.float64)

_FLAG_TAGS = (
    "article", "main", "aside", "nav", "header", "footer", "form", "table", "ul", "ol", "section", "figure", "blockquote",
)  # fmt: skip
_FLAGS = {tag: 1 << position for position, tag in enumerate(_FLAG_TAGS)}


@dataclass(frozen=True, eq=False)
class Weights:
    """What each block weighs: `length` of all its text, `linked` of its links, `good` of its sentence-like unlinked text."""

    length: Floats
    linked: Floats
    good: Floats


def weigh(counts: TextCounts, links: Floats) -> Weights:
    """Weights of a page's blocks; text is good where it is long enough for a sentence, punctuated and hardly linked."""
    if _speedups.numbers is not None:
        found = np.empty((2, len(links)), np.float32)
        _speedups.numbers.weigh(counts.length, links, counts.stops, counts.counts[COMMA], *found)
        return Weights(counts.length, *found)
    good = (counts.length >= 40) & (links < 0.35) & ((counts.stops > 0) | (counts.counts[COMMA] > 1))
    return Weights(counts.length, counts.length * links, np.where(good, counts.length * (1 - links), 0).astype(np.float32))


@dataclass(frozen=True, eq=False)
class Tree:
    """The containers of a page as arrays (one entry a row of `Containers`) with what lies in them.

    Attributes:
        above, starts, stops, depths: as in `Containers`, `above` being its `parents`.
        parents: the same as `above`, the root's parent being itself.
        kinds: a number for each tag with its names.
        shared: depth of the last ancestor that a row shares with the best container.
        flags: bit set of the semantic elements above (see `_FLAG_TAGS`).
        repeats: the most siblings of the same kind that the row or an ancestor has, among those of two blocks or more.
        repeat_row: the row of that ancestor, the outermost of several.
        length, linked, good: sums of the blocks' weights inside.
        score: good text, each level further down counting `UP_WEIGHT` times less.
        best: row of the container with the highest score.
        up: rows of the element, parent, grandparent and great-grandparent of every block.
    """

    above: Ints
    parents: Ints
    starts: Ints
    stops: Ints
    depths: Ints
    kinds: Ints
    shared: Ints
    flags: Ints
    repeats: Ints
    repeat_row: Ints
    length: Floats
    linked: Floats
    good: Floats
    score: Floats
    best: int
    up: tuple[Ints, Ints, Ints, Ints]

    @property
    def rows(self) -> Ints:
        """For every block, the row of its element."""
        return self.up[0]


def build_tree(containers: Containers, weights: Weights) -> Tree:
    """Sum the blocks' weights over every container and find the best one."""
    if _speedups.numbers is None:
        return tree_in_python(containers, weights)
    count = len(containers.elements)
    ints, floats, up = np.empty((10, count), np.int64), np.empty((4, count), np.float32), np.empty((4, len(containers.rows)), np.int64)
    best = _speedups.numbers.build_tree(containers, weights, _FLAGS, _FADES, ints, floats, up)
    fields: list[Any] = [*ints, *floats, best, tuple(up)]
    return Tree(*fields)


def tree_in_python(containers: Containers, weights: Weights) -> Tree:
    """As `build_tree`, without the compiled module."""
    above, starts, stops, depths, rows = (
        np.fromiter(column, np.int64, len(column))
        for column in (containers.parents, containers.starts, containers.stops, containers.depths, containers.rows)
    )
    parents = np.maximum(above, 0)
    length, linked, good = (inside(weight, starts, stops) for weight in (weights.length, weights.linked, weights.good))
    # Fades with the depth of the block below the container: a sum over the blocks inside of weight * fade(block) / fade(container).
    fade = _FADES[np.minimum(depths, _DEEPEST)]
    score = (inside(weights.good * fade[rows], starts, stops) / fade).astype(np.float32)
    best = int(score.argmax())
    kinds, own_flags = _kinds(containers)
    ancestors = Ancestors(above)
    flags = spread(own_flags, ancestors, np.bitwise_or)
    repeats, repeat_row = _repeats(ancestors, kinds, starts, stops)
    up1 = parents[rows]
    up2 = parents[up1]
    return Tree(
        above, parents, starts, stops, depths, kinds, _shared(ancestors, depths, best), flags, repeats, repeat_row,
        length, linked, good, score, best, (rows, up1, up2, parents[up2]),
    )  # fmt: skip


def _kinds(containers: Containers) -> tuple[Ints, Ints]:
    """A number for each row's tag with its names, and the flag of its tag."""
    numbers: dict[tuple[object, str], int] = {}
    tags = [element.tag for element in containers.elements]
    kinds = [numbers.setdefault(key, len(numbers)) for key in zip(tags, containers.names, strict=True)]
    return np.array(kinds, np.int64), np.array([_FLAGS.get(tag, 0) for tag in tags], np.int64)


def _shared(ancestors: Ancestors, depths: Ints, best: int) -> Ints:
    line = np.zeros_like(depths)
    row = best
    while row >= 0:
        line[row] = depths[row]
        row = int(ancestors.above[row])
    return spread(line, ancestors, np.maximum)


def _repeats(ancestors: Ancestors, kinds: Ints, starts: Ints, stops: Ints) -> tuple[Ints, Ints]:
    """How often a row's kind recurs among its siblings, or its ancestors' do: cards, comments, teasers."""
    count = len(kinds)
    large = stops - starts > 1
    keys = np.where(large, (ancestors.above + 1) * (count + 1) + kinds, -1)
    _, places, counts = np.unique(keys, return_inverse=True, return_counts=True)
    siblings = np.where(large, counts[places], 1)
    # One number holds both the count and the row, so that one maximum finds them.
    highest = spread(siblings * count + (count - 1 - np.arange(count)), ancestors, np.maximum)
    return highest // count, count - 1 - highest % count


_LEVELS = ("own", "parent", "grandparent", "great")
STRUCTURE_NAMES = (
    *(f"{level}_{what}" for level in _LEVELS for what in ("good", "links", "length", "blocks", "score")),
    "depth", "below_best", "in_best", "best_links", "best_share", "place_in_best", "from_best_start", "to_best_stop", "shared",
    *(f"in_{tag}" for tag in _FLAG_TAGS),
    "repeats", "repeat_good", "repeat_links",
    "signature_count", "signature_good", "signature_links", "signature_share",
    "run_blocks", "run_good", "run_links", "grandparent_images", "great_images",
)  # fmt: skip


def structure_rows(tree: Tree, weights: Weights, signatures: Ints, images: Floats) -> Floats:
    """The rows `STRUCTURE_NAMES` for every block.

    Args:
        tree: the page's containers.
        weights: what the blocks weigh.
        signatures: number of each block's kind of place.
        images: images above the end of each block's text.
    """
    count = len(signatures)
    total_good, total = max(float(weights.good.sum()), 1.0), max(float(weights.length.sum()), 1.0)
    if _speedups.evidence is not None:
        out = np.empty((len(STRUCTURE_NAMES), count), np.float32)
        _speedups.evidence.structure_rows(tree, weights, signatures, images, total_good, total, out)
        return out
    links = tree.linked / np.maximum(tree.length, 1)
    top_score = max(float(tree.score[tree.best]), 1.0)
    per_row = (tree.good / total_good, links, np.log1p(tree.length), np.log1p(tree.stops - tree.starts), tree.score / top_score)
    start, stop = int(tree.starts[tree.best]), int(tree.stops[tree.best])
    place = np.arange(count)
    rows, shared = tree.rows, tree.shared[tree.rows]
    flags, repeat_row = tree.flags[rows], tree.repeat_row[rows]
    runs = np.cumsum(np.diff(signatures, prepend=-1) != 0)
    alike, running = (_sums(groups, weights) for groups in (signatures, runs))
    return filled(
        [
            *(values[level] for level in tree.up for values in per_row),
            tree.depths[rows], tree.depths[rows] - shared, (place >= start) & (place < stop), links[tree.best],
            tree.good[tree.best] / total_good, np.clip((place - start) / max(stop - start, 1), -1, 2),
            np.clip(place - start, -20, 20), np.clip(stop - 1 - place, -20, 20), tree.depths[tree.best] - shared,
            *((flags & bit) > 0 for bit in _FLAGS.values()),
            np.log1p(tree.repeats[rows]), tree.good[repeat_row] / total_good, links[repeat_row],
            np.log1p(alike[0]), alike[1] / total_good, alike[2] / np.maximum(alike[3], 1), alike[3] / total,
            np.log1p(running[0]), running[1] / total_good, running[2] / np.maximum(running[3], 1),
            *(_images_in(tree, images, level) for level in tree.up[2:]),
        ],
        count,
    )  # fmt: skip


def _sums(groups: Ints, weights: Weights) -> list[Floats]:
    """For each block: the blocks, good text, link text and text of its group."""
    ones = np.ones(len(groups), np.float32)
    return [np.bincount(groups, values)[groups].astype(np.float32) for values in (ones, weights.good, weights.linked, weights.length)]


def _images_in(tree: Tree, images: Floats, level: Ints) -> Floats:
    """Images a block in a container, from its first block to its last: cards have one each."""
    first, last = tree.starts[level], tree.stops[level] - 1
    return (images[last] - images[first]) / (last - first + 1)


def signatures(tree: Tree) -> Ints:
    """A number for each block's kind of place: its element's tag and names and its parent's."""
    if _speedups.numbers is not None:
        found = np.empty(len(tree.rows), np.int64)
        _speedups.numbers.signatures(tree.kinds, tree.up[0], tree.up[1], found)
        return found
    keys = tree.kinds[tree.up[0]] * (len(tree.kinds) + 1) + tree.kinds[tree.up[1]]
    numbers: Ints = np.unique(keys, return_inverse=True)[1].reshape(-1)
    return numbers
