"""Evidence in a block's neighbours and in the page as a whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cleaners import _speedups
from cleaners.features.arrays import Floats, filled, neighbours
from cleaners.features.columns import BOLD, ITALIC, ROLES, Columns
from cleaners.features.structure import Tree, Weights
from cleaners.features.text import DENSE, LOWER, UPPER, TextCounts

CONTEXT_NAMES = (
    *(f"role_{role}" for role in ROLES), "heading", "hidden", "bold", "italic",
    *(f"{what}_{step:+d}" for step in (-3, -2, -1, 1, 2, 3) for what in ("length", "links", "ends", "heading")),
    "same_parent_-1", "same_parent_+1", "elements_-1", "elements_+1", "images_-1", "images_+1",
    "good_before", "good_after", "near_good_before", "near_good_after", "place", "from_heading1", "since_heading",
    "section_blocks", "section_good", "section_links", "times",
    "page_blocks", "page_good", "page_links", "page_dense", "page_capitals",
)  # fmt: skip


def context_rows(columns: Columns, tree: Tree, counts: TextCounts, weights: Weights) -> Floats:
    """The rows `CONTEXT_NAMES` for every block."""
    if _speedups.evidence is not None:
        page_wide = _page_wide(counts, weights)
        out = np.empty((len(CONTEXT_NAMES), len(columns.heading)), np.float32)
        _speedups.evidence.context_rows(columns, tree, counts, weights, len(ROLES), out)
        for row, value in zip(out[-len(page_wide) :], page_wide, strict=True):
            row[:] = value
        return out
    links = weights.linked / np.maximum(weights.length, 1)
    heading, roles, style = columns.heading, columns.role, columns.style
    length = np.log1p(counts.length)
    near = zip(*(neighbours(values, 3) for values in (length, links, counts.ends, heading)), strict=True)
    return filled(
        [
            *(roles == number for number in range(len(ROLES))), heading, columns.hidden, style == BOLD, style == ITALIC,
            *(values for step in near for values in step), *_gaps(columns, tree), *_surroundings(weights, heading), *_section(weights, heading),
            columns.times, *_page_wide(counts, weights),
        ],
        len(heading),
    )  # fmt: skip


def _gaps(columns: Columns, tree: Tree) -> list[ArrayLike]:
    """What lies in the tree between a block and its neighbours: another parent, elements, images."""
    parents = tree.up[1]
    elements, images = columns.elements, columns.images
    parent_before, parent_after = neighbours(parents, 1, -9)
    images_before, images_after = neighbours(images, 1, 0)
    elements_before, elements_after = neighbours(elements, 1, 0)
    elements_after[-1] = np.inf
    return [
        parents == parent_before, parents == parent_after,
        np.minimum(elements - elements_before, 50), np.minimum(elements_after - elements, 50),
        np.minimum(images - images_before, 5), np.clip(images_after - images, 0, 5),
    ]  # fmt: skip


def _surroundings(weights: Weights, heading: Floats) -> list[ArrayLike]:
    """Place in the page's text, good text on either side, and distance to headings."""
    count = len(heading)
    place = np.arange(count, dtype=np.float32)
    before = np.cumsum(weights.good) - weights.good
    total = max(float(weights.good.sum()), 1.0)
    good = weights.good > 0
    sums = np.concatenate((np.zeros(6), np.cumsum(good), np.full(5, good.sum())))
    first = np.flatnonzero(heading == 1)
    return [
        before / total, 1 - (before + weights.good) / total, sums[5 : 5 + count] - sums[:count],
        sums[11 : 11 + count] - sums[6 : 6 + count], np.cumsum(weights.length) / max(float(weights.length.sum()), 1.0),
        np.clip(place - first[0], -50, 100) if len(first) else -99,
        np.minimum(place - np.maximum.accumulate(np.where(heading > 0, place, -99)), 50),
    ]  # fmt: skip


def _section(weights: Weights, heading: Floats) -> list[ArrayLike]:
    """What the section from the last heading to the next holds: "Related" above a list of links."""
    sections = np.cumsum(heading > 0)
    length = np.bincount(sections, weights.length)
    good, linked = np.bincount(sections, weights.good), np.bincount(sections, weights.linked)
    return [
        np.log1p(np.bincount(sections))[sections], (good / max(float(good.sum()), 1.0))[sections], (linked / np.maximum(length, 1))[sections],
    ]  # fmt: skip


def _page_wide(counts: TextCounts, weights: Weights) -> list[ArrayLike]:
    total = max(float(weights.length.sum()), 1.0)
    kinds = counts.counts
    return [
        np.log1p(len(weights.good)), np.log1p(weights.good.sum()), weights.linked.sum() / total,
        kinds[DENSE].sum() / max(float(kinds.sum()), 1.0), kinds[UPPER].sum() / max(float(kinds[LOWER].sum()), 1.0),
    ]  # fmt: skip
