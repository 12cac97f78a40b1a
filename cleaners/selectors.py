"""CSS selectors turned round: does this one element match, rather than where in the page are all that do."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from cssselect import HTMLTranslator, SelectorError, parse, parser
from cssselect.parser import CombinedSelector
from lxml import etree

from cleaners.records import Element

Test = Callable[[Element], bool]

_TRANSLATOR = HTMLTranslator()
_AXES = {" ": "ancestor::", ">": "parent::", "+": "preceding-sibling::*[1]/self::", "~": "preceding-sibling::"}
_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "=": str.__eq__, "~=": lambda text, value: value in text.split(), "^=": str.startswith, "$=": str.endswith, "*=": str.__contains__,
}  # fmt: skip
# cssselect parses `:has()` with a bare name only; the list of consent boxes uses whole selectors, always at the end.
_HAS = re.compile(r"^(?P<outer>.*?[^\s>+~]):has\(\s*(?P<child>>?)\s*(?P<inner>.+)\)$")


class Compiled(NamedTuple):
    """One selector, ready for use in an index.

    Attributes:
        key: what its subject must carry: `#id`, `.class`, `itemprop=token`, `rel=token`, `[id]` (any id) or `<tag`, in this order of
            preference; "" where it needs none of them.
        test: a test of one element, None where carrying the key is all there is to it.
        needs: keys that a page must have somewhere for the selector to match anything.
    """

    key: str
    test: Test | None
    needs: frozenset[str]


@lru_cache(maxsize=4096)
def compile_selector(selector: str) -> tuple[Compiled, ...]:
    """Compile a selector, or a list of them.

    Raises:
        ValueError: the selector does not parse, or has a pseudo-element.
    """
    if found := _HAS.match(selector):
        inner = _descendant(found["inner"], found["child"])
        return tuple(one._replace(test=_both(one.test, inner)) for one in compile_selector(found["outer"]))
    try:
        parsed = parse(selector)
        if any(one.pseudo_element for one in parsed):
            raise ValueError(f"pseudo-element in {selector!r}")
        return tuple(_compile(one.parsed_tree) for one in parsed)
    except SelectorError as error:
        raise ValueError(f"{selector!r}: {error}") from error


def _compile(tree: Any) -> Compiled:
    if isinstance(tree, CombinedSelector):
        subject, context = _compile(tree.subselector), _compile(tree.selector)
        test = _related(tree) or _xpath_test(f"self::{_reversed(tree)}")
        return Compiled(subject.key, test, subject.needs | context.needs)
    tag, conditions = _taken_apart(tree)
    keys = [key for key in (*map(_key, conditions), f"<{tag}" if tag else "") if key]
    key = min(keys, key=lambda key: "#.ir[<".index(key[0]), default="")
    if len(conditions) + bool(tag) == 1 and key[:1] not in ("", "["):
        return Compiled(key, None, frozenset(keys))
    return Compiled(key, _simple(tree) or _xpath_test(f"self::{_reversed(tree)}"), frozenset(keys))


def _taken_apart(tree: Any) -> tuple[str, list[Any]]:
    """The tag of a compound selector, or "", and its conditions."""
    conditions = []
    while not isinstance(tree, parser.Element):
        conditions.append(tree)
        tree = tree.selector
    return tree.element.lower() if tree.element else "", conditions


def _simple(tree: Any) -> Test | None:
    """A test in Python of a compound selector, twenty times as fast as XPath; None where a condition is more than an attribute."""
    tag, conditions = _taken_apart(tree)
    tests = [_attribute_test(condition) for condition in conditions]
    return None if None in tests else _all_of(tag, [test for test in tests if test])


def _related(tree: Any) -> Test | None:
    """A test in Python of `a b` or `a > b`; None for other combinators and conditions."""
    subject = _simple(tree.subselector)
    context = _related(tree.selector) if isinstance(tree.selector, CombinedSelector) else _simple(tree.selector)
    if subject is None or context is None or tree.combinator not in (" ", ">"):
        return None
    if tree.combinator == " ":
        return lambda element: subject(element) and any(map(context, element.iterancestors()))
    return lambda element: subject(element) and (parent := element.getparent()) is not None and context(parent)


def _attribute_test(condition: Any) -> Test | None:
    """A test in Python of one class, id or attribute; None for any other condition."""
    if isinstance(condition, parser.Class):
        token = condition.class_name
        return lambda element: token in (names := element.get("class", "")) and token in names.split()
    if isinstance(condition, parser.Hash):
        return lambda element: bool(element.get("id") == condition.id)
    if not isinstance(condition, parser.Attrib) or condition.operator not in _OPERATORS or not condition.value or not condition.value.value:
        return None
    name, value, holds = condition.attrib, condition.value.value, _OPERATORS[condition.operator]
    return lambda element: holds(element.get(name, ""), value)


def _all_of(tag: str, tests: list[Test]) -> Test:
    if not tag and len(tests) == 1:
        return tests[0]  # which is asked of every ancestor
    return lambda element: (not tag or element.tag == tag) and all(test(element) for test in tests)


def _key(condition: Any) -> str:
    """The index key that an element carries where it meets this condition, or ""."""
    if isinstance(condition, parser.Hash):
        return f"#{condition.id}"
    if isinstance(condition, parser.Class):
        return f".{condition.class_name}"
    if isinstance(condition, parser.Attrib) and condition.attrib == "id":
        return "[id]"
    if isinstance(condition, parser.Attrib) and condition.operator in ("=", "~=") and condition.attrib in ("itemprop", "rel"):
        value = condition.value.value if condition.value else ""
        return f"{condition.attrib}={value}" if value and " " not in value else ""
    return ""


def _reversed(tree: Any) -> str:
    """XPath steps from the subject outwards: `a > b` becomes `b[parent::a]`."""
    if not isinstance(tree, CombinedSelector):
        return str(_TRANSLATOR.xpath(tree))
    return f"{_TRANSLATOR.xpath(tree.subselector)}[{_AXES[tree.combinator]}{_reversed(tree.selector)}]"


def _descendant(inner: str, child: str) -> Test:
    return _xpath_test(_TRANSLATOR.css_to_xpath(inner, prefix="child::" if child else "descendant::"))


def _xpath_test(path: str) -> Test:
    found = etree.XPath(f"boolean({path})")
    return lambda element: bool(found(element))


def _both(first: Test | None, second: Test) -> Test:
    return second if first is None else lambda element: first(element) and second(element)


class Lookup:
    """The elements of a page by id, class token, `itemprop`, `rel` and tag: one pass, then selectors cost a dictionary look-up."""

    def __init__(self, root: Element) -> None:
        self._found: dict[str, list[Element]] = {}
        add = self._found.setdefault
        for element in root.iter(etree.Element):
            add(f"<{element.tag}", []).append(element)
            attributes = element.attrib
            if not attributes:
                continue
            if id_ := attributes.get("id"):
                add(f"#{id_.strip()}", []).append(element)
                add("[id]", []).append(element)
            for token in attributes.get("class", "").split():
                add(f".{token}", []).append(element)
            for name in ("itemprop", "rel"):
                for token in attributes.get(name, "").split():
                    add(f"{name}={token}", []).append(element)

    def find(self, selector: str) -> list[Element]:
        """Elements that match the selector (or one of a list), those of the first selector of a list first."""
        found: dict[Element, None] = {}
        for key, test, needs in compile_selector(selector):
            if not needs <= self._found.keys():
                continue
            for element in self._found.get(key, ()):
                if test is None or test(element):
                    found.setdefault(element)
        return list(found)
