"""What the rules say of a page's blocks, after the guards that keep a rule from costing the article a word."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from cleaners import _speedups
from cleaners.page import Page
from cleaners.records import Block, Element, PageBlocks, Piece, RuleHit
from cleaners.rules import lines
from cleaners.rules.index import Phrase, RuleIndex, index
from cleaners.spacing import block_text

_MAX_LINE_IN_BODY = 1500  # unlinked characters that an element rule may take from inside the body at one stroke
_MAX_PLEA, _MAX_ASIDE, _SENTENCE = 1200, 200, 50  # characters of an element that a rule with `holds` may take, of a paragraph in it without, of a sentence
_MAX_SHORT = 600  # characters of an element that a rule for short ones may take
_MAX_IN_SENTENCE = 200  # characters that rules may take out of one block's sentences


class Rulings(NamedTuple):
    """What the rules say of a page.

    Attributes:
        removed: block index -> id of the rule that takes it away.
        edited: block index -> the block without the marker, line or inline element that a rule took out of it.
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
    removed, in_sentences, void = _of_elements(blocks, body, book)
    edited: dict[int, Block] = {}
    edits: dict[int, str] = {}
    for position, hits in in_sentences.items():
        if position not in removed and (rest := _without(blocks.blocks[position], hits)) is not None:
            if rest.text:
                edited[position], edits[position] = rest, hits[0].rule
            else:
                removed[position] = hits[0].rule
    left = [edited.get(block.index, block) for block in blocks.blocks] if edited else blocks.blocks
    for block in lines.candidates(left, book):
        if block.index in removed or block.role == "pre" or not lines.might_fire(block, book):
            continue
        rule, rest = lines.read(block, book, body)
        if not rule:
            continue
        if rest is None:
            removed[block.index] = rule
            if book.rules[rule].with_links:
                removed.update((position, rule) for position in _links_behind(block.index, blocks, body))
        else:
            edited[block.index], edits[block.index] = rest, rule
    return Rulings(removed, edited, edits, void)


def _of_elements(blocks: PageBlocks, body: Element | None, book: RuleIndex) -> tuple[dict[int, str], dict[int, list[RuleHit]], tuple[str, ...]]:
    """The matches of elements: the blocks that go with their rules, the matches in mid sentence by block, and those that a guard set aside."""
    removed: dict[int, str] = {}
    in_sentences: dict[int, list[RuleHit]] = {}
    void: list[str] = []
    plain = _Plain(blocks)
    for hit in blocks.hits:
        if hit.start == hit.stop == len(blocks.blocks):
            continue  # an element that shows nothing at the page's end
        if reason := _guard(hit, book, plain, body):
            void.append(f"{hit.rule}: {reason}")
        elif hit.start == hit.stop:
            in_sentences.setdefault(hit.start, []).append(hit)
        for position in () if reason else range(hit.start, hit.stop):
            removed.setdefault(position, hit.rule)
    return removed, in_sentences, tuple(void)


def _without(block: Block, hits: Sequence[RuleHit]) -> Block | None:
    """The block without what elements in mid sentence hold of it; None where they hold nothing of it, or too much."""
    elements = {hit.element for hit in hits}
    pieces: list[Piece] = []
    taken, line_break = 0, False
    for piece in block.pieces:
        line_break = line_break or piece.line_break
        if _is_within(piece.parent, elements, block.element):
            taken += len(piece.text)
        else:
            pieces.append(piece._replace(line_break=line_break and bool(pieces)))
            line_break = False
    if not taken or taken > _MAX_IN_SENTENCE:
        return None
    text = block_text(pieces, block.role == "pre")
    return block._replace(text=text, pieces=tuple(pieces), link_chars=min(block.link_chars, len(text)))


def _is_within(element: Element | None, elements: Set[Element], block: Element) -> bool:
    """Whether an inline element of a block is one of these or inside one."""
    while element is not None and element is not block:
        if element in elements:
            return True
        element = element.getparent()
    return False


def _links_behind(index: int, blocks: PageBlocks, body: Element | None) -> list[int]:
    """The blocks directly behind one that are links and nothing else, within the body."""
    found = []
    for block in blocks.blocks[index + 1 :]:
        if block.link_chars * 10 < len(block.text) * 9 or (body is not None and not lines.is_inside(block.element, body)):
            break
        found.append(block.index)
    return found


class _Plain:
    """Characters of a page's blocks outside links, summed up once: a page has dozens of matches, often one inside the other."""

    def __init__(self, blocks: PageBlocks) -> None:
        self.blocks = blocks.blocks

    @cached_property
    def _counted(self) -> tuple[list[int], int]:
        """How many there are up to each block, and how many the page shows."""
        if _speedups.verdict is not None:
            sums, shown = _speedups.verdict.unlinked(self.blocks)
            return sums, shown
        own = [len(block.text) - block.link_chars for block in self.blocks]
        return list(accumulate(own, initial=0)), sum(size for size, block in zip(own, self.blocks, strict=True) if not block.hidden)

    @property
    def shown(self) -> int:
        """How many the page shows."""
        return self._counted[1]

    def of(self, hit: RuleHit) -> int:
        """How many a match holds."""
        sums = self._counted[0]
        return sums[hit.stop] - sums[hit.start]

    def is_linked(self, hit: RuleHit) -> bool:
        """Whether at least half of what a match says is links, or stands in links around whole blocks."""
        inside = self.blocks[hit.start : hit.stop]
        linked = sum(len(block.text) if _in_link(block.element, hit.element) else block.link_chars for block in inside)
        return 2 * linked >= sum(len(block.text) for block in inside)

    def says(self, hit: RuleHit, plea: Phrase) -> bool:
        """Whether a match is short, its text holds a plea, and hardly any sentence in it stands in a paragraph without."""
        inside = self.blocks[hit.start : hit.stop]
        if sum(len(block.text) for block in inside) > _MAX_PLEA:
            return False
        others = [block for block in inside if not plea.is_in(block.text)]
        sentences = [block for block in others if block.text.endswith((".", "!", "?", "…", "。")) and len(block.text) - block.link_chars > _SENTENCE]
        return len(others) < len(inside) and len(sentences) <= 1 and all(len(block.text) - block.link_chars <= _MAX_ASIDE for block in others)


def _in_link(element: Element | None, box: Element) -> bool:
    """Whether an element within a box stands in a link that does, too, or is one."""
    while element is not None and element is not box:
        if element.tag == "a":
            return True
        element = element.getparent()
    return False


def _guard(hit: RuleHit, book: RuleIndex, plain: _Plain, body: Element | None) -> str:
    """Why the match must not count, or ""."""
    rule = book.rules[hit.rule]
    if rule.short and next(hit.element.iter("table"), None) is not None:
        return "holds a table"
    if rule.short and sum(len(block.text) for block in plain.blocks[hit.start : hit.stop]) > _MAX_SHORT:
        return "too long"
    if rule.linked and not plain.is_linked(hit):
        return "no links"
    if rule.holds and not plain.says(hit, book.pleas[rule.id]):
        return "does not say so"
    inside = body is not None and lines.is_inside(hit.element, body)
    if rule.scope == "body" and not inside:
        return "outside the body"
    if rule.scope == "widget" and not lines.in_widget(hit.element):
        return "outside a widget"
    if body is not None:
        if hit.element is body or lines.is_inside(body, hit.element):
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
        if element is body or lines.is_inside(element, body):
            return True
        if position >= hit.stop:
            return False
    return False
