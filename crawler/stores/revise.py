"""What changed between two versions of an article: the paragraph diff, and the class a reader would give the change."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher

from crawler.stores.outcomes import Change, Document

Diff = tuple[tuple[str, int | str], ...]

# Below this share of words in common a text has been written anew: an edit of one paragraph in four keeps more, another article keeps
# function words only (0.2 to 0.4 of two unrelated English news texts).
REWRITE = 0.5

# SequenceMatcher compares paragraphs as a whole; past this many its quadratic worst case would be felt.
MANY = 5_000


def paragraphs(text: str) -> list[str]:
    """The blocks of an article's text."""
    return [block for block in re.split(r"\n{2,}", text.strip()) if block.strip()]


def same(old: Document, new: Document) -> bool:
    """Whether a reader sees the same article: same text (white space aside) and same headline."""
    return old.get("content_hash") == new.get("content_hash") and _words(old.get("title")) == _words(new.get("title"))


def classify(old: Document, new: Document) -> Change:
    """The class of a change of text or headline.

    Only the headline: `HEADLINE`. Every old paragraph still there, with others added: `ADDITION`. At least half of the words in common:
    `CORRECTION`. Else `REWRITE`.
    """
    if old.get("content_hash") == new.get("content_hash"):
        return Change.HEADLINE
    before, after = paragraphs(old.get("text") or ""), iter(paragraphs(new.get("text") or ""))
    if before and all(paragraph in after for paragraph in before):  # the iterator is used up on the way: in their order
        return Change.ADDITION
    return Change.CORRECTION if likeness(old.get("text") or "", new.get("text") or "") >= REWRITE else Change.REWRITE


def likeness(old: str, new: str) -> float:
    """Share (0-1) of the longer text's words that the other has too, each as often; linear, whatever the texts."""
    first, second = Counter(_words(old)), Counter(_words(new))
    longest = max(first.total(), second.total())
    return (first & second).total() / longest if longest else 1.0


def paragraph_diff(old: str, new: str) -> Diff:
    """Operations that turn one text into the other: `("=", n)` keep n paragraphs, `("-", paragraph)` drop, `("+", paragraph)` add."""
    before, after = paragraphs(old), paragraphs(new)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    operations: list[tuple[str, int | str]] = [("=", head)] if head else []
    operations += _middle(before[head : len(before) - tail], after[head : len(after) - tail])
    if tail:
        operations.append(("=", tail))
    return tuple(operations)


def document_diff(old: Document, new: Document) -> Diff:
    """The paragraph diff with a changed headline before it, as `("-title", …)`, `("+title", …)`."""
    before, after = old.get("title") or "", new.get("title") or ""
    headline: Diff = (("-title", before), ("+title", after)) if before != after else ()
    return headline + paragraph_diff(old.get("text") or "", new.get("text") or "")


def _middle(before: list[str], after: list[str]) -> list[tuple[str, int | str]]:
    operations: list[tuple[str, int | str]] = []
    if len(before) > MANY or len(after) > MANY:
        operations += [("-", paragraph) for paragraph in before]
        operations += [("+", paragraph) for paragraph in after]
        return operations
    for tag, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            operations.append(("=", j - i))
        else:
            operations += [("-", paragraph) for paragraph in before[i:j]] + [
                ("+", paragraph) for paragraph in after[k:m]
            ]
    return operations


def _common(first: list[str], second: list[str]) -> int:
    """Length of the common beginning of two lists."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def _words(text: str | None) -> list[str]:
    return (text or "").split()
