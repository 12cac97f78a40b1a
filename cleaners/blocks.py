"""One walk over the tree: ordered text blocks, the containers around them, and the rules that matched on the way.

A block ends where a block-level element begins or ends, or at two `<br>` in a row; inline elements never end one. About 170 a
page. The walk is iterative because the depth of a tree is in the hands of whoever wrote the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from cleaners.page import Page
from cleaners.records import Block, Containers, Element, PageBlocks, Piece, RuleHit


class RuleIndex(Protocol):
    """What the walk needs of the rules."""

    def match(self, element: Element, id_: str, classes: str) -> str:
        """Id of the first rule that matches the element, or ""; asked only of elements with an id or a class."""
        ...


# Text in these is no part of the reading text: code, widgets, form values, fallbacks for old browsers, ruby pronunciation.
_SKIPPED = frozenset(
    "script style noscript template svg iframe object select option button textarea canvas audio video "
    "title head datalist rt rp annotation annotation-xml embed applet noframes math-field".split()
)
# Elements that never end a block: phrasing content of the HTML standard and what old pages still use.
_INLINE = frozenset(
    "a abbr acronym b basefont bdi bdo big blink cite code data del dfn em font i img ins kbd label mark math mi mn mo ms "
    "mrow mfrac msup msub msqrt mtext semantics meter nobr output picture progress q ruby rb s samp small source span strike "
    "strong sub sup time tt u var wbr input map area link meta param track slot amp-img".split()
)
# The role an element gives to the blocks inside it; tags that are not named here hand down their parent's role.
_ROLES = {
    **{f"h{level}": f"h{level}" for level in range(1, 7)},
    "li": "li", "blockquote": "quote", "pre": "pre", "xmp": "pre", "listing": "pre", "td": "cell", "th": "cell",
    "caption": "caption", "figcaption": "caption", "dt": "dt", "dd": "dd", "figure": "figure",
}  # fmt: skip
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNRULED = frozenset(("html", "body", "article"))  # too much would go with them

_WIDE = "\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
# CSS Text 3, section 4.1.3: a line feed between two characters of a script written without spaces leaves no space behind.
_WIDE_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_WIDE}])")
_INVISIBLE = {0xAD: None, 0xFEFF: None, 0x2060: None}  # soft hyphen, byte-order mark, word joiner
_EDGES = " \t\r\n\f\xa0\u200b\u200e\u200f\u3000"


def collapse(text: str) -> str:
    """`text` with white space collapsed as a browser shows it; no space is made between Chinese or Japanese lines."""
    if text.isascii():
        return " ".join(text.split())
    if "\n" in text:
        text = _WIDE_BREAK.sub("", text)
    return " ".join(text.translate(_INVISIBLE).split()).strip(_EDGES)


def read_blocks(page: Page, index: RuleIndex | None = None) -> PageBlocks:
    """Cut the page's body into blocks.

    Args:
        page: the parsed page; its tree is not changed.
        index: the rules to try on every element with an id or class, or None.
    """
    walk = _Walk(index)
    walk.run(page.body)
    return PageBlocks(walk.blocks, walk.hits, walk.containers)


class _Frame(NamedTuple):
    """What the walk returns to when it leaves an element: the state of the surroundings."""

    element: Element
    children: Iterator[Element]
    container: int
    role: str
    hidden: bool
    in_link: bool
    boundary: bool
    hit: int


class _Walk:
    """The state of one walk; `run` fills `blocks`, `hits` and `containers`."""

    def __init__(self, index: RuleIndex | None) -> None:
        self.index = index
        self.blocks: list[Block] = []
        self.hits: list[RuleHit] = []
        self.containers = Containers([], [], [], [], [], [], [], [])
        self._frames: list[_Frame] = []
        self._pieces: list[Piece] = []
        self._link_chars = 0
        self._has_text = False
        self._break = False
        self._container = -1
        self._role = "other"
        self._hidden = False
        self._in_link = False
        self._elements = 0
        self._images = 0

    def run(self, root: Element) -> None:
        """Walk the tree below `root` in document order."""
        self._enter(root, "body")
        frames = self._frames
        while frames:
            frame = frames[-1]
            for element in frame.children:
                self._elements += 1
                tag = element.tag
                if tag == "br":
                    self._line_break()
                elif tag not in _SKIPPED and isinstance(tag, str):
                    self._enter(element, tag)
                    break
                elif tag in ("img", "iframe", "video"):
                    self._images += 1
                if tail := element.tail:
                    self._add(tail, frame.element)
            else:
                self._leave()

    def _enter(self, element: Element, tag: str) -> None:
        """Step into an element: remember the surroundings, then read its attributes and its first text."""
        attributes = element.attrib
        id_, classes = attributes.get("id", ""), attributes.get("class", "")
        rule = self.index.match(element, id_, classes) if self.index and (id_ or classes) and tag not in _UNRULED else ""
        boundary = bool(rule) or not (tag in _INLINE or (tag not in _ROLES and ":" in tag))
        if boundary:
            self._flush()
        self._frames.append(
            _Frame(element, iter(element), self._container, self._role, self._hidden, self._in_link, boundary, len(self.hits) if rule else -1)
        )
        if rule:
            self.hits.append(RuleHit(rule, element, len(self.blocks), 0))
        if boundary:
            self._open_container(element, tag, f"{id_} {classes}" if id_ or classes else "")
            self._hidden = self._hidden or _is_hidden(attributes)
        elif tag == "img":
            self._images += 1
        elif tag == "a" and "href" in attributes:
            self._in_link = True
        if text := element.text:
            self._add(text, element)

    def _open_container(self, element: Element, tag: str, name: str) -> None:
        table = self.containers
        parent = self._container
        table.parents.append(parent)
        table.depths.append(table.depths[parent] + 1 if parent >= 0 else 0)
        self._container = len(table.elements)
        table.elements.append(element)
        table.names.append(name)
        table.starts.append(len(self.blocks))
        table.stops.append(0)
        if tag in _ROLES:
            self._role = _ROLES[tag]
        elif tag == "p" and self._role == "other":
            self._role = "p"

    def _leave(self) -> None:
        """Step out of the innermost element, back to the state around it, and read the text behind it."""
        frame = self._frames.pop()
        if frame.boundary:
            self._flush()
            self.containers.stops[self._container] = len(self.blocks)
        if frame.hit >= 0:
            self.hits[frame.hit] = self.hits[frame.hit]._replace(stop=len(self.blocks))
        self._container, self._role, self._hidden, self._in_link = frame.container, frame.role, frame.hidden, frame.in_link
        if self._frames and (tail := frame.element.tail):
            self._add(tail, self._frames[-1].element)

    def _line_break(self) -> None:
        if self._break:
            self._flush()
        else:
            self._break = self._has_text

    def _add(self, text: str, parent: Element) -> None:
        blank = text.isspace()
        if blank and not self._has_text:
            return
        if blank and self._break:
            return
        self._pieces.append(Piece(text, parent, self._break))
        if not blank:
            self._break = False
            self._has_text = True
            if self._in_link:
                self._link_chars += len(text.strip())

    def _flush(self) -> None:
        """End the block under way, if it has text."""
        self._break = False
        if not self._has_text:
            return
        pieces, self._pieces, self._has_text = tuple(self._pieces), [], False
        link_chars, self._link_chars = self._link_chars, 0
        text = block_text(pieces, preformatted=self._role == "pre")
        if not text:
            return
        element = self.containers.elements[self._container]
        self.blocks.append(
            Block(len(self.blocks), text, element, pieces, min(link_chars, len(text)), self._role, self._hidden)
        )
        self.containers.rows.append(self._container)
        self.containers.seen.append((self._elements, self._images))


def block_text(pieces: tuple[Piece, ...], preformatted: bool = False) -> str:
    """The text of a block's pieces: white space collapsed, `\\n` for a single `<br>`; preformatted text keeps its own lines."""
    if len(pieces) == 1 and not preformatted:
        return collapse(pieces[0].text)
    lines = "".join("\0" + piece.text if piece.line_break else piece.text for piece in pieces)
    if preformatted:
        return lines.replace("\0", "\n").strip("\n").rstrip()
    if "\0" not in lines:
        return collapse(lines)
    return "\n".join(line for line in map(collapse, lines.split("\0")) if line)


def _is_hidden(attributes: object) -> bool:
    get = attributes.get  # type: ignore[attr-defined]
    style = get("style")
    return (
        (style is not None and _HIDDEN_STYLE.search(style) is not None)
        or get("aria-hidden") == "true"
        or get("hidden", "until-found") != "until-found"
    )
