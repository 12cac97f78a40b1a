# cython: language_level=3, boundscheck=False, wraparound=False
"""The links of a page for `crawler.links`, without a Python object for each element."""

include "interface.pxi"
include "nodes.pxi"
include "addresses.pxi"
include "ascii.pxi"
include "stems.pxi"

cdef enum:  # as in crawler.links
    IS_LINK = 1
    IS_HEADING = 2
    IS_WHOLE = 4
    PLACE = 8  # and above: the number of the place

cdef enum:
    LINK_CLASS = 1
    LINK_ID = 2
    LINK_HREF = 3
    LINK_REL = 4
    LINK_ROLE = 5


cdef enum:
    TEXT = 256  # letters of a link's text that are put together here; of the few words of a longer one Python strings are made


cdef class Anchors:
    """The links of a page, each as the fields of `crawler.links.Anchor`: `crawler.links.anchors_in_python`, compiled."""

    cdef Names tags, attributes
    cdef object named
    cdef tuple places
    cdef Stems stems
    cdef dict known
    cdef int few
    cdef unsigned char text[TEXT]
    cdef int size
    cdef Py_ssize_t words

    def __cinit__(self, spec):
        self.tags, self.attributes = Names(spec.tags, 0), Names(spec.attributes, 0)
        self.named, self.places, self.few, self.stems = spec.named, spec.places, spec.few, spec.stems
        self.known = {}

    def of(self, _Element root, int most, Addresses addresses):
        """The links below an element that lead to pages of the site's owner, in document order; no more than `most` are looked at."""
        cdef xmlNode* top = root._c_node
        cdef xmlNode* node = top
        cdef list found = []
        while node != NULL:
            if self.tags.of(node.name) == IS_LINK:
                most -= 1
                if most < 0:
                    return found
                row = self._read(node, addresses)
                if row is not None:
                    found.append(row)
            node = following(node, top)
        return found

    cdef tuple _read(self, xmlNode* link, Addresses addresses):
        """A link's row; None where it leads to no page of the site's owner."""
        cdef str href = "", rel = "", text = "", url
        cdef xmlAttr* attribute = link.properties
        cdef int what
        while attribute != NULL:
            what = self.attributes.of(attribute.name)
            if what == LINK_HREF:
                href = value_of(attribute)
            elif what == LINK_REL:
                rel = value_of(attribute)
            attribute = attribute.next
        url = addresses.of(href)
        if not url:
            return None
        cdef bint heading = self._is_heading(link.parent) or (link.parent != NULL and self._is_heading(link.parent.parent))
        cdef bint plain = True
        cdef list parts
        cdef xmlNode* node = link.children
        self.size, self.words = 0, 0
        while node != NULL:
            if is_text(node):
                plain = plain and self._take(node.content)
            elif not heading:
                heading = self._is_heading(node)
            node = _after(node, link)
        if plain:
            if self.words <= self.few:
                text = PyUnicode_DecodeUTF8(<const char*> self.text, self.size, NULL)
        else:
            parts = _parts(link)
            self.words = len(parts)
            if self.words <= self.few:
                text = " ".join(parts)
        return url, rel, self.words, text, self._place_of(link), heading

    cdef bint _take(self, const unsigned char* at) noexcept:
        """Count the words of a text, and keep them while they are few; False where it takes Unicode, or more room, to do so."""
        cdef bint inside = False
        while at[0]:
            if at[0] >= 128:
                return False
            if at[0] == 32 or 9 <= at[0] <= 13 or 28 <= at[0] <= 31:  # what `str.split` parts at
                inside = False
            else:
                if not inside:
                    inside = True
                    self.words += 1
                    if self.words <= self.few and self.size:
                        self.text[self.size] = 32
                        self.size += 1
                if self.words <= self.few:
                    if self.size >= TEXT - 2:
                        return False
                    self.text[self.size] = at[0]
                    self.size += 1
            at += 1
        return True

    cdef bint _is_heading(self, xmlNode* node) except? -1:
        return node != NULL and node.type == XML_ELEMENT_NODE and self.tags.of(node.name) == IS_HEADING

    cdef str _place_of(self, xmlNode* node):
        """Where an element stands: the nearest ancestor that says so; each element is asked once."""
        cdef str place = None
        cdef list passed = []
        while node != NULL and node.type == XML_ELEMENT_NODE:
            place = self.known.get(<size_t> node)
            if place is not None:
                break
            passed.append(<size_t> node)
            place = self._said_by(node)
            if place is not None:
                break
            node = node.parent
        if place is None:
            place = "main"
        for at in passed:
            self.known[at] = place
        return place

    cdef str _said_by(self, xmlNode* node):
        cdef int tag = self.tags.of(node.name)
        cdef xmlAttr* classes = NULL
        cdef xmlAttr* id_ = NULL
        cdef str place, role = ""
        cdef xmlAttr* attribute = node.properties
        cdef int what
        while attribute != NULL:
            what = self.attributes.of(attribute.name)
            if what == LINK_CLASS:
                classes = attribute
            elif what == LINK_ID:
                id_ = attribute
            elif what == LINK_ROLE:
                role = value_of(attribute)
            attribute = attribute.next
        if tag != IS_WHOLE and (classes != NULL or id_ != NULL):
            place = self._named(classes, id_)
            if place:
                return place
        if tag >= PLACE:
            return self.places[tag // PLACE - 1]
        return "nav" if role == "navigation" else None

    cdef str _named(self, xmlAttr* classes, xmlAttr* id_):
        """What class and id names call an element: `crawler.links._named`, which is asked where they are not all ASCII."""
        cdef int stem = self.stems.in_value(classes)
        if stem == -1:
            stem = self.stems.in_value(id_)
        if stem == -2:
            return self.named(f"{value_of(classes) if classes != NULL else ''} {value_of(id_) if id_ != NULL else ''}")
        return <str> self.stems.places[stem] if stem >= 0 else ""


cdef list _parts(xmlNode* link):
    """The words of a link's text."""
    cdef list parts = []
    cdef xmlNode* node = link.children
    while node != NULL:
        if is_text(node):
            parts.append(decoded(node.content))
        node = _after(node, link)
    return " ".join(parts).split()


cdef xmlNode* _after(xmlNode* node, xmlNode* top) noexcept:
    """The next node in document order below `top`, or NULL behind the last."""
    if node.children != NULL and node.type == XML_ELEMENT_NODE:
        return node.children
    while node != top and node.next == NULL:
        node = node.parent
    return NULL if node == top else node.next


cdef struct Shown:  # of a text
    Py_ssize_t letters  # from the first that is more than space to the last
    Py_ssize_t spaces  # behind them


cdef void _show(Shown* shown, const unsigned char* at) noexcept:
    """Count the letters of a text, as `str.strip` would leave them."""
    cdef int size
    while at[0]:
        size = _space(at)
        if size:
            shown.spaces += shown.letters > 0
            at += size
            continue
        shown.letters += shown.spaces + 1
        shown.spaces = 0
        at += 1
        while (at[0] & 0xC0) == 0x80:
            at += 1


cdef inline int _space(const unsigned char* at) noexcept:
    """Bytes of the white space that stands here, in UTF-8; 0 where there is none."""
    if at[0] < 128:
        return at[0] == 32 or 9 <= at[0] <= 13 or 28 <= at[0] <= 31
    if at[0] == 0xC2:
        return 2 * (at[1] == 0x85 or at[1] == 0xA0)
    if at[0] == 0xE2:
        return 3 * ((at[1] == 0x80 and (at[2] <= 0x8A or at[2] == 0xA8 or at[2] == 0xA9 or at[2] == 0xAF)) or (at[1] == 0x81 and at[2] == 0x9F))
    return 3 * ((at[0] == 0xE1 and at[1] == 0x9A and at[2] == 0x80) or (at[0] == 0xE3 and at[1] == 0x80 and at[2] == 0x80))


def prose(_Element body, dict tags):
    """`crawler.links._prose`."""
    cdef Names names = Names(tags, 0)
    cdef xmlNode* top = body._c_node
    cdef xmlNode* node = following(top, top)
    cdef xmlNode* inner
    cdef Py_ssize_t best = 0, run = 0, size
    cdef Shown shown
    cdef int tag
    cdef bint linked
    while node != NULL:
        tag = names.of(node.name)
        if tag == 1 or tag == 2:
            linked, shown = False, Shown(0, 0)
            inner = node.children
            while inner != NULL:
                if is_text(inner):
                    if tag == 1:
                        _show(&shown, <const unsigned char*> b" ")
                        _show(&shown, inner.content)
                    while inner.next != NULL and is_text(inner.next):
                        inner = inner.next
                        if tag == 1:
                            _show(&shown, inner.content)
                elif inner.type == XML_ELEMENT_NODE and names.of(inner.name) == 3:
                    linked = True
                inner = _after(inner, node)
            if tag == 1:
                size = shown.letters
                run += size if size > 60 and not linked else size // 2
            elif linked or (node.parent != NULL and node.parent.type == XML_ELEMENT_NODE and names.of(node.parent.name) == 3):
                run = 0
            best = max(best, run)
        node = following(node, top)
    return best


def shows(_Element body, Py_ssize_t most, dict silent):
    """Whether the body shows more than so many characters, by `crawler.links._needs_script`'s way of counting."""
    cdef Names names = Names(silent, 0)
    cdef xmlNode* top = body._c_node
    cdef xmlNode* node = top
    cdef Py_ssize_t text = 0
    while node != NULL:
        if is_text(node) and is_blank(node) <= 0 and (node.prev != NULL and node.prev.type == XML_ELEMENT_NODE or not names.of(node.parent.name)):
            text += len(text_of(node).strip())
            if text > most:
                return True
        while is_text(node) and node.next != NULL and is_text(node.next):
            node = node.next
        node = _after(node, top)
    return False
