# cython: language_level=3, boundscheck=False, wraparound=False
"""The walk over a page's tree of `cleaners.blocks`, without a Python object for each element."""

include "interface.pxi"

include "nodes.pxi"
include "hashes.pxi"
include "recent.pxi"
include "ascii.pxi"
include "attributes.pxi"
include "ruled.pxi"
include "spaces.pxi"
include "records.pxi"

from libc.stdlib cimport free, realloc

cdef enum:  # as in cleaners.tags
    SKIP = 0
    BREAK = 1
    IMAGE = 2
    LINK = 3
    INLINE = 4
    CONTAINER = 5
    KIND = 7
    UNRULED = 8
    PARAGRAPH = 16
    ROLE = 32  # and above: the place of the role in `roles`, 0 for none

cdef struct Open:
    xmlNode* node
    int row
    int role
    int hit
    bint hidden


cdef struct Row:
    int parent
    int start
    int stop
    int depth


cdef class Walk:
    """The state of one walk, as `cleaners.blocks._Walk`, with the same results in the same shape.

    Args:
        index: the rules to try on elements with an id or a class, or None.
        shapes: what the results are made of (`cleaners.blocks`).
    """

    cdef readonly list blocks, hits, elements, parents, names, starts, stops, depths, block_rows, seen
    cdef Row* rows
    cdef int row_count, row_room
    cdef object index, shapes, block_text, unbroken, piece, block, nowhere
    cdef tuple roles
    cdef RuledNames ruled
    cdef Names tags, attributes
    cdef list pieces, texts
    cdef bint line_break, broken
    cdef Py_ssize_t link_chars
    cdef int links, opened_elements, images, depth, room
    cdef Open* open
    cdef _Document document
    cdef xmlNode* piece_node
    cdef object piece_parent

    def __cinit__(self, index, shapes):
        self.index, self.shapes = index, shapes
        self.block_text, self.unbroken, self.piece, self.block = shapes.block_text, shapes.unbroken, shapes.piece, shapes.block
        self.nowhere = shapes.nowhere
        self.roles = shapes.roles
        self.ruled = index.ruled_names if index is not None else None
        self.tags, self.attributes = Names(shapes.tags, CONTAINER), Names(shapes.attributes, 0)
        self.blocks, self.hits, self.elements, self.names = [], [], [], []
        self.block_rows, self.seen, self.pieces, self.texts = [], [], [], []
        self.rows, self.row_count, self.row_room = NULL, 0, 0
        self.open, self.room, self.depth, self.piece_node = NULL, 0, 0, NULL
        self.line_break = self.broken = False
        self.link_chars = self.links = self.opened_elements = self.images = 0

    def __dealloc__(self):
        free(self.open)
        free(self.rows)

    def run(self, _Element root):
        """Walk the tree below `root` in document order."""
        cdef xmlNode* top = root._c_node
        cdef xmlNode* node = top
        cdef xmlNode* child
        self.document = root._doc
        self._push(NULL, -1, 0, -1, False)  # what lies outside the root
        while True:
            child = self._start(node)
            if child != NULL:
                node = child
                continue
            while True:
                if node == top:
                    self._list_rows()
                    return
                child = node.next
                if child != NULL and is_text(child):
                    self._add(child, node.parent)
                child = next_element(child)
                if child != NULL:
                    node = child
                    break
                node = node.parent
                self._end(node)

    cdef xmlNode* _start(self, xmlNode* node) except? NULL:
        """Step into an element; its first child element, or NULL where it is left again."""
        cdef int tag = self.tags.of(node.name)
        cdef int kind = tag & KIND
        cdef xmlNode* child
        self.opened_elements += 1
        if kind <= IMAGE:
            if kind == IMAGE:
                self.images += 1
            elif kind == BREAK:
                if self.line_break:
                    self._flush()
                elif self.pieces:
                    self.line_break = True
            return NULL
        if kind == CONTAINER or (self.index is not None and self._stands_apart(node)):
            self._enter(node, tag)
        elif kind == LINK and self._is_link(node):
            self.links += 1
        child = node.children
        if child != NULL and is_text(child):
            self._add(child, node)
        child = next_element(child)
        if child == NULL:
            self._end(node)
        return child

    cdef int _end(self, xmlNode* node) except -1:
        if self.open[self.depth - 1].node == node:
            self._leave()
        elif self.tags.of(node.name) & KIND == LINK and self._is_link(node):
            self.links -= 1
        return 0

    cdef bint _is_link(self, xmlNode* node) except? -1:
        cdef xmlAttr* attribute = node.properties
        while attribute != NULL:
            if self.attributes.of(attribute.name) == HREF:
                return True
            attribute = attribute.next
        return False

    cdef bint _stands_apart(self, xmlNode* node) except? -1:
        """Whether a rule names an inline element, which then is a block by itself; one in mid sentence is noted, and ends no block."""
        cdef xmlAttr* id_ = NULL
        cdef xmlAttr* classes = NULL
        cdef xmlAttr* attribute = node.properties
        cdef int what
        while attribute != NULL:
            what = self.attributes.of(attribute.name)
            if what == CLASS:
                classes = attribute
            elif what == ID:
                id_ = attribute
            attribute = attribute.next
        if not self._may_match(id_, classes):
            return False
        cdef str rule = self._match(node, id_, classes)
        if rule:
            element = elementFactory(self.document, node)
            if self.index.stands_alone(element):
                return True
            self.hits.append(self.shapes.hit(rule, element, len(self.blocks), len(self.blocks)))
        return False

    cdef bint _may_match(self, xmlAttr* id_, xmlAttr* classes) except? -1:
        """Whether a rule may ask for an element with such an id or class; both may be NULL."""
        if self.ruled is None:
            return id_ != NULL or classes != NULL
        return (classes != NULL and self.ruled.has_classes(classes)) or (id_ != NULL and self.ruled.has_id(id_))

    cdef str _match(self, xmlNode* node, xmlAttr* id_, xmlAttr* classes):
        """Id of the first rule that matches an element, or ""."""
        cdef str identity = value_of(id_) if id_ != NULL else "", names = value_of(classes) if classes != NULL else ""
        return self.index.match(elementFactory(self.document, node), identity, names) if identity or names else ""

    cdef int _push(self, xmlNode* node, int row, int role, int hit, bint hidden) except -1:
        if self.depth == self.room:
            self.room = self.room * 2 + 64
            self.open = <Open*> realloc(self.open, self.room * sizeof(Open))
            if self.open == NULL:
                raise MemoryError
        self.open[self.depth] = Open(node, row, role, hit, hidden)
        self.depth += 1
        return 0

    cdef int _enter(self, xmlNode* node, int tag) except -1:
        """Step into a container: read its attributes, put it on record."""
        if self.pieces:
            self._flush()
        cdef Open outside = self.open[self.depth - 1]
        cdef bint hidden = outside.hidden
        cdef int role = outside.role, hit = -1
        cdef xmlAttr* id_ = NULL
        cdef xmlAttr* classes = NULL
        cdef xmlAttr* attribute = node.properties
        cdef int what
        while attribute != NULL:
            what = self.attributes.of(attribute.name)
            if what == CLASS:
                classes = attribute
            elif what == ID:
                id_ = attribute
            elif STYLE <= what < NAMING:
                hidden = hidden or hides(attribute, what, self.shapes.hides)
            attribute = attribute.next
        if self.index is not None and not tag & UNRULED and self._may_match(id_, classes):
            rule = self._match(node, id_, classes)
            if rule:
                hit = len(self.hits)
                self.hits.append(self.shapes.hit(rule, elementFactory(self.document, node), len(self.blocks), 0))
        if tag >= ROLE:
            role = tag // ROLE
        elif tag & PARAGRAPH and role == 0:
            role = 1
        self._push(node, self.row_count, role, hit, hidden)
        if self.row_count == self.row_room:
            self.row_room = self.row_room * 2 + 256
            self.rows = <Row*> realloc(self.rows, self.row_room * sizeof(Row))
            if self.rows == NULL:
                raise MemoryError
        self.rows[self.row_count] = Row(outside.row, len(self.blocks), 0, self.depth - 2)
        self.row_count += 1
        self.elements.append(None)
        self.names.append(None)
        return 0

    cdef int _leave(self) except -1:
        """Step out of the innermost container; one without a block is taken off the record."""
        if self.pieces:
            self._flush()
        cdef Open inner = self.open[self.depth - 1]
        cdef int count = len(self.blocks)
        if inner.hit >= 0:
            self.hits[inner.hit] = self.hits[inner.hit]._replace(stop=count)
        if inner.row and self.rows[inner.row].start == count:
            self.row_count -= 1
            self.elements.pop()
            self.names.pop()
        else:
            self.rows[inner.row].stop = count
            self.names[inner.row] = name_of(inner.node, self.attributes)
            if self.elements[inner.row] is None:
                self.elements[inner.row] = elementFactory(self.document, inner.node)
        self.depth -= 1
        return 0

    cdef int _list_rows(self) except -1:
        cdef int row
        self.parents = [self.rows[row].parent for row in range(self.row_count)]
        self.starts = [self.rows[row].start for row in range(self.row_count)]
        self.stops = [self.rows[row].stop for row in range(self.row_count)]
        self.depths = [self.rows[row].depth for row in range(self.row_count)]
        return 0

    cdef int _add(self, xmlNode* first, xmlNode* parent) except -1:
        """Add the text that begins at a text node to the block under way."""
        cdef int blank = is_blank(first)
        if blank == 1 and not self.pieces:
            return 0
        cdef str text = text_of(first)
        if blank < 0:
            blank = text.isspace()
        if not text or (blank and (not self.pieces or self.line_break)):
            return 0
        if parent != self.piece_node:
            self.piece_node, self.piece_parent = parent, elementFactory(self.document, parent)
        self.pieces.append(record(self.piece, (text, self.piece_parent, self.line_break)))
        self.texts.append(text)
        if blank:
            return 0
        self.broken = self.broken or self.line_break
        self.line_break = False
        if self.links:
            self.link_chars += len(text.strip())
        return 0

    cdef int _flush(self) except -1:
        """End the block under way."""
        cdef Open* inner = &self.open[self.depth - 1]
        cdef str role = self.roles[inner.role]
        cdef str text
        if self.broken or role == "pre":
            text = self.block_text(self.pieces, role == "pre")
        else:
            text = collapse(self.texts[0] if len(self.texts) == 1 else "".join(self.texts), self.unbroken)
        if text:  # else nothing but invisible characters
            if inner.row < 0:
                element = self.nowhere
            else:
                element = self.elements[inner.row]
                if element is None:
                    element = self.elements[inner.row] = elementFactory(self.document, inner.node)
            self.blocks.append(record(
                self.block, (len(self.blocks), text, element, untracked(tuple(self.pieces)), min(self.link_chars, <Py_ssize_t> len(text)), role, bool(inner.hidden))
            ))
            self.block_rows.append(inner.row)
            self.seen.append(untracked((self.opened_elements, self.images)))
        self.pieces, self.texts = [], []
        self.line_break = self.broken = False
        self.link_chars = 0
        return 0
