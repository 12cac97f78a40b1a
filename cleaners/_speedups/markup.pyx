# cython: language_level=3, boundscheck=False, wraparound=False
"""Looking over a page's bytes once: the searches of `cleaners.decoding.parser_bytes` and `cleaners.repair`, compiled."""

include "interface.pxi"

from libc.string cimport memchr, memcpy, strlen

include "ascii.pxi"
include "containers.pxi"


def has_controls(const unsigned char[::1] data):
    """Whether a control character other than tab, line feed, form feed and carriage return stands in the bytes."""
    cdef Py_ssize_t at, start, stop, size = data.shape[0]
    cdef unsigned char byte, found
    for start in range(0, size, 4096):
        stop = min(start + 4096, size)
        found = 0
        for at in range(start, stop):  # without a way out in mid loop, so that it is done for many bytes at once
            byte = data[at]
            found |= ((byte < 32) & (byte != 9) & (byte != 10) & (byte != 12) & (byte != 13)) | (byte == 127)
        if found:
            return True
    return False


def has_pair(const unsigned char[::1] data, unsigned char first, unsigned char second):
    """Whether two bytes stand in a row anywhere; fast where the first is rare."""
    cdef const unsigned char* at = &data[0] if data.shape[0] else NULL
    cdef const unsigned char* end = at + data.shape[0]
    while at != NULL and end - at >= 2:
        at = <const unsigned char*> memchr(at, first, end - at - 1)
        if at == NULL or at[1] == second:
            return at != NULL
        at += 1
    return False


def is_garbled(const unsigned char[::1] data, int enough):
    """Whether UTF-8 holds a control character of Latin-1, or so many of the letters that a wrong decoding leaves: `cleaners.mojibake.is_garbled`."""
    cdef const unsigned char* start = &data[0] if data.shape[0] else NULL
    cdef const unsigned char* end = start + data.shape[0]
    cdef const unsigned char* at = start
    while at != NULL and end - at >= 2:
        at = <const unsigned char*> memchr(at, 0xC2, end - at - 1)
        if at != NULL:
            if 0x80 <= at[1] <= 0x9F:
                return True
            at += 2
    at = start
    while at != NULL and end - at >= 3:
        at = <const unsigned char*> memchr(at, 0xC3, end - at - 2)
        if at != NULL:
            if (at[1] in (0x82, 0x83) and at[2] == 0xC2) or (end - at >= 5 and at[1] == 0xA2 and at[2] == 0xE2 and ((at[3] == 0x82 and at[4] == 0xAC) or (at[3] == 0x80 and at[4] == 0x9A))):
                enough -= 1
                if not enough:
                    return True
            at += 2
    return False


def has_control_reference(const unsigned char[::1] data):
    """Whether a numeric reference stands for a control, surrogate or non-character: wherever `cleaners.decoding._CONTROL_REFERENCE` matches."""
    cdef const unsigned char* at = &data[0] if data.shape[0] else NULL
    cdef const unsigned char* end = at + data.shape[0]
    cdef int base, digit
    cdef long value
    cdef bint found
    while at != NULL and end - at >= 3:
        at = <const unsigned char*> memchr(at, c"&", end - at - 2)
        if at == NULL:
            return False
        at += 1
        if at[0] != c"#":
            continue
        at += 1
        base, value, found = 10, 0, False
        if at[0] | 32 == c"x":
            base = 16
            at += 1
        while at < end:
            digit = at[0] - 48 if 48 <= at[0] <= 57 else (at[0] | 32) - 87 if base == 16 and 97 <= (at[0] | 32) <= 102 else -1
            if digit < 0:
                break
            value, found = min(value * base + digit, 0x110000), True
            at += 1
        if found and (value < 9 or value in (11, 12) or 14 <= value < 32 or value == 127 or 0xD800 <= value < 0xE000 or value in (0xFFFE, 0xFFFF)):
            return True
    return False


def is_utf_8(const unsigned char[::1] data):
    """Whether the bytes are UTF-8 as Python decodes it: no overlong forms, no surrogates, nothing above U+10FFFF (The Unicode Standard, table 3-7)."""
    cdef const unsigned char* at = &data[0] if data.shape[0] else NULL
    cdef const unsigned char* end = at + data.shape[0]
    cdef unsigned long long word
    cdef int more
    cdef unsigned char low, high
    while at < end:
        while end - at >= 8:
            memcpy(&word, at, 8)
            if word & <unsigned long long> 0x8080808080808080:
                break
            at += 8
        if at == end:
            break
        if at[0] < 0x80:
            at += 1
            continue
        low, high = 0x80, 0xBF
        if 0xC2 <= at[0] <= 0xDF:
            more = 1
        elif 0xE0 <= at[0] <= 0xEF:
            more = 2
            if at[0] == 0xE0:
                low = 0xA0
            elif at[0] == 0xED:
                high = 0x9F
        elif 0xF0 <= at[0] <= 0xF4:
            more = 3
            if at[0] == 0xF0:
                low = 0x90
            elif at[0] == 0xF4:
                high = 0x8F
        else:
            return False
        if end - at <= more or not low <= at[1] <= high:
            return False
        at += 2
        for _ in range(more - 1):
            if not 0x80 <= at[0] <= 0xBF:
                return False
            at += 1
    return True


def first_end_tag(const unsigned char[::1] data):
    """Where the first `</body` or `</html` begins, in any case; -1 where there is none."""
    cdef const unsigned char* begin = &data[0] if data.shape[0] else NULL
    cdef const unsigned char* end = begin + data.shape[0]
    cdef const unsigned char* at = begin
    while at != NULL and end - at >= 6:
        at = <const unsigned char*> memchr(at, c"<", end - at - 5)
        if at == NULL:
            return -1
        if at[1] == c"/" and (_reads(at + 2, b"body") or _reads(at + 2, b"html")):
            return at - begin
        at += 1
    return -1


cdef inline bint _reads(const unsigned char* at, const char* word) noexcept:
    cdef int place
    for place in range(4):
        if (at[place] | 32) != word[place]:
            return False
    return True


cdef inline bint _names(const unsigned char* at, const unsigned char* end, const char* name) noexcept:
    """Whether a tag's name, in any case, stands here and ends here."""
    while name[0]:
        if at >= end or (at[0] | 32) != name[0]:
            return False
        at += 1
        name += 1
    return at < end and (at[0] in (62, 47) or at[0] <= 32)  # >, / or white space


cdef const unsigned char* _tag_end(const unsigned char* at, const unsigned char* end) noexcept:
    """Behind the `>` of a tag, as the HTML standard finds it among attributes and their quotes (13.2.5.32 to 39); NULL where there is none."""
    while at < end and at[0] != c">":
        if at[0] != c"=":
            at += 1
            continue
        at += 1
        while at < end and _is_space(at[0]):
            at += 1
        if at < end and (at[0] == c'"' or at[0] == c"'"):
            at = <const unsigned char*> memchr(at + 1, at[0], end - at - 1)
            if at == NULL:
                return NULL
            at += 1
        else:
            while at < end and at[0] != c">" and not _is_space(at[0]):
                at += 1
    return at + 1 if at < end else NULL


cdef inline bint _is_space(unsigned char letter) noexcept:
    return letter == 32 or letter == 9 or letter == 10 or letter == 12 or letter == 13


cdef const unsigned char* _closing(const unsigned char* at, const unsigned char* end, const char* name) noexcept:
    """Where `</name` begins; NULL where it does not come."""
    while True:
        at = <const unsigned char*> memchr(at, c"<", end - at)
        if at == NULL or end - at < 3:
            return NULL
        if at[1] == c"/" and _names(at + 2, end, name):
            return at
        at += 1


cdef bint _is_drawn(const unsigned char* at, const unsigned char* end) noexcept:
    """Whether a tag's name is one of those that draw and hold no page."""
    return (
        _names(at, end, b"path") or _names(at, end, b"g") or _names(at, end, b"use") or _names(at, end, b"rect") or _names(at, end, b"circle")
        or _names(at, end, b"polygon") or _names(at, end, b"title") or _names(at, end, b"defs") or _names(at, end, b"line") or _names(at, end, b"stop")
        or _names(at, end, b"polyline") or _names(at, end, b"ellipse") or _names(at, end, b"lineargradient") or _names(at, end, b"clippath")
        or _names(at, end, b"symbol") or _names(at, end, b"mask") or _names(at, end, b"desc") or _names(at, end, b"radialgradient")
    )


cdef const unsigned char* _drawing_end(const unsigned char* at, const unsigned char* end, const unsigned char** looked) noexcept:
    """Where the `</svg` of a drawing begins, or NULL where something else than a drawing comes first; `looked` is how far was seen."""
    cdef int depth = 1
    cdef bint inner
    while at != NULL:
        at = <const unsigned char*> memchr(at, c"<", end - at)
        looked[0] = at
        if at == NULL or end - at < 3:
            looked[0] = NULL
            return NULL
        inner = _names(at + 1, end, b"svg")
        if at[1] == c"/":
            if _names(at + 2, end, b"svg"):
                depth -= 1
                if not depth:
                    return at
            elif not _is_drawn(at + 2, end):
                return NULL
        elif not inner and not _is_drawn(at + 1, end):
            return NULL
        at = _tag_end(at + 1, end)
        if inner:
            depth += 1
            if at != NULL and (at - 2)[0] == c"/":
                return NULL  # closed at once, or a value that ends in a slash: too rare to tell
    looked[0] = NULL
    return NULL


cdef const unsigned char* _comment_end(const unsigned char* at, const unsigned char* end) noexcept:
    while True:
        at = <const unsigned char*> memchr(at, c">", end - at)
        if at == NULL or ((at - 1)[0] == c"-" and (at - 2)[0] == c"-"):
            return at
        at += 1


def without_drawings(const unsigned char[::1] data):
    """The page with nothing between its `<svg>` and `</svg>`, and between `<style>` and `</style>`; None where it has neither.

    A third of a page is icons and style sheets that nothing downstream reads, and the parser takes a fifth of its time for them. What
    stands in scripts, comments and form texts is passed over, and a drawing that holds anything but shapes is left.
    """
    cdef const unsigned char* begin = &data[0] if data.shape[0] else NULL
    cdef const unsigned char* end = begin + data.shape[0]
    cdef const unsigned char* at = begin
    cdef const unsigned char* copied = begin
    cdef const unsigned char* start
    cdef const unsigned char* name
    cdef const unsigned char* close
    cdef const char* raw
    cdef list parts = []
    while at != NULL:
        at = <const unsigned char*> memchr(at, c"<", end - at)
        if at == NULL or end - at < 8:
            break
        at += 1
        if at[0] == c"!" and at[1] == c"-" and at[2] == c"-":
            at = _comment_end(at + 3, end)
            continue
        if not c"a" <= (at[0] | 32) <= c"z":
            continue
        name, at, close = at, _tag_end(at, end), NULL
        start = at
        if start == NULL:
            break
        if _names(name, end, b"style"):
            at = close = _closing(start, end, b"style")
        elif _names(name, end, b"svg"):
            if (start - 2)[0] != c"/":
                close = _drawing_end(start, end, &at)
        else:
            for raw in (b"script", b"title", b"textarea", b"iframe", b"noscript", b"xmp", b"noembed", b"noframes", b"plaintext"):
                if _names(name, end, raw):
                    at = _closing(start, end, raw)
        if close != NULL:
            parts.append(<bytes> copied[:start - copied])
            copied = close
    return None if not parts else b"".join(parts) + <bytes> copied[:end - copied]
