"""Variants of labelled pages: what the sets hardly hold but the web is full of."""

from __future__ import annotations

import random

import numpy as np

from cleaners.records import PageBlocks


def shortened(found: PageBlocks, labels: np.ndarray, chance: random.Random) -> tuple[PageBlocks, np.ndarray]:
    """The page whose article ends after its first one to three long content blocks; all from there to its old end is gone.

    Short posts amid long side columns and comments are where extractors lose the article.
    """
    long = [place for place in np.flatnonzero(labels).tolist() if len(found.blocks[place].text) >= 60]
    if not long:
        return found, labels
    last = long[min(chance.randint(1, 3), len(long)) - 1]
    end = int(np.flatnonzero(labels)[-1])
    kept = np.array([place <= last or place > end for place in range(len(labels))])
    return without(found, kept), labels[kept]


def without(found: PageBlocks, kept: np.ndarray) -> PageBlocks:
    """The page as if only some of its blocks had ever been in it.

    Args:
        found: the page's blocks.
        kept: for each block, whether it stays.
    """
    places = np.concatenate(([0], np.cumsum(kept)))
    table = found.containers
    blocks = [block._replace(index=int(places[block.index])) for block in found.blocks if kept[block.index]]
    containers = table._replace(
        starts=places[table.starts].tolist(), stops=places[table.stops].tolist(),
        rows=[row for row, stays in zip(table.rows, kept, strict=True) if stays],
        seen=[seen for seen, stays in zip(table.seen, kept, strict=True) if stays],
    )  # fmt: skip
    return PageBlocks(blocks, found.hits, containers)


def nameless(found: PageBlocks) -> PageBlocks:
    """The page without class names and ids: they change with every redesign, and some frameworks make them up."""
    table = found.containers
    return found._replace(containers=table._replace(names=[""] * len(table.names)))
