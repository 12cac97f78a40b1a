# cython: language_level=3, boundscheck=False, wraparound=False
"""The links of a page for `crawler.links`, without a Python object for each element."""

include "interface.pxi"
include "nodes.pxi"

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


cdef enum:  # as in crawler.links
    FROM_ROOT = 1
    WHOLE = 2


cdef inline bint _is_plain(Py_UCS4 letter) noexcept:
    return (c"a" <= letter <= c"z") or (c"A" <= letter <= c"Z") or (c"0" <= letter <= c"9") or letter in (c"_", c"~", c",", c"=", c"+", c"%", c"-")


def shape_of(str href):
    """`crawler.links.shape_in_python`."""
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


cdef class Anchors:
    """The links of a page, each as the fields of `crawler.links.Anchor`: `crawler.links.anchors_in_python`, compiled."""

    cdef Names tags, attributes
    cdef object named
    cdef tuple places
    cdef dict known, names
    cdef int few

    def __cinit__(self, spec):
        self.tags, self.attributes = Names(spec.tags, 0), Names(spec.attributes, 0)
        self.named, self.places, self.few = spec.named, spec.places, spec.few
        self.known, self.names = {}, {}

    def of(self, _Element root, int most):
        """The links below an element in document order, no more than `most`."""
        cdef xmlNode* top = root._c_node
        cdef xmlNode* node = top
        cdef list found = []
        while node != NULL:
            if self.tags.of(node.name) == IS_LINK:
                if len(found) >= most:
                    return found
                found.append(self._read(node))
            node = following(node, top)
        return found

    cdef tuple _read(self, xmlNode* link):
        cdef str href = "", rel = ""
        cdef xmlAttr* attribute = link.properties
        cdef int what
        while attribute != NULL:
            what = self.attributes.of(attribute.name)
            if what == LINK_HREF:
                href = value_of(attribute)
            elif what == LINK_REL:
                rel = value_of(attribute)
            attribute = attribute.next
        cdef bint heading = self._is_heading(link.parent) or (link.parent != NULL and self._is_heading(link.parent.parent))
        cdef list parts = []
        cdef xmlNode* node = link.children
        while node != NULL:
            if is_text(node):
                parts.append(decoded(node.content))
            elif self._is_heading(node):
                heading = True
            if node.children != NULL and node.type == XML_ELEMENT_NODE:
                node = node.children
                continue
            while node != link and node.next == NULL:
                node = node.parent
            if node == link:
                break
            node = node.next
        cdef list words = " ".join(parts).split()
        return href, rel, len(words), " ".join(words) if len(words) <= self.few else "", self._place_of(link), bool(heading)

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
        cdef str classes = "", id_ = "", role = "", place
        cdef xmlAttr* attribute = node.properties
        cdef int what
        while attribute != NULL:
            what = self.attributes.of(attribute.name)
            if what == LINK_CLASS:
                classes = value_of(attribute)
            elif what == LINK_ID:
                id_ = value_of(attribute)
            elif what == LINK_ROLE:
                role = value_of(attribute)
            attribute = attribute.next
        if tag != IS_WHOLE and (classes or id_):
            name = f"{classes} {id_}"
            place = self.names.get(name)
            if place is None:
                place = self.names[name] = self.named(name)
            if place:
                return place
        if tag >= PLACE:
            return self.places[tag // PLACE - 1]
        return "nav" if role == "navigation" else None


cdef xmlNode* _after(xmlNode* node, xmlNode* top) noexcept:
    """The next node in document order below `top`, or NULL behind the last."""
    if node.children != NULL and node.type == XML_ELEMENT_NODE:
        return node.children
    while node != top and node.next == NULL:
        node = node.parent
    return NULL if node == top else node.next


def prose(_Element body, dict tags):
    """`crawler.links._prose`."""
    cdef Names names = Names(tags, 0)
    cdef xmlNode* top = body._c_node
    cdef xmlNode* node = following(top, top)
    cdef xmlNode* inner
    cdef Py_ssize_t best = 0, run = 0, size
    cdef list parts
    cdef int tag
    cdef bint linked
    while node != NULL:
        tag = names.of(node.name)
        if tag == 1 or tag == 2:
            linked, parts = False, []
            inner = node.children if node.children != NULL else NULL
            while inner != NULL:
                if is_text(inner):
                    if tag == 1:
                        parts.append(text_of(inner))
                    while inner.next != NULL and is_text(inner.next):
                        inner = inner.next
                elif inner.type == XML_ELEMENT_NODE and names.of(inner.name) == 3:
                    linked = True
                inner = _after(inner, node)
            if tag == 1:
                size = len(" ".join(parts).strip())
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
