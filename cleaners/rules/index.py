"""The rules indexed by id and class token, so that a page costs a dictionary look-up an element."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

from cleaners import _speedups
from cleaners.records import Element, Options
from cleaners.rules.beginnings import LENGTH, openings
from cleaners.rules.load import OWN_FILES, Rule, load_rules
from cleaners.rules.phrases import Phrases
from cleaners.selectors import Test, compile_selector

_Entry = tuple[str, Test | None]
_PART = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_]+")
_MEMO_LIMIT = 20_000  # distinct attribute values; a site has a few hundred
# WordPress names an article's element after its tags and categories: `tag-cookie-consent` says what it is about.
_TOPICS = ("tag-", "category-", "topic-", "term-", "post_tag-")
_HOLDING = frozenset(("has", "with", "without"))  # `article--has-disclaimer` says what an element holds, not what it is
_INLINE = frozenset("a abbr b bdi big cite code dfn em font i kbd label mark q s samp small span strong sub sup time u var".split())
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ANCHORED = frozenset("section p li a span b strong dt td".split())
_MAX_BESIDE = 100  # children of an element among which text is looked for; each of a hundred thousand may match
_TEXTLESS = dict.fromkeys(("script", "style", "noscript", "template", "iframe"), 1)


class RuleIndex:
    """Rules ready to be asked about elements (`match`) and lines of text (`line`, `marker`).

    The memo holds answers of a pure function, so no result depends on what was asked before.

    Attributes:
        ruled_names: the compiled table of the ids, classes and words that rules ask for, or None.
        strips_anything: whether a rule of the user's cuts off markers, which may begin with any character; ours begin with a bracket, `$x=` or one of ¶↩⤴.
    """

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = {rule.id: rule for rule in reversed(rules)}
        self._ids: dict[str, list[_Entry]] = {}
        self._classes: dict[str, list[_Entry]] = {}
        self._prefixes: list[tuple[str, str]] = []
        self._suffixes: list[tuple[str, str]] = []
        self._words: dict[str, list[tuple[frozenset[str], str]]] = {}
        self._class_memo: dict[str, tuple[_Entry, ...]] = {}
        self._id_memo: dict[str, tuple[_Entry, ...]] = {}
        # A rule that holds anywhere is asked before one that holds only in places.
        for rule in sorted(rules, key=lambda rule: rule.scope != "anywhere"):
            self._add(rule)
        self._starts = tuple(prefix for prefix, _ in self._prefixes)
        self._ends = tuple(suffix for suffix, _ in self._suffixes)
        self.ruled_names: Any = None
        if _speedups.tree is not None:
            self.ruled_names = _speedups.tree.RuledNames(self._ids, self._classes, self._words, self._starts, self._ends, _TOPICS)
        self.pleas = {rule.id: Phrase(rule.holds) for rule in rules if rule.holds}
        self._texts = texts = [rule for rule in rules if rule.reads_text and rule.scope != "saved"]
        self.lines = LinePatterns(rule for rule in texts if not rule.linked and rule.action == "remove")
        self.linked_lines = LinePatterns(rule for rule in texts if rule.linked)
        self.markers = LinePatterns(rule for rule in texts if rule.action == "strip")
        self.end_markers = LinePatterns(rule for rule in texts if rule.action == "strip-end")
        self.strips_anything = any(rule.action != "remove" and rule.source.partition(":")[0] not in OWN_FILES for rule in texts)
        self.saved_lines = LinePatterns(rule for rule in rules if rule.scope == "saved")

    def _entries(self, id_: str, classes: str) -> tuple[_Entry, ...]:
        found = self._class_memo.get(classes)
        if found is None:
            found = self._memo_add(self._class_memo, classes, self._of_classes(classes))
        if id_:
            named = self._id_memo.get(id_)
            if named is None:
                named = self._memo_add(self._id_memo, id_, self._of_id(id_))
            if named:
                return named + found
        return found

    @cached_property
    def pointers(self) -> LinePatterns:
        """The rules that know a line by its first words, for text whose links are lost; pages ask nothing of them."""
        return LinePatterns(rule for rule in self._texts if rule.begins)

    @cached_property
    def _hint(self) -> Callable[[str], object]:
        """Whether a name holds one of the rules' words: most hold none, and one search says so where `ruled_names` has not said it."""
        return re.compile("|".join(map(re.escape, self._words)) or r"(?!)", re.IGNORECASE).search

    def match(self, element: Element, id_: str, classes: str) -> str:
        """Id of the first rule that matches the element, or ""; a rule that asks for words or links in it besides comes after those that do not."""
        asking = ""
        for rule, test in self._entries(id_, classes):
            if test is None or test(element):
                if self.rules[rule].holds or self.rules[rule].linked:
                    asking = asking or rule
                    continue
                asking = rule
                break
        # A match may end a block. An empty slot for an advertisement must not.
        return asking if asking and _has_text(element) else ""

    @staticmethod
    def stands_alone(element: Element) -> bool:
        """Whether an inline element is all that its parent holds of text, or one of several such: else it is part of a sentence."""
        parent = element.getparent()
        if parent is None:
            return True
        beside = chain((parent.text,), (child.tail for child in islice(parent, _MAX_BESIDE)))
        return parent.tag not in _INLINE and not any(text and not text.isspace() for text in beside)

    def _add(self, rule: Rule) -> None:
        for id_ in rule.ids:
            self._ids.setdefault(id_, []).append((rule.id, None))
        for token in rule.classes:
            self._classes.setdefault(token, []).append((rule.id, None))
        for key, test, _ in compile_selector(rule.selector) if rule.selector else ():
            (self._ids if key[0] == "#" else self._classes).setdefault(key[1:], []).append((rule.id, test))
        self._prefixes += [(prefix, rule.id) for prefix in rule.id_prefixes]
        self._suffixes += [(suffix, rule.id) for suffix in rule.id_suffixes]
        for phrase in rule.words:
            words = phrase.split()
            self._words.setdefault(words[0], []).append((frozenset(words), rule.id))

    @staticmethod
    def _memo_add(memo: dict[str, tuple[_Entry, ...]], key: str, found: list[_Entry]) -> tuple[_Entry, ...]:
        if len(memo) > _MEMO_LIMIT:
            memo.clear()
        memo[key] = entries = tuple(found)
        return entries

    def _of_classes(self, classes: str) -> list[_Entry]:
        tokens = classes.split()
        found = [entry for token in tokens for entry in self._classes.get(token, ())]
        if self.ruled_names is None and not self._hint(classes):
            return found
        named = [rule for token in tokens if not token.startswith(_TOPICS) for rule in self._of_words(token)]
        return found + [(rule, self._test(rule, _is_box)) for rule in named]

    def _of_id(self, id_: str) -> list[_Entry]:
        found = list(self._ids.get(id_, ()))
        if id_.endswith(self._ends):
            found += [(rule, None) for suffix, rule in self._suffixes if id_.endswith(suffix)]
        if id_.startswith(self._starts):
            found += [(rule, None) for prefix, rule in self._prefixes if id_.startswith(prefix)]
        if self.ruled_names is None and not self._hint(id_):
            return found
        # Longer ids are slugs of the heading that the element stands below.
        named = self._of_words(id_) if len(_words_of(id_)) <= 3 else ()
        return found + [(rule, self._test(rule, _is_box_with_id)) for rule in named]

    def _test(self, rule: str, is_box: Test) -> Test | None:
        """What else must be true of an element that a word names."""
        if self.rules[rule].in_sentence:
            return None
        return _is_block if self.rules[rule].linked else is_box

    def _of_words(self, token: str) -> list[str]:
        words = _words_of(token)
        if words & _HOLDING:
            return []
        return [rule for word in sorted(words & self._words.keys()) for needed, rule in self._words[word] if needed <= words]


def _words_of(token: str) -> set[str]:
    """`post-shareBox2` is `post share box`; a part with a digit inside (`58ad1d2`) is a hash, no word."""
    words: set[str] = set()
    for part in _PART.findall(token):
        part = part.rstrip("0123456789")
        if part and not any(map(str.isdigit, part)):
            words.update(word.lower() for word in _WORD.findall(part))
    return words


def _is_box(element: Element) -> bool:
    """Whether a name in words may speak for the element: not for a heading, nor for a link or span in mid sentence."""
    return RuleIndex.stands_alone(element) if element.tag in _INLINE else element.tag not in _HEADINGS


def _is_block(element: Element) -> bool:
    """Whether an element may hold links to others: a link alone is one, and ends no block for its name."""
    return element.tag not in _INLINE and element.tag not in _HEADINGS


def _is_box_with_id(element: Element) -> bool:
    """As `_is_box`; the ids of headings, sections and anchors are made of the words they stand before."""
    return element.tag not in _ANCHORED and _is_box(element)


class LinePatterns:
    """Text rules, so that a line that no rule knows costs next to nothing: it is held against the rules that begin as it does."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        rules = list(rules)
        self._phrases = Phrases(rules)
        self._patterns = [(rule.id, rule.pattern) for rule in rules if rule.pattern]
        self._likely: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    @cached_property
    def openings(self) -> Any:
        """The compiled table of what the lines that a rule may match begin with."""
        return openings(self._any_of(pattern for _, pattern in self._patterns), self._phrases)

    @cached_property
    def within(self) -> Any:
        """The same of what a text holds that a rule may match part of: white space at the beginning of a match, which is everywhere, is not looked for."""
        return openings(self._any_of(pattern[_leading_space(pattern) :] for _, pattern in self._patterns))

    @staticmethod
    def _any_of(patterns: Iterable[str]) -> str:
        return "|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)"

    @cached_property
    def _each(self) -> list[tuple[str, re.Pattern[str], Any]]:
        """Each pattern by itself, with its openings."""
        return [(rule, re.compile(pattern), openings(pattern) if _speedups.words else None) for rule, pattern in self._patterns]

    @cached_property
    def _joined(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?P<r{place}>{pattern})" for place, (_, pattern) in enumerate(self._patterns)) or r"(?!)")

    @cached_property
    def _at_end(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self._joined.pattern})\Z")

    def whole(self, line: str) -> str:
        """Id of the rule that matches the whole line, or ""."""
        if rule := self._phrases.rule_of(line):
            return rule
        start = line[:LENGTH]
        if (likely := self._likely.get(start)) is None:
            if len(self._likely) >= _MEMO_LIMIT:
                self._likely.clear()
            self._likely[start] = likely = [(rule, pattern) for rule, pattern, table in self._each if table is None or table.fits(start)]
        return next((rule for rule, pattern in likely if pattern.fullmatch(line)), "")

    def start(self, line: str) -> tuple[str, int]:
        """Id of the rule that matches at the line's start, and where its match ends; ("", 0) if none does."""
        found = self._joined.match(line)
        return (self._name(found), found.end()) if found else ("", 0)

    def end(self, line: str) -> tuple[str, int]:
        """Id of the rule that matches at the line's end, and where its match begins; ("", length) if none does."""
        found = self._at_end.search(line) if _speedups.words is None or self.within.fits_within(line) else None
        return (self._name(found), found.start()) if found else ("", len(line))

    def _name(self, found: re.Match[str]) -> str:
        return self._patterns[int((found.lastgroup or "r0")[1:])][0]


def _leading_space(pattern: str) -> int:
    """Length of what a pattern begins with that matches any white space or none."""
    found = re.match(r"\\s\*(?![?+])", pattern)
    return found.end() if found else 0


class Phrase:
    """A pattern that is looked for anywhere in texts, case disregarded."""

    def __init__(self, pattern: str) -> None:
        self._compiled = re.compile(pattern, re.IGNORECASE)

    @cached_property
    def _openings(self) -> Any:
        return openings(f"(?i:{self._compiled.pattern})")

    def is_in(self, text: str) -> bool:
        """Whether a text holds it."""
        if _speedups.words is None:
            return self._compiled.search(text) is not None
        match = self._compiled.match
        return any(match(text, place) is not None for place in self._openings.places(text))


def _has_text(element: Element) -> bool:
    """Whether anything inside would be read as text."""
    if _speedups.verdict is not None:
        return bool(_speedups.verdict.has_text(element, _TEXTLESS))
    return any(
        ((text := node.text) is not None and not text.isspace() and node.tag not in _TEXTLESS)
        or (node is not element and (tail := node.tail) is not None and not tail.isspace())
        for node in element.iter()
    )


def index(options: Options | None = None, body: Element | None = None) -> RuleIndex:
    """The index of the rules that hold under `options`; made once for each rules folder.

    Without a `body`, as a profile names it, the rules that hold only there are not asked: a match ends a block, even a void one.

    Raises:
        BadRule: a rule file is invalid.
    """
    return _index(options.rules_dir if options else None, body is not None)


@lru_cache(maxsize=16)
def _index(extra: Path | None, with_body: bool) -> RuleIndex:
    return RuleIndex(tuple(rule for rule in load_rules(extra) if with_body or rule.scope != "body"))
