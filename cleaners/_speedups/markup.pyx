# cython: language_level=3, boundscheck=False, wraparound=False
"""Looking over a page's bytes once: the searches of `cleaners.decoding.parser_bytes` and `cleaners.repair`, compiled."""

include "interface.pxi"

from libc.string cimport memchr


def has_controls(const unsigned char[::1] data):
    """Whether a control character other than tab, line feed, form feed and carriage return stands in the bytes."""
    cdef Py_ssize_t at, start, stop, size = data.shape[0]
    cdef unsigned char byte, found
    for start in range(0, size, 4096):
        stop = min(start + 4096, size)
        found = 0
        for at in range(start, stop):  # without a way out in mid loop, so that it is done for many bytes at once
            byte = data[at]
            found |= ((byte < 32) & (byte != 9) & (byte != 10) & (byte != 12) & (byte != 13)) | (byte == 127)
        if found:
            return True
    return False


def has_pair(const unsigned char[::1] data, unsigned char first, unsigned char second):
    """Whether two bytes stand in a row anywhere; fast where the first is rare."""
    cdef const unsigned char* at = &data[0] if data.shape[0] else NULL
    cdef const unsigned char* end = at + data.shape[0]
    while at != NULL and end - at >= 2:
        at = <const unsigned char*> memchr(at, first, end - at - 1)
        if at == NULL or at[1] == second:
            return at != NULL
        at += 1
    return False


def first_end_tag(const unsigned char[::1] data):
    """Where the first `</body` or `</html` begins, in any case; -1 where there is none."""
    cdef const unsigned char* begin = &data[0] if data.shape[0] else NULL
    cdef const unsigned char* end = begin + data.shape[0]
    cdef const unsigned char* at = begin
    while at != NULL and end - at >= 6:
        at = <const unsigned char*> memchr(at, c"<", end - at - 5)
        if at == NULL:
            return -1
        if at[1] == c"/" and (_reads(at + 2, b"body") or _reads(at + 2, b"html")):
            return at - begin
        at += 1
    return -1


cdef inline bint _reads(const unsigned char* at, const char* word) noexcept:
    cdef int place
    for place in range(4):
        if (at[place] | 32) != word[place]:
            return False
    return True
