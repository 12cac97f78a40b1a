# cython: language_level=3, boundscheck=False, wraparound=False
"""What names and texts hold: stems of words, letters, and what lines begin with; compiled."""

include "interface.pxi"
include "ascii.pxi"
include "nodes.pxi"

from libc.stdint cimport int16_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memset

cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(object text)
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_UCS4 PyUnicode_READ(int kind, void* data, Py_ssize_t place)
    void PyUnicode_WRITE(int kind, void* data, Py_ssize_t place, Py_UCS4 letter)
    object PyUnicode_FromKindAndData(int kind, const void* data, Py_ssize_t size)


cdef inline bint _in_word(Py_UCS4 letter) noexcept:
    """Whether `\\w` matches a character."""
    cdef unsigned int code = letter
    return (97 <= (code | 32) <= 122 or 48 <= code <= 57 or code == 95) if code < 128 else letter.isalnum()


cdef inline bint _is_dense(Py_UCS4 letter) noexcept:
    """Whether a character is of a script written without spaces: one of `cleaners.shingles._DENSE`."""
    return letter >= 0xE00 and (
        letter <= 0xEFF or 0x1000 <= letter <= 0x109F or 0x1780 <= letter <= 0x17FF or 0x2E80 <= letter <= 0x2FDF or 0x3005 <= letter <= 0x3007
        or 0x3040 <= letter <= 0x31FF or 0x3400 <= letter <= 0x9FFF or 0xF900 <= letter <= 0xFAFF
    )


def joined(str text, int least):
    """`cleaners.memory.joined_in_python`."""
    text = text.lower()
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t at = 0, size = len(text), start, end = 0, count = 0
    cdef Py_UCS4 letter
    cdef bint digits
    cdef Py_UCS4* letters = <Py_UCS4*> malloc((size + 1) * sizeof(Py_UCS4))
    if letters == NULL:
        raise MemoryError
    while at < size:
        letter = PyUnicode_READ(kind, data, at)
        at += 1
        if not _is_dense(letter) and not _in_word(letter):
            continue
        start, digits = end, letter.isdigit()
        letters[end] = letter
        end += 1
        if not _is_dense(letter):  # a letter of those scripts is a word of its own
            while at < size:
                letter = PyUnicode_READ(kind, data, at)
                if not _in_word(letter) or _is_dense(letter):
                    break
                digits = digits and letter.isdigit()
                letters[end] = letter
                end += 1
                at += 1
        if digits:
            letters[start], end = c"0", start + 1
        count += 1
    try:
        return PyUnicode_FromKindAndData(4, letters, end) if count >= least else ""
    finally:
        free(letters)


cdef inline bint _is_white(Py_UCS4 letter) noexcept:
    """Whether `str.split` parts a text here."""
    return letter == 32 or 9 <= letter <= 13 or 28 <= letter <= 31 or (letter > 127 and letter.isspace())


def tally(str text):
    """`cleaners.article.tally_in_python`."""
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t at, count = 0
    cdef Py_UCS4 letter
    cdef bint inside = False
    cdef list beyond = []
    for at in range(len(text)):
        letter = PyUnicode_READ(kind, data, at)
        if letter > 0xE00 and not 0x2000 <= letter < 0x2C00:
            beyond.append(letter)
        if _is_white(letter):
            inside = False
            continue
        count += not inside
        inside = True
    return count, "".join(beyond)


def spaced(str text):
    """The text on one line, one space for all white space: `" ".join(text.split())`."""
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t at, size = len(text), end = 0
    cdef Py_UCS4 letter
    cdef bint inside = False
    cdef Py_UCS4* letters = <Py_UCS4*> malloc((size + 1) * sizeof(Py_UCS4))
    if letters == NULL:
        raise MemoryError
    for at in range(size):
        letter = PyUnicode_READ(kind, data, at)
        if _is_white(letter):
            inside = False
            continue
        if not inside and end:
            letters[end] = 32
            end += 1
        inside = True
        letters[end] = letter
        end += 1
    try:
        return PyUnicode_FromKindAndData(4, letters, end)
    finally:
        free(letters)


def letters(str text):
    """The characters of a text that `\\w` matches."""
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t at, size = len(text), end = 0
    cdef Py_UCS4 letter
    cdef char* kept = <char*> malloc(kind * size + 1)
    if kept == NULL:
        raise MemoryError
    for at in range(size):
        letter = PyUnicode_READ(kind, data, at)
        if _in_word(letter):
            PyUnicode_WRITE(kind, kept, end, letter)
            end += 1
    try:
        return PyUnicode_FromKindAndData(kind, kept, end)
    finally:
        free(kept)


cdef class Stems:
    """Whether a text holds one of some stems, in any case of its letters.

    Args:
        stems: in lower case, none of them empty.
    """

    cdef int first[128]
    cdef list by_first, others  # `others` begin with no ASCII letter

    def __init__(self, stems):
        self.by_first, self.others = [], []
        memset(self.first, 0xFF, sizeof(self.first))
        for stem in stems:
            letter = ord(stem[0])
            if letter >= 128:
                self.others.append(stem)
                continue
            if self.first[letter] < 0:
                self.first[letter] = len(self.by_first)
                self.by_first.append([])
            self.by_first[self.first[letter]].append(stem)

    def found_in(self, str text):
        """Whether one of the stems is in the text."""
        return self._found(text, False)

    def stand_in(self, str text):
        """Whether one of the stems is a word of the text."""
        return self._found(text, True)

    cdef bint _found(self, str text, bint alone) except? -1:
        if not PyUnicode_IS_ASCII(text):
            text = text.lower()
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef Py_ssize_t at, place, left = len(text), size
        cdef unsigned int letter
        cdef list stems
        cdef str stem
        for at in range(left):
            letter = lower(PyUnicode_READ(kind, data, at))
            if letter >= 128:
                stems = self.others
            elif self.first[letter] >= 0:
                stems = <list> self.by_first[self.first[letter]]
            else:
                continue
            if alone and at and _in_word(PyUnicode_READ(kind, data, at - 1)):
                continue
            for stem in stems:
                size = len(stem)
                if size > left - at or (alone and size < left - at and _in_word(PyUnicode_READ(kind, data, at + size))):
                    continue
                for place in range(size):
                    if lower(PyUnicode_READ(kind, data, at + place)) != PyUnicode_READ(PyUnicode_KIND(stem), PyUnicode_DATA(stem), place):
                        break
                else:
                    return True
        return False


include "openings.pxi"
