# Stems of class and id names, found in an attribute's bytes.

cdef enum:
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
            for stem in range(self.first[lower(at[0])], self.behind[lower(at[0])]):
                if self.stems[stem].begins and at != begin and in_word((at - 1)[0]):
                    continue
                place = 1
                while self.stems[stem].letters[place] and lower(at[place]) == self.stems[stem].letters[place]:
                    place += 1
                if not self.stems[stem].letters[place]:
                    return stem
            at += 1
        return -1


def _first_letter(stem):
    return stem[0][0]
