# The names of a page's large containers: `crawler.cleaning.names_in_python`, compiled.

def container_names(const unsigned char[::1] data):
    """How often each name of a large container stands in a page: `crawler.cleaning.names_in_python`."""
    cdef const unsigned char* at = &data[0] if data.shape[0] else NULL
    cdef const unsigned char* end = at + data.shape[0]
    cdef const unsigned char* close
    cdef const unsigned char* value
    cdef const unsigned char* stop
    cdef unsigned char name[512]
    cdef Py_ssize_t size, place
    cdef dict found = {}
    cdef bytes key
    while at != NULL:
        at = <const unsigned char*> memchr(at, c"<", end - at)
        if at == NULL:
            break
        at += 1
        size = _container(at, end)
        close = <const unsigned char*> memchr(at + size, c">", min(401, end - at - size)) if size else NULL
        if close == NULL:
            continue
        value = _value(at + size, close, &stop)
        for place in range(size):
            name[place] = at[place] | 32
        at = close + 1
        if value == NULL:
            continue
        name[size] = c"."
        size = place = size + 1
        while value < stop and (size == place or not _is_blank(value[0])):
            if not (_is_blank(value[0]) or c"0" <= value[0] <= c"9"):
                name[size] = value[0]
                size += 1
            value += 1
        if size > place:
            key = <bytes> name[:size]
            found[key] = found.get(key, 0) + 1
    return found


cdef Py_ssize_t _container(const unsigned char* at, const unsigned char* end) noexcept:
    """Length of the name of a large container that stands here, or 0."""
    cdef const char* name
    cdef Py_ssize_t size, place
    for name in (b"div", b"section", b"header", b"nav", b"article", b"aside", b"footer", b"main", b"body"):
        size = <Py_ssize_t> strlen(name)
        if end - at <= size:
            continue
        place = 0
        while place < size and (at[place] | 32) == name[place]:
            place += 1
        if place == size and not in_word(at[size]):
            return size
    return 0


cdef const unsigned char* _value(const unsigned char* begin, const unsigned char* end, const unsigned char** stop) noexcept:
    """Where the first value of an id or class begins among attributes, and where it stops; NULL where there is none."""
    cdef const unsigned char* at = begin
    cdef const unsigned char* value
    cdef const unsigned char* first
    cdef Py_ssize_t size
    while at < end:
        size = 0
        if at == begin or not in_word((at - 1)[0]):
            if end - at > 2 and (at[0] | 32) == c"i" and (at[1] | 32) == c"d":
                size = 2
            elif end - at > 5 and (at[0] | 32) == c"c" and _reads(at + 1, b"lass"):
                size = 5
        at += 1
        if not size:
            continue
        value = _past_blanks(at - 1 + size, end)
        if value == end or value[0] != c"=":
            continue
        first = value + 1
        value = _past_blanks(first, end)
        if value < end and _is_quote(value[0]) and value + 1 < end and not _is_quote(value[1]):
            value += 1
        elif value == end or _is_quote(value[0]):
            if value == first:
                continue
            value -= 1  # an empty value behind blanks: the pattern takes a blank for it
        stop[0] = value
        while stop[0] < end and not _is_quote(stop[0][0]):
            stop[0] += 1
        return value
    return NULL


cdef inline const unsigned char* _past_blanks(const unsigned char* at, const unsigned char* end) noexcept:
    while at < end and _is_blank(at[0]):
        at += 1
    return at


cdef inline bint _is_blank(unsigned char letter) noexcept:
    return letter == 32 or 9 <= letter <= 13


cdef inline bint _is_quote(unsigned char letter) noexcept:
    return letter == c'"' or letter == c"'"
