"""Tokens of class names, ids, opening phrases and wordings, whose weights the model learns."""

from __future__ import annotations

import itertools
import re

_PARTS = re.compile(r"[a-z]{2,}")

NAME_TOKENS = 16
"""Tokens of one element's names that are looked up; some sites hang dozens of layout classes on each element."""
PHRASE_CHARS, PHRASE_WORDS = 80, 6
"""How far a block's opening goes: boilerplate says what it is at once ("Sign up for", "Photo:")."""
WORDING_CHARS, END_WORDS = 400, 4
"""Longest block whose whole wording is looked up (disclosures, teasers and author boxes are shorter), and the words of its end."""


def name_tokens(name: str) -> list[str]:
    """Tokens of an id and class attribute in lower case: its names, and their alphabetic parts.

    >>> name_tokens("post-12 RelatedPosts")
    ['post-12', 'relatedposts', 'post', 'relatedposts']
    """
    lower = name.lower()
    return lower.split()[:NAME_TOKENS] + _PARTS.findall(lower)[:NAME_TOKENS]


def phrase_tokens(text: str) -> list[str]:
    """The first words of a block in lower case with their punctuation, and its first word pairs."""
    words = text[:PHRASE_CHARS].lower().split()[:PHRASE_WORDS]
    return words + [f"{first} {second}" for first, second in itertools.pairwise(words)]


Wording = str | tuple[str, str]
"""A word, or a pair of words in a row."""


def wording_tokens(text: str) -> tuple[list[Wording], list[Wording]]:
    """All words and word pairs of a block in lower case, and those that it ends with; none of a long block.

    >>> wording_tokens("Sign up here")
    (['sign', 'up', 'here', ('sign', 'up'), ('up', 'here')], ['sign', 'up', 'here', ('sign', 'up'), ('up', 'here')])
    """
    if len(text) > WORDING_CHARS:
        return [], []
    words = text.lower().split()
    pairs = list(itertools.pairwise(words))
    return [*words, *pairs], [*words[-END_WORDS:], *pairs[-END_WORDS + 1 :]]
