"""Which blocks of a page are content: those that the truth's text covers."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from cleaners.shingles import Cover


def label(blocks: list[list[str]], truth: str) -> np.ndarray:
    """1 for each block (a list of words) that the truth covers, else 0.

    Where the same words stand in the page more than once (teasers, hidden copies), those amid the most content win.
    """
    cover = Cover(truth)
    marks = np.array([cover.holds(block) for block in blocks], np.float32)
    places = defaultdict(list)
    for place in np.flatnonzero(marks):
        places[tuple(blocks[place])].append(int(place))
    sizes = np.array([len(block) for block in blocks], np.float32) * marks
    result = marks.copy()
    for copies in places.values():
        if len(copies) > 1:
            near = [float(sizes[max(place - 8, 0) : place + 9].sum()) for place in copies]
            result[copies] = 0
            result[copies[int(np.argmax(near))]] = 1
    return result
