"""BeautifulSoup hooks: what a profile's selectors cannot say, on the article's subtree only.

A hook is a short module here with two functions: `applies(body)` looks cheaply (lxml) whether there is anything to do, because the Soup
costs about 7 ms; `edit(soup)` then changes the subtree in place. A profile names its hook by the module's name.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from cleaners.page import Page
from cleaners.records import Element
from cleaners.sites import dropcap

if TYPE_CHECKING:
    from bs4 import BeautifulSoup


class Hook(NamedTuple):
    """The two functions of a hook."""

    applies: Callable[[Element], bool]
    edit: Callable[[BeautifulSoup], None]


# A table cell or `<body>` alone would not survive being parsed again.
_REPARSED = frozenset(("div", "article", "section", "main", "span"))
HOOKS = {"dropcap": Hook(dropcap.applies, dropcap.edit)}


def apply(page: Page, hook: str, body: Element | None) -> tuple[Page, Element | None]:
    """The page as the hook leaves it, and its body there.

    Args:
        page: the page; never changed, a page that the hook edits is a copy.
        hook: name of the hook, or "" for none.
        body: the element that holds the article's text, in `page`.

    Raises:
        KeyError: there is no hook of that name.
    """
    if not hook or body is None or body.tag not in _REPARSED or not HOOKS[hook].applies(body):
        return page, body
    place = next(number for number, element in enumerate(page.root.iter()) if element is body)
    root = copy.deepcopy(page.root)
    old = next(islice(root.iter(), place, None))
    parent = old.getparent()
    if parent is None:
        return page, body
    from bs4 import BeautifulSoup  # a twentieth of a second, for a page in a thousand

    soup = BeautifulSoup(etree.tostring(old, encoding="unicode", method="html", with_tail=False), "lxml")
    HOOKS[hook].edit(soup)
    new = _parse(str(soup))
    new.tail = old.tail
    parent.replace(old, new)
    return replace(page, root=root), new


def _parse(markup: str) -> Element:
    """The one element of the markup."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True)
    return next(etree.fromstring(markup.encode("utf-8"), parser).iterfind("body/*"))
