# cython: language_level=3, boundscheck=False, wraparound=False
"""What names and texts hold: stems of words, and letters; compiled."""

include "interface.pxi"

from libc.stdlib cimport free, malloc
from libc.string cimport memset

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_UCS4 PyUnicode_READ(int kind, void* data, Py_ssize_t place)
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
        if letter == 32 or 9 <= letter <= 13 or 28 <= letter <= 31 or (letter > 127 and letter.isspace()):
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
    cdef Py_ssize_t at
    cdef Py_UCS4 letter
    cdef list parts = []
    cdef Py_ssize_t start = -1
    for at in range(len(text)):
        letter = text[at]
        if _in_word(letter):
            if start < 0:
                start = at
        elif start >= 0:
            parts.append(text[start:at])
            start = -1
    if start >= 0:
        parts.append(text[start:])
    return "".join(parts)


cdef class Stems:
    """Whether a text holds one of some stems, in any case of its ASCII letters.

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
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef Py_ssize_t at, place, left = len(text), size
        cdef unsigned int letter
        cdef list stems
        cdef str stem
        for at in range(left):
            letter = _lower(PyUnicode_READ(kind, data, at))
            if letter >= 128:
                stems = self.others
            elif self.first[letter] >= 0:
                stems = <list> self.by_first[self.first[letter]]
            else:
                continue
            for stem in stems:
                size = len(stem)
                if size > left - at:
                    continue
                for place in range(size):
                    if _lower(PyUnicode_READ(kind, data, at + place)) != PyUnicode_READ(PyUnicode_KIND(stem), PyUnicode_DATA(stem), place):
                        break
                else:
                    return True
        return False


cdef inline unsigned int _lower(unsigned int letter) noexcept:
    return letter | 32 if 65 <= letter <= 90 else letter
