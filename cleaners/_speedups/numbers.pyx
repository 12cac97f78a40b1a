# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Counting a page's blocks and containers: `cleaners.features.text.count` and `.text_rows`, `.columns.block_columns`, `.structure.weigh` and `.build_tree`, compiled."""

include "interface.pxi"
include "nodes.pxi"

from cpython.ref cimport PyObject
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ
from libc.stdint cimport int64_t, uint8_t
from libc.stdlib cimport calloc, free, malloc, qsort
from libc.string cimport memset

ctypedef const int64_t[::1] Ints
ctypedef const float[::1] Floats

cdef extern from "Python.h":
    Py_ssize_t PyUnicode_FindChar(object text, Py_UCS4 letter, Py_ssize_t start, Py_ssize_t stop, int direction)

cdef enum:  # as in cleaners.features.text
    SPACE = 0
    LOWER = 1
    UPPER = 2
    DIGIT = 3
    COMMA = 4
    STOP = 5
    DENSE = 6
    CASELESS = 7
    QUOTE = 8
    MARK = 9
    OTHER = 10
    DASH = 11
    CLASSES = 12


def count_text(
    list texts, const uint8_t[::1] table, int looked_at, float[:, ::1] counts, int64_t[::1] short, float[::1] stops, uint8_t[::1] opens,
    float[::1] ends,
):
    """Fill what `looked_at` characters of each text hold, a cut text keeping its last four."""
    cdef str text
    cdef Py_ssize_t place, at, size, length, skipped, previous
    cdef Py_UCS4 code, before_code
    cdef uint8_t kind, before
    cdef int text_kind
    cdef int[CLASSES] tally
    cdef void* data
    cdef bint open_stop
    before_code, before = 0, 255
    for place in range(len(texts)):
        text = texts[place]
        length = len(text)
        size = min(length, looked_at)
        skipped = length - size
        text_kind, data = PyUnicode_KIND(text), PyUnicode_DATA(text)
        previous, open_stop = -1, False
        memset(tally, 0, sizeof(tally))
        code, kind = 10, SPACE
        for at in range(size):
            before_code, before = code, kind
            code = PyUnicode_READ(text_kind, data, at if at < looked_at - 4 else at + skipped)
            kind = table[min(code, 0xFFFF)]
            tally[kind] += 1
            if open_stop and (kind == SPACE or kind == QUOTE or kind == DASH):
                stops[place] += 1
            open_stop = kind == STOP and code <= 0x2FFF
            if kind == SPACE:
                short[place] += at - previous <= 4
                previous = at
            elif kind == STOP and not open_stop:
                stops[place] += 1
            if not at:
                opens[place] = kind
        for at in range(CLASSES):
            counts[at, place] = tally[at]
        stops[place] += open_stop
        short[place] += size - previous <= 4
        if size == 1 and place == 0:
            before_code, before = code, kind
        ends[place] = _end_of(code, kind, before_code, before)


cdef float _end_of(Py_UCS4 code, uint8_t kind, Py_UCS4 before_code, uint8_t before) noexcept:
    if code == 0x2026 or (code == 0x2E and before_code == 0x2E):
        return -1
    if kind == STOP or ((kind == QUOTE or kind == DASH) and before == STOP):
        return 1
    return 0.5 if code == 0x3A or code == 0xFF1A else 0


def weigh(Floats length, Floats links, Floats stops, Floats commas, float[::1] linked, float[::1] good):
    """Fill in what `cleaners.features.structure.Weights` says of each block."""
    cdef Py_ssize_t block
    for block in range(length.shape[0]):
        linked[block] = length[block] * links[block]
        good[block] = 0
        if length[block] >= 40 and links[block] < <float> 0.35 and (stops[block] > 0 or commas[block] > 1):
            good[block] = length[block] * (<float> 1 - links[block])


def text_rows(counts, Floats links, Floats lines, float[:, ::1] out):
    """Fill `cleaners.features.text.TEXT_NAMES` for every block; in the place of a logarithm stands what it is to be of."""
    cdef const float[:, ::1] kinds = counts.counts
    cdef Floats chars = counts.chars, counted = counts.counted, length = counts.length, words = counts.words, stops = counts.stops, ends = counts.ends
    cdef const double[::1] short_words = counts.short_words
    cdef const uint8_t[::1] opens = counts.opens
    cdef Py_ssize_t block
    cdef float letters, size, wide
    for block in range(chars.shape[0]):
        letters = max(kinds[UPPER, block] + kinds[LOWER, block] + kinds[CASELESS, block] + kinds[DENSE, block], <float> 1)
        size, wide = counted[block], max(words[block], <float> 1)
        out[0, block], out[1, block], out[2, block] = length[block], wide, chars[block] / wide
        out[3, block], out[4, block] = links[block], length[block] * (<float> 1 - links[block])
        out[5, block], out[6, block], out[7, block] = kinds[UPPER, block] / letters, kinds[DIGIT, block] / size, kinds[COMMA, block] / wide
        out[8, block], out[9, block] = kinds[QUOTE, block] / size, kinds[MARK, block] / size
        out[10, block], out[11, block] = kinds[DASH, block] / size, kinds[OTHER, block] / size
        out[12, block], out[13, block] = stops[block], ends[block]
        out[14, block], out[15, block], out[16, block] = opens[block] == LOWER, opens[block] == UPPER, opens[block] == DIGIT
        out[17, block], out[18, block] = opens[block] == QUOTE, opens[block] == MARK or opens[block] == OTHER
        out[19, block], out[20, block], out[21, block] = short_words[block], kinds[DENSE, block] / size, lines[block]


def block_columns(list blocks, list seen, dict roles, dict headings, dict styles, float[:, ::1] out):
    """Fill the rows of `cleaners.features.columns.Columns`."""
    cdef dict firsts = {}  # place of the first block of a text
    cdef Names marks = Names(styles, 0)
    cdef Py_ssize_t place, first
    cdef tuple block, pieces, opened
    cdef str text, role, last = None
    cdef float number = -1, level = 0
    for place in range(len(blocks)):
        block, opened = <tuple> (<object> blocks[place]), seen[place]
        text, pieces, role = block[1], block[3], block[5]
        if role is not last:
            number, level, last = roles.get(role, -1), headings.get(role, 0), role
        out[0, place], out[1, place], out[2, place], out[3, place] = len(text), block[4], number, level
        out[4, place] = block[6]
        out[5, place] = marks.of((<_Element> (<tuple> (<object> pieces[0]))[1])._c_node.name) if len(pieces) == 1 else 0
        out[6, place] = text.count("\n") if PyUnicode_FindChar(text, c"\n", 0, len(text), 1) >= 0 else 0
        known = firsts.get(text)
        if known is None:
            firsts[text] = place
            out[7, place] = 1
        else:
            first = known
            out[7, first] += 1
            out[7, place] = -first - 1  # of which it takes the count
        out[8, place], out[9, place] = opened[0], opened[1]
    for place in range(len(blocks)):
        if out[7, place] < 0:
            out[7, place] = out[7, <Py_ssize_t> (-out[7, place] - 1)]


cdef struct Sibling:  # what is sorted to find what is alike
    int64_t key
    int64_t row


cdef int _by_key(const void* first, const void* second) noexcept nogil:
    cdef int64_t one = (<Sibling*> first).key, other = (<Sibling*> second).key
    return (one > other) - (one < other)


def tagged(list elements, tags):
    """The rows of the elements that have one of some tags."""
    cdef Names wanted = Names(dict.fromkeys(tags, 1), 0)
    cdef _Element element
    cdef Py_ssize_t row
    return [row for row, element in enumerate(elements) if wanted.of(element._c_node.name)]


def signatures(Ints kind, Ints up0, Ints up1, int64_t[::1] out):
    """Number each pair of the kinds of a block's element and parent."""
    cdef Py_ssize_t count = up0.shape[0], block, number = -1
    cdef Sibling* found = <Sibling*> malloc((count + 1) * sizeof(Sibling))
    if found == NULL:
        raise MemoryError
    for block in range(count):
        found[block] = Sibling(kind[up0[block]] * (kind.shape[0] + 1) + kind[up1[block]], block)
    qsort(found, count, sizeof(Sibling), _by_key)
    for block in range(count):
        number += not block or found[block].key != found[block - 1].key
        out[found[block].row] = number
    free(found)


include "trees.pxi"
