"""Which pairs of neighbouring words an article has, told in a few bytes: a Bloom filter each, for phrases on PostgreSQL.

The server's index tells words and not their order. Whether an article that holds all words of a phrase holds the phrase is in its `tsvector`,
which takes 5 us to fetch: half a second for words that nearly all of 100,000 articles have. To ask its filter takes a twentieth of that. A filter
never misses a pair; it takes one in sixty for one that the article has, so that what it lets through is still looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt
from sqlalchemy import BigInteger, Column, ColumnElement, Integer, LargeBinary, MetaData, Table, func, literal

Numbers = npt.NDArray[np.int64]

pairs = Table("articles_pairs", MetaData(), Column("article_id", BigInteger, primary_key=True), Column("pairs", LargeBinary))
"""The filters, on PostgreSQL only; held articles have no row."""

BITS = 10
"""Of a filter, for each different pair. With 8, three phrases in a hundred are looked for in vain; with 12, reading takes a tenth longer, and that costs more."""

_SPREAD, _31 = 0x5E3779B1, 0x7FFFFFFF
_TWO_BITS = [1 << first | 1 << second for first in range(8) for second in range(first)]
_MASKS = np.array([_TWO_BITS[number % len(_TWO_BITS)] for number in range(256)], np.uint8)


def filter_of(texts: Iterable[Sequence[str]]) -> bytes:
    """The filter of an article's texts, each cut into words: two bits in each of two bytes for a pair."""
    codes = _codes(texts)
    bits = np.zeros(max(1, (len(codes) * BITS + 7) // 8), np.uint8)
    for numbers in _numbers(codes):
        np.bitwise_or.at(bits, numbers % len(bits), _MASKS[numbers >> 23])
    return bits.tobytes()


def has_pairs(column: ColumnElement[bytes], phrases: Iterable[Sequence[str]]) -> list[ColumnElement[bool]]:
    """Conditions on a filter that all articles with these phrases meet; none for phrases of one word."""
    size = func.length(column, type_=Integer)
    found = []
    for number in np.concatenate(_numbers(_codes(phrases))).tolist():
        byte, mask = func.get_byte(column, literal(number) % size, type_=Integer), int(_MASKS[number >> 23])
        found.append(byte.bitwise_and(mask) == mask)
    return found


def _codes(texts: Iterable[Sequence[str]]) -> Numbers:
    """32 bits for each different pair of neighbours."""
    found: set[str] = set()
    for words in texts:
        found.update(map(" ".join, pairwise(words)))
    return np.fromiter(map(crc32, map(str.encode, found)), np.int64, len(found))


def _numbers(codes: Numbers) -> tuple[Numbers, Numbers]:
    """Two numbers of 31 bits for each pair: what is left by a filter's length is the byte, the upper eight bits tell the two bits in it."""
    return codes & _31, codes * _SPREAD & _31
