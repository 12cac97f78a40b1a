# Texts that can be stored: `crawler.stores.packing.scrubbed`, compiled.

from libc.string cimport memchr


def scrubbed(value, python):
    """`crawler.stores.packing.scrubbed_in_python`, which is asked for all but plain dicts, lists, numbers and texts that can be stored."""
    return _scrubbed(value, python, 100)


cdef object _scrubbed(value, python, int depth):
    kind = type(value)
    if kind is str:
        return value if _is_storable(<str> value) else python(value)
    if value is None or kind is int or kind is float or kind is bool:
        return value
    if depth and kind is list:
        return [_scrubbed(item, python, depth - 1) for item in <list> value]
    if depth and kind is dict and all([type(name) is str and _is_storable(<str> name) for name in <dict> value]):
        return {name: _scrubbed(item, python, depth - 1) for name, item in (<dict> value).items()}
    return python(value)


cdef bint _is_storable(str text) noexcept:
    """Whether a text holds neither a NUL nor half a surrogate pair."""
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t at
    cdef Py_UCS4 letter
    if kind == 1:
        return memchr(data, 0, len(text)) == NULL
    for at in range(len(text)):
        letter = PyUnicode_READ(kind, data, at)
        if not letter or 0xD800 <= letter <= 0xDFFF:
            return False
    return True
