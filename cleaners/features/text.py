"""Evidence in the characters of each block, counted for all blocks of a page at once and for every script alike."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SPACE, LOWER, UPPER, DIGIT, COMMA, STOP, DENSE, CASELESS, QUOTE, MARK, OTHER, DASH = range(12)
CLASSES = 12

_COMMAS = ",;:、，；：،؛‚·"
_STOPS = ".!?…。！？｡؟।॥።፧។"
_QUOTES = "\"'“”‘’„«»‹›「」『』＂`´"
_MARKS = "|•·»›→←/\\@#©®™_=+*~^<>▸►✓✔↑↓&%$€£¥"
_DASHES = "-–—()[]{}（）【】〈〉《》"
# Blocks of scripts written without spaces between words: a letter there carries about what 2.5 Latin letters do.
_DENSE_RANGES = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3040, 0x31FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))
DENSE_WEIGHT = 2.5

COUNTED_CHARS = 1000
"""Characters of a block that are looked at; what kind of text it is shows long before."""


@lru_cache(maxsize=1)
def _class_table() -> NDArray[np.uint8]:
    """Character class of every code point of the basic plane."""
    table = np.full(0x10000, OTHER, np.uint8)
    kinds = {"Ll": LOWER, "Lu": UPPER, "Lt": UPPER, "Nd": DIGIT, "Lo": CASELESS, "Lm": CASELESS, "Mn": CASELESS, "Mc": CASELESS}
    for code in range(0x10000):
        if (kind := kinds.get(unicodedata.category(chr(code)))) is not None:
            table[code] = kind
    for first, last in _DENSE_RANGES:
        span = table[first : last + 1]
        span[span == CASELESS] = DENSE
    for chars, kind in ((_MARKS, MARK), (_DASHES, DASH), (_COMMAS, COMMA), (_STOPS, STOP), (_QUOTES, QUOTE), (" \n\t\xa0\u3000", SPACE)):
        table[[ord(c) for c in chars]] = kind
    return table


class TextCounts:
    """Character counts of a page's blocks.

    Attributes:
        counts: blocks x classes, float32.
        length: whole length of each block in characters, a dense letter weighing `DENSE_WEIGHT`.
        words: estimated number of words.
        short_words: share of words of at most three letters, a stand-in for stop words that knows no language.
        stops: sentence ends inside or at the end.
        ends: 1 where the block ends like a sentence, 0.5 with a colon, else 0.
        opens: character class of the first character.
    """

    def __init__(self, texts: list[str]) -> None:
        cut = [text[:COUNTED_CHARS] for text in texts]
        codes = np.frombuffer("\n".join(cut).encode("utf-32-le", "surrogatepass") + b"\n\0\0\0", np.uint32)
        classes = _class_table()[np.minimum(codes, 0xFFFF)]
        sizes = np.fromiter(map(len, cut), np.int64, len(cut))
        stops_at = np.cumsum(sizes + 1)
        starts_at = stops_at - sizes - 1
        owner = np.repeat(np.arange(len(cut), dtype=np.int64), sizes + 1)
        counts = np.bincount(owner * CLASSES + classes, minlength=len(cut) * CLASSES).reshape(-1, CLASSES)
        counts[:, SPACE] -= 1
        self.counts: Floats = counts.astype(np.float32)
        whole = np.fromiter(map(len, texts), np.float32, len(texts))
        scale = whole / np.maximum(sizes, 1)
        dense = self.counts[:, DENSE]
        self.chars: Floats = whole
        self.length: Floats = (whole + (DENSE_WEIGHT - 1) * dense * scale).astype(np.float32)
        spaces = np.flatnonzero(classes == SPACE)
        space_owner = owner[spaces]
        widths = np.diff(spaces, prepend=-1) - 1
        small = np.bincount(space_owner[widths <= 3], minlength=len(cut))
        spaced = self.counts[:, SPACE] + 1
        self.words: Floats = ((spaced + dense / 2) * scale).astype(np.float32)
        self.short_words: Floats = (small / spaced).astype(np.float32)
        stop_at = np.flatnonzero(classes[:-1] == STOP)
        following = classes[stop_at + 1]
        real = (following == SPACE) | (following == QUOTE) | (following == DASH) | (codes[stop_at] > 0x2FFF)
        self.stops: Floats = np.bincount(owner[stop_at[real]], minlength=len(cut)).astype(np.float32)
        last, before = classes[stops_at - 2], classes[np.maximum(stops_at - 3, 0)]
        closed = (last == STOP) | (((last == QUOTE) | (last == DASH)) & (before == STOP))
        colon = (codes[stops_at - 2] == 0x3A) | (codes[stops_at - 2] == 0xFF1A)
        self.ends: Floats = np.where(closed, 1.0, np.where(colon, 0.5, 0.0)).astype(np.float32)
        self.opens: NDArray[np.uint8] = classes[starts_at]
        self.dense_share: Floats = dense / np.maximum(sizes, 1).astype(np.float32)


TEXT_NAMES = (
    "length", "words", "word_length", "link_density", "unlinked", "capitals", "digits", "commas", "quotes", "marks", "dashes",
    "others", "stops", "ends", "opens_lower", "opens_upper", "opens_digit", "opens_quote", "opens_mark", "short_words", "dense", "lines",
)  # fmt: skip


def text_columns(texts: list[str], links: Floats, counts: TextCounts) -> Floats:
    """The columns `TEXT_NAMES`: what each block is by itself.

    Args:
        texts: text of each block.
        links: share of each block's characters that are links, 0-1.
        counts: the character counts of the same blocks.
    """
    by_class = counts.counts
    size = np.maximum(by_class.sum(axis=1), 1)
    letters = np.maximum(by_class[:, LOWER] + by_class[:, UPPER] + by_class[:, CASELESS] + by_class[:, DENSE], 1)
    opens = counts.opens
    lines = np.fromiter((text.count("\n") for text in texts), np.float32, len(texts))
    return np.stack(
        [
            np.log1p(counts.length), np.log1p(counts.words), counts.chars / np.maximum(counts.words, 1), links,
            np.log1p(counts.length * (1 - links)), by_class[:, UPPER] / letters, by_class[:, DIGIT] / size,
            by_class[:, COMMA] / np.maximum(counts.words, 1), by_class[:, QUOTE] / size, by_class[:, MARK] / size, by_class[:, DASH] / size,
            by_class[:, OTHER] / size, counts.stops, counts.ends, opens == LOWER, opens == UPPER, opens == DIGIT, opens == QUOTE,
            (opens == MARK) | (opens == OTHER), counts.short_words, counts.dense_share, lines,
        ],
        axis=1, dtype=np.float32, casting="unsafe",
    )  # fmt: skip
