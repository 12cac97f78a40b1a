"""CSS selectors turned round: does this one element match, rather than where in the page are all that do."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cssselect import HTMLTranslator, SelectorError, parse, parser
from cssselect.parser import CombinedSelector
from lxml import etree

from cleaners.records import Element

Test = Callable[[Element], bool]

_TRANSLATOR = HTMLTranslator()
_AXES = {" ": "ancestor::", ">": "parent::", "+": "preceding-sibling::*[1]/self::", "~": "preceding-sibling::"}
# cssselect parses `:has()` with a bare name only; the list of consent boxes uses whole selectors, always at the end.
_HAS = re.compile(r"^(?P<outer>.*?[^\s>+~]):has\(\s*(?P<child>>?)\s*(?P<inner>.+)\)$")


@lru_cache(maxsize=4096)
def compile_selector(selector: str) -> tuple[tuple[str, Test | None], ...]:
    """Compile a selector, or a list of them, for use in an index.

    Returns:
        For each selector of the list a key, what its subject must carry, and a test of one element, None where carrying the key is all
        there is to it. Keys are `#id`, `.class`, `itemprop=token`, `rel=token`, `[id]` (any id), `<tag`, in this order of preference, or "".

    Raises:
        ValueError: the selector does not parse, or has a pseudo-element.
    """
    if found := _HAS.match(selector):
        return tuple(
            (key, _both(test, _descendant(found["inner"], found["child"]))) for key, test in compile_selector(found["outer"])
        )
    try:
        parsed = parse(selector)
        if any(one.pseudo_element for one in parsed):
            raise ValueError(f"pseudo-element in {selector!r}")
        return tuple(_compile(one.parsed_tree) for one in parsed)
    except SelectorError as error:
        raise ValueError(f"{selector!r}: {error}") from error


def _compile(tree: Any) -> tuple[str, Test | None]:
    subject = tree.subselector if isinstance(tree, CombinedSelector) else tree
    keys, conditions = [], int(isinstance(tree, CombinedSelector))
    while not isinstance(subject, parser.Element):
        conditions += 1
        keys.append(_key(subject))
        subject = subject.selector
    if subject.element:
        keys.append(f"<{subject.element.lower()}")
    key = min(filter(None, keys), key=lambda key: "#.ir[<".index(key[0]), default="")
    if conditions + bool(subject.element) == 1 and key[:1] not in ("", "["):
        return key, None
    return key, etree.XPath(f"boolean(self::{_reversed(tree)})")


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
    axis = "child::" if child else "descendant::"
    return etree.XPath(f"boolean({_TRANSLATOR.css_to_xpath(inner, prefix=axis)})")


def _both(first: Test | None, second: Test) -> Test:
    return second if first is None else lambda element: bool(first(element)) and bool(second(element))


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
        for key, test in compile_selector(selector):
            for element in self._found.get(key, ()):
                if test is None or test(element):
                    found.setdefault(element)
        return list(found)
