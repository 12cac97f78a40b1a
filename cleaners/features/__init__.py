"""Blocks, their neighbours and containers as a matrix: the evidence that the model weighs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleaners.features.context import CONTEXT_NAMES, context_columns
from cleaners.features.structure import (
    STRUCTURE_NAMES,
    Ints,
    Tree,
    Weights,
    build_tree,
    signatures,
    structure_columns,
    weigh,
)
from cleaners.features.text import TEXT_NAMES, Floats, TextCounts, text_columns
from cleaners.page import Page
from cleaners.records import PageBlocks

BASE_NAMES = (*TEXT_NAMES, *STRUCTURE_NAMES, *CONTEXT_NAMES)


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known of a page's blocks before any learned weight is asked.

    Attributes:
        base: blocks x `BASE_NAMES`, float32.
        tree: the containers with the sums of their text.
        weights: what each block weighs.
        signatures: number of each block's kind of place.
        rows: row of each block's container.
    """

    base: Floats
    tree: Tree
    weights: Weights
    signatures: Ints
    rows: Ints


def read_evidence(page: Page, found: PageBlocks) -> Evidence:
    """Gather the evidence on every block of a page that has at least one block."""
    blocks, containers = found.blocks, found.containers
    texts = [block.text for block in blocks]
    counts = TextCounts(texts)
    links = np.fromiter((block.link_chars for block in blocks), np.float32, len(blocks)) / counts.chars
    weights = weigh(counts, links)
    tree = build_tree(containers, weights)
    kinds = signatures(blocks, containers)
    base = np.concatenate(
        [
            text_columns(texts, links, counts),
            structure_columns(containers, tree, weights, kinds),
            context_columns(page, blocks, containers, counts, weights),
        ],
        axis=1,
    )
    return Evidence(base, tree, weights, kinds, np.array(containers.rows))
