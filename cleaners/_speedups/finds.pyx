# cython: language_level=3, boundscheck=False, wraparound=False
"""Finding the elements that `cleaners.metadata.marks` and `cleaners.page` look at, in one pass each."""

include "interface.pxi"
include "nodes.pxi"
include "hashes.pxi"
include "recent.pxi"

from libc.stdlib cimport free, realloc
from libc.string cimport memcmp, memset, strchr, strncmp, strstr

include "told.pxi"
include "marks.pxi"
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


def is_around(_Element root, outer, inner, int many):
    """Whether an element of one of the tags `outer` holds one of the tags `inner`, and holds `many` elements or all that follow it."""
    cdef Names tags = Names({**dict.fromkeys(outer, 1), **dict.fromkeys(inner, 2)}, 0)
    cdef xmlNode* top = root._c_node
    cdef xmlNode* node = top
    cdef xmlNode* within
    cdef xmlNode* behind
    cdef int tag, held
    while node != NULL:
        if tags.of(node.name) == 1:
            behind = next_outside(node, top)
            held, tag, within = 0, 0, following(node, node)
            while within != NULL and (tag != 2 or held < many):
                held += 1
                tag = 2 if tag == 2 else tags.of(within.name)
                within = following(within, node)
            if tag == 2 and (held >= many or behind == NULL):
                return True
            node = behind  # what is nested in it holds less
        else:
            node = following(node, top)
    return False


cdef xmlNode* next_outside(xmlNode* node, xmlNode* top) noexcept:
    """The next element in document order that is not within `node`, or NULL."""
    cdef xmlNode* after = NULL
    while after == NULL and node != top:
        after = next_element(node.next)
        node = node.parent
    return after


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
