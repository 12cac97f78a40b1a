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
