"""Evidence in the characters of each block, counted for all blocks of a page at once and for every script alike."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaners import _speedups
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

    def __init__(self, texts: list[str], chars: Floats | None = None) -> None:
        if chars is None:
            chars = np.fromiter(map(len, texts), np.float32, len(texts))
        self.chars: Floats = chars
        self.counted: Floats = np.minimum(chars, COUNTED_CHARS)
        found = (count if _speedups.numbers is not None else count_in_python)(texts)
        self.counts, self.stops, self.opens, self.ends = found.counts, found.stops, found.opens, found.ends
        scale = chars / self.counted
        dense = self.counts[DENSE]
        self.length: Floats = chars + (DENSE_WEIGHT - 1) * dense * scale
        spaced = self.counts[SPACE] + 1
        self.words: Floats = (spaced + dense / 2) * scale
        self.short_words: Floats = found.short / spaced


class Counted(NamedTuple):
    """What is counted character by character; `counts`, `stops`, `opens` and `ends` as in `TextCounts`, `short` words of at most three letters."""

    counts: Floats
    short: NDArray[np.int64]
    stops: Floats
    opens: NDArray[np.uint8]
    ends: Floats


def count(texts: list[str]) -> Counted:
    """Count the characters of texts in the compiled module."""
    size = len(texts)
    found = Counted(
        np.zeros((CLASSES, size), np.float32), np.zeros(size, np.int64), np.zeros(size, np.float32), np.empty(size, np.uint8), np.empty(size, np.float32)
    )
    _speedups.numbers.count_text(texts, _class_table(), COUNTED_CHARS, *found)  # type: ignore[union-attr]
    return found


def count_in_python(texts: list[str]) -> Counted:
    """Count the characters of texts, all at once."""
    count = len(texts)
    # The end of a long text decides whether it ends like a sentence, so the cut text is given it back.
    cut = [text if len(text) <= COUNTED_CHARS else text[: COUNTED_CHARS - 4] + text[-4:] for text in texts]
    codes = np.frombuffer("\n".join(cut).encode("utf-32-le", "surrogatepass") + b"\n\0\0\0", np.uint32)
    classes = _class_table()[np.minimum(codes, 0xFFFF)]
    sizes = np.fromiter(map(len, cut), np.int64, count)
    stops_at = np.cumsum(sizes + 1)
    owner = np.repeat(np.arange(count), sizes + 1)
    counts = np.bincount(owner * CLASSES + classes, minlength=count * CLASSES).reshape(count, CLASSES).T.astype(np.float32)
    counts[SPACE] -= 1
    spaces = np.flatnonzero(classes == SPACE)
    widths = np.diff(spaces, prepend=-1)
    stop_at = np.flatnonzero(classes[:-1] == STOP)
    following = classes[stop_at + 1]
    real = (following == SPACE) | (following == QUOTE) | (following == DASH) | (codes[stop_at] > 0x2FFF)
    return Counted(
        counts,
        np.bincount(owner[spaces[widths <= 4]], minlength=count),
        np.bincount(owner[stop_at[real]], minlength=count).astype(np.float32),
        classes[stops_at - sizes - 1],
        _endings(codes, classes, stops_at - 2),
    )


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


def text_rows(links: Floats, lines: Floats, counts: TextCounts) -> Floats:
    """The rows `TEXT_NAMES`: what each block is by itself.

    Args:
        links: share of each block's characters that are links, 0-1.
        lines: line breaks in each block.
        counts: the character counts of the same blocks.
    """
    if _speedups.numbers is not None:
        out = np.empty((len(TEXT_NAMES), len(links)), np.float32)
        _speedups.numbers.text_rows(counts, links, lines, out)
        for row in (out[:2], out[4]):
            np.log1p(row, out=row)
        return out
    kinds, size, opens = counts.counts, counts.counted, counts.opens
    letters = np.maximum(kinds[UPPER] + kinds[LOWER] + kinds[CASELESS] + kinds[DENSE], 1)
    words = np.maximum(counts.words, 1)
    return filled(
        [
            np.log1p(counts.length), np.log1p(words), counts.chars / words, links, np.log1p(counts.length * (1 - links)),
            kinds[UPPER] / letters, kinds[DIGIT] / size, kinds[COMMA] / words, kinds[QUOTE] / size, kinds[MARK] / size,
            kinds[DASH] / size, kinds[OTHER] / size, counts.stops, counts.ends, opens == LOWER, opens == UPPER, opens == DIGIT,
            opens == QUOTE, (opens == MARK) | (opens == OTHER), counts.short_words, kinds[DENSE] / size,
            lines,
        ],
        len(links),
    )  # fmt: skip
