# What lines begin with: `cleaners.rules.beginnings` as a table, and the blocks of which a text rule may say something. To be included behind
# nodes.pxi and ascii.pxi, where `PyUnicode_READ` is declared.

cdef int16_t* _trie(parts) except NULL:
    """A row of 128 places for each beginning of a part: the row of the one that is a character longer, 0 for none, -1 for a whole part."""
    cdef int16_t* rows = <int16_t*> calloc((sum(map(len, parts)) + 1) * 128, sizeof(int16_t))
    cdef Py_ssize_t row, place, count = 1
    cdef int16_t* to
    if rows == NULL:
        raise MemoryError
    for part in sorted(parts, key=len):
        row = 0
        for place in range(len(part)):
            if ord(part[place]) >= 128:
                break  # such a character is taken for any behind the row that is there now
            to = &rows[row * 128 + ord(part[place])]
            if to[0] < 0:
                break  # a shorter one says as much
            if place + 1 == len(part):
                to[0] = -1
            elif not to[0]:
                to[0] = count
                count += 1
            row = to[0]
    return rows


cdef enum:
    FAR = 0x2E80  # as in cleaners.rules.beginnings


cdef class Openings:
    """Whether a line may begin a match.

    Args:
        beginnings: `cleaners.rules.beginnings.Beginnings`, or None for anything.
    """

    cdef int16_t* exact
    cdef int16_t* folded
    cdef frozenset others
    cdef bint anything, digits, far

    def __cinit__(self, beginnings):
        self.anything = beginnings is None or sum(map(len, beginnings.exact | beginnings.folded)) > 30_000
        if not self.anything:
            self.exact, self.folded = _trie(beginnings.exact), _trie(beginnings.folded)
            self.others, self.digits, self.far = beginnings.others, beginnings.digits, beginnings.far

    def __dealloc__(self):
        free(self.exact)
        free(self.folded)

    def fits(self, str line):
        """Whether the line may."""
        return self._fits(PyUnicode_KIND(line), PyUnicode_DATA(line), 0, len(line))

    def among(self, list lines):
        """The places of the lines that may."""
        cdef Py_ssize_t place
        cdef str line
        cdef list found = []
        for place in range(len(lines)):
            line = lines[place]
            if self._fits(PyUnicode_KIND(line), PyUnicode_DATA(line), 0, len(line)):
                found.append(place)
        return found

    def places(self, str text):
        """Where in the text a match may begin."""
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef Py_ssize_t at, size = len(text)
        return [at for at in range(size) if self._fits(kind, data, at, size)]

    def fits_within(self, str text):
        """Whether a match may begin somewhere in the text."""
        return self._fit_within(PyUnicode_KIND(text), PyUnicode_DATA(text), len(text))

    cdef bint _fit_within(self, int kind, void* data, Py_ssize_t size) except? -1:
        cdef Py_ssize_t at
        for at in range(size):
            if self._fits(kind, data, at, size):
                return True
        return False

    cdef bint _fits(self, int kind, void* data, Py_ssize_t at, Py_ssize_t stop) except? -1:
        cdef Py_UCS4 letter
        if self.anything or at >= stop:
            return self.anything
        letter = PyUnicode_READ(kind, data, at)
        if letter >= 128:
            return (self.far and letter >= FAR) or letter in self.others or (self.digits and letter.isdecimal())
        return _leads(self.exact, kind, data, at, stop, False) or _leads(self.folded, kind, data, at, stop, True)


cdef bint _leads(int16_t* rows, int kind, void* data, Py_ssize_t at, Py_ssize_t stop, bint folded) noexcept:
    cdef int row = 0
    cdef unsigned int letter
    while at < stop:
        letter = PyUnicode_READ(kind, data, at)
        if letter >= 128:
            return True  # one of ASCII in another case, perhaps
        row = rows[row * 128 + (lower(letter) if folded else letter)]
        if row <= 0:
            return row < 0
        at += 1
    return False


def may_fire(list blocks, Openings lines, Openings linked_lines, Openings markers, Openings end_markers, dict struck, Py_ssize_t most):
    """The blocks of which a rule may say something: they hold a line that begins a match, or what a marker begins with and one, or something struck through."""
    cdef Names tags = Names(struck, 0)
    cdef list found = []
    cdef str text
    cdef int kind
    cdef void* data
    cdef Py_ssize_t at, start, size
    cdef Py_UCS4 letter
    cdef bint linked, opened
    for block in blocks:
        text, linked = (<tuple> block)[1], bool((<tuple> block)[4])
        kind, data, size = PyUnicode_KIND(text), PyUnicode_DATA(text), len(text)
        start, opened = 0, False
        for at in range(size + 1):
            letter = PyUnicode_READ(kind, data, at) if at < size else c"\n"
            if letter == c"\n":
                if at - start <= most and (lines._fits(kind, data, start, at) or (linked and linked_lines._fits(kind, data, start, at))):
                    found.append(block)
                    break
                start = at + 1
            elif not opened and (
                (letter in (c"(", c"[", c"{") and _is_letter(kind, data, at + 1, size)) or (letter in (c"$", c"#") and _assigns(kind, data, at + 1, size))
                or letter in (0xB6, 0x21A9, 0x2934)  # ¶ ↩ ⤴
            ):
                opened = True
                if markers._fit_within(kind, data, size) or end_markers._fit_within(kind, data, size) or _is_struck((<tuple> block)[3], tags):
                    found.append(block)
                    break
    return found


cdef bint _is_struck(tuple pieces, Names tags) except -1:
    """Whether a piece of a block stands in one of some tags."""
    cdef Py_ssize_t place
    for place in range(len(pieces)):
        if tags.of((<_Element> (<tuple> (<object> pieces[place]))[1])._c_node.name):
            return True
    return False


cdef inline bint _is_letter(int kind, void* data, Py_ssize_t at, Py_ssize_t size) noexcept:
    return at < size and c"a" <= lower(PyUnicode_READ(kind, data, at)) <= c"z"


cdef bint _assigns(int kind, void* data, Py_ssize_t at, Py_ssize_t size) noexcept:
    """Whether letters and an equals sign stand at a place."""
    cdef Py_ssize_t start = at
    while _is_letter(kind, data, at, size):
        at += 1
    return start < at < size and PyUnicode_READ(kind, data, at) == c"="
