"""Tokens of class names, ids and boilerplate phrases, whose weights the model learns."""

from __future__ import annotations

import itertools
import re

_PARTS = re.compile(r"[a-z]{2,}")

NAME_TOKENS = 16
"""Tokens of one element's names that are looked up; some sites hang dozens of layout classes on each element."""
PHRASE_CHARS, PHRASE_WORDS = 80, 6
"""How far a block is read: boilerplate says what it is at once ("Sign up for", "Photo:")."""


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
