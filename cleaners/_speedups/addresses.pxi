# Where links lead: `crawler.hrefs`, compiled.

cdef enum:  # as in crawler.hrefs
    FROM_ROOT = 1
    WHOLE = 2


cdef inline bint _is_plain(Py_UCS4 letter) noexcept:
    return (c"a" <= letter <= c"z") or (c"A" <= letter <= c"Z") or (c"0" <= letter <= c"9") or letter in (c"_", c"~", c",", c"=", c"+", c"%", c"-")


def shape_of(str href):
    """`crawler.hrefs.shape_in_python`."""
    cdef Py_ssize_t at = 0, size = len(href)
    cdef Py_UCS4 letter
    cdef int shape = FROM_ROOT
    if href.startswith("http"):
        at = 5 if size > 4 and href[4] == c"s" else 4
        if not (size > at + 3 and href[at] == c":" and href[at + 1] == c"/" and href[at + 2] == c"/"):
            return 0
        at += 3
        shape = at
        while at < size and ((c"a" <= href[at] <= c"z") or (c"A" <= href[at] <= c"Z") or (c"0" <= href[at] <= c"9") or href[at] in (c".", c":", c"-")):
            at += 1
        if at == shape:
            return 0
        shape = WHOLE
    if at >= size or href[at] != c"/":
        return 0
    at += 1
    while at < size and href[at] != c"?":  # names between slashes, none of them empty or begun with a dot
        if not _is_plain(href[at]):
            return 0
        while at < size and (_is_plain(href[at]) or href[at] == c"."):
            at += 1
        if at < size and href[at] == c"/":
            at += 1
        elif at < size and href[at] != c"?":
            return 0
    if at == size:
        return shape
    at += 1
    if at == size:
        return 0
    while at < size:
        if not (_is_plain(href[at]) or href[at] == c"." or href[at] == c"&"):
            return 0
        at += 1
    return shape


cdef class Addresses:
    """`crawler.hrefs.Addresses`, of which `joined` is asked for what is not plain (see `shape_of`).

    Args:
        addresses: the same in Python.
        family_of: the family of an address's scheme and host.
        files: the file endings of what is no page.
    """

    cdef str root, family
    cdef object family_of, joined
    cdef frozenset files
    cdef dict known

    def __cinit__(self, addresses, family_of, frozenset files):
        self.root, self.family, self.joined = addresses.root, addresses.family, addresses.joined
        self.family_of, self.files, self.known = family_of, files, {}

    cpdef str of(self, str href):
        """The absolute address without fragment, "" where it is no page of the site's owner."""
        cdef str url = self.known.get(href)
        if url is None:
            url = self._plain(href)
            if url is None:
                url = self.joined(href)
            self.known[href] = url
        return url

    cdef str _plain(self, str href):
        """The address where it is plain, else None."""
        cdef int shape = shape_of(href)
        cdef Py_ssize_t size = len(self.root)
        if shape == FROM_ROOT and size:  # what urljoin says too, in a tenth of the time
            return "" if self._is_file(href) else self.root + href
        if shape != WHOLE:
            return None
        if self.family and not (size and href.startswith(self.root) and href[size] == c"/") and self.family_of(href[:href.find("/", 8)]) != self.family:
            return ""
        return "" if self._is_file(href) else href

    cdef bint _is_file(self, str href) except -1:
        """`crawler.hrefs._is_file` of a plain address, whose path begins with a slash."""
        cdef Py_ssize_t end = href.find("?")
        if end < 0:
            end = len(href)
        cdef Py_ssize_t at = end - 1
        while href[at] != c"/" and href[at] != c".":
            at -= 1
        return href[at] == c"." and href[at + 1:end].lower() in self.files
