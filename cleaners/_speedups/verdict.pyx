# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""What is asked of each block of a page on the way from its probability to the verdict: `cleaners.decide`, `.neighbours` and `.rules.rulings`, compiled."""

include "interface.pxi"
include "nodes.pxi"
include "records.pxi"

from libc.stdint cimport int64_t
from libc.string cimport strcmp


def sizes(list blocks, int64_t[::1] out):
    """Fill in the length of each block's text."""
    cdef Py_ssize_t place
    for place in range(len(blocks)):
        out[place] = len(<str> (<tuple> blocks[place])[1])


def decisions(kind, list keeps, str reason, list values):
    """A decision on each block, all for one reason."""
    cdef Py_ssize_t place
    return [record(kind, (place, keeps[place], reason, values[place])) for place in range(len(keeps))]


def expected_f1(list blocks, decisions):
    """`cleaners.decide.expected_f1`."""
    cdef double kept = 0, right = 0, wanted = 0, probability
    cdef Py_ssize_t place, size
    cdef tuple decision
    for place in range(len(blocks)):
        decision = <tuple> (<object> decisions[place])
        size = len(<str> (<tuple> blocks[place])[1])
        probability = 0 if decision[3] is None else decision[3]
        wanted += size * probability
        if decision[1]:
            kept += size
            right += size * probability
    return 2 * right / (kept + wanted) if kept + wanted else 0.0


def unlinked(list blocks):
    """Characters outside links up to each block, and in all that is shown."""
    cdef Py_ssize_t place, own, shown = 0, through = 0
    cdef tuple block
    cdef list sums = [0]
    for place in range(len(blocks)):
        block = <tuple> (<object> blocks[place])
        own = len(<str> block[1]) - <Py_ssize_t> block[4]
        through += own
        sums.append(through)
        if not block[6]:
            shown += own
    return sums, shown


def pulled(list blocks, list decisions, Py_ssize_t longest):
    """The kept blocks that are short and stand in a quote, an aside or a figure."""
    cdef Py_ssize_t place
    cdef tuple block
    cdef xmlNode* node
    cdef list found = []
    for place in range(len(blocks)):
        block = <tuple> (<object> blocks[place])
        if (<tuple> (<object> decisions[place]))[1] and len(<str> block[1]) <= longest:
            node = (<_Element> block[2])._c_node
            if block[5] == "quote" or _is(node, b"aside") or _is(node.parent, b"aside") or _is(node.parent, b"figure"):
                found.append(place)
    return found


cdef inline bint _is(xmlNode* node, const char* tag) noexcept:
    return node != NULL and node.type == XML_ELEMENT_NODE and strcmp(<const char*> node.name, tag) == 0


def has_text(_Element element, dict textless):
    """Whether anything in an element would be read as text; what stands in `textless` elements is not."""
    cdef Names tags = Names(textless, 0)
    cdef xmlNode* top = element._c_node
    cdef xmlNode* node = top
    while node != NULL:
        if _is_shown(node.children) and not tags.of(node.name):
            return True
        if node != top and _is_shown(node.next):
            return True
        node = following(node, top)
    return False


cdef bint _is_shown(xmlNode* node) except? -1:
    """Whether a text begins at a node, or NULL, that is more than white space."""
    if node == NULL or not is_text(node):
        return False
    cdef int blank = is_blank(node)
    return not text_of(node).isspace() if blank < 0 else not blank
