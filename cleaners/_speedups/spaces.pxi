# White space collapsed as a browser shows it: `cleaners.blocks.collapse`.

from cpython.unicode cimport PyUnicode_DecodeASCII, PyUnicode_FromKindAndData
from libc.stdlib cimport malloc

cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(object text)

cdef enum:
    WIDE = 0x2E80  # letters of scripts written without spaces are behind it, hence none in a text of lower ones


cpdef str collapse(str text, unbroken):
    """`text` with white space collapsed; `unbroken` takes the line breaks between letters of wide scripts out of a text."""
    return _of_ascii(text) if PyUnicode_IS_ASCII(text) else _of_any(text, unbroken)


cdef str _of_ascii(str text):
    cdef const unsigned char* at = <const unsigned char*> PyUnicode_DATA(text)
    cdef Py_ssize_t place, size = len(text), stop = size, start = 0
    cdef bint untidy = False
    while start < stop and is_space(at[start]):
        start += 1
    while stop > start and is_space(at[stop - 1]):
        stop -= 1
    for place in range(start, stop):
        if at[place] <= 32 and (at[place] == 9 or at[place] == 10 or at[place] == 13 or (at[place] == 32 and at[place + 1] == 32)):
            untidy = True
            break
    if not untidy:
        return text if stop - start == size else text[start:stop]
    cdef char* shown = <char*> malloc(stop - start)
    if shown == NULL:
        raise MemoryError
    size = 0
    for place in range(start, stop):
        if not is_space(at[place]):
            shown[size] = at[place]
            size += 1
        elif shown[size - 1] != 32:
            shown[size] = 32
            size += 1
    try:
        return PyUnicode_DecodeASCII(shown, size, NULL)
    finally:
        free(shown)


cdef str _of_any(str text, unbroken):
    cdef Py_ssize_t place, size = 0, start = 0, stop = len(text)
    cdef Py_UCS4 letter
    cdef bint broken = False, wide = False, untidy = False, apart = True
    while start < stop and (_is_edge(text[start]) or text[start] == 0x200C or text[start] == 0x200D):
        start += 1
    while stop > start and _is_edge(text[stop - 1]):
        stop -= 1
    for place in range(start, stop):
        letter = text[place]
        if 32 < letter < 127:
            apart = False
            continue
        broken = broken or letter == 10
        wide = wide or letter >= WIDE
        untidy = untidy or letter == 0xAD or letter == 0xFEFF or letter == 0x2060 or (letter.isspace() and (letter != 32 or apart))
        apart = letter == 32
    if stop - start < len(text):
        text = text[start:stop]
    if broken and wide:
        text = unbroken(text)
    elif not untidy and not apart:
        return text
    stop = len(text)
    cdef Py_UCS4* shown = <Py_UCS4*> malloc((stop + 1) * sizeof(Py_UCS4))
    if shown == NULL:
        raise MemoryError
    apart = False
    for place in range(stop):
        letter = text[place]
        if letter.isspace():
            apart = size > 0
        elif letter != 0xAD and letter != 0xFEFF and letter != 0x2060:
            if apart:
                shown[size] = 32
                size += 1
                apart = False
            shown[size] = letter
            size += 1
    try:
        return PyUnicode_FromKindAndData(4, shown, size)
    finally:
        free(shown)


cdef inline bint _is_edge(Py_UCS4 letter) noexcept:
    """White space, marks of direction and what has no width, which are nothing at the ends of a text."""
    return letter in (32, 9, 10, 13, 12, 0xA0, 0x200B, 0x200E, 0x200F, 0x3000, 0xAD, 0xFEFF)
