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


cdef extern from "Python.h":
    Py_UCS4 Py_UNICODE_TOLOWER(Py_UCS4 letter) noexcept nogil
    bint Py_UNICODE_ISSPACE(Py_UCS4 letter) noexcept nogil

ctypedef const unsigned char narrow
ctypedef const unsigned short wide
ctypedef const unsigned int widest

ctypedef fused Letters:
    narrow
    wide
    widest

cdef unsigned char LOWERED[256]
cdef bint BLANK[256]
for _code in range(256):
    LOWERED[_code], BLANK[_code] = ord(chr(_code).lower()), chr(_code).isspace()


cdef Py_ssize_t _words(str text, Py_ssize_t length, uint64_t* hashes, Py_ssize_t* sizes, Py_ssize_t most) except -1:
    """Hashes (FNV-1a over the characters) and lengths of the first words, in lower case, of the text's first characters as `str.split` parts it; their number."""
    cdef void* data = PyUnicode_DATA(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t count
    length = min(length, <Py_ssize_t> len(text))
    if kind == 1:
        return _hashed(<narrow*> data, length, hashes, sizes, most)
    count = _hashed(<wide*> data, length, hashes, sizes, most) if kind == 2 else _hashed(<widest*> data, length, hashes, sizes, most)
    return count if count >= 0 else _words(text[:length].lower(), 2 * length, hashes, sizes, most)


cdef Py_ssize_t _hashed(Letters* letters, Py_ssize_t length, uint64_t* hashes, Py_ssize_t* sizes, Py_ssize_t most) noexcept nogil:
    """As `_words`; -1 where a letter's lower case is no one letter, or depends on those beside it."""
    cdef Py_ssize_t at, count = 0, start = -1
    cdef uint64_t word = 0
    cdef unsigned int letter
    cdef bint blank
    for at in range(length):
        letter = letters[at]
        if Letters is not narrow and letter >= 256:
            if letter == 0x130 or letter == 0x3A3:
                return -1
            blank = Py_UNICODE_ISSPACE(letter)
            letter = Py_UNICODE_TOLOWER(letter)
        else:
            blank, letter = BLANK[letter], LOWERED[letter]
        if not blank:
            if start < 0:
                start, word = at, BASIS
            word = (word ^ letter) * PRIME
        elif start >= 0:
            hashes[count], sizes[count] = _mixed(word), at - start
            count += 1
            start = -1
            if count == most:
                return count
    if start >= 0:
        hashes[count], sizes[count] = _mixed(word), length - start
        count += 1
    return count
