# cython: language_level=3, boundscheck=False, wraparound=False
"""What outputs are made of: the inline markup of blocks (`cleaners.assemble.inline`), how HTML and Markdown write it, the ledger, and texts
that can be stored; compiled."""

include "interface.pxi"
include "nodes.pxi"
include "records.pxi"

from cpython.unicode cimport PyUnicode_Tailmatch
from libc.string cimport strcmp

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_UCS4 PyUnicode_READ(int kind, void* data, Py_ssize_t place)

cdef enum:  # as in cleaners.assemble.inline
    LINK = 1
    CODE = 2

cdef enum:
    MAX_DEPTH = 24  # as there


cdef inline bint _is_solid(Py_UCS4 letter) noexcept:
    """Whether a character is neither white space nor one of the format characters that a text may have lost."""
    if letter < 128:
        return 32 < letter < 127
    return not (
        letter < 0xA0 or letter.isspace() or letter == 0xAD or letter == 0x61C or 0x200B <= letter <= 0x200F or 0x2028 <= letter <= 0x202E
        or 0x2060 <= letter <= 0x206F or letter == 0xFEFF or 0xFFF9 <= letter <= 0xFFFB or 0xE0000 <= letter <= 0xE007F
    )


cdef inline Py_ssize_t _shared(tuple one, tuple other) except -1:
    """How many outer marks both have."""
    cdef Py_ssize_t count = 0
    while count < len(one) and count < len(other) and one[count] == other[count]:
        count += 1
    return count


cdef class Inline:
    """The runs of a page's blocks: `cleaners.assemble.inline.runs_of`.

    Args:
        spec: the classes, tables and functions that this has from there.
        resolve: an href as written to an absolute address, or "".
    """

    cdef object run, mark, collapse, counted, resolve
    cdef Names tags, attributes
    cdef tuple written
    cdef Py_ssize_t most

    def __cinit__(self, spec, resolve):
        self.run, self.mark, self.collapse, self.counted, self.resolve = spec.run, spec.mark, spec.collapse, spec.counted, resolve
        self.tags, self.attributes, self.written, self.most = Names(spec.tags, 0), Names({"href": 1}, 0), spec.written, spec.most

    def runs_of(self, block):
        """A block's text in runs."""
        cdef str text = (<tuple> block)[1]
        cdef tuple pieces = (<tuple> block)[3], now, before = ()
        cdef list marks = self._marks(pieces, (<tuple> block)[2]) if len(text) <= self.most else None, places
        if marks is None:
            return [record(self.run, (text, ()))]
        places = self._places(pieces, text)
        if places is None:
            places = self.counted(block, text)
        cdef list runs = []
        cdef Py_ssize_t owner, first, stop, start = 0, before_stop = 0
        for owner, first, stop in places:
            now = marks[owner]
            if now is not before and now != before:
                # The space between two runs belongs to what is around both, never to the inside of an emphasis or link.
                self._push(runs, text[start:before_stop], before)
                if before_stop < first:
                    self._push(runs, text[before_stop:first], before[:_shared(before, now)])
                start, before = first, now
            before_stop = stop
        self._push(runs, text[start:], before)
        return runs

    cdef int _push(self, list runs, str text, tuple marks) except -1:
        cdef Py_ssize_t last = len(runs) - 1
        if last >= 0 and (<tuple> runs[last])[1] == marks:
            runs[last] = record(self.run, (<str> (<tuple> runs[last])[0] + text, marks))
        elif text:
            runs.append(record(self.run, (text, marks)))
        return 0

    cdef list _marks(self, tuple pieces, _Element element):
        """The marks of every piece; None where none has any."""
        cdef list marks = []
        cdef dict known = {}
        cdef _Element parent
        cdef tuple found
        cdef bint plain = True
        for piece in pieces:
            parent = (<tuple> piece)[1]
            if parent is element:
                marks.append(())
                continue
            found = known.get(parent)
            if found is None:
                found = known[parent] = self._around(parent._c_node, element._c_node)
            plain = plain and not found
            marks.append(found)
        return None if plain else marks

    cdef tuple _around(self, xmlNode* node, xmlNode* limit):
        """The marks between a piece's element and its block's, outermost first."""
        cdef list marks = []
        cdef object code = None
        cdef int number, met = 0
        cdef str href
        for _ in range(MAX_DEPTH):
            if node == NULL or node.type != XML_ELEMENT_NODE or node == limit:
                break
            number = self.tags.of(node.name)
            href = self._href(node) if number == LINK else ""
            if number and not met >> number & 1 and (href or number != LINK):
                met |= 1 << number
                mark = record(self.mark, (self.written[number], href))
                if number == CODE:
                    code = mark
                else:
                    marks.append(mark)
            node = node.parent
        marks.reverse()
        if code is not None:  # which is literal: nothing can be marked inside it, so it comes innermost
            marks.append(code)
        return tuple(marks)

    cdef str _href(self, xmlNode* node):
        cdef xmlAttr* attribute = node.properties
        while attribute != NULL:
            if self.attributes.of(attribute.name):
                return self.resolve(value_of(attribute))
            attribute = attribute.next
        return ""

    cdef list _places(self, tuple pieces, str text):
        """Where in the text each piece stands; None where that has to be told by counting characters."""
        cdef list places = []
        cdef Py_ssize_t number, first, stop = 0, size = len(text)
        cdef str words
        for number in range(len(pieces)):
            words = self.collapse((<tuple> pieces[number])[0])
            if not words:
                continue
            first = stop + (stop < size and (text[stop] == 32 or text[stop] == 10))
            stop = first + len(words)
            if not _is_solid(words[0]) or not _is_solid(words[len(words) - 1]) or PyUnicode_Tailmatch(text, words, first, size, -1) != 1:
                return None
            places.append((number, first, stop))
        return places if places and stop == size else None


cdef bint _holds(str text, bint markdown) noexcept:
    """Whether a character that HTML, or Markdown, may have to write in another way stands in a text."""
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t at
    cdef Py_UCS4 letter
    for at in range(len(text)):
        letter = PyUnicode_READ(kind, data, at)
        if letter > 126 or 96 < letter < 124:  # most letters
            continue
        if letter == 38 or letter == 60:  # & <
            return True
        if markdown:
            if letter == 92 or letter == 96 or letter == 42 or letter == 91 or letter == 93 or letter == 126 or letter == 124 or letter == 95:  # \ ` * [ ] ~ | _
                return True
        elif letter == 62 or letter == 10:
            return True
    return False


cdef class Writer:
    """Runs as HTML and as Markdown: `cleaners.assemble.html.inline_html`, `cleaners.assemble.markdown.inline_markdown`.

    Args:
        spec: the functions that this has from there: `escaped`, `opening` and `closing` of a mark; for Markdown `writable`, `code` and `plain`, too.
    """

    cdef object escaped, opening, closing, writable, code
    cdef frozenset plain
    cdef bint markdown

    def __cinit__(self, spec, bint markdown):
        self.escaped, self.opening, self.closing, self.markdown = spec.escaped, spec.opening, spec.closing, markdown
        if markdown:
            self.writable, self.code, self.plain = spec.writable, spec.code, spec.plain

    def inline(self, runs, bint in_table=False):
        """Runs in one line of markup."""
        cdef list out = []
        cdef tuple marks, opened = ()
        if len(runs) == 1 and not runs[0][1]:  # most paragraphs
            return self._text(runs[0][0])
        for text, marks in (self.writable(runs) if self.markdown and self._is_emphatic(runs) else runs):
            if marks is not opened:
                self._switch(out, opened, marks)
                opened = marks
            if self.markdown and marks and (<tuple> marks[len(marks) - 1])[0] == "code":
                out.append(self.code(text, in_table))
            else:
                out.append(self._text(text))
        self._switch(out, opened, ())
        return "".join(out)

    cdef str _text(self, str text):
        return self.escaped(text) if _holds(text, self.markdown) else text

    cdef int _switch(self, list out, tuple before, tuple marks) except -1:
        """Close the marks that end between two runs, and open those that begin."""
        cdef Py_ssize_t shared = _shared(before, marks), at, last
        cdef str text
        for at in range(len(before) - 1, shared - 1, -1):
            out.append(self.closing(before[at]))
        if self.markdown and shared < len(marks) and out:
            last = len(out) - 1
            text = out[last]
            if text.endswith("!") and any([href for _, href in marks[shared:]]):
                out[last] = text[: len(text) - 1] + "\\!"  # "Really![source](…)" would be an image
        for at in range(shared, len(marks)):
            out.append(self.opening(marks[at]))
        return 0

    cdef bint _is_emphatic(self, runs) except -1:
        """Whether a run has another mark than those that can be written anywhere."""
        for _, marks in runs:
            for mark in <tuple> marks:
                if (<tuple> mark)[0] not in self.plain:
                    return True
        return False


def gone(list parents, list starts, list stops, list kept):
    """`cleaners.assemble.ledger.gone_in_python`."""
    cdef list outermost = [], before = [0]
    cdef Py_ssize_t row, parent, count = 0
    for keep in kept:
        count += bool(keep)
        before.append(count)
    for row in range(len(parents)):
        parent = parents[row]
        if parent > 0 and before[<Py_ssize_t> starts[parent]] == before[<Py_ssize_t> stops[parent]]:
            outermost.append(outermost[parent])
        else:
            outermost.append(row)
    return outermost


def path(_Element element):
    """The names of an element and of the nearest ancestor that has one, the ancestor first: `cleaners.assemble.ledger.path_of`."""
    cdef xmlNode* node = element._c_node
    cdef xmlNode* ancestor = node.parent
    for _ in range(8):
        if ancestor == NULL or ancestor.type != XML_ELEMENT_NODE or not strcmp(<const char*> ancestor.name, b"html"):
            break
        if _value(ancestor, b"id") or _value(ancestor, b"class"):
            return _name(ancestor), _name(node)
        ancestor = ancestor.parent
    return (_name(node),)


cdef str _name(xmlNode* node):
    """Tag, first id and first two classes."""
    cdef str name = decoded(node.name), value = _value(node, b"id")
    cdef list parts = value.split(None, 1) if value else None
    if parts:
        name = f"{name}#{parts[0]}"
    value = _value(node, b"class")
    parts = value.split(None, 2) if value else None
    if parts:
        name = f"{name}.{parts[0]}.{parts[1]}" if len(parts) > 1 else f"{name}.{parts[0]}"
    return name


cdef str _value(xmlNode* node, const char* name):
    cdef xmlAttr* attribute = node.properties
    while attribute != NULL:
        if not strcmp(<const char*> attribute.name, name):
            return value_of(attribute)
        attribute = attribute.next
    return ""


include "storable.pxi"
