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


cdef class Addresses:
    """`crawler.links._Addresses`, of which `joined` is asked for what is not plain (see `shape_of`).

    Args:
        addresses: the same in Python.
        family_of: the family of an address's scheme and host.
        files: the file endings of what is no page.
    """

    cdef str root, family
    cdef object family_of, joined
    cdef frozenset files
    cdef dict known

    def __cinit__(self, addresses, family_of, frozenset files):
        self.root, self.family, self.joined = addresses.root, addresses.family, addresses.joined
        self.family_of, self.files, self.known = family_of, files, {}

    cpdef str of(self, str href):
        """The absolute address without fragment, "" where it is no page of the site's owner."""
        cdef str url = self.known.get(href)
        if url is None:
            url = self._plain(href)
            if url is None:
                url = self.joined(href)
            self.known[href] = url
        return url

    cdef str _plain(self, str href):
        """The address where it is plain, else None."""
        cdef int shape = shape_of(href)
        cdef Py_ssize_t size = len(self.root)
        if shape == FROM_ROOT and size:  # what urljoin says too, in a tenth of the time
            return "" if self._is_file(href) else self.root + href
        if shape != WHOLE:
            return None
        if self.family and not (size and href.startswith(self.root) and href[size] == c"/") and self.family_of(href[:href.find("/", 8)]) != self.family:
            return ""
        return "" if self._is_file(href) else href

    cdef bint _is_file(self, str href) except -1:
        """`crawler.links._is_file` of a plain address, whose path begins with a slash."""
        cdef Py_ssize_t end = href.find("?")
        if end < 0:
            end = len(href)
        cdef Py_ssize_t at = end - 1
        while href[at] != c"/" and href[at] != c".":
            at -= 1
        return href[at] == c"." and href[at + 1:end].lower() in self.files


cdef enum:
    TEXT = 256  # letters of a link's text that are put together here; of the few words of a longer one Python strings are made
    STEMS = 64


cdef struct Stem:
    const unsigned char* letters
    bint begins


cdef class Stems:
    """What class and id names of a place hold.

    Args:
        stems: each in lower case, whether it has to begin a word, and the place; where two of them begin at one letter, the first counts.
    """

    cdef readonly list places
    cdef list letters
    cdef Stem stems[STEMS]
    cdef int first[128]  # of the stems that begin with a letter, and one behind the last
    cdef int behind[128]

    def __cinit__(self, list stems):
        cdef int at, letter
        cdef bytes stem
        if len(stems) > STEMS:
            raise ValueError("more stems than there is room for")
        stems = sorted(stems, key=_first_letter)
        self.places, self.letters = [place for _, _, place in stems], [name.encode() for name, _, _ in stems]
        for letter in range(128):
            self.first[letter] = self.behind[letter] = 0
        for at, (_, begins, _) in enumerate(stems):
            stem = self.letters[at]
            self.stems[at] = Stem(stem, begins)
            letter = stem[0]
            if not self.behind[letter]:
                self.first[letter] = at
            self.behind[letter] = at + 1

    cdef int in_value(self, xmlAttr* attribute) noexcept:
        """Number of the first stem in a value; -1 for none, -2 where that takes more than ASCII to tell."""
        cdef const unsigned char* begin
        cdef const unsigned char* at
        cdef int stem, place
        if attribute == NULL or attribute.children == NULL:
            return -1
        if attribute.children.next != NULL or attribute.children.content == NULL:
            return -2
        begin = at = attribute.children.content
        while at[0]:
            if at[0] >= 128:
                return -2
            for stem in range(self.first[_lower(at[0])], self.behind[_lower(at[0])]):
                if self.stems[stem].begins and at != begin and _in_word((at - 1)[0]):
                    continue
                place = 1
                while self.stems[stem].letters[place] and _lower(at[place]) == self.stems[stem].letters[place]:
                    place += 1
                if not self.stems[stem].letters[place]:
                    return stem
            at += 1
        return -1


def _first_letter(stem):
    return stem[0][0]


cdef inline unsigned char _lower(unsigned char letter) noexcept:
    return letter | 32 if 65 <= letter <= 90 else letter


cdef inline bint _in_word(unsigned char letter) noexcept:
    return (97 <= (letter | 32) <= 122) or (48 <= letter <= 57) or letter == 95


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
