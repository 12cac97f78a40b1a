"""Tokens of class names, ids and boilerplate phrases, whose weights the model learns."""

from __future__ import annotations

import re
from functools import lru_cache

_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_WORDS = re.compile(r"[^\W\d_]+")

PHRASE_WORDS = 10
"""Words of a block that are looked up: boilerplate says what it is at once ("Sign up for", "Photo:")."""


@lru_cache(maxsize=20_000)
def name_tokens(name: str) -> tuple[str, ...]:
    """Tokens of an id and class attribute: its whole names in lower case (digits as 0) and their parts.

    >>> name_tokens("post-12 relatedPosts")
    ('post-0', 'post', 'relatedposts', 'related', 'posts')
    """
    tokens: dict[str, None] = {}
    for whole in name.split()[:12]:
        if len(whole) > 60:
            continue
        tokens[re.sub(r"\d+", "0", whole).lower()] = None
        for part in _PARTS.findall(whole):
            if len(part) > 1:
                tokens[part.lower()] = None
    return tuple(tokens)


def phrase_tokens(text: str) -> list[str]:
    """The first words of a block in lower case, and its first word pairs."""
    words = _WORDS.findall(text[:100].lower())[:PHRASE_WORDS]
    return words + [f"{first} {second}" for first, second in zip(words, words[1:], strict=False)]
