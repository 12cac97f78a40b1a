"""What the markup around a body offers for the fields of its article."""

from __future__ import annotations

import re
from urllib.parse import unquote

from cleaners.profiles.files import Field
from cleaners.profiles.view import View, texts
from cleaners.records import Candidate, Element

_LISTS = ("authors", "tags")  # fields whose value is a tuple


def read(view: View, body: Element) -> tuple[Candidate, ...]:
    """One candidate for each of the profile's fields that the page has."""
    around = _Surroundings(view, body)
    found = []
    for field in view.spec.fields:
        value, where = _read(field, view, around)
        if value:
            found.append(Candidate(field.name, value, f"profile:{view.spec.name}", where, field.confidence))
    return tuple(found)


def _read(field: Field, view: View, around: _Surroundings) -> tuple[object, str]:
    """The field's value and the selector that found it; ("", "") if it is not there."""
    if field.feed_title and view.feed_title:
        return view.feed_title, 'link[rel="alternate"]'
    for selectors in (field.selectors, field.fallback if around.is_bounded else ()):
        values: dict[str, str] = {}
        for selector in selectors:
            elements = view.lookup.find(selector)
            for element in elements if field.anywhere else around.nearest(elements):
                if value := _value(element, field):
                    if not field.many:
                        return _parts(value, field) if field.name in _LISTS else value, selector
                    values.update(dict.fromkeys(_parts(value, field), selector))
        if values:
            return tuple(values), next(iter(values.values()))
    return "", ""


class _Surroundings:
    """What stands around a body, out to the region of its post."""

    def __init__(self, view: View, body: Element) -> None:
        self._view = view
        self._body = body
        ancestors = list(body.iterancestors())
        self._steps = {ancestor: steps for steps, ancestor in enumerate(ancestors)}
        region = next((one for one in reversed(ancestors) if one in view.regions), None)
        self.is_bounded = region is not None
        self._bound = len(ancestors) if region is None else self._steps[region]

    def nearest(self, elements: list[Element]) -> list[Element]:
        """Those of `elements` that belong to the post but are neither in the body nor around it, the nearest to the body first."""
        ranked = []
        for element in elements:
            steps = self._steps_to(element)
            if steps is not None and steps <= self._bound and not self._view.is_outside(element):
                ranked.append((steps, element))
        return [element for _, element in sorted(ranked, key=lambda pair: pair[0])]

    def _steps_to(self, element: Element | None) -> int | None:
        """How many levels above the body the two meet; None where the element is in the body or is above it."""
        if element in self._steps:
            return None
        while element is not None and element is not self._body:
            if element in self._steps:
                return self._steps[element]
            element = element.getparent()
        return None


def _value(element: Element, field: Field) -> str:
    """What the element says: the first of the field's attributes that it has, else its text."""
    for attribute in field.attributes:
        if value := (element.get(attribute) or "").strip():
            if attribute != "href":
                return value
            if label := _label_of(value):
                return label
    if not field.text:
        return ""
    runs = texts(element)
    if field.strip and len(runs) > 1 and re.fullmatch(field.strip, runs[0].strip()):
        runs = runs[1:]  # a label in an element of its own: "By" before a name, with no space between
    text = " ".join("".join(runs).split())
    if field.strip:
        text = re.sub(field.strip, "", text).strip()
    return "" if field.reject and re.fullmatch(field.reject, text) else text


def _parts(value: str, field: Field) -> tuple[str, ...]:
    """The values in one text, for a field that is a list."""
    return tuple(filter(None, map(str.strip, re.split(field.split, value)))) if field.split else (value,)


def _label_of(href: str) -> str:
    """The label that a link to a label's page names: the text on the link may be shortened or decorated."""
    found = re.search(r"/search/label/([^?#/]+)", href)
    return unquote(found[1]).strip() if found else ""
