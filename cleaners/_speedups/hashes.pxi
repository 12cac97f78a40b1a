# The words of a text by a hash of 64 bits, without a string for each. Two words of one hash would count as one, once in some 10**15 look-ups.

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ
from libc.stdint cimport uint64_t

cdef enum:
    MOST = 1024  # words of one line that are looked up: twice what its length allows

cdef uint64_t BASIS = 0xCBF29CE484222325, PRIME = 0x100000001B3  # of FNV-1a with 64 bits (RFC 9923)


cdef inline uint64_t _mixed(uint64_t value) noexcept nogil:
    """The finaliser of MurmurHash3 (A. Appleby, public domain): every bit of the value moves every bit of the result."""
    value = (value ^ (value >> 33)) * <uint64_t> 0xFF51AFD7ED558CCD
    value = (value ^ (value >> 33)) * <uint64_t> 0xC4CEB9FE1A85EC53
    return value ^ (value >> 33)


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
                start, word = at, BASIS
            word = (word ^ <uint64_t> letter) * PRIME
    if start >= 0:
        hashes[count], sizes[count] = _mixed(word), length - start
        count += 1
    return count
