"""What the rules say of a page's blocks, after the guards that keep a rule from costing the article a word."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from cleaners import _speedups
from cleaners.page import Page
from cleaners.records import Block, Element, PageBlocks, Piece, RuleHit
from cleaners.rules.index import Phrase, RuleIndex, index

_CODE = frozenset(("code", "pre", "kbd", "samp", "tt", "xmp"))
_STRUCK = frozenset(("strike", "s", "del", "a"))
_OPENS = re.compile(r"[({\[][A-Za-z]|[$#][A-Za-z]+=")  # what a marker or an inline shortcode begins with
_MAX_LINE = 400  # characters; the longest line a text rule is asked about
_MAX_LINE_IN_BODY = 1500  # unlinked characters that an element rule may take from inside the body at one stroke


_MAX_PLEA, _MAX_ASIDE, _SENTENCE = 1200, 200, 50  # characters of an element that a rule with `holds` may take, of a paragraph in it without, of a sentence


class Rulings(NamedTuple):
    """What the rules say of a page.

    Attributes:
        removed: block index -> id of the rule that takes it away.
        edited: block index -> the block without the marker or line that a rule took out of it.
        edits: block index -> id of the rule that edited it.
        void: matches that a guard set aside, as `rule: why`.
    """

    removed: dict[int, str]
    edited: dict[int, Block]
    edits: dict[int, str]
    void: tuple[str, ...]


def rulings(blocks: PageBlocks, body: Element | None, page: Page) -> Rulings:
    """Apply the rules' matches and the text rules to the blocks of a page.

    Args:
        blocks: from `read_blocks(page, index(page.options, body))`.
        body: the element that holds the article's text, where a profile names it.
        page: the page.

    Raises:
        BadRule: a rule file of the caller is invalid.
    """
    book = index(page.options, body)
    removed: dict[int, str] = {}
    void: list[str] = []
    plain = _Plain(blocks)
    for hit in blocks.hits:
        if hit.stop > hit.start:
            if reason := _guard(hit, book, plain, body):
                void.append(f"{hit.rule}: {reason}")
            else:
                for position in range(hit.start, hit.stop):
                    removed.setdefault(position, hit.rule)
    edited: dict[int, Block] = {}
    edits: dict[int, str] = {}
    for block in _candidates(blocks.blocks, book):
        if block.index in removed or block.role == "pre" or not _might_fire(block, book):
            continue
        rule, rest = _read(block, book, body)
        if not rule:
            continue
        if rest is None:
            removed[block.index] = rule
            if book.rules[rule].with_links:
                removed.update((position, rule) for position in _links_behind(block.index, blocks, body))
        else:
            edited[block.index], edits[block.index] = rest, rule
    return Rulings(removed, edited, edits, tuple(void))


def _links_behind(index: int, blocks: PageBlocks, body: Element | None) -> list[int]:
    """The blocks directly behind one that are links and nothing else, within the body."""
    found = []
    for block in blocks.blocks[index + 1 :]:
        if block.link_chars * 10 < len(block.text) * 9 or (body is not None and not _is_inside(block.element, body)):
            break
        found.append(block.index)
    return found


class _Plain:
    """Characters of a page's blocks outside links, summed up once: a page has dozens of matches, often one inside the other."""

    def __init__(self, blocks: PageBlocks) -> None:
        self.blocks = blocks.blocks

    @cached_property
    def _sums(self) -> list[int]:
        return list(accumulate((len(block.text) - block.link_chars for block in self.blocks), initial=0))

    def of(self, hit: RuleHit) -> int:
        """How many a match holds."""
        return self._sums[hit.stop] - self._sums[hit.start]

    def says(self, hit: RuleHit, plea: Phrase) -> bool:
        """Whether a match is short, its text holds a plea, and hardly any sentence in it stands in a paragraph without."""
        inside = self.blocks[hit.start : hit.stop]
        if sum(len(block.text) for block in inside) > _MAX_PLEA:
            return False
        others = [block for block in inside if not plea.is_in(block.text)]
        sentences = [block for block in others if block.text.endswith((".", "!", "?", "…", "。")) and len(block.text) - block.link_chars > _SENTENCE]
        return len(others) < len(inside) and len(sentences) <= 1 and all(len(block.text) - block.link_chars <= _MAX_ASIDE for block in others)

    @cached_property
    def shown(self) -> int:
        """How many the page shows."""
        return sum(len(block.text) - block.link_chars for block in self.blocks if not block.hidden)


def _guard(hit: RuleHit, book: RuleIndex, plain: _Plain, body: Element | None) -> str:
    """Why the match must not count, or ""."""
    rule = book.rules[hit.rule]
    if rule.holds and not plain.says(hit, book.pleas[rule.id]):
        return "does not say so"
    inside = body is not None and _is_inside(hit.element, body)
    if rule.scope == "body" and not inside:
        return "outside the body"
    if rule.scope == "widget" and not _in_widget(hit.element):
        return "outside a widget"
    if body is not None:
        if hit.element is body or _is_inside(body, hit.element):
            return "holds the body"
        if inside and plain.of(hit) > _MAX_LINE_IN_BODY:
            return "too much text of the body"
        if inside and not _leaves_text(plain.blocks, hit, body):
            return "all text of the body"
        return ""
    return _guard_without_body(hit, plain)


def _guard_without_body(hit: RuleHit, plain: _Plain) -> str:
    """No profile says where the body is: a match must hold no headline, no article, and not most of the page's words.

    A consent dialogue can be longer than a short post, hence the exception for dialogues that name what they are.
    """
    if next(hit.element.iter("h1", "article", "main"), None) is not None:
        return "holds a headline or an article"
    if hit.rule.startswith(("consent.", "autoconsent.")):
        return ""
    taken = plain.of(hit)
    return "most of the page's words" if taken > 200 and taken * 2 > plain.shown else ""


def _leaves_text(blocks: list[Block], hit: RuleHit, body: Element) -> bool:
    """Whether the body has a block outside the match."""
    for position in (*range(hit.start - 1, -1, -1), *range(hit.stop, len(blocks))):
        element = blocks[position].element
        if element is body or _is_inside(element, body):
            return True
        if position >= hit.stop:
            return False
    return False


def _read(block: Block, book: RuleIndex, body: Element | None) -> tuple[str, Block | None]:
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


def _candidates(blocks: list[Block], book: RuleIndex) -> list[Block]:
    """The blocks of which `_might_fire` may be true: most lines begin as no rule's do."""
    if _speedups.words is None:
        return blocks
    found: list[Block] = _speedups.words.may_fire(blocks, book.lines.openings, book.linked_lines.openings, _MAX_LINE)
    return found


def _might_fire(block: Block, book: RuleIndex) -> bool:
    """Cheaply, whether a rule could say anything of a line of the block; most blocks end here."""
    text = block.text
    # Most hold none of these characters, which one look each tells sooner than the pattern does.
    if ("(" in text or "[" in text or "{" in text or "=" in text) and _OPENS.search(text) is not None:
        return True
    for line in text.split("\n") if "\n" in text else (text,):
        if len(line) <= _MAX_LINE and (book.lines.whole(line) or (block.link_chars and book.linked_lines.whole(line))):
            return True
    return False


def _read_line(
    text: str, pieces: list[Piece], book: RuleIndex, block: Block, body: Element | None
) -> tuple[str, str, list[Piece]]:
    """(rule, what is left of the line's text, what is left of its pieces)."""
    if _is_code(pieces):
        return "", text, pieces
    if len(text) <= _MAX_LINE:
        rule = book.lines.whole(text)
        if not rule and block.link_chars * 2 >= len(text):
            rule = book.linked_lines.whole(text)
        if rule and _in_scope(book, rule, block, body):
            return rule, "", []
    rule, rest, left = _edit_line(text, pieces, book, block, body)
    if rule and rest:
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
        shortcode = " ".join(piece.text.split())
        rule = book.lines.whole(shortcode) if piece.parent.tag in _STRUCK and shortcode in text else ""
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
        return body is not None and (block.element is body or _is_inside(block.element, body))
    return scope != "widget" or _in_widget(block.element)


def _in_widget(element: Element | None) -> bool:
    """Inside a layout widget of a Blogger page, other than the one that shows the posts."""
    while element is not None:
        tokens = (element.get("class") or "").split()
        if "widget" in tokens:
            return "Blog" not in tokens
        element = element.getparent()
    return False


def _is_inside(element: Element, ancestor: Element) -> bool:
    """Whether `ancestor` is a proper ancestor of `element`."""
    parent = element.getparent()
    while parent is not None:
        if parent is ancestor:
            return True
        parent = parent.getparent()
    return False
