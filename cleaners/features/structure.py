"""Evidence in the containers around each block: whose text they hold, how linked it is, how often they recur."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleaners.features.text import Floats, TextCounts
from cleaners.records import Block, Containers

Ints = NDArray[np.int64]

UP_WEIGHT = 0.6
"""What a container's text counts one level up when the best container is chosen (tried 0.4 to 0.8)."""

_FLAG_TAGS = ("article", "main", "aside", "nav", "header", "footer", "form", "table", "ul", "ol", "section", "figure", "blockquote")
_FLAGS = {tag: 1 << position for position, tag in enumerate(_FLAG_TAGS)}


@dataclass(frozen=True, eq=False)
class Weights:
    """What each block weighs: `length` of all its text, `linked` of its links, `good` of its sentence-like unlinked text."""

    length: Floats
    linked: Floats
    good: Floats


def weigh(counts: TextCounts, links: Floats) -> Weights:
    """Weights of a page's blocks; text is good where it is long enough for a sentence, punctuated and hardly linked."""
    good = (counts.length >= 40) & (links < 0.35) & ((counts.stops > 0) | (counts.counts[:, 4] > 1))
    return Weights(counts.length, counts.length * links, np.where(good, counts.length * (1 - links), 0).astype(np.float32))


@dataclass(frozen=True, eq=False)
class Tree:
    """The containers of a page as arrays (one entry a row of `Containers`) with what lies in them.

    Attributes:
        parents, starts, stops, depths: as in `Containers`.
        length, linked, good: sums of the blocks' weights inside.
        score: good text, each level further down counting `UP_WEIGHT` times less.
        best: row of the container with the highest score.
        shared: depth of the last ancestor that a row shares with the best container.
        flags: bit set of the semantic elements above (see `_FLAG_TAGS`).
        repeats: the most siblings of the same tag and names that the row or an ancestor has, among those of two blocks or more.
        repeat_row: the row of that ancestor.
    """

    parents: Ints
    starts: Ints
    stops: Ints
    depths: Ints
    length: Floats
    linked: Floats
    good: Floats
    score: Floats
    best: int
    shared: Ints
    flags: Ints
    repeats: Ints
    repeat_row: Ints


def build_tree(containers: Containers, weights: Weights) -> Tree:
    """Sum the blocks' weights over every container and find the best one."""
    starts, stops = np.array(containers.starts), np.array(containers.stops)
    sums = [_inside(weight, starts, stops) for weight in (weights.length, weights.linked, weights.good)]
    own = np.bincount(containers.rows, weights=weights.good, minlength=len(starts)).tolist()
    parents = containers.parents
    for row in range(len(parents) - 1, 0, -1):
        own[parents[row]] += UP_WEIGHT * own[row]
    score = np.array(own, np.float32)
    best = int(score.argmax())
    shared, flags, repeats, repeat_row = _inherited(containers, best)
    return Tree(
        np.array(parents), starts, stops, np.array(containers.depths), sums[0], sums[1], sums[2], score, best,
        np.array(shared), np.array(flags), np.array(repeats), np.array(repeat_row),
    )  # fmt: skip


def _inside(weight: Floats, starts: Ints, stops: Ints) -> Floats:
    sums = np.concatenate(([0.0], np.cumsum(weight, dtype=np.float64)))
    return (sums[stops] - sums[starts]).astype(np.float32)


def _inherited(containers: Containers, best: int) -> tuple[list[int], list[int], list[int], list[int]]:
    """What a container takes over from its ancestors, computed top down (a parent's row precedes its children's)."""
    parents, depths = containers.parents, containers.depths
    line = set()
    row = best
    while row >= 0:
        line.add(row)
        row = parents[row]
    tags = [element.tag for element in containers.elements]
    keys = list(zip(parents, tags, containers.names, strict=True))
    large = [stop - start > 1 for start, stop in zip(containers.starts, containers.stops, strict=True)]
    siblings = Counter(key for key, is_large in zip(keys, large, strict=True) if is_large)
    shared, flags, repeats, repeat_row = [0], [0], [1], [0]
    for row in range(1, len(parents)):
        parent = parents[row]
        shared.append(depths[row] if row in line else shared[parent])
        flags.append(flags[parent] | _FLAGS.get(tags[row], 0))
        count = siblings[keys[row]] if large[row] else 0
        if count > repeats[parent]:
            repeats.append(count)
            repeat_row.append(row)
        else:
            repeats.append(repeats[parent])
            repeat_row.append(repeat_row[parent])
    return shared, flags, repeats, repeat_row


_LEVELS = ("own", "parent", "grandparent", "great")
STRUCTURE_NAMES = (
    *(f"{level}_{what}" for level in _LEVELS for what in ("good", "links", "length", "blocks", "score")),
    "depth", "below_best", "in_best", "best_links", "best_share", "place_in_best", "from_best_start", "to_best_stop", "shared",
    *(f"in_{tag}" for tag in _FLAG_TAGS),
    "repeats", "repeat_good", "repeat_links",
    "signature_count", "signature_good", "signature_links", "signature_share",
)  # fmt: skip


def structure_columns(containers: Containers, tree: Tree, weights: Weights, signatures: Ints) -> Floats:
    """The columns `STRUCTURE_NAMES` for every block."""
    rows = np.array(containers.rows)
    count = len(rows)
    total_good, total = max(float(weights.good.sum()), 1.0), max(float(weights.length.sum()), 1.0)
    links = tree.linked / np.maximum(tree.length, 1)
    top_score = max(float(tree.score[tree.best]), 1.0)
    per_row = np.stack([tree.good / total_good, links, np.log1p(tree.length), np.log1p(tree.stops - tree.starts), tree.score / top_score], axis=1)
    columns = []
    level = rows
    for _ in _LEVELS:
        columns.append(per_row[level])
        level = np.maximum(tree.parents[level], 0)
    start, stop = int(tree.starts[tree.best]), int(tree.stops[tree.best])
    place = np.arange(count)
    inside = (place >= start) & (place < stop)
    best_depth = int(tree.depths[tree.best])
    flags = tree.flags[rows]
    repeat_row = tree.repeat_row[rows]
    by_signature = [np.bincount(signatures, weights=weight)[signatures] for weight in (np.ones(count), weights.good, weights.linked, weights.length)]
    single = [
        tree.depths[rows], tree.depths[rows] - tree.shared[rows], inside, np.full(count, links[tree.best]),
        np.full(count, tree.good[tree.best] / total_good), np.clip((place - start) / max(stop - start, 1), -1, 2),
        np.clip(place - start, -20, 20), np.clip(stop - 1 - place, -20, 20), best_depth - tree.shared[rows],
        *((flags & bit) > 0 for bit in _FLAGS.values()),
        np.log1p(tree.repeats[rows]), tree.good[repeat_row] / total_good, links[repeat_row],
        np.log1p(by_signature[0]), by_signature[1] / total_good, by_signature[2] / np.maximum(by_signature[3], 1), by_signature[3] / total,
    ]  # fmt: skip
    return np.concatenate([*columns, np.stack(single, axis=1, dtype=np.float32, casting="unsafe")], axis=1, dtype=np.float32, casting="unsafe")


def signatures(blocks: list[Block], containers: Containers) -> Ints:
    """A number for each block's kind of place: its tag and names and its parent's."""
    names, parents, elements = containers.names, containers.parents, containers.elements
    seen: dict[tuple[str, str, str, str], int] = {}
    numbers = []
    for row in containers.rows:
        parent = max(parents[row], 0)
        key = (elements[row].tag, names[row], elements[parent].tag, names[parent])
        numbers.append(seen.setdefault(key, len(seen)))
    return np.array(numbers, np.int64)
