# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Looking up the words of lines and of class names among those that the model weighs: `cleaners.features.learned`, compiled."""

include "interface.pxi"
include "hashes.pxi"

from libc.stdlib cimport free, malloc
from libc.string cimport memset


cdef inline uint64_t _paired(uint64_t first, uint64_t second) noexcept nogil:
    return _mixed(first + second * <uint64_t> 0x9E3779B97F4A7C15)


cdef enum:
    SIEVE = 1 << 16  # bytes


cdef struct Entry:
    uint64_t key  # of a word or of a pair; 0 for a free place
    unsigned char begins  # a pair
    unsigned char phrase
    unsigned char wording
    double as_phrase
    double as_wording


cdef class Lexicon:
    """Weights of lines' words and word pairs, for `line_rows`: one table, asked by hash.

    Args:
        phrases: weights of `cleaners.features.words.phrase_tokens`.
        wordings: weights of `cleaners.features.words.wording_tokens`.
    """

    cdef Entry* entries
    cdef uint64_t mask
    cdef unsigned char sieve[SIEVE]  # a bit for each key: most words are not known, and the table is too large to be at hand

    def __cinit__(self, dict phrases, dict wordings):
        cdef uint64_t room = 64
        while room < 4 * <uint64_t> (len(phrases) + len(wordings)):
            room *= 2
        self.mask = room - 1
        self.entries = <Entry*> malloc(room * sizeof(Entry))
        if self.entries == NULL:
            raise MemoryError
        memset(self.sieve, 0, SIEVE)
        for at in range(room):
            self.entries[at] = Entry(0, False, False, False, 0, 0)
        for kind, known in enumerate((phrases, wordings)):
            for token, weight in known.items():
                self._add(kind, token.split(" ") if isinstance(token, str) else token, weight)

    def __dealloc__(self):
        free(self.entries)

    cdef int _add(self, int kind, words, double weight) except -1:
        cdef uint64_t hashes[2]
        cdef Py_ssize_t size, place
        cdef Entry* entry
        for place, word in enumerate(words):
            _words(word, len(word), hashes + place, &size, 1)
        entry = self._own(hashes[0])
        if len(words) > 1:
            entry.begins = True
            entry = self._own(_paired(hashes[0], hashes[1]))
        if kind:
            entry.wording, entry.as_wording = True, weight
        else:
            entry.phrase, entry.as_phrase = True, weight
        return 0

    cdef int _count(self, uint64_t word, double* total) noexcept nogil:
        """Add a token's weight as a phrase, if it has one; the number of tokens added."""
        cdef Entry* entry = self._find(word)
        if entry == NULL or not entry.phrase:
            return 0
        total[0] += entry.as_phrase
        return 1

    cdef Entry* _place(self, uint64_t key) noexcept nogil:
        """The entry of a key, or the free place for it; half of the table is taken at most."""
        cdef uint64_t at = key & self.mask
        while self.entries[at].key and self.entries[at].key != key:
            at = (at + 1) & self.mask
        return &self.entries[at]

    cdef Entry* _own(self, uint64_t key) noexcept nogil:
        """The entry of a key, made if there is none."""
        cdef Entry* entry = self._place(key)
        entry.key = key
        self.sieve[key >> 48] |= 1 << (key >> 45 & 7)
        return entry

    cdef Entry* _find(self, uint64_t key) noexcept nogil:
        """The entry of a key, or NULL."""
        if not self.sieve[key >> 48] >> (key >> 45 & 7) & 1:
            return NULL
        cdef Entry* entry = self._place(key)
        return entry if entry.key else NULL


def line_rows(list texts, list worth, Lexicon lexicon, bounds, float[:, ::1] phrases, float[:, ::1] wordings):
    """Fill what the first words of each line say, and what all its words do: rows of `weigh_tokens` and `weigh_wording`.

    `bounds` names `PHRASE_CHARS`, `PHRASE_WORDS`, `WORDING_CHARS`, `END_WORDS`.
    """
    cdef Py_ssize_t place, count, phrase_chars = bounds.PHRASE_CHARS, phrase_words = bounds.PHRASE_WORDS
    cdef Py_ssize_t wording_chars = bounds.WORDING_CHARS, end_words = bounds.END_WORDS, length
    cdef str text
    cdef uint64_t hashes[MOST]
    cdef Py_ssize_t sizes[MOST]
    cdef Entry* found[2 * MOST]
    for place in worth:
        text = texts[place]
        length = len(text)
        count = -1
        if length <= wording_chars:
            count = _words(text, length, hashes, sizes, MOST)
            _look_up(lexicon, hashes, count, found)
            _read_wording(found, count, end_words, wordings, place)
        if count < 0 or length > phrase_chars:
            count = _words(text, phrase_chars, hashes, sizes, phrase_words)
            _look_up(lexicon, hashes, count, found)
        _read_phrase(found, count, min(phrase_words, count), phrases, place)


cdef void _look_up(Lexicon lexicon, uint64_t* hashes, Py_ssize_t count, Entry** found) noexcept:
    """The entries of the words, then of the pairs that each word begins; NULL for what is not known."""
    cdef Py_ssize_t at
    cdef Entry* entry
    for at in range(count):
        entry = lexicon._find(hashes[at])
        found[at], found[count + at] = entry, NULL
        if entry != NULL and entry.begins and at + 1 < count:
            found[count + at] = lexicon._find(_paired(hashes[at], hashes[at + 1]))


cdef void _read_phrase(Entry** entries, Py_ssize_t count, Py_ssize_t size, float[:, ::1] out, Py_ssize_t place) noexcept:
    cdef double total = 0, least = 0
    cdef Py_ssize_t known = 0, at
    cdef int pair
    cdef Entry* entry
    for pair in range(2):
        for at in range(size - pair):
            entry = entries[pair * count + at]
            if entry != NULL and entry.phrase:
                least = entry.as_phrase if not known or entry.as_phrase < least else least
                total += entry.as_phrase
                known += 1
    if known:
        out[0, place], out[1, place] = total / known**0.5 if known > 1 else total, least


cdef void _read_wording(Entry** entries, Py_ssize_t size, Py_ssize_t end_words, float[:, ::1] out, Py_ssize_t place) noexcept:
    cdef Py_ssize_t at, other, count = 0, last = 0
    cdef Entry* seen[2 * MOST]
    cdef double weights[2 * MOST]
    cdef double total = 0, end = 0
    cdef int pair
    cdef Entry* entry
    for pair in range(2):
        for at in range(size - pair):
            entry = entries[pair * size + at]
            if entry == NULL or not entry.wording:
                continue
            if at >= size - end_words:
                end += entry.as_wording
                last += 1
            for other in range(count):
                if seen[other] == entry:
                    break
            else:
                seen[count], weights[count] = entry, entry.as_wording
                count += 1
    if not count:
        return
    _sort(weights, count)
    for at in range(count):
        total += weights[at]
    out[0, place], out[1, place] = total / count**0.5, weights[0]
    out[2, place] = weights[0] + (weights[1] if count > 1 else 0) + (weights[2] if count > 2 else 0)
    out[3, place] = end / last**0.5 if last else 0


cdef void _sort(double* values, Py_ssize_t count) noexcept:
    """By insertion: there are a dozen."""
    cdef Py_ssize_t at, to
    cdef double value
    for at in range(1, count):
        value, to = values[at], at
        while to and values[to - 1] > value:
            values[to] = values[to - 1]
            to -= 1
        values[to] = value


def name_rows(list names, Lexicon weights, Py_ssize_t most, float[::1] out):
    """What the names of each row say together: the sum of `weigh_tokens(name_tokens(name), weights)`; names of a page recur."""
    cdef dict known = {}
    cdef Py_ssize_t row
    for row in range(len(names)):
        said = known.get(names[row])
        if said is None:
            said = known[names[row]] = _name_weight(names[row], weights, most)
        out[row] = said


cdef double _name_weight(str name, Lexicon weights, Py_ssize_t most) except? -1e300:
    if not name.isascii():
        name = name.lower()
    cdef int kind = PyUnicode_KIND(name)
    cdef void* data = PyUnicode_DATA(name)
    cdef Py_ssize_t at, start = -1, size = len(name), parts = 0, known = 0
    cdef double total = 0
    cdef Py_UCS4 letter
    cdef uint64_t word = 0
    cdef uint64_t hashes[MOST]
    cdef Py_ssize_t sizes[MOST]
    for at in range(_words(name, size, hashes, sizes, min(most, MOST))):
        known += weights._count(hashes[at], &total)
    for at in range(size + 1):
        letter = PyUnicode_READ(kind, data, at) if at < size else c" "
        if letter < 128:
            letter = LOWERED[letter]
        if c"a" <= letter <= c"z":
            if start < 0:
                start, word = at, BASIS
            word = (word ^ <uint64_t> letter) * PRIME
        elif start >= 0:
            if at - start >= 2 and parts < most:
                known += weights._count(_mixed(word), &total)
                parts += 1
            start = -1
    return total / known**0.5 if known > 1 else total
