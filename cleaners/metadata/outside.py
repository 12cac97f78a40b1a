"""Which elements stand outside the article: in comments, related cards, menus or footers."""

from __future__ import annotations

from collections.abc import Container
from typing import cast

from cleaners import _speedups
from cleaners.metadata.sought import LOWER, Sought
from cleaners.page import Page
from cleaners.records import Element

_OUTSIDE = Sought(
    r"comment|disqus|related|recommend|sidebar|(?<!headline__)(?<!headline-)(?<!headline_)(?<!title__)(?<!title-)footer|teaser|promo(?!te)|popular|trending|most-?read|newsletter|carousel|slider|read-?(?:more|next|also)|more-(?:from|stories|news|on)"
    r"|latest(?!-by)|(?:^|[\s_-])(?:nav|menu|aside|(?<!elementor-)widget|cards?|list-?item|tile|feed)(?:$|[\s_-])|reply|respond|trackback|mega-?menu|up-?next|next-?(?:post|article)|prev(?:ious)?-?(?:post|article)",
    *"comment disqus related recommend sidebar footer teaser promo popular trending most newsletter carousel slider read more latest nav menu aside widget card list tile feed reply respond trackback next prev".split(),
    flags=LOWER,
)
_OUTSIDE_TAGS = dict.fromkeys(("aside", "footer", "nav", "template"), 1)


def _is_other(name: str) -> bool:
    """Whether a class and an id, a space between them, are those of such a part."""
    return len(name) > 1 and _OUTSIDE.search(name[:300].lower()) is not None


_SAID = _speedups.finds.Told(_OUTSIDE.stems, _is_other) if _speedups.finds is not None else None


def outside(page: Page, *inside: Element | None) -> Container[Element]:
    """What stands in comments, related cards, menus or footers: in a part of the page about something else.

    Ancestors of the `inside` elements (the headline, the article's text) never count as such.
    """
    known = [page.body, page.root, *(element for element in inside if element is not None)]
    if _speedups.finds is None:
        return OutsideInPython(known)
    parts: Container[Element] = _speedups.finds.Outside(known, _OUTSIDE_TAGS, _SAID)
    return parts


class OutsideInPython:
    """As `outside`, without the compiled module."""

    def __init__(self, inside: list[Element]) -> None:
        self._known: dict[Element, bool] = {}
        for element in inside:
            self._known.update(dict.fromkeys((element, *element.iterancestors()), False))

    def __contains__(self, element: object) -> bool:
        known = self._known
        path: list[Element] = []
        at = cast("Element | None", element)
        while at is not None and at not in known and len(path) < 300:
            path.append(at)
            at = at.getparent()
        outside = known.get(at, False) if at is not None else False
        for one in reversed(path):
            outside = outside or one.tag in _OUTSIDE_TAGS or _is_other(f"{one.get('class') or ''} {one.get('id') or ''}")
            known[one] = outside
        return outside
