"""Rules as data: TOML files read once, every field checked, every fault named with file, line and rule id."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from cleaners.errors import BadRule
from cleaners.rules.phrases import said
from cleaners.selectors import compile_selector

ACTIONS = ("remove", "strip", "strip-end")
SCOPES = ("anywhere", "body", "widget", "saved")
OWN_FILES = ("consent.toml", "widgets.toml", "phrases.toml", "requests.toml", "shortcodes.toml", "saved.toml")
_TEXTUAL = ("pattern", "lines", "heads", "begins")
_MATCHERS = ("ids", "id_prefixes", "id_suffixes", "classes", "words", "selector", *_TEXTUAL)
_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: unique name in kebab case, `family.name`; it stands in the removal ledger and in the crawl's statistics.
        why: what the matched thing is and where it comes from.
        ids, id_prefixes, id_suffixes: an element's id equals, begins with, ends with one of these.
        classes: one of these class tokens is enough.
        words: the words of one class token or of the id (`postShareBox` and `post-share-box` are `post share box`) hold all
            the words of one of these.
        selector: CSS, for what the above cannot say; its subject must carry an id or a class.
        holds: regular expression that the element's text must hold somewhere, case disregarded; the element must be short, and but for
            one sentence each long paragraph in it must hold it: for names that mark both a plea and what it stands before.
        pattern: regular expression that a whole line of text must match (with `strip`: its beginning, with `strip-end`: its end).
        lines: a line says one of these phrases and nothing else; like the next two in any case, with any marks around it.
        heads: a line begins with one of these phrases and a colon, a dash or an arrow.
        begins: a line begins with one of these phrases.
        short: the element counts only where its text is at most a long paragraph's, and no table.
        in_sentence: the `words` count for a link or span in mid sentence too.
        linked: pattern and phrases count only in a line at least half of which is a link, names only of an element of which that is so.
        with_links: the lines directly behind the matched one go with it while they are links.
        action: `remove` the element or the line; `strip` or `strip-end`: cut off the matched marker and keep the line's words.
        scope: `anywhere`; `body`: inside the article's body as a profile names it; `widget`: inside a layout widget of the
            page; `saved`: only in text that was saved without its HTML.
        fixture: folder under `fixtures/rules` on which the rule is proved.
        source: where it was read.
    """

    id: str
    why: str
    ids: tuple[str, ...] = ()
    id_prefixes: tuple[str, ...] = ()
    id_suffixes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    selector: str = ""
    holds: str = ""
    pattern: str = ""
    lines: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    short: bool = False
    in_sentence: bool = False
    linked: bool = False
    with_links: bool = False
    action: str = "remove"
    scope: str = "anywhere"
    fixture: str = ""
    source: str = ""

    @property
    def reads_text(self) -> bool:
        """Whether the rule is about lines of text, not about elements."""
        return any(getattr(self, name) for name in _TEXTUAL)


_FIELDS = {f.name: f for f in fields(Rule) if f.name != "source"}


@lru_cache(maxsize=8)
def load_rules(extra: Path | None = None) -> tuple[Rule, ...]:
    """All rules: those of the folder `extra` first, then our own, then autoconsent's; an id of `extra` replaces ours.

    Raises:
        BadRule: a file cannot be read or a rule in it is invalid.
    """
    data = resources.files("cleaners").joinpath("data")
    if extra is not None and not extra.is_dir():
        raise BadRule(f"{extra}: the rules folder does not exist")
    rules: dict[str, Rule] = {}
    for path in sorted(extra.glob("*.toml")) if extra else ():
        _add(rules, read_rules(path.read_text("utf-8"), str(path)))
    named = set(rules)
    for name in OWN_FILES:
        _add(rules, (rule for rule in read_rules(data.joinpath(name).read_text("utf-8"), name) if rule.id not in named))
    return (*rules.values(), *_autoconsent())


def read_rules(text: str, source: str) -> list[Rule]:
    """Parse and check one file's text.

    Raises:
        BadRule: naming `source`, the line and the rule's id.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRule(f"{source}: not valid TOML: {error}") from error
    tables = data.pop("rule", [])
    if data or not isinstance(tables, list):
        raise BadRule(f"{source}:1: only [[rule]] tables are allowed, found {', '.join(data) or '[rule]'}")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.split("#")[0].strip() == "[[rule]]"]
    return [_rule(table, source, line) for table, line in zip(tables, lines, strict=False)]


def _rule(table: Mapping[str, Any], source: str, line: int) -> Rule:
    """Check one table and make the rule of it."""
    name = table.get("id", "?")
    where = f"{source}:{line}: rule {name!r}"
    for key, value in table.items():
        expected = _FIELDS.get(key)
        if expected is None:
            raise BadRule(f"{where}: unknown key {key!r}; known are {', '.join(_FIELDS)}")
        kind = type(expected.default) if expected.default.__class__ in (tuple, bool) else str
        if kind is tuple:
            if not (isinstance(value, list) and value and all(isinstance(item, str) and item.strip() for item in value)):
                raise BadRule(f"{where}: {key} must be a list of non-empty strings")
        elif not isinstance(value, kind) or value == "":
            raise BadRule(f"{where}: {key} must be a {'boolean' if kind is bool else 'non-empty string'}")
    if not _ID.fullmatch(name):
        raise BadRule(f"{where}: id must be lower-case words joined by '-' and '.'")
    if not table.get("why"):
        raise BadRule(f"{where}: why is missing")
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    rule = Rule(**values, source=f"{source}:{line}")
    if fault := _fault(rule):
        raise BadRule(f"{where}: {fault}")
    return rule


def _fault(rule: Rule) -> str:
    """What is wrong with the rule's matchers as a whole, or ""."""
    if not any(getattr(rule, name) for name in _MATCHERS):
        return f"needs one of {', '.join(_MATCHERS)}"
    if rule.action not in ACTIONS:
        return f"action {rule.action!r} is none of {', '.join(ACTIONS)}"
    if rule.scope not in SCOPES:
        return f"scope {rule.scope!r} is none of {', '.join(SCOPES)}"
    if rule.in_sentence and not rule.words:
        return "in_sentence widens words"
    if rule.reads_text:
        return _text_fault(rule)
    if rule.holds:
        try:
            re.compile(rule.holds)
        except re.error as error:
            return f"holds: {error}"
    if rule.action != "remove" or rule.with_links or rule.scope == "saved":
        return "actions strip and strip-end, with_links and scope saved need a text pattern or phrases"
    if rule.selector:
        try:
            if not all(one.key[:1] in ("#", ".") for one in compile_selector(rule.selector)):
                return f"the subject of selector {rule.selector!r} has neither an id nor a class"
        except ValueError as error:
            return f"selector {error}"
    return ""


def _text_fault(rule: Rule) -> str:
    """What is wrong with a rule about lines, or ""."""
    if any(getattr(rule, name) for name in _MATCHERS if name not in _TEXTUAL):
        return "a text pattern stands alone: give the element matchers a rule of their own"
    if rule.short or rule.holds:
        return f"{'short' if rule.short else 'holds'} narrows an element matcher"
    phrases = (*rule.lines, *rule.heads, *rule.begins)
    if phrases and rule.action != "remove":
        return "phrases have lines removed, and cut off nothing"
    if empty := next((phrase for phrase in phrases if not said(phrase)), ""):
        return f"the phrase {empty!r} holds nothing but marks"
    return _pattern_fault(rule.pattern) if rule.pattern else ""


def _pattern_fault(pattern: str) -> str:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        return f"pattern: {error}"
    if compiled.match(""):
        return "pattern matches the empty line"
    if compiled.groupindex or re.search(r"\\[1-9]", pattern):
        return "pattern has a named group or a back reference: it shares one expression with the others"
    return ""


def _add(rules: dict[str, Rule], more: Iterable[Rule]) -> None:
    for rule in more:
        if rule.id in rules:
            raise BadRule(f"{rule.source}: rule {rule.id!r}: the id is taken by {rules[rule.id].source}")
        rules[rule.id] = rule


def _autoconsent() -> list[Rule]:
    """DuckDuckGo autoconsent's list of consent boxes, read from the installed package: rules that are bound to no site.

    `prehideSelectors` are what the browser extension hides before it answers the box, hence whole boxes. A selector that cssselect does
    not take, or whose subject carries neither id nor class, is left out: the list is not ours to reject.
    """
    from duckduckgo_autoconsent import rules_json

    found: dict[str, Rule] = {}
    for entry in json.loads(rules_json()):
        if (entry.get("runContext") or {}).get("urlPattern"):
            continue
        name = re.sub(r"[^a-z0-9]+", "-", entry["name"].lower()).strip("-")
        for selector in entry.get("prehideSelectors", ()):
            try:
                keyed = all(one.key[:1] in ("#", ".") for one in compile_selector(selector))
            except ValueError:
                continue
            if keyed:
                why = "consent box on the list of DuckDuckGo autoconsent"
                found.setdefault(selector, Rule(f"autoconsent.{name}", why, selector=selector, source="autoconsent"))
    return list(found.values())
