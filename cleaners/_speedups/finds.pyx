# cython: language_level=3, boundscheck=False, wraparound=False
"""Finding the elements that `cleaners.metadata.marks` and `cleaners.page` look at, in one pass each."""

include "interface.pxi"
include "nodes.pxi"
include "hashes.pxi"
include "recent.pxi"

from libc.string cimport memcmp, memset, strchr, strncmp, strstr

cdef enum:  # as in cleaners.metadata.marks
    KNOWN = 1
    ALWAYS = 2
    TIMED = 4
    LINKED = 8

cdef enum:
    MARK_CLASS = 1
    MARK_ID = 2
    MARK_HREF = 3
    MARK_REL = 4
    MARK_DATETIME = 5
    MARK_PROP = 6

cdef enum:
    MOST_STEMS = 64


def marked(_Element root, spec):
    """The elements that may carry metadata: `cleaners.metadata.marks.find_in_python`."""
    cdef Names tags = Names(spec.tags, 0), attributes = Names(spec.attributes, 0)
    cdef Parts parts = Parts(spec.profile_parts)
    cdef Stems stems = spec.table
    cdef object roles = spec.roles
    cdef xmlNode* top = root._c_node
    cdef xmlNode* node = top
    cdef list found = []
    cdef int place = -1, tag, role
    cdef bint speaks
    while node != NULL:
        tag = tags.of(node.name)
        if tag:
            place += 1
            role, speaks = 0, False
            if node.properties != NULL:
                role, speaks = _role(node, attributes, stems, roles), _speaks(node, tag, attributes, parts)
            if tag & ALWAYS or role or speaks:
                found.append((elementFactory(root._doc, node), place, role, speaks))
        node = following(node, top)
    return found


cdef int _role(xmlNode* node, Names attributes, Stems stems, object roles) except -1:
    """What an element's class says, or its id where it has none."""
    cdef xmlAttr* attribute = node.properties
    cdef xmlAttr* named = NULL
    cdef int what
    while attribute != NULL:
        what = attributes.of(attribute.name)
        if attribute.children != NULL and (what == MARK_CLASS or (what == MARK_ID and named == NULL)):
            named = attribute
        attribute = attribute.next
    return roles[value_of(named)] if named != NULL and stems.may_be_in(named.children) else 0


cdef class Stems:
    """Parts of words, found by their first two letters; values that have none of them are remembered."""

    cdef list kept
    cdef int count
    cdef const char* words[MOST_STEMS]
    cdef int following[MOST_STEMS]
    cdef int first[1024]
    cdef uint64_t recent[RECENT]

    def __cinit__(self, stems):
        cdef int place
        cdef bytes stem
        self.kept = [one.encode() for one in stems]
        self.count = 0
        if len(self.kept) > MOST_STEMS:
            raise ValueError("more stems than there is room for")
        memset(self.first, 0xFF, sizeof(self.first))
        memset(self.recent, 0, sizeof(self.recent))
        for stem in self.kept:
            self.words[self.count] = stem
            place = (stem[0] & 31) << 5 | (stem[1] & 31)
            self.following[self.count], self.first[place] = self.first[place], self.count
            self.count += 1

    cdef bint may_be_in(self, xmlNode* part) noexcept:
        """Whether the value of an attribute has one of the stems, in any case of letters, or letters other than ASCII."""
        cdef uint64_t key
        if part.content == NULL or part.next != NULL:
            return True
        key = _hash_of(part.content)
        if self.recent[key % RECENT] == key:
            return False
        if self._are_in(part.content):
            return True
        self.recent[key % RECENT] = key
        return False

    cdef bint _are_in(self, const unsigned char* at) noexcept:
        cdef int found
        while at[0]:
            if at[0] >= 128:
                return True
            found = self.first[(at[0] & 31) << 5 | (at[1] & 31)]
            while found >= 0:
                if _begins(at, self.words[found]):
                    return True
                found = self.following[found]
            at += 1
        return False


cdef inline bint _begins(const unsigned char* at, const char* word) noexcept:
    while word[0] and (at[0] | 32) == word[0]:
        at += 1
        word += 1
    return not word[0]


cdef bint _speaks(xmlNode* node, int tag, Names attributes, Parts parts) except? -1:
    """Whether an element's other attributes say that it carries metadata."""
    cdef xmlAttr* attribute = node.properties
    cdef int what
    while attribute != NULL:
        what = attributes.of(attribute.name)
        if what == MARK_PROP or (what == MARK_DATETIME and tag & TIMED):
            return True
        if what == MARK_REL and tag & LINKED and _mentions(attribute, b"author", b"tag"):
            return True
        if what == MARK_HREF and tag & LINKED and _holds_part(attribute, parts):
            return True
        attribute = attribute.next
    return False


cdef bint _mentions(xmlAttr* attribute, const char* one, const char* other) noexcept:
    cdef xmlNode* part = attribute.children
    return part != NULL and part.content != NULL and (
        strstr(<const char*> part.content, one) != NULL or strstr(<const char*> part.content, other) != NULL
    )


cdef class Parts:
    """Parts of addresses, and whether one begins with a letter."""

    cdef list all
    cdef bint begins[256]

    def __cinit__(self, parts):
        self.all = [part.encode() for part in parts]
        for letter in range(256):
            self.begins[letter] = False
        for part in self.all:
            self.begins[part[0]] = True


cdef bint _holds_part(xmlAttr* attribute, Parts parts):
    """Whether a path has one of the parts between two slashes."""
    cdef xmlNode* part = attribute.children
    cdef const char* at
    cdef const char* end
    cdef Py_ssize_t size
    cdef bytes wanted
    if part == NULL or part.content == NULL:
        return False
    at = strchr(<const char*> part.content, c"/")
    while at != NULL:
        at += 1
        end = strchr(at, c"/")
        if parts.begins[<unsigned char> at[0]]:
            size = (end - at) if end != NULL else <Py_ssize_t> strlen(at)
            for wanted in parts.all:
                if len(wanted) == size and memcmp(<const char*> wanted, at, size) == 0:
                    return True
        at = end
    return False


include "shown.pxi"


def elements_of(_Element root, dict tags):
    """The elements of some tags in document order, in lists: the one for a tag is at its number less one."""
    cdef Names names = Names(tags, 0)
    cdef xmlNode* top = root._c_node
    cdef xmlNode* node = top
    cdef list found = [[] for _ in tags]
    cdef int number
    while node != NULL:
        number = names.of(node.name)
        if number:
            (<list> found[number - 1]).append(elementFactory(root._doc, node))
        node = following(node, top)
    return found


def is_around(_Element root, outer, inner):
    """Whether an element of one of the tags `outer` holds one of the tags `inner`."""
    cdef Names tags = Names({**dict.fromkeys(outer, 1), **dict.fromkeys(inner, 2)}, 0)
    cdef xmlNode* top = root._c_node
    cdef xmlNode* node = top
    cdef xmlNode* above
    cdef int tag
    cdef bint met = False
    while node != NULL:
        tag = tags.of(node.name)
        met = met or tag == 1
        if tag == 2 and met:
            above = node.parent
            while above != NULL and above != top:
                if tags.of(above.name) == 1:
                    return True
                above = above.parent
        node = following(node, top)
    return False


def said(list metas, dict attributes):
    """Key in lower case and content of `<meta>` elements: `cleaners.page._said`."""
    cdef Names names = Names(attributes, -1)
    cdef _Element meta
    cdef xmlAttr* attribute
    cdef xmlAttr* at[6]
    cdef list found = []
    cdef int number
    cdef str content, key
    for meta in metas:
        for number in range(6):
            at[number] = NULL
        attribute = meta._c_node.properties
        while attribute != NULL:
            number = names.of(attribute.name)
            if number >= 0:
                at[number] = attribute
            attribute = attribute.next
        content = value_of(at[0]) if at[0] != NULL else ""
        if not content and at[1] != NULL:
            content = value_of(at[1])
        content = content.strip()
        if content:
            for number in range(2, 6):
                if at[number] != NULL:
                    key = value_of(at[number])
                    if key:
                        found.append((key.strip().lower(), content))
    return found


def opened_with(list elements, bytes mark, Py_ssize_t head):
    """The elements whose text names a mark in its first bytes: `cleaners.flight.opened_with`, without decoding scripts by the megabyte."""
    cdef _Element element
    cdef xmlNode* text
    cdef const char* at
    cdef const char* wanted = mark
    cdef Py_ssize_t size = len(mark), place
    cdef list found = []
    for element in elements:
        text = element._c_node.children
        if text == NULL or not is_text(text) or text.content == NULL:
            continue
        at = <const char*> text.content
        for place in range(head):
            if at[place] == 0:
                break
            if at[place] == wanted[0] and strncmp(at + place, wanted, size) == 0:
                found.append(element)
                break
    return found
