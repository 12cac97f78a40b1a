"""What text rules say of a block's lines, and what they leave of the block."""

from __future__ import annotations

import re

from cleaners import _speedups
from cleaners.records import Block, Element, Piece
from cleaners.rules.index import RuleIndex

_CODE = frozenset(("code", "pre", "kbd", "samp", "tt", "xmp"))
_STRUCK = dict.fromkeys(("strike", "s", "del", "a"), 1)
_OPENS = re.compile(r"[({\[][A-Za-z]|[$#][A-Za-z]+=|[¶↩⤴]")  # what a marker or an inline shortcode begins with
_MAX_LINE = 400  # characters; the longest line a text rule is asked about


def read(block: Block, book: RuleIndex, body: Element | None) -> tuple[str, Block | None]:
    """The text rules on one block: (rule, None) takes it away, (rule, block) leaves what is left, ("", block) finds nothing."""
    texts = block.text.split("\n")
    lines = _lines(block.pieces)
    if len(lines) != len(texts):
        return "", block
    fired, kept_texts, kept_pieces = "", [], []
    for text, pieces in zip(texts, lines, strict=True):
        rule, rest, left = _read_line(text, pieces, book, block, body)
        fired = fired or rule
        if rest:
            kept_texts.append(rest)
            # The first line that is left has no line break before it.
            kept_pieces += left if len(kept_texts) > 1 else [left[0]._replace(line_break=False), *left[1:]]
    if not fired:
        return "", block
    if not kept_texts:
        return fired, None
    text = "\n".join(kept_texts)
    return fired, block._replace(text=text, pieces=tuple(kept_pieces), link_chars=min(block.link_chars, len(text)))


def candidates(blocks: list[Block], book: RuleIndex) -> list[Block]:
    """The blocks of which `read` may say something: most lines begin as no rule's do, and most brackets open nothing that a rule knows."""
    if _speedups.words is None or book.strips_anything:
        return blocks
    openings = (book.lines.openings, book.linked_lines.openings, book.markers.within, book.end_markers.within)
    found: list[Block] = _speedups.words.may_fire(blocks, *openings, _STRUCK, _MAX_LINE)
    return found


def might_fire(block: Block, book: RuleIndex) -> bool:
    """Cheaply, whether a rule could say anything of a line of the block; most blocks end here."""
    text = block.text
    if book.strips_anything:
        return True
    # Most hold none of these characters, which one look each tells sooner than the pattern does.
    if ("(" in text or "[" in text or "{" in text or "=" in text or not text.isascii()) and _OPENS.search(text) is not None:
        return True
    for line in text.split("\n") if "\n" in text else (text,):
        if len(line) <= _MAX_LINE and (book.lines.whole(line) or (block.link_chars and book.linked_lines.whole(line))):
            return True
    return False


def _read_line(
    text: str, pieces: list[Piece], book: RuleIndex, block: Block, body: Element | None
) -> tuple[str, str, list[Piece]]:
    """(rule, what is left of the line's text, what is left of its pieces)."""
    rule = book.lines.whole(text) if len(text) <= _MAX_LINE else ""
    if not rule and len(text) <= _MAX_LINE and block.link_chars * 2 >= len(text):
        rule = book.linked_lines.whole(text)
    rest, left = "", list[Piece]()
    if not rule or not _in_scope(book, rule, block, body):
        rule, rest, left = _edit_line(text, pieces, book, block, body)
    if not rule or _is_code(pieces):
        return "", text, pieces
    if rest:
        # What is left may begin or end with another marker, or be nothing but a shortcode.
        _, rest, left = _read_line(rest, left, book, block, body)
    return rule, rest, left


def _edit_line(
    text: str, pieces: list[Piece], book: RuleIndex, block: Block, body: Element | None
) -> tuple[str, str, list[Piece]]:
    """One cut: struck shortcodes, else a marker at the start, else one at the end."""
    rule, rest, left = _drop_struck(text, pieces, book)
    if rule:
        return rule, rest, left
    rule, end = book.markers.start(text)
    if rule and _in_scope(book, rule, block, body) and not _is_code(pieces[:1]):
        return rule, text[end:].lstrip(), _strip(pieces, text[:end])
    rule, start = book.end_markers.end(text)
    if rule and _in_scope(book, rule, block, body) and not _is_code(pieces[-1:]):
        return rule, text[:start].rstrip(), _strip_end(pieces, text[start:])
    return "", text, pieces


def _drop_struck(text: str, pieces: list[Piece], book: RuleIndex) -> tuple[str, str, list[Piece]]:
    """Shortcodes struck through in mid paragraph, which is how some themes want them written; a struck word stays."""
    fired, left = "", []
    for piece in pieces:
        shortcode = " ".join(piece.text.split()) if piece.parent.tag in _STRUCK else ""
        rule = book.lines.whole(shortcode) if shortcode and shortcode in text else ""
        if rule.startswith("shortcode."):
            fired = fired or rule
            text = text.replace(shortcode, "", 1)
        else:
            left.append(piece)
    return fired, " ".join(text.split()) if fired else text, left


def _strip(pieces: list[Piece], marker: str) -> list[Piece]:
    """The pieces of a line without the marker at its start; white space does not count, it is not yet collapsed."""
    left = len("".join(marker.split()))
    rest: list[Piece] = []
    for piece in pieces:
        text = piece.text
        while left and text:
            left -= not text[0].isspace()
            text = text[1:]
        if text := text if rest else text.lstrip():
            rest.append(piece._replace(text=text))
    return rest


def _strip_end(pieces: list[Piece], marker: str) -> list[Piece]:
    """The pieces of a line without the marker at its end."""
    turned = [piece._replace(text=piece.text[::-1]) for piece in reversed(pieces)]
    return [piece._replace(text=piece.text[::-1]) for piece in reversed(_strip(turned, marker[::-1]))]


def _lines(pieces: tuple[Piece, ...]) -> list[list[Piece]]:
    """The pieces by line, without the lines that show nothing."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.line_break:
            lines.append([])
        lines[-1].append(piece)
    return [line for line in lines if any(piece.text.strip() for piece in line)]


def _is_code(pieces: list[Piece]) -> bool:
    """Whether the line's text, all of it, stands in code."""
    for piece in pieces:
        if piece.text.strip():
            element: Element | None = piece.parent
            while element is not None and element.tag not in _CODE:
                element = element.getparent()
            if element is None:
                return False
    return True


def _in_scope(book: RuleIndex, rule: str, block: Block, body: Element | None) -> bool:
    scope = book.rules[rule].scope
    if scope == "body":
        return body is not None and (block.element is body or is_inside(block.element, body))
    return scope != "widget" or in_widget(block.element)


def in_widget(element: Element | None) -> bool:
    """Inside a layout widget of a Blogger page, other than the one that shows the posts."""
    while element is not None:
        tokens = (element.get("class") or "").split()
        if "widget" in tokens:
            return "Blog" not in tokens
        element = element.getparent()
    return False


def is_inside(element: Element, ancestor: Element) -> bool:
    """Whether `ancestor` is a proper ancestor of `element`."""
    parent = element.getparent()
    while parent is not None:
        if parent is ancestor:
            return True
        parent = parent.getparent()
    return False
