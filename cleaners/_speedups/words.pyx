# cython: language_level=3, boundscheck=False, wraparound=False
"""Looking up the words of a page's lines: `cleaners.features.head` and the lines of `cleaners.features.learned`, compiled."""

include "interface.pxi"

from libc.string cimport memset

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_UCS4 PyUnicode_READ(int kind, void* data, Py_ssize_t place)

cdef enum:
    MOST = 1024  # words and pairs of one line that are looked up: twice what its length allows


def head_rows(list texts, list worth, head, float[:, ::1] out):
    """Fill the rows of `cleaners.features.head.HEAD_NAMES` that differ from block to block."""
    cdef frozenset title = head.title, described = head.described
    cdef set vocabulary = head.vocabulary
    cdef str description = head.description, text, lower, word
    cdef tuple authors = head.authors
    cdef bint has_body = bool(head.body)
    cdef Py_ssize_t place, size, common, known, wide, shared, looked_up = head.LOOKED_UP, short = head.SHORT
    cdef set words
    for place in worth:
        text = texts[place]
        size = len(text)
        if has_body and size >= 20 and place < looked_up:
            out[4, place] = head.opens_body(text)
        if size >= short:
            if description and size < 2 * short:
                out[2, place] = text[:60].lower() in description
            continue
        lower = text.lower()
        words = set(lower.split())
        common = known = wide = shared = 0
        for word in words:
            if word in title:
                common += 1
            if word in described:
                known += 1
            if len(word) > 4:
                wide += 1
                if word in vocabulary:
                    shared += 1
        if common:
            out[0, place] = common / <double> (len(words) + len(title) - common)
            out[1, place] = head.is_title(lower, common)
        out[2, place] = known / <double> len(words)
        if authors and size < 120:
            for name in authors:
                if name in lower:
                    out[5, place] = 1
                    break
        if wide and size > 12:
            out[6, place] = shared / <double> wide


def long_words(list texts):
    """The words of more than four letters in texts, in lower case."""
    cdef set found = set()
    cdef str text, word
    for text in texts:
        for word in text.lower().split():
            if len(word) > 4:
                found.add(word)
    return found


def line_rows(list texts, list worth, lexicon, float[:, ::1] phrases, float[:, ::1] wordings):
    """Fill what the first words of each line say, and what all its words do: rows of `weigh_tokens` and `weigh_wording`."""
    cdef dict known = lexicon.words
    cdef Py_ssize_t place, phrase_chars = lexicon.PHRASE_CHARS, phrase_words = lexicon.PHRASE_WORDS
    cdef Py_ssize_t wording_chars = lexicon.WORDING_CHARS, end_words = lexicon.END_WORDS
    cdef str text
    cdef list words, entries
    for place in worth:
        text = texts[place]
        words = entries = None
        if len(text) <= wording_chars:
            words = text.lower().split()
            entries = [known.get(word) for word in words]
            _read_wording(words, entries, end_words, wordings, place)
        if words is None or len(text) > phrase_chars:
            words = text[:phrase_chars].lower().split()[:phrase_words]
            entries = [known.get(word) for word in words]
        _read_phrase(words, entries, min(phrase_words, <Py_ssize_t> len(words)), phrases, place)


cdef int _read_phrase(list words, list entries, Py_ssize_t size, float[:, ::1] out, Py_ssize_t place) except -1:
    cdef double total = 0, least = 0, weight
    cdef Py_ssize_t count = 0, at
    cdef int pair
    for pair in range(2):
        for at in range(size - pair):
            found = _weight_of(words, entries, at, pair, 0)
            if found is not None:
                weight = found
                least = weight if not count or weight < least else least
                total += weight
                count += 1
    if count:
        out[0, place], out[1, place] = total / count**0.5 if count > 1 else total, least
    return 0


cdef object _weight_of(list words, list entries, Py_ssize_t at, int pair, int kind):
    """The weight of a word or of the pair it begins, as phrase (kind 0) or wording (2), or None."""
    cdef object entry = entries[at]
    if entry is None:
        return None
    found = (<tuple> entry)[kind + pair]
    return found if found is None or not pair else (<dict> found).get(words[at + 1])


cdef int _read_wording(list words, list entries, Py_ssize_t end_words, float[:, ::1] out, Py_ssize_t place) except -1:
    """The tokens' weights are told apart by their objects: every token of the lexicon has its own."""
    cdef Py_ssize_t size = len(words), at, other, count = 0, last = 0
    cdef void* seen[MOST]
    cdef double weights[MOST]
    cdef double weight, total = 0, end = 0
    cdef int pair
    for pair in range(2):
        for at in range(size - pair):
            found = _weight_of(words, entries, at, pair, 2)
            if found is None:
                continue
            weight = found
            if at >= size - end_words:
                end += weight
                last += 1
            for other in range(count):
                if seen[other] == <void*> found:
                    break
            else:
                if count < MOST:
                    seen[count], weights[count] = <void*> found, weight
                    count += 1
    if not count:
        return 0
    _sort(weights, count)
    for at in range(count):
        total += weights[at]
    out[0, place], out[1, place] = total / count**0.5, weights[0]
    out[2, place] = weights[0] + (weights[1] if count > 1 else 0) + (weights[2] if count > 2 else 0)
    out[3, place] = end / last**0.5 if last else 0
    return 0


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


def letters(str text):
    """The characters of a text that `\\w` matches."""
    cdef Py_ssize_t at
    cdef Py_UCS4 letter
    cdef list parts = []
    cdef Py_ssize_t start = -1
    for at in range(len(text)):
        letter = text[at]
        if letter.isalnum() or letter == c"_":
            if start < 0:
                start = at
        elif start >= 0:
            parts.append(text[start:at])
            start = -1
    if start >= 0:
        parts.append(text[start:])
    return "".join(parts)


cdef class Stems:
    """Whether a text holds one of some stems of ASCII letters, digits and marks, in any case of letters.

    Args:
        stems: in lower case, none of them empty.
    """

    cdef int first[128]
    cdef list by_first

    def __init__(self, stems):
        self.by_first = []
        memset(self.first, 0xFF, sizeof(self.first))
        for stem in stems:
            letter = ord(stem[0])
            if self.first[letter] < 0:
                self.first[letter] = len(self.by_first)
                self.by_first.append([])
            self.by_first[self.first[letter]].append(stem.encode("ascii"))

    def found_in(self, str text):
        """Whether one of the stems is in the text."""
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef Py_ssize_t at, place, left = len(text), size
        cdef unsigned int letter
        cdef const char* stem
        cdef bytes held
        for at in range(len(text)):
            letter = _lower(PyUnicode_READ(kind, data, at))
            if letter < 128 and self.first[letter] >= 0:
                for held in <list> self.by_first[self.first[letter]]:
                    stem, size = held, len(held)
                    if size > left - at:
                        continue
                    for place in range(1, size):
                        if _lower(PyUnicode_READ(kind, data, at + place)) != <unsigned char> stem[place]:
                            break
                    else:
                        return True
        return False


cdef inline unsigned int _lower(unsigned int letter) noexcept:
    return letter | 32 if 65 <= letter <= 90 else letter


def name_weight(str name, dict weights, Py_ssize_t most):
    """What an element's names say: `weigh_tokens(name_tokens(name), weights)`."""
    cdef str lower = name.lower()
    cdef Py_ssize_t at, start = -1, size = len(lower), parts = 0
    cdef double total = 0, least = 0, weight
    cdef Py_ssize_t count = 0
    cdef Py_UCS4 letter
    cdef list tokens = lower.split()[:most]
    for at in range(size + 1):
        letter = lower[at] if at < size else c" "
        if c"a" <= letter <= c"z":
            if start < 0:
                start = at
        else:
            if start >= 0 and at - start >= 2 and parts < most:
                tokens.append(lower[start:at])
                parts += 1
            start = -1
    for token in tokens:
        found = weights.get(token)
        if found is not None:
            weight = found
            least = weight if not count or weight < least else least
            total += weight
            count += 1
    return (total / count**0.5 if count > 1 else total), least
