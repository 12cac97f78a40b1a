"""Evidence in the characters of each block, counted for all blocks of a page at once and for every script alike."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cleaners.features.arrays import Floats, filled

SPACE, LOWER, UPPER, DIGIT, COMMA, STOP, DENSE, CASELESS, QUOTE, MARK, OTHER, DASH = range(12)
CLASSES = 12

_COMMAS = ",;:、，；：،؛‚·"
_STOPS = ".!?…。！？｡؟।॥።፧"
_QUOTES = "\"'“”‘’„«»‹›「」『』＂`´"
_MARKS = "|•·»›→←/\\@#©®™_=+*~^<>▸►✓✔↑↓&%$€£¥"
_DASHES = "-–—()[]{}（）【】〈〉《》"
_SPACES = " \n\t\xa0\u3000"
_KINDS = {
    "Ll": LOWER, "Lu": UPPER, "Lt": UPPER, "Nd": DIGIT, "Lo": CASELESS, "Lm": CASELESS, "Mn": CASELESS, "Mc": CASELESS,
}  # fmt: skip
# Scripts written without spaces between words (Thai to Khmer, Chinese, Japanese).
_DENSE_RANGES = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3040, 0x31FF),
    (0x3400, 0x9FFF), (0xF900, 0xFAFF),
)  # fmt: skip

DENSE_WEIGHT = 2.5
"""Letters of Latin text that one of a dense script is worth (parallel texts: Chinese 3, Japanese 2, Thai about 1.2)."""

COUNTED_CHARS = 300
"""Characters of a block that are looked at; what kind of text it is shows by then."""


@lru_cache(maxsize=1)
def _class_table() -> NDArray[np.uint8]:
    """Character class of every code point of the basic plane."""
    categories = map(unicodedata.category, map(chr, range(0x10000)))
    table = np.fromiter((_KINDS.get(category, OTHER) for category in categories), np.uint8, 0x10000)
    for first, last in _DENSE_RANGES:
        span = table[first : last + 1]
        span[span == CASELESS] = DENSE
    for chars, kind in ((_MARKS, MARK), (_DASHES, DASH), (_COMMAS, COMMA), (_STOPS, STOP), (_QUOTES, QUOTE), (_SPACES, SPACE)):
        table[[ord(c) for c in chars]] = kind
    return table


class TextCounts:
    """Character counts of a page's blocks.

    Attributes:
        counts: classes x blocks, float32, of the first `COUNTED_CHARS` characters.
        counted: how many characters that are.
        chars: length of each block in characters.
        length: the same, a dense letter weighing `DENSE_WEIGHT`.
        words: estimated number of words.
        short_words: share of words of at most three letters, a stand-in for stop words that knows no language.
        stops: sentence ends in the counted characters.
        ends: 1 where the block ends like a sentence, 0.5 with a colon, -1 with an ellipsis, else 0.
        opens: character class of the first character.
    """

    def __init__(self, texts: list[str]) -> None:
        count = len(texts)
        # The end of a long text decides whether it ends like a sentence, so the cut text is given it back.
        cut = [text if len(text) <= COUNTED_CHARS else text[: COUNTED_CHARS - 4] + text[-4:] for text in texts]
        codes = np.frombuffer("\n".join(cut).encode("utf-32-le", "surrogatepass") + b"\n\0\0\0", np.uint32)
        classes = _class_table()[np.minimum(codes, 0xFFFF)]
        self.chars: Floats = np.array([len(text) for text in texts], np.float32)
        sizes = np.minimum(self.chars, COUNTED_CHARS).astype(np.int64)
        stops_at = np.cumsum(sizes + 1)
        owner = np.repeat(np.arange(count), sizes + 1)
        counts = np.bincount(owner * CLASSES + classes, minlength=count * CLASSES).reshape(count, CLASSES).T
        self.counts: Floats = counts.astype(np.float32)
        self.counts[SPACE] -= 1
        self.counted: Floats = sizes.astype(np.float32)
        scale = self.chars / self.counted
        dense = self.counts[DENSE]
        self.length: Floats = self.chars + (DENSE_WEIGHT - 1) * dense * scale
        spaces = np.flatnonzero(classes == SPACE)
        widths = np.diff(spaces, prepend=-1)
        spaced = self.counts[SPACE] + 1
        self.words: Floats = (spaced + dense / 2) * scale
        self.short_words: Floats = np.bincount(owner[spaces[widths <= 4]], minlength=count) / spaced
        stop_at = np.flatnonzero(classes[:-1] == STOP)
        following = classes[stop_at + 1]
        real = (following == SPACE) | (following == QUOTE) | (following == DASH) | (codes[stop_at] > 0x2FFF)
        self.stops: Floats = np.bincount(owner[stop_at[real]], minlength=count).astype(np.float32)
        self.opens: NDArray[np.uint8] = classes[stops_at - sizes - 1]
        self.ends: Floats = _endings(codes, classes, stops_at - 2)


def _endings(codes: NDArray[np.uint32], classes: NDArray[np.uint8], last_at: NDArray[np.int64]) -> Floats:
    """How each block ends, given the place of its last character."""
    before_at = np.maximum(last_at - 1, 0)
    last, before = classes[last_at], classes[before_at]
    closed = (last == STOP) | (((last == QUOTE) | (last == DASH)) & (before == STOP))
    code, code_before = codes[last_at], codes[before_at]
    colon = (code == 0x3A) | (code == 0xFF1A)
    ellipsis = (code == 0x2026) | ((code == 0x2E) & (code_before == 0x2E))
    return np.where(ellipsis, -1, np.where(closed, 1, np.where(colon, 0.5, 0))).astype(np.float32)


TEXT_NAMES = (
    "length", "words", "word_length", "link_density", "unlinked", "capitals", "digits", "commas", "quotes", "marks", "dashes",
    "others", "stops", "ends", "opens_lower", "opens_upper", "opens_digit", "opens_quote", "opens_mark", "short_words", "dense", "lines",
)  # fmt: skip


def text_rows(texts: list[str], links: Floats, counts: TextCounts) -> Floats:
    """The rows `TEXT_NAMES`: what each block is by itself.

    Args:
        texts: text of each block.
        links: share of each block's characters that are links, 0-1.
        counts: the character counts of the same blocks.
    """
    kinds, size, opens = counts.counts, counts.counted, counts.opens
    letters = np.maximum(kinds[UPPER] + kinds[LOWER] + kinds[CASELESS] + kinds[DENSE], 1)
    words = np.maximum(counts.words, 1)
    return filled(
        [
            np.log1p(counts.length), np.log1p(words), counts.chars / words, links, np.log1p(counts.length * (1 - links)),
            kinds[UPPER] / letters, kinds[DIGIT] / size, kinds[COMMA] / words, kinds[QUOTE] / size, kinds[MARK] / size,
            kinds[DASH] / size, kinds[OTHER] / size, counts.stops, counts.ends, opens == LOWER, opens == UPPER, opens == DIGIT,
            opens == QUOTE, (opens == MARK) | (opens == OTHER), counts.short_words, kinds[DENSE] / size,
            [text.count("\n") for text in texts],
        ],
        len(texts),
    )  # fmt: skip
