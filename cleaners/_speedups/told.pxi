# What attribute values say, remembered by their hash. To be included behind nodes.pxi and recent.pxi.

cdef enum:
    MOST_STEMS = 64


cdef class Stems:
    """Parts of words, found by their first two letters."""

    cdef list kept
    cdef int count
    cdef const char* words[MOST_STEMS]
    cdef int following[MOST_STEMS]
    cdef int first[1024]

    def __cinit__(self, stems):
        cdef int place
        cdef bytes stem
        self.kept = [one.encode() for one in stems]
        self.count = 0
        if len(self.kept) > MOST_STEMS:
            raise ValueError("more stems than there is room for")
        memset(self.first, 0xFF, sizeof(self.first))
        for stem in self.kept:
            self.words[self.count] = stem
            place = (stem[0] & 31) << 5 | (stem[1] & 31)
            self.following[self.count], self.first[place] = self.first[place], self.count
            self.count += 1

    cdef bint may_be_in(self, xmlNode* part) noexcept:
        """Whether the value of an attribute has one of the stems, in any case of letters, or letters other than ASCII."""
        cdef const unsigned char* at = part.content
        cdef int found
        if at == NULL or part.next != NULL or not self.count:
            return True
        while at[0]:
            if at[0] >= 128:
                return True
            found = self.first[(at[0] & 31) << 5 | (at[1] & 31)]
            while found >= 0:
                if _begins(at, self.words[found]):
                    return True
                found = self.following[found]
            at += 1
        return False


cdef inline bint _begins(const unsigned char* at, const char* word) noexcept:
    while word[0] and (at[0] | 32) == word[0]:
        at += 1
        word += 1
    return not word[0]


cdef class Told:
    """What attribute values say, in bits. The pages of a site share their values, so the answers are kept, for each class of a document to be asked once.

    Args:
        stems: parts of words of which a value that says something has one; none for values that all may.
        ask: tells what a text says.
    """

    cdef Stems stems
    cdef object ask
    cdef uint64_t keys[RECENT]
    cdef int answers[RECENT]

    def __cinit__(self, stems, ask):
        self.stems, self.ask = Stems(stems), ask
        memset(self.keys, 0, sizeof(self.keys))

    cdef int of(self, xmlAttr* attribute) except -1:
        """What the value of an attribute says."""
        if not _is_whole(attribute):
            return self.ask(value_of(attribute))
        cdef uint64_t key = _key_of(attribute)
        if self.keys[key % RECENT] != key:
            self.answers[key % RECENT] = self.ask(value_of(attribute)) if self._may_say(attribute) else 0
            self.keys[key % RECENT] = key
        return self.answers[key % RECENT]

    cdef int of_both(self, xmlAttr* one, xmlAttr* other) except -1:
        """What two values say, a space between them; NULL for none."""
        if not _is_whole(one) or not _is_whole(other):
            return self.ask(_both(one, other))
        cdef uint64_t key = _mixed(_key_of(one) + 1) ^ _key_of(other)
        if self.keys[key % RECENT] != key:
            self.answers[key % RECENT] = self.ask(_both(one, other)) if self._may_say(one) or self._may_say(other) else 0
            self.keys[key % RECENT] = key
        return self.answers[key % RECENT]

    cdef bint _may_say(self, xmlAttr* attribute) noexcept:
        return _is_set(attribute) and self.stems.may_be_in(attribute.children)


cdef inline bint _is_set(xmlAttr* attribute) noexcept:
    return attribute != NULL and attribute.children != NULL


cdef inline bint _is_whole(xmlAttr* attribute) noexcept:
    """Whether a value is in one piece, or none."""
    return not _is_set(attribute) or (attribute.children.content != NULL and attribute.children.next == NULL)


cdef inline uint64_t _key_of(xmlAttr* attribute) noexcept:
    return _hash_of(attribute.children.content) if _is_set(attribute) else 0


cdef str _both(xmlAttr* one, xmlAttr* other):
    return (value_of(one) if one != NULL else "") + " " + (value_of(other) if other != NULL else "")
