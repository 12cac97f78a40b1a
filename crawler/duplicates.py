"""Near-duplicates: syndicated and lightly edited copies of an article, across sites and time.

Two steps. MinHash with locality-sensitive hashing (Broder 1997; Indyk and Motwani 1998) proposes pairs; the texts themselves decide.
Whatever grows with the number of articles lies in a temporary file, so memory stays flat.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

from cleaners.shingles import words

ROWS, BANDS = 3, 64
"""Texts of which 0.47 of the word pairs are common (every fifth word replaced) are proposed with probability 0.999, of 0.1 with 0.06, of
0.02 (two articles of one language) with 0.0005: 1 - (1 - J^3)^64."""
LEAST_SIMILAR = 0.35
"""Jaccard similarity of word pairs from which on two texts are one: with every fifth word replaced it is about 0.47, between two
reports of one event from different desks under 0.15."""
LEAST_WORDS = 20
"""Shorter texts are compared as a whole alone: of ten words half are shared by chance."""
LEAST_NUMBERS = 0.5
"""Share of numbers that two texts must have in common where each has some of its own: series (weather, results, prices) and follow-ups
repeat the words and change the figures, while an editor cuts a figure or adds one."""

Bigram = tuple[str, str]


def similarity(one: str, other: str) -> float:
    """Jaccard similarity (0-1) of two texts' word pairs; 0 where their numbers tell them apart."""
    first, second = words(one), words(other)
    if first == second:
        return 1.0
    if min(len(first), len(second)) < LEAST_WORDS:
        return 0.0
    numbers, others = ({word for word in text if word.isdigit()} for text in (first, second))
    if numbers - others and others - numbers and len(numbers & others) < LEAST_NUMBERS * len(numbers | others):
        return 0.0
    pairs, more = _bigrams(first), _bigrams(second)
    return len(pairs & more) / len(pairs | more)


class Finder:
    """Groups texts that are one. Use it as a context manager: it holds a temporary file.

    Args:
        text_of: gives a text again by its number; only proposed pairs are asked for.
    """

    def __init__(self, text_of: Callable[[int], str]) -> None:
        self._text_of = text_of
        self._folder = tempfile.TemporaryDirectory()
        self._file = sqlite3.connect(Path(self._folder.name) / "bands.db", isolation_level=None)
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute("CREATE TABLE bands (key BLOB, number INTEGER, PRIMARY KEY (key, number)) WITHOUT ROWID")
        self._group: dict[int, int] = {}

    def add(self, number: int, text: str) -> None:
        """Compare a text with all before it."""
        keys = _keys(text)
        self._file.execute("BEGIN")
        marks = ",".join("?" * len(keys))
        for (near,) in self._file.execute(f"SELECT DISTINCT number FROM bands WHERE key IN ({marks}) ORDER BY number", keys).fetchall():
            if self._lead(near) != self._lead(number) and similarity(text, self._text_of(near)) >= LEAST_SIMILAR:
                self._join(near, number)
        self._file.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", ((key, number) for key in keys))
        self._file.execute("COMMIT")

    def groups(self) -> Iterator[list[int]]:
        """The numbers of texts that are one, for every text that has a copy."""
        found: dict[int, list[int]] = {}
        for number in self._group:
            found.setdefault(self._lead(number), []).append(number)
        yield from (sorted(group) for group in found.values())

    def _lead(self, number: int) -> int:
        while (above := self._group.get(number, number)) != number:
            number = above
        return number

    def _join(self, one: int, other: int) -> None:
        low, high = sorted((self._lead(one), self._lead(other)))
        self._group.setdefault(low, low)
        self._group[high] = low
        self._group.setdefault(other, low)

    def close(self) -> None:
        """Remove the temporary file."""
        self._file.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _bigrams(tokens: list[str]) -> set[Bigram]:
    return set(pairwise(tokens))


def _keys(text: str) -> list[bytes]:
    """The text's bucket in each band."""
    sketch = MinHash(num_perm=ROWS * BANDS, seed=1)
    tokens = words(text)
    sketch.update_batch([f"{one} {other}".encode() for one, other in _bigrams(tokens)] or [" ".join(tokens).encode()])
    values: NDArray[np.uint32] = sketch.hashvalues.astype(np.uint32).reshape(BANDS, ROWS)
    return [bytes([band]) + row.tobytes() for band, row in enumerate(values)]
