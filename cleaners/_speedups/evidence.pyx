# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The rows of evidence, block by block: `cleaners.features.structure`, `.context`, `.learned` and `.second`, compiled.

Each function fills rows in the order of the names that its Python twin declares.
"""

include "interface.pxi"

from libc.math cimport INFINITY, log1p, log1pf
from libc.stdint cimport int64_t
from libc.stdlib cimport free, malloc

ctypedef const int64_t[::1] Ints
ctypedef const float[::1] Floats

cdef enum:
    FLAGS = 13  # semantic elements, one bit each


cdef inline double _clip(double value, double low, double high) noexcept nogil:
    return low if value < low else high if value > high else value


cdef struct Group:  # of blocks: their number, good text, link text and text
    double blocks
    double good
    double linked
    double length


cdef inline void _count_in(Group* group, float good, float linked, float length) noexcept nogil:
    group.blocks += 1
    group.good += good
    group.linked += linked
    group.length += length


def structure_rows(tree, weights, Ints signatures, Floats images, float total_good, float total, float[:, ::1] out):
    """Fill `STRUCTURE_NAMES` for every block."""
    cdef Floats good = tree.good, linked = tree.linked, length = tree.length, score = tree.score
    cdef Floats own_good = weights.good, own_linked = weights.linked, own_length = weights.length
    cdef Ints starts = tree.starts, stops = tree.stops, depths = tree.depths, shared_depths = tree.shared, flags = tree.flags
    cdef Ints repeats = tree.repeats, repeat_row = tree.repeat_row
    cdef Ints up0 = tree.up[0], up1 = tree.up[1], up2 = tree.up[2], up3 = tree.up[3]
    cdef Py_ssize_t count = signatures.shape[0], block, level, row, best = tree.best, at, other, first, last
    cdef int64_t ups[4]
    cdef float top = max(score[best], <float> 1), best_links = linked[best] / max(length[best], <float> 1), best_share = good[best] / total_good
    cdef double start = starts[best], stop = stops[best], span = max(stop - start, 1)
    cdef Group* alike = <Group*> malloc((count + 1) * sizeof(Group))
    cdef Group* running = <Group*> malloc((count + 1) * sizeof(Group))
    cdef Py_ssize_t* run_of = <Py_ssize_t*> malloc((count + 1) * sizeof(Py_ssize_t))
    cdef Group group
    if alike == NULL or running == NULL or run_of == NULL:
        free(alike)
        free(running)
        free(run_of)
        raise MemoryError
    at = -1
    for block in range(count):
        alike[block] = Group(0, 0, 0, 0)
    for block in range(count):
        if not block or signatures[block] != signatures[block - 1]:
            at += 1
            running[at] = Group(0, 0, 0, 0)
        run_of[block] = at
        _count_in(&running[at], own_good[block], own_linked[block], own_length[block])
        _count_in(&alike[signatures[block]], own_good[block], own_linked[block], own_length[block])
    for block in range(count):
        ups[0], ups[1], ups[2], ups[3] = up0[block], up1[block], up2[block], up3[block]
        at = 0
        for level in range(4):
            row = ups[level]
            out[at, block] = good[row] / total_good
            out[at + 1, block] = linked[row] / max(length[row], <float> 1)
            out[at + 2, block] = log1pf(length[row])
            out[at + 3, block] = log1p(<double> (stops[row] - starts[row]))
            out[at + 4, block] = score[row] / top
            at += 5
        row = ups[0]
        out[at, block] = depths[row]
        out[at + 1, block] = depths[row] - shared_depths[row]
        out[at + 2, block] = start <= block < stop
        out[at + 3, block] = best_links
        out[at + 4, block] = best_share
        out[at + 5, block] = _clip((block - start) / span, -1, 2)
        out[at + 6, block] = _clip(block - start, -20, 20)
        out[at + 7, block] = _clip(stop - 1 - block, -20, 20)
        out[at + 8, block] = depths[best] - shared_depths[row]
        at += 9
        for level in range(FLAGS):
            out[at + level, block] = flags[row] >> level & 1
        at += FLAGS
        other = repeat_row[row]
        out[at, block] = log1p(<double> repeats[row])
        out[at + 1, block] = good[other] / total_good
        out[at + 2, block] = linked[other] / max(length[other], <float> 1)
        at += 3
        group = alike[signatures[block]]
        out[at, block] = log1pf(group.blocks)
        out[at + 1, block] = <float> group.good / total_good
        out[at + 2, block] = <float> group.linked / max(<float> group.length, <float> 1)
        out[at + 3, block] = <float> group.length / total
        at += 4
        group = running[run_of[block]]
        out[at, block] = log1pf(group.blocks)
        out[at + 1, block] = <float> group.good / total_good
        out[at + 2, block] = <float> group.linked / max(<float> group.length, <float> 1)
        at += 3
        for level in range(2, 4):
            first, last = starts[ups[level]], stops[ups[level]] - 1
            out[at, block] = (images[last] - images[first]) / <double> (last - first + 1)
            at += 1
    free(alike)
    free(running)
    free(run_of)


cdef void _near(Floats values, float[:, ::1] out, Py_ssize_t row, Py_ssize_t step) noexcept:
    """The values of the three blocks before and the three behind, `step` rows apart; -1 past the ends."""
    cdef Py_ssize_t count = values.shape[0], block, other, reach
    for reach in range(-3, 4):
        if reach:
            for block in range(count):
                other = block + reach
                out[row, block] = values[other] if 0 <= other < count else -1
            row += step


def context_rows(columns, tree, counts, weights, int roles, float[:, ::1] out):
    """Fill `CONTEXT_NAMES` for every block but the page-wide ones, which come last."""
    cdef Floats heading = columns.heading, role = columns.role, hidden = columns.hidden, style = columns.style, times = columns.times
    cdef Floats length = weights.length, linked = weights.linked, good = weights.good, ends = counts.ends, elements = columns.elements, images = columns.images
    cdef Ints parents = tree.up[1]
    cdef Py_ssize_t count = heading.shape[0], block, at, near = roles + 4, gaps = near + 24
    cdef float[::1] logs = out[gaps + 16], links = out[gaps + 15]  # rows that are filled last serve for what the neighbours show
    for block in range(count):
        for at in range(roles):
            out[at, block] = role[block] == at
        out[roles, block] = heading[block]
        out[roles + 1, block] = hidden[block]
        out[roles + 2, block] = style[block] == 1
        out[roles + 3, block] = style[block] == 2
        logs[block] = log1pf(length[block])
        links[block] = linked[block] / max(length[block], <float> 1)
    _near(logs, out, near, 4)
    _near(links, out, near + 1, 4)
    _near(ends, out, near + 2, 4)
    _near(heading, out, near + 3, 4)
    for block in range(count):
        out[gaps, block] = block > 0 and parents[block] == parents[block - 1]
        out[gaps + 1, block] = block + 1 < count and parents[block] == parents[block + 1]
        out[gaps + 2, block] = min(elements[block] - (elements[block - 1] if block else 0), 50)
        out[gaps + 3, block] = min((elements[block + 1] if block + 1 < count else INFINITY) - elements[block], 50)
        out[gaps + 4, block] = min(images[block] - (images[block - 1] if block else 0), 5)
        out[gaps + 5, block] = _clip((images[block + 1] if block + 1 < count else 0) - images[block], 0, 5)
    _surroundings(weights.length, good, heading, float(weights.good.sum()), float(weights.length.sum()), out, gaps + 6)
    _sections(heading, length, linked, good, out, gaps + 13)
    out[gaps + 16, :] = times


cdef int _surroundings(Floats length, Floats good, Floats heading, double all_good, double all_length, float[:, ::1] out, Py_ssize_t row) except -1:
    cdef Py_ssize_t count = heading.shape[0], block, at, near, first = -1, latest = -99
    cdef float before = 0, through = 0, total_good = max(all_good, 1), total = max(all_length, 1)
    for block in range(count):
        if heading[block] == 1:
            first = block
            break
    for block in range(count):
        out[row, block] = ((before + good[block]) - good[block]) / total_good
        before += good[block]
        out[row + 1, block] = 1 - ((before - good[block]) + good[block]) / total_good
        near = 0
        for at in range(max(block - 5, 0), block):
            near += good[at] > 0
        out[row + 2, block] = near
        near = 0
        for at in range(block + 1, min(block + 6, count)):
            near += good[at] > 0
        out[row + 3, block] = near
        through += length[block]
        out[row + 4, block] = through / total
        out[row + 5, block] = _clip(block - first, -50, 100) if first >= 0 else -99
        if heading[block] > 0:
            latest = block
        out[row + 6, block] = min(block - latest, 50)
    return 0


cdef int _sections(Floats heading, Floats length, Floats linked, Floats good, float[:, ::1] out, Py_ssize_t row) except -1:
    """What lies between one heading and the next."""
    cdef Py_ssize_t count = heading.shape[0], block, start = 0
    cdef double all_good = 0
    cdef Group group = Group(0, 0, 0, 0)
    for block in range(count):
        all_good += good[block]
    for block in range(count + 1):
        if block == count or heading[block] > 0:
            out[row, start:block] = <float> log1p(group.blocks)
            out[row + 1, start:block] = <float> (group.good / max(all_good, 1))
            out[row + 2, start:block] = <float> (group.linked / max(group.length, 1))
            start, group = block, Group(0, 0, 0, 0)
        if block < count:
            _count_in(&group, good[block], linked[block], length[block])
    return 0


def learned_rows(Floats names, const float[:, ::1] phrases, const float[:, ::1] wordings, tree, Floats heading, float[:, ::1] out):
    """Fill `LEARNED_NAMES` for every block."""
    cdef Ints above = tree.above, starts = tree.starts, stops = tree.stops
    cdef Ints up0 = tree.up[0], up1 = tree.up[1], up2 = tree.up[2]
    cdef Floats phrase = phrases[0], worst = phrases[1]
    cdef Py_ssize_t count = heading.shape[0], rows = names.shape[0], block, row, at, latest = 0
    cdef float* total = <float*> malloc(4 * (rows + 1) * sizeof(float))  # of the names of a row and its ancestors
    if total == NULL:
        raise MemoryError
    cdef float* least = total + rows
    cdef float* most = least + rows
    cdef float* title = most + rows  # the lowest of what the first blocks of all say
    cdef float own
    for row in range(rows):
        own, at = names[row], above[row]
        total[row] = own + (total[at] if at >= 0 else 0)
        least[row] = min(own, least[at] if at >= 0 else 0)
        most[row] = max(own, most[at] if at >= 0 else 0)
        own = phrase[min(starts[row], count - 1)] if stops[row] - starts[row] > 1 else 0
        title[row] = min(own, title[at] if at >= 0 else 0)
    for block in range(count):
        row = up0[block]
        out[0, block], out[1, block], out[2, block] = names[row], names[up1[block]], names[up2[block]]
        out[3, block], out[4, block], out[5, block] = total[row], least[row], most[row]
        out[6, block], out[7, block] = phrase[block], worst[block]
        out[8, block] = phrase[block - 1] if block else 0
        out[9, block] = phrase[block + 1] if block + 1 < count else 0
        if heading[block] > 0:
            latest = block
        out[10, block], out[11, block] = title[row], phrase[latest]
        for at in range(4):
            out[12 + at, block] = wordings[at, block]
    free(total)


def second_rows(Floats first, tree, Ints signatures, Floats weight, Floats length, const double[::1] decay, float[:, ::1] out):
    """Fill `SECOND_NAMES` for every block; `weight` is what a block counts in means."""
    cdef Py_ssize_t count = first.shape[0], block, at, taps = decay.shape[0], steps = 6, row = steps + 1
    cdef Ints up0 = tree.up[0], up1 = tree.up[1], up2 = tree.up[2], up3 = tree.up[3], starts = tree.starts, stops = tree.stops
    cdef Ints rows = tree.rows, repeat_row = tree.repeat_row
    cdef double* mass = <double*> malloc(7 * (count + 1) * sizeof(double))
    if mass == NULL:
        raise MemoryError
    cdef double* weights = mass + count + 1  # up to each block, as the other two
    cdef double* content = weights + count + 1
    cdef Group* alike = <Group*> (content + count + 1)
    cdef double all_mass, all_weight, total, sum
    cdef float high
    mass[0] = weights[0] = content[0] = 0
    for block in range(count):
        alike[block] = Group(0, 0, 0, 0)
    for block in range(count):
        mass[block + 1] = mass[block] + weight[block] * first[block]
        weights[block + 1] = weights[block] + weight[block]
        content[block + 1] = content[block] + (length[block] if first[block] > 0.5 else 0)
        alike[signatures[block]].good += weight[block] * first[block]
        alike[signatures[block]].length += weight[block]
    all_mass, all_weight, total = mass[count], weights[count], max(content[count], 1)
    out[0, :] = first
    _near(first, out, 1, 1)
    high = 0
    for block in range(count):
        out[row, block] = mass[block] / max(weights[block], 1)
        out[row + 1, block] = (all_mass - mass[block + 1]) / max(all_weight - weights[block + 1], 1)
        sum = 0
        for at in range(1, min(taps, block + 1)):
            sum += first[block - at] * decay[at]
        out[row + 2, block] = sum
        sum = 0
        for at in range(1, min(taps, count - block)):
            sum += first[block + at] * decay[at]
        out[row + 3, block] = sum
        out[row + 4, block] = high
        high = max(high, first[block])
        out[row + 6, block] = all_mass / max(all_weight, 1)
        out[row + 7, block] = _mean(mass, weights, starts[up0[block]], stops[up0[block]])
        out[row + 8, block] = _mean(mass, weights, starts[up1[block]], stops[up1[block]])
        out[row + 9, block] = _mean(mass, weights, starts[up2[block]], stops[up2[block]])
        out[row + 10, block] = _mean(mass, weights, starts[up3[block]], stops[up3[block]])
        at = repeat_row[rows[block]]
        out[row + 11, block] = _mean(mass, weights, starts[at], stops[at])
        out[row + 12, block] = alike[signatures[block]].good / max(alike[signatures[block]].length, 1e-6)
        out[row + 13, block] = content[block] / total
        out[row + 14, block] = 1 - content[block + 1] / total
        out[row + 15, block] = (content[stops[up1[block]]] - content[starts[up1[block]]]) / total
        out[row + 16, block] = (content[stops[up2[block]]] - content[starts[up2[block]]]) / total
    high = 0
    for block in range(count - 1, -1, -1):
        out[row + 5, block] = high
        high = max(high, first[block])
    free(mass)


cdef inline double _mean(double* mass, double* weights, Py_ssize_t start, Py_ssize_t stop) noexcept:
    return (mass[stop] - mass[start]) / max(weights[stop] - weights[start], 1e-6)
