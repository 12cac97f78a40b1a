# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Counting a page's blocks and containers: `cleaners.features.text.count`, `.columns.block_columns`, what `.arrays` sums and `.structure` numbers; compiled."""

include "interface.pxi"
include "nodes.pxi"

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ
from libc.stdint cimport int64_t, uint8_t
from libc.stdlib cimport free, malloc, qsort

ctypedef const int64_t[::1] Ints

cdef enum:  # as in cleaners.features.text
    SPACE = 0
    STOP = 5
    QUOTE = 8
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
        code, kind = 10, SPACE
        for at in range(size):
            before_code, before = code, kind
            code = PyUnicode_READ(text_kind, data, at if at < looked_at - 4 else at + skipped)
            kind = table[min(code, 0xFFFF)]
            counts[kind, place] += 1
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


def block_columns(list blocks, dict roles, dict headings, dict styles, float[:, ::1] out):
    """Fill the rows of `cleaners.features.columns.COLUMNS`."""
    cdef dict times = {}
    cdef Names marks = Names(styles, 0)
    cdef Py_ssize_t place
    cdef tuple pieces
    cdef object block  # a named tuple
    cdef str text, role
    for block in blocks:
        text = (<tuple> block)[1]
        times[text] = times.get(text, 0) + 1
    for place in range(len(blocks)):
        block = blocks[place]
        text, pieces, role = (<tuple> block)[1], (<tuple> block)[3], (<tuple> block)[5]
        out[0, place] = len(text)
        out[1, place] = (<tuple> block)[4]
        out[2, place] = roles.get(role, -1)
        out[3, place] = headings.get(role, 0)
        out[4, place] = (<tuple> block)[6]
        out[5, place] = marks.of((<_Element> (<tuple> (<object> pieces[0]))[1])._c_node.name) if len(pieces) == 1 else 0
        out[6, place] = text.count("\n") if "\n" in text else 0
        out[7, place] = times[text]


ctypedef fused Number:
    int64_t
    float


def spread(const Number[::1] values, const int64_t[::1] above, int combine, Number[::1] out):
    """Each row's value combined with those of all its ancestors; `combine` is 0 add, 1 minimum, 2 maximum, 3 bitwise or."""
    cdef Py_ssize_t row
    cdef Number own, outer
    for row in range(values.shape[0]):
        own = values[row]
        outer = out[above[row]] if above[row] >= 0 else 0
        if combine == 0:
            out[row] = own + outer
        elif combine == 1:
            out[row] = min(own, outer)
        elif combine == 2:
            out[row] = max(own, outer)
        elif Number is int64_t:
            out[row] = own | outer


cdef struct Sibling:  # what is sorted to find what is alike
    int64_t key
    int64_t row


cdef int _by_key(const void* first, const void* second) noexcept nogil:
    cdef int64_t one = (<Sibling*> first).key, other = (<Sibling*> second).key
    return (one > other) - (one < other)


def kinds(list elements, list names, dict flags, int64_t[::1] kind, int64_t[::1] flag):
    """Number each tag with its names, and look up the flag of each tag; tags of a document are alike where their names stand in one place."""
    cdef dict numbers = {}, alike
    cdef Names tags = Names(flags, 0)
    cdef Py_ssize_t row, count = 0
    cdef const_xmlChar* tag
    for row in range(len(elements)):
        tag = (<_Element> elements[row])._c_node.name
        flag[row] = tags.of(tag)
        alike = numbers.get(names[row])
        if alike is None:
            alike = numbers[names[row]] = {}
        known = alike.get(<size_t> tag)
        if known is None:
            known = alike[<size_t> tag] = count
            count += 1
        kind[row] = known


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


ctypedef fused Weight:
    float
    double


def sums(const Weight[::1] weights, Ints starts, Ints stops, float[::1] out):
    """`cleaners.features.arrays.inside`."""
    cdef Py_ssize_t count = weights.shape[0], at
    cdef double* before = <double*> malloc((count + 1) * sizeof(double))
    if before == NULL:
        raise MemoryError
    before[0] = 0
    for at in range(count):
        before[at + 1] = before[at] + weights[at]
    for at in range(starts.shape[0]):
        out[at] = before[stops[at]] - before[starts[at]]
    free(before)


def siblings(Ints above, Ints kind, Ints starts, Ints stops, int64_t[::1] out):
    """How many children of its parent are of a row's kind and of two blocks or more; 1 for smaller rows."""
    cdef Py_ssize_t count = kind.shape[0], row, large = 0, at, run
    cdef Sibling* found = <Sibling*> malloc((count + 1) * sizeof(Sibling))
    if found == NULL:
        raise MemoryError
    for row in range(count):
        out[row] = 1
        if stops[row] - starts[row] > 1:
            found[large] = Sibling((above[row] + 1) * (count + 1) + kind[row], row)
            large += 1
    qsort(found, large, sizeof(Sibling), _by_key)
    run = 0
    for at in range(1, large + 1):
        if at == large or found[at].key != found[run].key:
            for row in range(run, at):
                out[found[row].row] = at - run
            run = at
    free(found)
