# What a page's containers hold: `cleaners.features.structure.build_tree`, compiled. To be included behind nodes.pxi, where `Sibling` is declared.

cdef enum:  # what is said of a row in whole numbers, in the order of `cleaners.features.structure.Tree`
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
