# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Looking up the words of a page's lines: `cleaners.features.head` and the lines of `cleaners.features.learned`, compiled.

A word is known by a hash of 64 bits: no string is made of it. Two words of one hash would count as one, once in some 10**15 look-ups.
"""

include "interface.pxi"

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ
from libc.stdint cimport uint64_t
from libc.stdlib cimport calloc, free, malloc

import os

cdef enum:
    MOST = 1024  # words of one line that are looked up: twice what its length allows
    LONG = 4  # letters; a longer word is one of a page's vocabulary


cdef inline uint64_t _mixed(uint64_t value) noexcept nogil:
    """The finaliser of MurmurHash3 (A. Appleby, public domain): every bit of the value moves every bit of the result."""
    value = (value ^ (value >> 33)) * <uint64_t> 0xFF51AFD7ED558CCD
    value = (value ^ (value >> 33)) * <uint64_t> 0xC4CEB9FE1A85EC53
    return value ^ (value >> 33)


cdef inline uint64_t _paired(uint64_t first, uint64_t second) noexcept nogil:
    return _mixed(first + second * <uint64_t> 0x9E3779B97F4A7C15)


cdef Py_ssize_t _words(str lower, uint64_t* hashes, Py_ssize_t* sizes, Py_ssize_t most):
    """Hashes (FNV-1a over the characters) and lengths of the words of a text in lower case, as `str.split` parts it; their number."""
    cdef int kind = PyUnicode_KIND(lower)
    cdef void* data = PyUnicode_DATA(lower)
    cdef Py_ssize_t at, count = 0, start = -1, length = len(lower)
    cdef uint64_t word = 0
    cdef Py_UCS4 letter
    for at in range(length):
        letter = PyUnicode_READ(kind, data, at)
        if letter == c" " or letter.isspace():
            if start >= 0:
                hashes[count], sizes[count] = _mixed(word), at - start
                count += 1
                start = -1
                if count == most:
                    return count
        else:
            if start < 0:
                start, word = at, <uint64_t> 0xCBF29CE484222325
            word = (word ^ <uint64_t> letter) * <uint64_t> 0x100000001B3
    if start >= 0:
        hashes[count], sizes[count] = _mixed(word), length - start
        count += 1
    return count


cdef uint64_t _seed = int.from_bytes(os.urandom(8), "little")


cdef class WordSet:
    """The distinct words of texts in lower case. Their places are drawn by lot in each process, so that no choice of words makes a look-up slow.

    Args:
        texts: in any case of letters.
        long_only: words of more than four letters alone.
    """

    cdef uint64_t* places  # half of them free (0) at least
    cdef uint64_t mask
    cdef Py_ssize_t size

    def __cinit__(self, texts, bint long_only=False):
        cdef list lowered = [text.lower() for text in texts]
        cdef Py_ssize_t room = 1, at, count, longest = 0
        cdef uint64_t* hashes
        cdef Py_ssize_t* sizes
        cdef str lower
        for lower in lowered:
            count = len(lower) // 2 + 1
            room += count
            longest = max(longest, count)
        self.mask = 16
        while self.mask < 2 * <uint64_t> room:
            self.mask *= 2
        self.places = <uint64_t*> calloc(self.mask, sizeof(uint64_t))
        hashes = <uint64_t*> malloc((longest + 1) * sizeof(uint64_t))
        sizes = <Py_ssize_t*> malloc((longest + 1) * sizeof(Py_ssize_t))
        self.mask -= 1
        if self.places == NULL or hashes == NULL or sizes == NULL:
            free(hashes)
            free(sizes)
            raise MemoryError
        for lower in lowered:
            count = _words(lower, hashes, sizes, longest)
            for at in range(count):
                if sizes[at] > LONG or not long_only:
                    self._add(hashes[at])
        free(hashes)
        free(sizes)

    def __dealloc__(self):
        free(self.places)

    def __len__(self):
        return self.size

    cdef uint64_t _place(self, uint64_t word) noexcept:
        """The place of a word, or the free one for it."""
        cdef uint64_t at = _mixed(word ^ _seed) & self.mask
        while self.places[at] and self.places[at] != word:
            at = (at + 1) & self.mask
        return at

    cdef void _add(self, uint64_t word) noexcept:
        cdef uint64_t at = self._place(word)
        self.size += not self.places[at]
        self.places[at] = word

    cdef bint has(self, uint64_t word) noexcept:
        return self.places[self._place(word)] != 0


def head_rows(list texts, list worth, head, float[:, ::1] out):
    """Fill the rows of `cleaners.features.head.HEAD_NAMES` that differ from block to block."""
    cdef WordSet title = WordSet(head.title), described = WordSet(head.described), vocabulary = head.vocabulary
    cdef str description = head.description, text, lower
    cdef tuple authors = head.authors
    cdef bint has_body = bool(head.body)
    cdef Py_ssize_t place, size, count, at, other, words, common, known, wide, shared, looked_up = head.LOOKED_UP, short = head.SHORT
    cdef uint64_t hashes[MOST]
    cdef Py_ssize_t sizes[MOST]
    for place in worth:
        text = texts[place]
        size = len(text)
        if has_body and size >= 20 and place < looked_up:
            out[4, place] = head.opens_body(text)
        if size >= short:
            if description and size < 2 * short:
                out[2, place] = text[:60].lower() in description
            continue
        lower = text.lower()
        count = _words(lower, hashes, sizes, MOST)
        words = common = known = wide = shared = 0
        for at in range(count):
            for other in range(at):
                if hashes[other] == hashes[at]:
                    break
            else:
                words += 1
                common += title.has(hashes[at])
                known += described.has(hashes[at])
                if sizes[at] > LONG:
                    wide += 1
                    shared += vocabulary.has(hashes[at])
        if common:
            out[0, place] = common / <double> (words + title.size - common)
            out[1, place] = head.is_title(lower, common)
        out[2, place] = known / <double> words
        if authors and size < 120:
            for name in authors:
                if name in lower:
                    out[5, place] = 1
                    break
        if wide and size > 12:
            out[6, place] = shared / <double> wide


cdef struct Entry:
    uint64_t key  # of a word or of a pair; 0 for a free place
    bint begins  # a pair
    bint phrase
    bint wording
    double as_phrase
    double as_wording


cdef class Lexicon:
    """Weights of lines' words and word pairs, for `line_rows`: one table, asked by hash.

    Args:
        phrases: weights of `cleaners.features.words.phrase_tokens`.
        wordings: weights of `cleaners.features.words.wording_tokens`.
    """

    cdef Entry* entries
    cdef uint64_t mask

    def __cinit__(self, dict phrases, dict wordings):
        cdef uint64_t room = 64
        while room < 6 * <uint64_t> (len(phrases) + len(wordings)):
            room *= 2
        self.mask = room - 1
        self.entries = <Entry*> malloc(room * sizeof(Entry))
        if self.entries == NULL:
            raise MemoryError
        for at in range(room):
            self.entries[at] = Entry(0, False, False, False, 0, 0)
        for kind, known in enumerate((phrases, wordings)):
            for token, weight in known.items():
                self._add(kind, token.split(" ") if isinstance(token, str) else token, weight)

    def __dealloc__(self):
        free(self.entries)

    cdef int _add(self, int kind, words, double weight) except -1:
        cdef uint64_t hashes[2]
        cdef Py_ssize_t size, place
        cdef Entry* entry
        for place, word in enumerate(words):
            _words(word, hashes + place, &size, 1)
        entry = self._place(hashes[0])
        entry.key = hashes[0]
        if len(words) > 1:
            entry.begins = True
            entry = self._place(_paired(hashes[0], hashes[1]))
            entry.key = _paired(hashes[0], hashes[1])
        if kind:
            entry.wording, entry.as_wording = True, weight
        else:
            entry.phrase, entry.as_phrase = True, weight
        return 0

    cdef Entry* _place(self, uint64_t key) noexcept nogil:
        """The entry of a key, or the free place for it; a quarter of the table is taken at most."""
        cdef uint64_t at = key & self.mask
        while self.entries[at].key and self.entries[at].key != key:
            at = (at + 1) & self.mask
        return &self.entries[at]


def line_rows(list texts, list worth, Lexicon lexicon, bounds, float[:, ::1] phrases, float[:, ::1] wordings):
    """Fill what the first words of each line say, and what all its words do: rows of `weigh_tokens` and `weigh_wording`.

    `bounds` names `PHRASE_CHARS`, `PHRASE_WORDS`, `WORDING_CHARS`, `END_WORDS`.
    """
    cdef Py_ssize_t place, count, phrase_chars = bounds.PHRASE_CHARS, phrase_words = bounds.PHRASE_WORDS
    cdef Py_ssize_t wording_chars = bounds.WORDING_CHARS, end_words = bounds.END_WORDS, length
    cdef str text
    cdef uint64_t hashes[MOST]
    cdef Py_ssize_t sizes[MOST]
    cdef Entry* found[2 * MOST]
    for place in worth:
        text = texts[place]
        length = len(text)
        count = -1
        if length <= wording_chars:
            count = _words(text.lower(), hashes, sizes, MOST)
            _look_up(lexicon, hashes, count, found)
            _read_wording(found, count, end_words, wordings, place)
        if count < 0 or length > phrase_chars:
            count = _words(text[:phrase_chars].lower(), hashes, sizes, phrase_words)
            _look_up(lexicon, hashes, count, found)
        _read_phrase(found, count, min(phrase_words, count), phrases, place)


cdef void _look_up(Lexicon lexicon, uint64_t* hashes, Py_ssize_t count, Entry** found) noexcept:
    """The entries of the words, then of the pairs that each word begins; NULL for what is not known."""
    cdef Py_ssize_t at
    cdef Entry* entry
    for at in range(count):
        entry = lexicon._place(hashes[at])
        found[at], found[count + at] = entry if entry.key else NULL, NULL
        if entry.key and entry.begins and at + 1 < count:
            entry = lexicon._place(_paired(hashes[at], hashes[at + 1]))
            if entry.key:
                found[count + at] = entry


cdef void _read_phrase(Entry** entries, Py_ssize_t count, Py_ssize_t size, float[:, ::1] out, Py_ssize_t place) noexcept:
    cdef double total = 0, least = 0
    cdef Py_ssize_t known = 0, at
    cdef int pair
    cdef Entry* entry
    for pair in range(2):
        for at in range(size - pair):
            entry = entries[pair * count + at]
            if entry != NULL and entry.phrase:
                least = entry.as_phrase if not known or entry.as_phrase < least else least
                total += entry.as_phrase
                known += 1
    if known:
        out[0, place], out[1, place] = total / known**0.5 if known > 1 else total, least


cdef void _read_wording(Entry** entries, Py_ssize_t size, Py_ssize_t end_words, float[:, ::1] out, Py_ssize_t place) noexcept:
    cdef Py_ssize_t at, other, count = 0, last = 0
    cdef Entry* seen[2 * MOST]
    cdef double weights[2 * MOST]
    cdef double total = 0, end = 0
    cdef int pair
    cdef Entry* entry
    for pair in range(2):
        for at in range(size - pair):
            entry = entries[pair * size + at]
            if entry == NULL or not entry.wording:
                continue
            if at >= size - end_words:
                end += entry.as_wording
                last += 1
            for other in range(count):
                if seen[other] == entry:
                    break
            else:
                seen[count], weights[count] = entry, entry.as_wording
                count += 1
    if not count:
        return
    _sort(weights, count)
    for at in range(count):
        total += weights[at]
    out[0, place], out[1, place] = total / count**0.5, weights[0]
    out[2, place] = weights[0] + (weights[1] if count > 1 else 0) + (weights[2] if count > 2 else 0)
    out[3, place] = end / last**0.5 if last else 0


cdef void _sort(double* values, Py_ssize_t count) noexcept:
    """By insertion: there are a dozen."""
    cdef Py_ssize_t at, to
    cdef double value
    for at in range(1, count):
        value, to = values[at], at
        while to and values[to - 1] > value:
            values[to] = values[to - 1]
            to -= 1
        values[to] = value
