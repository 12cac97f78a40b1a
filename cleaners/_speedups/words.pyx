# cython: language_level=3, boundscheck=False, wraparound=False
"""What names and texts hold: stems of words, and letters; compiled."""

include "interface.pxi"

from libc.string cimport memset

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_UCS4 PyUnicode_READ(int kind, void* data, Py_ssize_t place)

def letters(str text):
    """The characters of a text that `\\w` matches."""
    cdef Py_ssize_t at
    cdef Py_UCS4 letter
    cdef list parts = []
    cdef Py_ssize_t start = -1
    for at in range(len(text)):
        letter = text[at]
        if letter.isalnum() or letter == c"_":
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
