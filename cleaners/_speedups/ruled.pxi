# Whether a rule may ask for an element by its id or classes, told from the attribute's bytes: `cleaners.rules.index`. To be included
# behind nodes.pxi, hashes.pxi, recent.pxi and ascii.pxi.

from libc.stdlib cimport calloc
from libc.string cimport memcmp, memset

cdef enum:
    AS_ID = 1
    AS_CLASS = 2
    AS_WORD = 4


cdef class RuledNames:
    """The ids, class tokens and words that rules ask for, by hash. Most names of a page are new and none of them.

    An answer of yes may be wrong (two names of one hash, one letter that is not ASCII, a phrase of which one word is there): the index
    is asked then. One of no never is, but for two values of one hash of 64 bits, drawn by lot in each process: class attributes of which the
    answer is no are remembered by it, because the elements of a page share theirs, and the pages of a site.

    Args:
        ids, classes: whole ids, class tokens.
        words: words within either, in lower case.
        begins, ends: what an id begins or ends with.
        topics: beginnings of class tokens whose words say nothing.
    """

    cdef uint64_t* keys  # half of them free (0) at least
    cdef unsigned char* uses
    cdef uint64_t mask
    cdef list begins, ends, topics
    cdef uint64_t recent[RECENT]

    def __cinit__(self, ids, classes, words, begins, ends, topics):
        cdef list uses = [*((name, AS_ID) for name in ids), *((name, AS_CLASS) for name in classes), *((name, AS_WORD) for name in words)]
        self.mask = 64
        while self.mask < 4 * <uint64_t> len(uses):
            self.mask *= 2
        self.keys = <uint64_t*> calloc(self.mask, sizeof(uint64_t))
        self.uses = <unsigned char*> calloc(self.mask, 1)
        self.mask -= 1
        if self.keys == NULL or self.uses == NULL:
            raise MemoryError
        memset(self.recent, 0, sizeof(self.recent))
        self.begins, self.ends, self.topics = ([name.encode() for name in names] for names in (begins, ends, topics))
        for name, use in uses:
            self._add(name.encode(), use)

    def __dealloc__(self):
        free(self.keys)
        free(self.uses)

    cdef int _add(self, bytes name, int use) except -1:
        cdef uint64_t place, key = BASIS
        cdef unsigned char letter
        for letter in name:
            key = (key ^ letter) * PRIME
        place = self._place(_mixed(key))
        self.keys[place] = _mixed(key)
        self.uses[place] |= use
        return 0

    cdef uint64_t _place(self, uint64_t key) noexcept:
        """The place of a key, or the free one for it."""
        cdef uint64_t at = key & self.mask
        while self.keys[at] and self.keys[at] != key:
            at = (at + 1) & self.mask
        return at

    cdef bint _is(self, uint64_t key, int use) noexcept:
        return self.uses[self._place(_mixed(key))] & use

    def may_be_id(self, str name):
        """As the walk asks of an element's id."""
        return self._may_be_id(name.encode())

    def may_be_classes(self, str names):
        """As the walk asks of an element's class attribute."""
        return self._may_be_classes(names.encode())

    cdef bint has_id(self, xmlAttr* id_) noexcept:
        """Whether a rule may ask for an element of such an id."""
        cdef xmlNode* part = id_.children
        return part != NULL and (part.next != NULL or (part.content != NULL and self._may_be_id(part.content)))

    cdef bint has_classes(self, xmlAttr* classes) noexcept:
        """Whether a rule may ask for an element of such classes."""
        cdef xmlNode* part = classes.children
        cdef uint64_t key
        if part == NULL or part.content == NULL or part.next != NULL:
            return part != NULL and part.next != NULL
        key = _hash_of(part.content)
        if self.recent[key % RECENT] == key:
            return False
        if self._may_be_classes(part.content):
            return True
        self.recent[key % RECENT] = key
        return False

    cdef bint _may_be_id(self, const unsigned char* name) noexcept:
        cdef const unsigned char* at = name
        cdef uint64_t key = BASIS
        cdef Py_ssize_t size
        while at[0]:
            if at[0] >= 128:
                return True
            key = (key ^ at[0]) * PRIME
            at += 1
        size = at - name
        return self._is(key, AS_ID) or _begins(self.begins, name, size) or _ends(self.ends, at, size) or self._has_word(name, at)

    cdef bint _may_be_classes(self, const unsigned char* names) noexcept:
        cdef const unsigned char* at = names
        cdef const unsigned char* start
        cdef uint64_t key
        while True:
            while at[0] and is_space(at[0]):
                at += 1
            if not at[0]:
                return False
            start, key = at, BASIS
            while at[0] and not is_space(at[0]):
                if at[0] >= 128:
                    return True
                key = (key ^ at[0]) * PRIME
                at += 1
            if self._is(key, AS_CLASS) or (self._has_word(start, at) and not _begins(self.topics, start, at - start)):
                return True

    cdef bint _has_word(self, const unsigned char* at, const unsigned char* end) noexcept:
        """Whether one of the words is in an ASCII name, by `cleaners.rules.index._words_of`."""
        cdef const unsigned char* last
        cdef const unsigned char* stop
        cdef uint64_t key
        while at < end:
            if not is_letter(at[0]) and not is_digit(at[0]):
                at += 1
                continue
            last = at
            while last < end and (is_letter(last[0]) or is_digit(last[0])):
                last += 1
            stop = last
            while stop > at and is_digit((stop - 1)[0]):
                stop -= 1
            if not _has_digit(at, stop):
                while at < stop:
                    key = BASIS
                    at = _word(at, stop, &key)
                    if self._is(key, AS_WORD):
                        return True
            at = last
        return False


cdef const unsigned char* _word(const unsigned char* at, const unsigned char* stop, uint64_t* key) noexcept:
    """The end of the word that begins at a letter: `Box`, `box`, or the `CSS` of `CSSBox`."""
    cdef bint capitals = is_capital(at[0]) and at + 1 < stop and is_capital(at[1])
    key[0] = (key[0] ^ (at[0] | 32)) * PRIME
    at += 1
    while at < stop and is_capital(at[0]) == capitals and not (capitals and at + 1 < stop and not is_capital(at[1])):
        key[0] = (key[0] ^ (at[0] | 32)) * PRIME
        at += 1
    return at


cdef bint _has_digit(const unsigned char* at, const unsigned char* stop) noexcept:
    while at < stop:
        if is_digit(at[0]):
            return True
        at += 1
    return False


cdef bint _begins(list parts, const unsigned char* name, Py_ssize_t size) noexcept:
    cdef bytes part
    for part in parts:
        if len(part) <= size and memcmp(<const char*> part, name, len(part)) == 0:
            return True
    return False


cdef bint _ends(list parts, const unsigned char* end, Py_ssize_t size) noexcept:
    cdef bytes part
    for part in parts:
        if len(part) <= size and memcmp(<const char*> part, end - len(part), len(part)) == 0:
            return True
    return False


cdef inline bint is_space(unsigned char letter) noexcept:
    """Of ASCII, as `str.split` parts names."""
    return letter == 32 or 9 <= letter <= 13 or 28 <= letter <= 31
