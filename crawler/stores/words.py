"""Full-text search for PostgreSQL with the words that SQLite's FTS5 finds: runs of letters and digits, without case and accents.

PostgreSQL's own parser reads `3.5`, `news-paper` or an address as one word each, and what is a letter hangs on the server's locale. So the
words are cut here, and go to the server as a ready `tsvector` and `tsquery`, in which only letters and digits occur: nothing to escape.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain, islice, repeat
from typing import Any

from sqlalchemy import BigInteger, Column, MetaData, Table
from sqlalchemy.dialects.postgresql import TSVECTOR

from crawler.stores.packing import storable

fts = Table("articles_fts", MetaData(), Column("article_id", BigInteger, primary_key=True), Column("words", TSVECTOR))
"""The index's table, on PostgreSQL only; held articles have no row."""

Terms = list[tuple[list[str], bool]]
"""What is asked for: words or phrases that must all occur, each with whether its last word is only a beginning."""

COLUMNS = (("title", "A"), ("text", "D"), ("authors", "B"), ("tags", "B"))
"""What is searched, with the weight of its words: a title says more than a text, and a name or a label is rarely met by chance."""

_LAST_PLACE = 16_383  # of a tsvector: later words are found all the same, but not in phrases
_PLACES = 256  # that a tsvector keeps of one word
_LONGEST = 500  # letters of a word (a tsvector takes 2,046 bytes)
_SIZE = 900_000  # bytes of a tsvector (it takes 1,048,575)
_SNIPPET = 16  # words

_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return [word[:_LONGEST] for word in _WORD.findall(fold(text))]


def fold(text: str) -> str:
    """A text without case and accents."""
    lowered = text.lower()
    return lowered if lowered.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFD", lowered))


def cut(row: Mapping[str, Any]) -> list[list[str]]:
    """The words of what is searched of an article's row, column by column."""
    return [words(row[name] or "") for name, _ in COLUMNS]


def vector(texts: Iterable[Sequence[str]]) -> str:
    """The `tsvector` of an article's columns, cut into words. They lie two places apart, so that no phrase runs over from one into the next."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    first = 1
    for (_, weight), text in zip(COLUMNS, texts, strict=True):
        for place, word in zip(chain(range(first, _LAST_PLACE), repeat(_LAST_PLACE)), text, strict=False):
            places[word].append(f"{place}{weight}")
        first += len(text) + 2
    return " ".join([f"'{word}':{','.join(found[:_PLACES])}" for word, found in _that_fit(places)])


def _that_fit(places: Mapping[str, list[str]]) -> Iterable[tuple[str, list[str]]]:
    """The words with their places, as far as a `tsvector` takes them."""
    if 4 * sum(map(len, places)) + 8 * len(places) + 2 * sum(map(len, places.values())) <= _SIZE:
        return places.items()
    sizes = accumulate(4 * len(word) + 2 * min(len(found), _PLACES) + 8 for word, found in places.items())
    return [item for item, size in zip(places.items(), sizes, strict=True) if size <= _SIZE]


def terms(typed: str) -> Terms:
    """What a user asks for: words or phrases that must all occur, and whether the last word is only a beginning."""
    found = []
    for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', storable(typed)):
        if parts := words(phrase or word):
            found.append((parts, word.endswith("*")))
    return found


def tsquery(asked: Terms) -> str:
    """The `tsquery` of terms."""
    parts = []
    for term, begins in asked:
        ends = [""] * (len(term) - 1) + [":*" if begins else ""]
        parts.append(" <-> ".join(f"'{word}'{end}" for word, end in zip(term, ends, strict=True)))
    return " & ".join(f"({part})" for part in parts)


def apart(asked: Terms) -> Terms:
    """The same words wherever they stand: all that an index tells of a phrase before its matches are read."""
    return [([word], begins and place == len(term) - 1) for term, begins in asked for place, word in enumerate(term)]


def snippet(text: str, asked: Terms) -> str:
    """Sixteen words of a text with its hits in `[…]`, from where the most different ones stand close together."""
    exact = {word for term, begins in asked for word in (term[:-1] if begins else term)}
    beginnings = tuple(term[-1] for term, begins in asked if begins)
    spans = [(match.start(), match.end(), match[0]) for match in islice(_WORD.finditer(text), 20_000)]
    hits = [(number, word) for number, (_, _, written) in enumerate(spans) if (word := fold(written)) in exact or (beginnings and word.startswith(beginnings))]
    start = _best_start(hits)
    window = spans[start : start + _SNIPPET]
    if not window:
        return ""
    marked, pieces, at = {number for number, _ in hits}, [], window[0][0]
    for number, (begin, end, written) in enumerate(window, start):
        pieces += [text[at:begin], f"[{written}]" if number in marked else written]
        at = end
    return ("…" if start else "") + "".join(pieces) + ("…" if start + _SNIPPET < len(spans) else "")


def _best_start(hits: list[tuple[int, str]]) -> int:
    """The first word of the window that holds the most different hits."""
    best, start = 0, 0
    for index, (number, _) in enumerate(hits[:200]):
        kinds = Counter(word for place, word in hits[index : index + _SNIPPET] if place < number + _SNIPPET - 2)
        if len(kinds) > best:
            best, start = len(kinds), max(0, number - 2)
    return start
