"""What the rules say of a page's blocks, after the guards that keep a rule from costing the article a word."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from cleaners import _speedups
from cleaners.page import Page
from cleaners.records import Block, Element, PageBlocks, RuleHit
from cleaners.rules import lines
from cleaners.rules.index import Phrase, RuleIndex, index

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
    for block in lines.candidates(blocks.blocks, book):
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
    return Rulings(removed, edited, edits, tuple(void))


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

    def says(self, hit: RuleHit, plea: Phrase) -> bool:
        """Whether a match is short, its text holds a plea, and hardly any sentence in it stands in a paragraph without."""
        inside = self.blocks[hit.start : hit.stop]
        if sum(len(block.text) for block in inside) > _MAX_PLEA:
            return False
        others = [block for block in inside if not plea.is_in(block.text)]
        sentences = [block for block in others if block.text.endswith((".", "!", "?", "…", "。")) and len(block.text) - block.link_chars > _SENTENCE]
        return len(others) < len(inside) and len(sentences) <= 1 and all(len(block.text) - block.link_chars <= _MAX_ASIDE for block in others)


def _guard(hit: RuleHit, book: RuleIndex, plain: _Plain, body: Element | None) -> str:
    """Why the match must not count, or ""."""
    rule = book.rules[hit.rule]
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
