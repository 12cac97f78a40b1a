"""Consent boxes in text that was saved without its HTML: runs of shortcodes, sentences about cookies, links and buttons.

A sentence about cookies may be the article's own, so its place decides: it goes where it stands in a run with something that only a box has.
Of a theme's shortcode `#buttons=(Ok, Go it!)` the label is known, and what stands right behind it is the box's sentence in any language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaners import rules

_ASIDE = ("saved.consent-button", "saved.consent-link")
_SENTENCE = "saved.consent-sentence"
# Alone at the very end or start, with no button beside it, only the plainest form of the sentence counts.
_PLAIN = re.compile(
    r"(?i:(?:[\w&'’.-]+\s+){1,5}uses?\s+cookies\s+to\s+(?:enhance|improve|ensure|personali[sz]e|give|offer|provide)\b[^.!?\n]{0,80}"
    r"\b(?:your|you|user)\b[^.!?\n]{0,60}[.!]?(?:\s+(?:how\s+we\s+use\s+cookies\??|learn\s+more\.?|check\s+now|more\s+info|read\s+more))?)"
)
_PAIRS = re.compile(r"^(?:#[A-Za-z]+=\([^()\n]*\)\s*)+")
_BUTTONS = re.compile(r"#buttons=\(([^()\n]+)\)")
_COOKIE = re.compile(r"cookie|kuki|kakor|eväste|kolačić|piškotk|süti|ciastecz|çerez|куки|кукі|бисквитк|колачић|คุกกี้|कुकी|কুকি|كوكي|الارتباط|کوکی|עוגיות|餅乾|曲奇|クッキー|쿠키", re.IGNORECASE)
_LONGEST = 300


def shortcode(line: str) -> str:
    """The rule of a line that is nothing but shortcodes or a widget's own words, wherever it stands."""
    return rules.index().lines.whole(line) if len(line) < 400 else ""


def label(line: str) -> str:
    """The rule of a line that could be a label or a consent sentence, if its place agrees."""
    return rules.index().saved_lines.whole(line) if len(line) < 600 else ""


def without_pairs(line: str) -> str:
    """A line without the `#key=(value)` pairs that it begins with."""
    return _PAIRS.sub("", line)


def consent_rule(line: str) -> str:
    """The rule that takes a line which is part of a box."""
    return shortcode(line) or label(line) or _SENTENCE


def consent_lines(lines: Sequence[str]) -> list[bool]:
    """For every line whether it is part of a consent box.

    A run of sentences alone is prose, unless it is the plainest of them at an end of the text.
    """
    kinds = _kinds(lines)
    verdicts = [False] * len(lines)
    start = 0
    while start < len(lines):
        stop = start + 1
        if kinds[start]:
            while stop < len(lines) and kinds[stop]:
                stop += 1
            sentences = kinds[start:stop].count("sentence")
            is_box = 0 < sentences < stop - start
            at_end = sentences > 0 and stop - start < len(lines) and (start == 0 or stop == len(lines))
            for index in range(start, stop):
                verdicts[index] = is_box or kinds[index] == "glued" or (at_end and _PLAIN.fullmatch(lines[index]) is not None)
        start = stop
    return verdicts


def _kinds(lines: Sequence[str]) -> list[str]:
    """`shortcode`, `button`, `sentence`, `glued` (shortcode and sentence on one line), or "" for a line no consent box has."""
    kinds: list[str] = []
    labels: set[str] = set()
    for line in lines:
        kind = _kind(line)
        if kind == "shortcode" or kind == "glued":
            labels.update(_BUTTONS.findall(line))
        elif line in labels:
            kind = "button"
        elif not kind and kinds and kinds[-1] == "shortcode" and labels and len(line) < _LONGEST and _COOKIE.search(line):
            kind = "sentence"
        kinds.append(kind)
    return kinds


def _kind(line: str) -> str:
    if shortcode(line) == "shortcode.hash-pairs":
        return "shortcode"
    rule = label(line)
    if rule in _ASIDE:
        return "button"
    if rule == _SENTENCE:
        return "sentence"
    tail = without_pairs(line)
    is_glued = tail != line and (label(tail) == _SENTENCE or (_BUTTONS.search(line) and len(tail) < _LONGEST and _COOKIE.search(tail)))
    return "glued" if is_glued else ""
