"""Where the text of a post stands: by the names that themes give it, else by what stands around it."""

from __future__ import annotations

from cleaners.profiles.view import SILENT, View, has_words, is_in, texts
from cleaners.records import Element

_HEAD = ("title", "published")  # fields that themes show around the text, never in it
_FRAMING = (*_HEAD, "authors", "tags")  # and what owners repeat in it, at times
_MANY_WORDS = 25  # more than a line of labels or a byline has
_BLOCKS = frozenset(("div", "article", "section", "main", "td", "center", "p"))


def find(view: View) -> Element | None:
    """The element that holds the article's text, or None; sought once a view."""
    if "body" not in view.memo:
        view.memo["body"] = _find(view)
    return view.memo["body"]


def _find(view: View) -> Element | None:
    """More than one post's body is a list of posts, unless the page is known to be one post's."""
    found = _named(view)
    if view.is_index:
        return found[0] if len(found) == 1 and view.og_type == "article" else None
    if len(found) > 1:
        inside = [element for element in found if is_in(element, view.regions)]
        return max(inside or found, key=lambda element: len("".join(texts(element)))) if view.is_item else None
    if found:
        return found[0]
    return _unnamed(view) if view.spec.unnamed_body and not is_empty(view) else None


def is_empty(view: View) -> bool:
    """Whether this is a post's page whose body is there and holds no word: text that failed to load, or a picture alone."""
    if not view.is_item or _named(view):
        return False
    return any(not view.is_outside(element) for selector in view.spec.body for element in view.lookup.find(selector))


def _named(view: View) -> list[Element]:
    """The bodies that the first of the profile's selectors finds which finds any."""
    for selector in view.spec.body:
        holders = [e for e in view.lookup.find(selector) if not view.is_outside(e) and has_words("".join(texts(e)))]
        if holders:
            return _outermost(holders)
    return []


def _unnamed(view: View) -> Element | None:
    """A theme that gives the body a name of its own: the largest part of the post's region without headline, byline or labels in it."""
    region = next((element for selector in view.spec.region for element in view.lookup.find(selector)), None)
    if region is None or not view.is_item:
        return None
    head = _elements(view, _HEAD) | set(region.iter("h1"))
    framing = head | _elements(view, _FRAMING)
    framed = _with_ancestors(framing)
    best, most = None, 0
    stack = [region]
    while stack:
        element = stack.pop()
        if element in view.outside or element.tag in SILENT or not isinstance(element.tag, str):
            continue
        if element in framed:
            stack.extend(() if element in framing else element)
        elif element.tag in _BLOCKS and (size := _words_inside(element, view)) > most:
            best, most = element, size
    if best is None:
        return None
    headed = _with_ancestors(head)
    while (parent := best.getparent()) is not None and parent not in headed and parent is not region:
        if _words_inside(parent, view) < most + _MANY_WORDS:
            break
        best, most = parent, _words_inside(parent, view)
    return _without_neighbours(best, view)


def _elements(view: View, names: tuple[str, ...]) -> set[Element]:
    return {e for f in view.spec.fields if f.name in names for selector in f.selectors for e in view.lookup.find(selector)}


def _with_ancestors(elements: set[Element]) -> set[Element]:
    return {ancestor for element in elements for ancestor in (element, *element.iterancestors())}


def _without_neighbours(element: Element, view: View) -> Element:
    """Down to the child that holds all the words, while its neighbours are parts that belong to no post."""
    while not has_words(element.text or "") and any(child in view.outside for child in element):
        full = [child for child in element if _words_inside(child, view) or has_words(child.tail or "")]
        if len(full) != 1 or full[0].tag not in _BLOCKS or has_words(full[0].tail or ""):
            break
        element = full[0]
    return element


def _words_inside(element: Element, view: View) -> int:
    """Words in the element, without links and without the parts that belong to no post."""
    count, stack = 0, [element]
    while stack:
        node = stack.pop()
        if node is not element and node.tail:
            count += len(node.tail.split())
        if node in view.outside or node.tag in SILENT or not isinstance(node.tag, str):
            continue
        if node.tag != "a" and node.text:
            count += len(node.text.split())
        if node.tag != "a":
            stack.extend(node)
    return count


def _outermost(elements: list[Element]) -> list[Element]:
    """`elements` without those inside another of them."""
    chosen = set(elements)
    return [element for element in elements if not any(ancestor in chosen for ancestor in element.iterancestors())]
