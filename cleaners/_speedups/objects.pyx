# cython: language_level=3, boundscheck=False, wraparound=False
"""Finding the few objects that matter among the thousands of a page's script data: `cleaners.objects`, compiled."""

include "interface.pxi"

from cpython.dict cimport PyDict_Next
from cpython.object cimport PyObject


def bearing(value, frozenset keys, int shallow, Py_ssize_t most, Py_ssize_t longest):
    """As `cleaners.objects.bearing`."""
    cdef list found = [], level = [value], below
    cdef Py_ssize_t seen = 0
    cdef int depth = 0
    while level and seen < most:
        below = []
        for one in level:
            if type(one) is dict:
                seen += 1
                if _spread(<dict> one, keys, below) or depth <= shallow:
                    found.append((one, depth))
            elif type(one) is list:
                _hold(<list> one, longest, below)
        level, depth = below[:most], depth + 1
    return found


cdef bint _spread(dict node, frozenset keys, list below) except -1:
    """Whether an object has a text under one of the keys; what it holds of objects and lists is added to `below`."""
    cdef PyObject* key
    cdef PyObject* value
    cdef Py_ssize_t at = 0
    cdef bint bears = False
    while PyDict_Next(node, &at, &key, &value):
        if type(<object> value) is dict or type(<object> value) is list:
            below.append(<object> value)
        elif not bears and type(<object> value) is str:
            bears = <object> key in keys
    return bears


cdef int _hold(list values, Py_ssize_t longest, list below) except -1:
    cdef Py_ssize_t place
    for place in range(min(len(values), longest)):
        value = values[place]
        if type(value) is dict or type(value) is list:
            below.append(value)
    return 0
