# The elements that carry metadata: `cleaners.metadata.marks`, compiled. To be included behind told.pxi.

cdef enum:  # as in cleaners.metadata.marks.Spec
    TIME = 32
    SORTS = 0xFFFF
    TIMED = 0x20000
    LINKED = 0x40000

cdef enum:
    MARK_CLASS = 1
    MARK_ID = 2
    MARK_HREF = 3
    MARK_REL = 4
    MARK_DATETIME = 5
    MARK_ITEMPROP = 6
    MARK_PROPERTY = 7

cdef enum:
    MOST_BITS = 16

cdef struct Mark:
    xmlNode* node
    int place
    int sorts


cdef class Marked:
    """`cleaners.metadata.marks.MarkedInPython`: elements become objects when they are asked for."""

    cdef _Document document
    cdef Parts parts
    cdef Told roles, props
    cdef object profile, rel
    cdef int most
    cdef int counts[MOST_BITS]
    cdef Mark* marks
    cdef Py_ssize_t count, room
    cdef dict places

    def __cinit__(self, _Element root, spec):
        cdef xmlNode* top = root._c_node
        cdef xmlNode* node = top
        cdef Names tags = Names(spec.tags, 0), attributes = Names(spec.attributes, 0)
        cdef int place = -1, tag, sorts
        self.document, self.places = root._doc, None
        self.parts, self.roles, self.props = spec.parts, spec.roles, spec.props
        self.profile, self.rel, self.most = spec.profile, spec.rel, spec.most
        self.marks, self.count, self.room = NULL, 0, 0
        memset(self.counts, 0, sizeof(self.counts))
        while node != NULL:
            tag = tags.of(node.name)
            if tag:
                place += 1
                sorts = tag & SORTS
                if node.properties != NULL:
                    sorts |= self._said(node.properties, tag, attributes)
                if sorts:
                    self._keep(node, place, sorts)
            node = following(node, top)

    def __dealloc__(self):
        free(self.marks)

    def of(self, int sorts):
        """The elements of one of some sorts in document order."""
        cdef Py_ssize_t at
        cdef list found = []
        for at in range(self.count):
            if self.marks[at].sorts & sorts:
                found.append(elementFactory(self.document, self.marks[at].node))
        return found

    def place(self, _Element element):
        """The place of an element among those of known tags, -1 where it carries no metadata."""
        cdef Py_ssize_t at
        if self.places is None:
            self.places = {<size_t> self.marks[at].node: self.marks[at].place for at in range(self.count)}
        return self.places.get(<size_t> element._c_node, -1)

    cdef int _keep(self, xmlNode* node, int place, int sorts) except -1:
        cdef int bit, number
        cdef Mark* grown
        for bit in range(MOST_BITS):
            if sorts >> bit & 1:
                number = bit - (bit == 4)  # all headings are counted together
                self.counts[number] += 1
                if self.counts[number] > self.most:
                    sorts &= ~(1 << bit)
        if not sorts:
            return 0
        if self.count == self.room:
            self.room = 2 * self.room + 64
            grown = <Mark*> realloc(self.marks, self.room * sizeof(Mark))
            if grown == NULL:
                raise MemoryError
            self.marks = grown
        self.marks[self.count] = Mark(node, place, sorts)
        self.count += 1
        return 0

    cdef int _said(self, xmlAttr* attribute, int tag, Names attributes) except -1:
        """The sorts that an element's attributes say it is of."""
        cdef xmlAttr* named = NULL
        cdef xmlAttr* props = NULL
        cdef int what, sorts = 0
        while attribute != NULL:
            what = attributes.of(attribute.name)
            if attribute.children == NULL:
                pass
            elif what == MARK_CLASS or (what == MARK_ID and named == NULL):
                named = attribute
            elif what == MARK_ITEMPROP or (what == MARK_PROPERTY and props == NULL):
                props = attribute
            elif what == MARK_DATETIME and tag & TIMED:
                sorts |= TIME
            elif what == MARK_REL and tag & LINKED and _mentions(attribute, b"author", b"tag"):
                sorts |= <int> self.rel(value_of(attribute))
            elif what == MARK_HREF and tag & LINKED and self.parts.stand_in(attribute.children):
                sorts |= <int> self.profile(value_of(attribute))
            attribute = attribute.next
        if named != NULL:
            sorts |= self.roles.of(named)
        return sorts | self.props.of(props) if props != NULL else sorts


cdef bint _mentions(xmlAttr* attribute, const char* one, const char* other) noexcept:
    cdef xmlNode* part = attribute.children
    return part != NULL and part.content != NULL and (
        strstr(<const char*> part.content, one) != NULL or strstr(<const char*> part.content, other) != NULL
    )


cdef class Parts:
    """Parts of addresses, found by their first letter."""

    cdef list kept
    cdef const char* words[MOST_STEMS]
    cdef size_t sizes[MOST_STEMS]
    cdef int following[MOST_STEMS]
    cdef int first[256]

    def __cinit__(self, parts):
        cdef int number
        cdef bytes part
        self.kept = [one.encode() for one in parts]
        if len(self.kept) > MOST_STEMS:
            raise ValueError("more parts than there is room for")
        memset(self.first, 0xFF, sizeof(self.first))
        for number, part in enumerate(self.kept):
            self.words[number], self.sizes[number] = part, len(part)
            self.following[number], self.first[part[0]] = self.first[part[0]], number

    cdef bint stand_in(self, xmlNode* address) noexcept:
        """Whether one of the parts is in an address, between two slashes."""
        cdef const char* at
        cdef const char* end
        cdef int number
        at = strchr(<const char*> address.content, c"/") if address.content != NULL else NULL
        while at != NULL:
            at += 1
            number = self.first[<unsigned char> at[0]]
            end = strchr(at, c"/")
            while end != NULL and number >= 0:
                if self.sizes[number] == <size_t> (end - at) and memcmp(self.words[number], at, end - at) == 0:
                    return True
                number = self.following[number]
            at = end
        return False


def innermost(list elements):
    """`cleaners.metadata.marks.innermost_in_python`: an element that holds another holds the next one."""
    cdef _Element element, below = None
    cdef xmlNode* node
    cdef list found = []
    for element in reversed(elements):
        node = below._c_node.parent if below is not None else NULL
        while node != NULL and node != element._c_node:
            node = node.parent
        if node == NULL:
            found.append(element)
        below = element
    found.reverse()
    return found
