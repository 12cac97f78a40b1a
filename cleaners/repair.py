"""Markup that libxml2 reads otherwise than browsers do, put right before (or after) it is parsed, so that no article is lost.

Each function answers one shape found on real pages; a page without the shape pays a search for it and nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from itertools import dropwhile, islice

import nh3
from lxml import etree

from cleaners import _speedups
from cleaners.records import Element

_END_TAG = re.compile(rb"</(?:[Bb][Oo][Dd][Yy]|[Hh][Tt][Mm][Ll])")
_END_TAGS = re.compile(rb"</(?:body|html)\s{0,9}>", re.IGNORECASE)
_WINDOW = 16_384
_LONG = 8_000  # bytes of attributes
_LONG_TAG = re.compile(rb"(<[A-Za-z][^\s<>]{0,100})\s([^<>]{%d,})>" % _LONG)
_ATTRIBUTE = re.compile(rb"""[^\s=<>"']+(?:\s{0,9}=\s{0,9}(?:"[^"]*"|'[^']*'|[^\s"'<>]*))?""")
_TAG = re.compile(rb"<(/?)([A-Za-z][^\s/><]{0,30})[^><]{0,4000}>")
_KEPT_DEEP = frozenset((b"p", b"br", b"a", b"img", b"h1", b"h2", b"h3", b"h4", b"h5", b"h6"))
_BREAKING = frozenset(
    (b"div", b"ul", b"ol", b"li", b"dl", b"dt", b"dd", b"table", b"tr", b"td", b"th", b"blockquote", b"section", b"article", b"center", b"form", b"main", b"pre")
)  # fmt: skip
_VOID = frozenset((b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"source", b"track", b"wbr"))
_RAW = frozenset((b"script", b"style"))
MAX_DEPTH = 500
"""Depth of a flattened tree: Chromium caps its tree at 512 and hangs deeper elements beside each other, too."""

_ATTRIBUTES = {
    "id", "class", "style", "hidden", "role", "href", "src", "srcset", "alt", "title", "datetime", "itemprop", "itemtype", "itemscope",
    "content", "property", "name", "rel", "type", "lang", "dir", "colspan", "rowspan", "start", "width", "height",
}  # fmt: skip
_OF_HEAD = frozenset(("title", "meta", "link", "script", "style", "base", "noscript", "template"))
_SWALLOWERS = ("button", "svg")
_PAGE_PARTS = ("article", "main", "h1", "footer", "section")
_A_PAGE = 60
"""Elements in a page at least; a button that shows a card with its own heading holds some 30."""
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9-]*$")
_UNWANTED = frozenset(("script", "style", "html", "head", "body", "title", "noscript"))


def without_end_tags(markup: bytes) -> bytes:
    """The page without `</body>` and `</html>` where something follows them.

    Templates that print the footer too early, or glue two pages together, leave the article behind `</html>`. Browsers show it in
    the body; libxml2 drops it. Both end tags are optional in HTML.
    """
    if _speedups.markup is not None:
        at = _speedups.markup.first_end_tag(markup)
    else:
        at = found.start() if (found := _END_TAG.search(markup)) else -1
    return markup if at < 0 else markup[:at] + _END_TAGS.sub(b"", markup[at:])


def without_drawings(markup: bytes) -> bytes:
    """The page without what stands in drawings and style sheets, which is read by nobody, where the compiled module is there to find it.

    A third of a page is that, and a fifth of the parser's time.
    """
    return markup if _speedups.markup is None else _speedups.markup.without_drawings(markup) or markup


def with_fewer_attributes(markup: bytes) -> bytes:
    """The page without the attributes behind the first 200 of a tag that has a thousand or more.

    libxml2 takes time quadratic in the number of attributes: 40,000 of them, half a megabyte, take half a minute. Such a tag
    leaves a window without any `>`, and a window costs one look, for a `>` stands in every few dozen bytes of a usual page.
    Data in scripts leaves such windows too, but begins behind a `>`.
    """
    at, end = 0, len(markup) - _WINDOW
    while at < end:
        if markup.find(b">", at, at + _WINDOW) < 0:
            begin, stop = markup.rfind(b">", max(0, at - _WINDOW), at) + 1, markup.find(b">", at + _WINDOW)
            # No such tag spans a `>`, nor a `<`: the last one before the next `>` tells data in a script from it.
            last = markup.rfind(b"<", begin, stop)
            if 0 <= last < stop - _LONG and _has_too_many(markup[last:stop]) and _LONG_TAG.match(markup, last, stop + 1):
                return _LONG_TAG.sub(_first_attributes, markup)
            at = stop if stop >= 0 else end
        at += _WINDOW
    return markup


def _has_too_many(tag: bytes) -> bool:
    return len(tag.split(None, 1000)) >= 1000


def _first_attributes(tag: re.Match[bytes]) -> bytes:
    if not _has_too_many(tag[0]):
        return tag[0]
    attributes = [found[0] for found in islice(_ATTRIBUTE.finditer(tag[2]), 200)]
    return b" ".join((tag[1], *attributes)) + b">"


def is_too_deep(parser: etree.HTMLParser) -> bool:
    """Whether the parser gave up at its bound of 2,048 open elements, and with it the rest of the page."""
    last = parser.error_log.last_error
    return last is not None and last.level == etree.ErrorLevels.FATAL


def flattened(markup: bytes) -> bytes:
    """The page without the elements that are nested deeper than `MAX_DEPTH`; a paragraph break stands where a block began or ended."""
    out: list[bytes] = []
    position = depth = 0
    raw = b""
    for tag in _TAG.finditer(markup):
        closing, name = bool(tag[1]), tag[2].lower()
        if raw:
            raw = b"" if closing and name == raw else raw
            continue
        if name in _RAW and not closing:
            raw = name
        if name in _VOID or name == b"p":
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth + closing > MAX_DEPTH and name not in _KEPT_DEEP and name not in _RAW:
            out += [markup[position : tag.start()], b"<p>" if name in _BREAKING else b""]
            position = tag.end()
    out.append(markup[position:])
    return b"".join(out)


def open_shadows(templates: Iterable[Element]) -> None:
    """Make plain elements of declarative shadow roots: browsers show what such a template holds, and no other's (HTML standard, 4.12.3)."""
    for template in templates:
        if template.get("shadowrootmode"):
            template.tag = "div"


def out_of_head(root: Element, markup: bytes) -> Element:
    """`root` with what belongs to the body in it, where neither `</head>` nor `<body>` says where that begins: HTML allows to leave out both.

    libxml2 ends the head at a `div`, but not at an element that HTML 4 did not know: `<title>A title</title><main>…` is all head to it.
    """
    head = None if b"</head>" in markup else root.find("head")
    if head is None:
        return root
    strangers = list(dropwhile(lambda element: element.tag in _OF_HEAD, head))
    if strangers:
        body = root.find("body")
        if body is None:
            body = etree.SubElement(root, "body")
        if body.text:
            strangers[-1].tail, body.text = (strangers[-1].tail or "") + body.text, None
        body[:0] = strangers
    return root


def swallows_the_page(root: Element) -> bool:
    """Whether a button or a drawing holds what can only be the page: a part of pages, and many elements or all that follow it.

    `<button><div>…</button>`, its div never closed, goes on to the end of the page in libxml2; browsers close it at `</button>`.
    """
    if _speedups.finds is not None:
        return bool(_speedups.finds.is_around(root, _SWALLOWERS, _PAGE_PARTS, _A_PAGE))
    return any(_is_around(element) for element in root.iter(*_SWALLOWERS))


def _is_around(element: Element) -> bool:
    if next(element.iterdescendants(*_PAGE_PARTS), None) is None:
        return False
    return len(list(islice(element.iterdescendants("*"), _A_PAGE))) == _A_PAGE or not any(
        next(above.itersiblings("*"), None) is not None for above in (element, *element.iterancestors())
    )


def renest(root: Element, markup: bytes) -> Element:
    """`root` with its body parsed anew by html5ever (inside nh3), which nests as browsers do; the head stays."""
    body = root.find("body")
    names = {str(element.tag) for element in root.iter()}
    tags = {name for name in names if _PLAIN_NAME.match(name)} - _UNWANTED
    nested = nh3.clean(
        markup.decode("utf-8", "replace"), tags=tags, attributes={"*": _ATTRIBUTES}, generic_attribute_prefixes={"data-", "aria-"},
        link_rel=None, clean_content_tags={"script", "style", "title"}, url_schemes={"http", "https", "mailto", "data"},
    )  # fmt: skip
    again = etree.fromstring(f"<body>{nested}</body>".encode(), etree.HTMLParser(encoding="utf-8", huge_tree=True))
    new = None if again is None else again.find("body")
    if body is None or new is None:
        return root
    _copy_attributes(body, new)
    new.extend([script for script in body.iter("script") if "json" in (script.get("type") or "")])
    # The rest of the page moves to the new body, not the other way round: a document forgets the ids of what is moved.
    behind = list(body.itersiblings())
    for child in list(body.itersiblings(preceding=True))[::-1]:
        new.addprevious(child)
    again.extend(behind)
    _copy_attributes(root, again)
    return again


def _copy_attributes(of: Element, to: Element) -> None:
    for name, value in of.attrib.items():
        with suppress(ValueError):  # a name that the parser takes but no tree built by hand does, as `{x`: nothing asks for such
            to.set(name, value)
