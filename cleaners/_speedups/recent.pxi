# Attribute values by a hash of 64 bits, drawn by lot in each process, to remember those of which the answer is no: the elements of a page
# share theirs, and the pages of a site. To be included behind hashes.pxi.

from libc.string cimport memcpy, strlen

import os

cdef enum:
    RECENT = 2048

cdef uint64_t _seed = int.from_bytes(os.urandom(8), "little")


cdef uint64_t _hash_of(const unsigned char* value) noexcept:
    """A hash of a value, eight bytes at a time."""
    cdef size_t size = strlen(<const char*> value)
    cdef uint64_t key = _seed ^ size, part
    while size >= 8:
        memcpy(&part, value, 8)
        key = (key ^ part) * PRIME
        key ^= key >> 29
        value += 8
        size -= 8
    part = 0
    memcpy(&part, value, size)
    return _mixed(key ^ part)
