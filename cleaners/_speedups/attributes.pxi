# What an element's attributes say of it, read for the walk; the numbers are those of `cleaners.tags.ATTRIBUTES`. To be included behind nodes.pxi.

cdef enum:
    CLASS = 1
    ID = 2
    HREF = 3
    STYLE = 4
    ARIA_HIDDEN = 5
    HIDDEN = 6
    NAMING = 7  # and above: what else names an element, in the order of `NAMING`
    NAMED = 4  # of those


cdef bint hides(xmlAttr* attribute, int what, said) except? -1:
    """Whether an attribute hides its element: `cleaners.blocks._is_hidden`; `said` tells of a style."""
    cdef xmlNode* part = attribute.children
    if what == STYLE:
        return part != NULL and (part.next != NULL or _may_hide(part.content)) and said(value_of(attribute)) is not None
    if what == ARIA_HIDDEN:
        return value_of(attribute) == "true"
    return value_of(attribute) != "until-found"


cdef bint _may_hide(const unsigned char* style) noexcept:
    """Whether a style may hide its element: it says `none` or `hidden`, or holds a letter that may stand for one of theirs."""
    cdef unsigned char letter
    if style == NULL:
        return False
    while style[0]:
        letter = style[0] | 32
        if style[0] >= 128 or (letter == c"n" and style[1] | 32 == c"o" and style[2] | 32 == c"n") or (letter == c"h" and style[1] | 32 == c"i" and style[2] | 32 == c"d"):
            return True
        style += 1
    return False


cdef str name_of(xmlNode* node, Names attributes):
    """All that names an element: `cleaners.blocks._name_of`."""
    cdef str name = "", id_ = ""
    cdef xmlAttr* attribute = node.properties
    cdef xmlAttr* others[NAMED]
    cdef int what, most = 0
    while attribute != NULL:
        what = attributes.of(attribute.name)
        if what == CLASS:
            name = value_of(attribute)
        elif what == ID:
            id_ = value_of(attribute)
        elif what >= NAMING:
            while most <= what - NAMING:
                others[most] = NULL
                most += 1
            others[what - NAMING] = attribute
        attribute = attribute.next
    if id_:
        name = id_ + " " + name
    for what in range(most):
        if others[what] != NULL:
            name = name + " " + value_of(others[what])
    return name.strip() if name else name
