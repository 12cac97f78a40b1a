# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Asking a forest of oblivious trees: `cleaners.scorer.Forest.margins`, compiled."""

include "interface.pxi"

from libc.stdint cimport int64_t, uint8_t
from libc.stdlib cimport free, malloc


def margins(
    const float[:, ::1] matrix, const int64_t[::1] columns, const float[::1] borders, const int64_t[:, ::1] levels, const float[:, ::1] leaves,
    float[::1] out,
):
    """Add up what every tree says of each column of the matrix (features x blocks)."""
    cdef Py_ssize_t count = matrix.shape[1], questions = columns.shape[0], depth = levels.shape[0], trees = levels.shape[1]
    cdef Py_ssize_t question, tree, block, level
    cdef uint8_t* answers = <uint8_t*> malloc(questions * count + count + 1)
    if answers == NULL:
        raise MemoryError
    cdef uint8_t* leaf = answers + questions * count
    cdef uint8_t* answer
    cdef const float* row
    cdef float border
    with nogil:
        for question in range(questions):
            row, border, answer = &matrix[columns[question], 0], borders[question], answers + question * count
            for block in range(count):
                answer[block] = row[block] > border
        for block in range(count):
            out[block] = 0
        for tree in range(trees):
            answer = answers + levels[depth - 1, tree] * count
            for block in range(count):
                leaf[block] = answer[block]
            for level in range(depth - 2, -1, -1):
                answer = answers + levels[level, tree] * count
                for block in range(count):
                    leaf[block] = leaf[block] * 2 + answer[block]
            row = &leaves[tree, 0]
            for block in range(count):
                out[block] += row[leaf[block]]
    free(answers)
