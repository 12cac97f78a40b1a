"""Blocks, their neighbours and containers as a matrix: the evidence that the model weighs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleaners.features.arrays import Floats, Ints
from cleaners.features.columns import block_columns
from cleaners.features.context import CONTEXT_NAMES, context_rows
from cleaners.features.head import HEAD_NAMES, head_rows
from cleaners.features.structure import STRUCTURE_NAMES, Tree, Weights, build_tree, signatures, structure_rows, weigh
from cleaners.features.text import TEXT_NAMES, TextCounts, text_rows
from cleaners.page import Page
from cleaners.records import PageBlocks

MAX_READ = 5_000
"""Blocks whose words are looked at. No article is as long; a page made to be has the rest judged by shape and place alone."""
BASE_NAMES = (*TEXT_NAMES, *STRUCTURE_NAMES, *CONTEXT_NAMES, *HEAD_NAMES)


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known of a page's blocks before any learned weight is asked.

    Attributes:
        base: `BASE_NAMES` x blocks, float32.
        tree: the containers with the sums of their text.
        weights: what each block weighs.
        signatures: number of each block's kind of place.
        worth: indices of the blocks whose words are looked at: all but links that are no heading (half of a page is menus), `MAX_READ` at most.
    """

    base: Floats
    tree: Tree
    weights: Weights
    signatures: Ints
    worth: list[int]


def read_evidence(page: Page, found: PageBlocks) -> Evidence:
    """Gather the evidence on every block of a page that has at least one block."""
    blocks, containers = found.blocks, found.containers
    texts = [block.text for block in blocks]
    columns = block_columns(blocks, containers.seen)
    counts = TextCounts(texts, columns.chars)
    links = columns.link_chars / columns.chars
    weights = weigh(counts, links)
    tree = build_tree(containers, weights)
    kinds = signatures(tree)
    worth = np.flatnonzero((columns.link_chars * 10 < columns.chars * 9) | (columns.heading > 0))[:MAX_READ].tolist()
    base = np.concatenate(
        [
            text_rows(links, columns.lines, counts),
            structure_rows(tree, weights, kinds, columns.images),
            context_rows(columns, tree, counts, weights),
            head_rows(page, texts, weights.good, worth),
        ]
    )
    return Evidence(base, tree, weights, kinds, worth)
