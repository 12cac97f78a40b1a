"""A page written anew as inert HTML, its blocks marked: only known tags and attributes pass, nothing that runs or asks the network.

The copy is shown in a sandboxed frame without scripts under a policy that allows no request; this writer is the first of the three locks.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from html import escape
from urllib.parse import urlsplit

from lxml import etree

from cleaners.records import Block, Decision, Element

CSS_LIMIT = 2_000_000
"""Characters of a page's own style sheets that are kept; more is no design but a mistake or an attack."""

_DROPPED = frozenset(
    "script noscript template style link meta base title head svg math select textarea datalist option param source track area "
    "map input frame frameset noframes canvas dialog slot".split()
)  # fmt: skip
_EMBEDS = frozenset("iframe video audio object embed applet amp-iframe amp-video".split())
_VOID = frozenset("br hr img wbr col".split())
_RENAMED = {
    "form": "div", "button": "span", "xmp": "pre", "listing": "pre", "plaintext": "pre", "amp-img": "img", "picture": "span",
    "marquee": "div", "body": "div", "html": "div",
}  # fmt: skip
_ATTRIBUTES = frozenset(
    "class id style dir lang alt width height colspan rowspan align valign bgcolor color face size border cellpadding "
    "cellspacing hidden start type value span open datetime cite".split()
)  # fmt: skip
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_DATA_IMAGE = re.compile(r"data:image/(?:png|gif|jpeg|webp|avif);base64,[A-Za-z0-9+/=\s]+")
_REMOTE_CSS = re.compile(
    r"(?:url|src|image-set|-webkit-image-set)\(\s*(?!['\"]?(?:data:image/(?!svg)|#))(?:[^()]|\([^()]*\))*\)?",
    re.IGNORECASE,
)
_IMPORT_CSS = re.compile(r"@(?:import|charset)[^;]*;?", re.IGNORECASE)
# What floats over a page (consent walls, bars) could not be closed without the page's scripts, and would hide what is behind it.
_FLOATING_CSS = re.compile(r"position\s*:\s*(?:fixed|sticky)", re.IGNORECASE)

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def inert_page(root: Element, pairs: Sequence[tuple[Block, Decision]], marks: str, titles: Container[int] = ()) -> str:
    """The page as an HTML document without scripts, links, forms or anything to be fetched.

    Every text run of a block stands in `<bb-block data-b="INDEX" data-keep="1|0|title">`; `title` is the headline, which is kept beside the text.

    Args:
        root: the tree that the blocks point into.
        pairs: its blocks with their decisions, in document order.
        marks: a style sheet of ours that shows the marks.
        titles: indexes of the blocks that show the headline.
    """
    body = root.find("body")
    body = root if body is None else body
    writer = _Writer(pairs, titles)
    content = "".join(writer.write(body))
    return (
        f'<!doctype html><html{_attributes(root)}><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">{_styles(root)}<style>{marks}</style></head>'
        f"<body{_attributes(body)}>{content}</body></html>"
    )


def inert_css(css: str) -> str:
    """A style sheet, or a style attribute, that fetches nothing and covers nothing."""
    local = _REMOTE_CSS.sub("none", _IMPORT_CSS.sub("", css))
    return _FLOATING_CSS.sub("position:static", local).replace("</", "<\\/")


class _Writer:
    """Writes a subtree; `pieces` are the blocks' text runs, which are a subsequence of the tree's in the same order."""

    def __init__(self, pairs: Sequence[tuple[Block, Decision]], titles: Container[int]) -> None:
        marked = ((block, "title" if block.index in titles else f"{decision.keep:d}") for block, decision in pairs)
        self._pieces = iter([(piece, block.index, mark) for block, mark in marked for piece in block.pieces])
        self._next = next(self._pieces, None)

    def write(self, body: Element) -> Iterator[str]:
        walk = etree.iterwalk(body, events=("start", "end"))
        open_: list[Element] = []
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if tag in _DROPPED or tag in _EMBEDS:
                    walk.skip_subtree()
                    continue
                open_.append(element)
                if element is not body:
                    yield _start(tag, element)
                yield from self._text(element.text, element)
                continue
            if tag in _EMBEDS:
                yield _placeholder(element)
            elif tag not in _DROPPED:
                open_.pop()
                if element is not body:
                    yield _end(tag)
            if open_:
                yield from self._text(element.tail, open_[-1])

    def _text(self, text: str | None, parent: Element) -> Iterator[str]:
        if not text:
            return
        if self._next is None or self._next[0].parent is not parent or self._next[0].text != text:
            yield escape(text, quote=False)
            return
        _, index, mark = self._next
        self._next = next(self._pieces, None)
        if text.isspace():
            yield escape(text, quote=False)
        else:
            yield f'<bb-block data-b="{index}" data-keep="{mark}">{escape(text, quote=False)}</bb-block>'


def _start(tag: str, element: Element) -> str:
    name = _name(tag)
    if name == "img":
        return f"<img{_attributes(element)}{_picture(element)}>"
    return f"<{name}{_attributes(element)}>"


def _end(tag: str) -> str:
    name = _name(tag)
    return "" if name in _VOID else f"</{name}>"


def _name(tag: str) -> str:
    name = _RENAMED.get(tag, tag)
    return name if _NAME.fullmatch(name) else "span"


def _attributes(element: Element) -> str:
    found = []
    for name, value in element.items():
        if name == "style":
            value = inert_css(value)
        if name in _ATTRIBUTES:
            found.append(f' {name}="{escape(value)}"')
    return "".join(found)


def _picture(element: Element) -> str:
    """An embedded picture's own bytes; any other gets a place with its alternative text."""
    source = element.get("src", "")
    return f' src="{source}"' if _DATA_IMAGE.fullmatch(source) else ""


def _placeholder(element: Element) -> str:
    try:
        host = urlsplit(element.get("src") or element.get("data") or "").hostname or ""
    except ValueError:
        host = ""
    return f"<bb-embed>{escape(f'{element.tag} {host}'.strip())}</bb-embed>"


def _styles(root: Element) -> str:
    sheets, left = [], CSS_LIMIT
    for style in root.iter("style"):
        css = inert_css("".join(style.itertext()))
        if (left := left - len(css)) < 0:
            break
        sheets.append(f'<style media="{escape(style.get("media", "all"))}">{css}</style>')
    return "".join(sheets)
