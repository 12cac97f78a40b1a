# Reading elements, attributes and text of a parsed page by libxml2's structs, without a Python object for each of them. The text of
# an element, or behind one, is what lxml calls its `text` and `tail`: the text nodes up to the next node of another kind.

from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport strlen
from lxml.includes.etreepublic cimport _Document, _Element, elementFactory, import_lxml__etree
from lxml.includes.tree cimport XML_CDATA_SECTION_NODE, XML_ELEMENT_NODE, XML_TEXT_NODE, const_xmlChar, xmlAttr, xmlNode

import_lxml__etree()  # raises where lxml is of another make than the one this was compiled for

cdef enum:
    SLOTS = 512
    FILLED = 400


cdef class Names:
    """What names of tags or attributes stand for. They are asked by pointer, which all of one name in a document share."""

    cdef dict values
    cdef int other
    cdef int used
    cdef const_xmlChar* names[SLOTS]
    cdef int numbers[SLOTS]

    def __cinit__(self, dict values, int other):
        self.values, self.other, self.used = values, other, 0
        for place in range(SLOTS):
            self.names[place] = NULL

    cdef int of(self, const_xmlChar* name) except? -9:
        cdef size_t place = (<size_t> name >> 3) & (SLOTS - 1)
        while self.names[place] != NULL:
            if self.names[place] == name:
                return self.numbers[place]
            place = (place + 1) & (SLOTS - 1)
        cdef int number = self.values.get(decoded(name), self.other)
        if self.used < FILLED:  # a page that makes up names by the hundred has the rest of them looked up each time
            self.names[place], self.numbers[place] = name, number
            self.used += 1
        return number


cdef inline str decoded(const_xmlChar* text):
    return PyUnicode_DecodeUTF8(<const char*> text, <Py_ssize_t> strlen(<const char*> text), NULL)


cdef inline bint is_text(xmlNode* node) noexcept:
    return node.type == XML_TEXT_NODE or node.type == XML_CDATA_SECTION_NODE


cdef str value_of(xmlAttr* attribute):
    """An attribute's value."""
    cdef xmlNode* part = attribute.children
    cdef str value = ""
    while part != NULL:
        if part.content != NULL:
            value = value + decoded(part.content) if value else decoded(part.content)
        part = part.next
    return value


cdef str text_of(xmlNode* node):
    """The text that begins at a text node."""
    cdef str text = decoded(node.content)
    node = node.next
    while node != NULL and is_text(node):
        text += decoded(node.content)
        node = node.next
    return text


cdef int is_blank(xmlNode* node) noexcept:
    """Whether the text that begins at a text node is white space: 1 yes, 0 no, -1 where Unicode has to be asked."""
    cdef const unsigned char* at
    while node != NULL and is_text(node):
        at = <const unsigned char*> node.content
        while at[0] == 32 or (9 <= at[0] <= 13):
            at += 1
        if at[0]:
            return 0 if 32 < at[0] < 127 else -1
        node = node.next
    return 1


cdef xmlNode* next_element(xmlNode* node) noexcept:
    """The first element from a node on; what stands between belongs to text, or to a comment."""
    while node != NULL and node.type != XML_ELEMENT_NODE:
        node = node.next
    return node


cdef xmlNode* following(xmlNode* node, xmlNode* top) noexcept:
    """The next element in document order below `top`, or NULL behind the last."""
    cdef xmlNode* after = next_element(node.children)
    while after == NULL and node != top:
        after = next_element(node.next)
        node = node.parent
    return after
