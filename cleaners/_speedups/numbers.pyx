# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Counting a page's blocks and containers: `cleaners.features.text.count`, `.columns.block_columns` and `.structure.build_tree`, compiled."""

include "interface.pxi"
include "nodes.pxi"

from cpython.ref cimport PyObject
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ
from libc.stdint cimport int64_t, uint8_t
from libc.stdlib cimport calloc, free, malloc, qsort
from libc.string cimport memset

ctypedef const int64_t[::1] Ints
ctypedef const float[::1] Floats

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


cdef enum:  # what is said of a row in whole numbers, in the order of cleaners.features.structure.ROW_INTS
    ABOVE = 0
    PARENTS = 1
    STARTS = 2
    STOPS = 3
    DEPTHS = 4
    KINDS = 5
    SHARED = 6
    FLAGS = 7
    REPEATS = 8
    REPEAT_ROW = 9


def build_tree(containers, weights, dict flags, const double[::1] fades, int64_t[:, ::1] ints, float[:, ::1] floats, int64_t[:, ::1] up):
    """Fill what `cleaners.features.structure.Tree` says of each row and of each block; the row of the highest score.

    Args:
        containers: `cleaners.records.Containers`.
        weights: `cleaners.features.structure.Weights`.
        flags: a bit for each semantic tag.
        fades: what a block counts by its depth; the last for all that are deeper.
        ints: the whole numbers of each row.
        floats: its `length`, `linked`, `good` and `score`.
        up: the rows of each block's element and its next three ancestors.
    """
    cdef Py_ssize_t row, block, level, count = ints.shape[1], best
    for row, column in ((ABOVE, containers.parents), (STARTS, containers.starts), (STOPS, containers.stops), (DEPTHS, containers.depths)):
        _copy(column, &ints[row, 0])
    for row in range(count):
        ints[PARENTS, row] = max(ints[ABOVE, row], 0)
    _copy(containers.rows, &up[0, 0])
    for level in range(1, 4):
        for block in range(up.shape[1]):
            up[level, block] = ints[PARENTS, up[level - 1, block]]
    best = _sums(weights, fades, ints, up[0], floats)
    _number_kinds(containers.elements, containers.names, flags, &ints[KINDS, 0], &ints[FLAGS, 0])
    _share(ints, best)
    _repeat(ints)
    return best


cdef int _copy(list column, int64_t* out) except -1:
    cdef Py_ssize_t at
    for at in range(len(column)):
        out[at] = column[at]
    return 0


cdef Py_ssize_t _sums(weights, const double[::1] fades, int64_t[:, ::1] ints, int64_t[::1] rows, float[:, ::1] out) except -1:
    """Sum what the blocks in each row weigh; the row of the highest score."""
    cdef Floats length = weights.length, linked = weights.linked, good = weights.good
    cdef Py_ssize_t block, row, count = rows.shape[0], deepest = fades.shape[0] - 1, best = 0, start, stop
    cdef double* through = <double*> malloc(4 * (count + 1) * sizeof(double))  # up to each block
    cdef double* at
    if through == NULL:
        raise MemoryError
    for block in range(4):
        through[block] = 0
    for block in range(count):
        at = through + 4 * block
        at[4] = at[0] + length[block]
        at[5] = at[1] + linked[block]
        at[6] = at[2] + good[block]
        at[7] = at[3] + good[block] * fades[min(ints[DEPTHS, rows[block]], deepest)]
    for row in range(ints.shape[1]):
        start, stop = 4 * ints[STARTS, row], 4 * ints[STOPS, row]
        for block in range(3):
            out[block, row] = through[stop + block] - through[start + block]
        out[3, row] = <float> (through[stop + 3] - through[start + 3]) / fades[min(ints[DEPTHS, row], deepest)]
        if out[3, row] > out[3, best]:
            best = row
    free(through)
    return best


cdef struct Kind:
    const_xmlChar* tag
    PyObject* name
    int64_t number


cdef int _number_kinds(list elements, list names, dict flags, int64_t* kinds, int64_t* found) except -1:
    """Number each tag with its names, and look up the flag of each tag; tags of a document are alike where their names stand in one place."""
    cdef Names tags = Names(flags, 0)
    cdef Py_ssize_t row, count = len(elements), room = 16
    cdef size_t place
    cdef int64_t number = 0
    cdef const_xmlChar* tag
    cdef str name
    while room < 2 * count:
        room *= 2
    cdef Kind* table = <Kind*> calloc(room, sizeof(Kind))
    if table == NULL:
        raise MemoryError
    try:
        for row in range(count):
            tag, name = (<_Element> elements[row])._c_node.name, names[row]
            found[row] = tags.of(tag)
            place = (<size_t> hash(name) ^ (<size_t> tag >> 4)) & (room - 1)
            while table[place].tag != NULL and (table[place].tag != tag or <str> table[place].name != name):
                place = (place + 1) & (room - 1)
            if table[place].tag == NULL:
                table[place] = Kind(tag, <PyObject*> name, number)
                number += 1
            kinds[row] = table[place].number
    finally:
        free(table)
    return 0


cdef int _share(int64_t[:, ::1] ints, Py_ssize_t best) noexcept:
    """The depth of the last ancestor that each row shares with the best one; and the flags of all its ancestors."""
    cdef Py_ssize_t row, above
    for row in range(ints.shape[1]):
        ints[SHARED, row] = 0
    row = best
    while row >= 0:
        ints[SHARED, row] = ints[DEPTHS, row]
        row = ints[ABOVE, row]
    for row in range(ints.shape[1]):
        above = ints[ABOVE, row]
        if above >= 0:
            ints[SHARED, row] = max(ints[SHARED, row], ints[SHARED, above])
            ints[FLAGS, row] |= ints[FLAGS, above]
    return 0


cdef int _repeat(int64_t[:, ::1] ints) except -1:
    """How often each row's kind recurs among its siblings of two blocks or more, or its ancestors' do, and the row of which that is true."""
    cdef Py_ssize_t count = ints.shape[1], row, large = 0, at, run = 0
    cdef int64_t above
    cdef Sibling* found = <Sibling*> malloc((count + 1) * sizeof(Sibling))
    if found == NULL:
        raise MemoryError
    for row in range(count):
        ints[REPEATS, row], ints[REPEAT_ROW, row] = 1, row
        if ints[STOPS, row] - ints[STARTS, row] > 1:
            found[large] = Sibling((ints[ABOVE, row] + 1) * (count + 1) + ints[KINDS, row], row)
            large += 1
    qsort(found, large, sizeof(Sibling), _by_key)
    for at in range(1, large + 1):
        if at == large or found[at].key != found[run].key:
            for row in range(run, at):
                ints[REPEATS, found[row].row] = at - run
            run = at
    free(found)
    for row in range(count):
        above = ints[ABOVE, row]
        if above >= 0 and ints[REPEATS, above] >= ints[REPEATS, row]:
            ints[REPEATS, row], ints[REPEAT_ROW, row] = ints[REPEATS, above], ints[REPEAT_ROW, above]
    return 0
