# What a reader sees of an element: its text, and whether it belongs to another part of the page. To be included behind told.pxi.

cdef enum:
    DEEPEST = 300
    APART = 1
    SILENT = 2


def text_parts(_Element element, dict tags, int depth):
    """The texts in an element: `cleaners.metadata.strings.parts_in_python`."""
    cdef list parts = []
    _collect(element._c_node, Names(tags, 0), parts, depth)
    return parts


cdef int _collect(xmlNode* node, Names tags, list parts, int depth) except -1:
    cdef xmlNode* child = node.children
    cdef int tag
    if child != NULL and is_text(child):
        parts.append(text_of(child))
    child = next_element(child)
    while child != NULL:
        if len(parts) > 200:
            return 0
        tag = tags.of(child.name)
        if tag == APART:
            parts.append(" ")
        if depth and tag != SILENT:
            _collect(child, tags, parts, depth - 1)
        if tag == APART:
            parts.append(" ")
        child = child.next
        if child != NULL and is_text(child):
            parts.append(text_of(child))
        child = next_element(child)
    return 0


cdef class Outside:
    """`cleaners.metadata.marks.OutsideInPython`.

    Args:
        inside: elements that with all around them are no such part; at least one.
        tags: tags of such parts, by any number but 0.
        said: whether classes and ids say so.
    """

    cdef _Document document
    cdef dict known
    cdef Names tags, attributes
    cdef Told said

    def __cinit__(self, list inside, dict tags, Told said):
        cdef _Element element = inside[0]
        cdef xmlNode* node
        self.document, self.known, self.said = element._doc, {}, said
        self.tags, self.attributes = Names(tags, 0), Names({"class": 1, "id": 2}, 0)
        for element in inside:
            node = element._c_node
            while node != NULL and node.type == XML_ELEMENT_NODE:
                self.known[<size_t> node] = False
                node = node.parent

    def __contains__(self, _Element element):
        cdef xmlNode* path[DEEPEST]
        cdef xmlNode* node = element._c_node
        cdef int count = 0
        cdef bint outside = False
        while node != NULL and node.type == XML_ELEMENT_NODE:
            known = self.known.get(<size_t> node)
            if known is not None:
                outside = known
                break
            if count == DEEPEST:
                break
            path[count] = node
            count += 1
            node = node.parent
        while count:
            count -= 1
            outside = outside or self._is_outside(path[count])
            self.known[<size_t> path[count]] = outside
        return outside

    cdef bint _is_outside(self, xmlNode* node) except? -1:
        cdef xmlAttr* attribute = node.properties
        cdef xmlAttr* classes = NULL
        cdef xmlAttr* id_ = NULL
        cdef int what
        if self.tags.of(node.name):
            return True
        while attribute != NULL:
            what = self.attributes.of(attribute.name)
            if what == 1:
                classes = attribute
            elif what == 2:
                id_ = attribute
            attribute = attribute.next
        return (classes != NULL or id_ != NULL) and self.said.of_both(classes, id_) != 0
