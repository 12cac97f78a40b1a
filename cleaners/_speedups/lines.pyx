# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Holding a page's lines against its head: `cleaners.features.head`, compiled."""

include "interface.pxi"
include "hashes.pxi"

from libc.stdlib cimport calloc, free, malloc

import os

cdef enum:
    LONG = 4  # letters; a longer word is one of a page's vocabulary

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
        cdef Py_ssize_t room = 1, at, count, longest = 0, least = LONG + 2 if long_only else 2  # characters of a word and what parts it from the next
        cdef uint64_t* hashes
        cdef Py_ssize_t* sizes
        cdef str text
        for text in texts:
            room += len(text) // least + 1
            longest = max(longest, <Py_ssize_t> len(text) // 2 + 1)
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
        for text in texts:
            count = _words(text, len(text), hashes, sizes, longest)
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
        count = _words(text, size, hashes, sizes, MOST)
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
            out[1, place] = head.is_title(text.lower(), common)
        out[2, place] = known / <double> words
        if authors and size < 120:
            lower = text.lower()
            for name in authors:
                if name in lower:
                    out[5, place] = 1
                    break
        if wide and size > 12:
            out[6, place] = shared / <double> wide
