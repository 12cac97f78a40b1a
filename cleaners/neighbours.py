"""The neighbour pass: what a block's surroundings say once the blocks have been chosen.

The model judges block by block. Readers see units: a table, a listing or a list is in the article whole or not at all, a
sub-heading or an item goes with the text on both sides of it, and a pull quote repeats what stands in the text.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence

from cleaners import _speedups
from cleaners.records import Block, Containers, Decision, PageBlocks

UNIT_SCORES = {"table": 0.01, "pre": 0.1}
"""Mean probability from which on a table or a listing between two kept neighbours is kept. The sets the model learnt from leave
most tables out, so it is shy of them (0.01-0.1 for a table in the midst of an article); F1 on them is the same either way, and
readers want the table."""
BETWEEN_SCORES = {"heading": 0.05, "li": 0.05, "p": 0.2, "quote": 0.2, "other": 0.8}
"""Score from which on a block right between two kept ones is kept. By count, on unseen sites, 15 in 16 of the sub-headings there are right from
0.05 on, seven in eight of the list items, and from 0.2 on four in five paragraphs without a link; of loose text that is no scrap, all but sure, and of captions
most are not (docs/model.md)."""
LINKED_HEADING_SCORE = 0.2
"""The same for a heading with a link in it, which may be a teaser's; paragraphs with one stay as the model has them."""
QUOTED_SCORE = 0.3
"""The same for the line behind a quote that says who spoke."""
END_SCORE = 0.1
"""Score from which on the first or last paragraph in the article's container is kept."""
LONE_LINK, LONE_LINKS = 0.9, 2
"""Share of a list's only item that is a link, and how many such lists between sentences point to other articles: more of them are the text. Two pages of
1,248 are touched; their labels leave the pointer in, readers would not."""
_MIN_HEADLINE = 30
"""Characters of the shortest headline, in scripts of words."""
_SENTENCE_ENDS = tuple(".!?…。！？।؟۔")
_LISTS = frozenset(("ul", "ol", "dl"))
_UNITS = _LISTS.union(UNIT_SCORES, ("aside",))
_ITEM_ROLES = frozenset(("li", "dt", "dd", "p", "quote"))
_MIN_PROSE = 80
"""Characters of a paragraph that is more than a line of the page."""
_MIN_ECHO = 25
"""Characters from which on a quote that stands in another block is a repetition rather than a coincidence."""
_MAX_ASIDE = 1200
"""Characters of an aside that may be a promotion; longer ones are columns of a layout."""
_MAX_ATTRIBUTION = 120
"""Characters of the longest line that says who spoke."""
_MAX_ECHO = 400
"""Characters of the longest quote that is pulled out of a text."""


def settle(found: PageBlocks, decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions after the neighbour pass; what a rule or a profile decided stays as it is.

    Args:
        found: the page's blocks and containers.
        decisions: one a block, in order.
    """
    result = list(decisions)
    _keep_units(found, result)
    _keep_between(found.blocks, result)
    _keep_attributions(found.blocks, result)
    _keep_series(found.blocks, result)
    _keep_ends(found, result)
    _drop_pull_quotes(found.blocks, result)
    _drop_lone_links(found.blocks, result)
    return result


def _keep_units(found: PageBlocks, decisions: list[Decision]) -> None:
    """Keep tables and listings between kept neighbours and the rest of lists of which most is kept; drop the rest of asides of which little is."""
    table = found.containers
    kept = list(itertools.accumulate((decision.keep for decision in decisions), initial=0))
    for row in _unit_rows(table):
        start, stop = table.starts[row], table.stops[row]
        # Most containers are kept or dropped as one, and only a table or listing between kept blocks is wanted without a kept part.
        inside, span, element = kept[stop] - kept[start], range(start, stop), table.elements[row]
        if inside == stop - start or not (inside or (start and stop < len(decisions) and element.tag in UNIT_SCORES)):
            continue
        if element.tag in _LISTS:
            wanted = _is_mostly_kept([found.blocks[index] for index in span], decisions)
        elif element.tag == "aside":
            _drop_rest(found.blocks[start:stop], decisions)
            continue
        elif element.tag in UNIT_SCORES:
            wanted = _between_kept(row, found, decisions) and _is_data([found.blocks[index] for index in span], decisions, UNIT_SCORES[element.tag])
        else:
            continue
        if wanted:
            for index in span:
                if not decisions[index].keep and _is_free(decisions[index]) and not found.blocks[index].hidden:
                    decisions[index] = decisions[index]._replace(keep=True, reason="neighbour")


def _drop_rest(aside: Sequence[Block], decisions: list[Decision]) -> None:
    """Drop what is kept of an aside of which most was dropped: a promotion, of which one line reads like the text. Items and cells are a recipe's, or a table's."""
    total = sum(len(block.text) for block in aside)
    kept = [block for block in aside if decisions[block.index].keep]
    if total <= _MAX_ASIDE and sum(len(block.text) for block in kept) * 3 <= total and not any(block.role in ("li", "cell") for block in kept):
        for block in kept:
            if _is_free(decisions[block.index]):
                decisions[block.index] = decisions[block.index]._replace(keep=False, reason="neighbour")


def _unit_rows(table: Containers) -> Iterable[int]:
    """The rows of lists, tables and listings; of all containers, without the compiled module."""
    return _speedups.numbers.tagged(table.elements, _UNITS) if _speedups.numbers is not None else range(len(table.elements))


def _is_mostly_kept(items: Sequence[Block], decisions: Sequence[Decision]) -> bool:
    """Whether more than half of a plain list is kept, and the rest is no menu; headings in a list make it a layout."""
    kept = rest = links = 0
    for block in items:
        if decisions[block.index].keep:
            kept += len(block.text)
        else:
            rest += len(block.text)
            links += block.link_chars
    return kept >= rest > 0 and links * 2 <= rest and all(block.role in _ITEM_ROLES for block in items)


def _is_data(cells: Sequence[Block], decisions: Sequence[Decision], least: float) -> bool:
    """Whether a table or listing, dropped or kept in part, is likely enough part of the text, and more than links."""
    kept = sum(decisions[block.index].keep for block in cells)
    if kept == len(cells) or (kept and any(block.role not in ("cell", "caption") for block in cells)):
        return False
    mean = sum(decisions[block.index].score or 0.0 for block in cells) / len(cells)
    return mean >= least and sum(block.link_chars for block in cells) * 3 < sum(len(block.text) for block in cells)


def _between_kept(row: int, found: PageBlocks, decisions: Sequence[Decision]) -> bool:
    """Whether the blocks before and behind a container are kept and stand in the container around it; captions and what rules took do not count."""
    table = found.containers
    start, stop = table.starts[row], table.stops[row]
    before = next((index for index in range(start - 1, -1, -1) if _counts(found.blocks[index], decisions)), -1)
    after = next((index for index in range(stop, len(decisions)) if _counts(found.blocks[index], decisions)), len(decisions))
    parent = table.parents[row]
    while parent > 0 and before < table.starts[parent] and table.stops[parent] <= after:
        parent = table.parents[parent]
    inside = parent >= 0 and table.starts[parent] <= before and after < table.stops[parent]
    return inside and decisions[before].keep and decisions[after].keep


def _counts(block: Block, decisions: Sequence[Decision]) -> bool:
    """Whether a block is one of those that a table stands between."""
    return block.role != "caption" and not decisions[block.index].reason.startswith("rule:")


def _keep_between(blocks: list[Block], decisions: list[Decision]) -> None:
    """Keep a sub-heading, list item, paragraph or quote right between two kept blocks."""
    kept = [decision.index for decision in decisions if decision.keep]
    for index in [before + 1 for before, after in itertools.pairwise(kept) if after == before + 2]:
        block, decision = blocks[index], decisions[index]
        if not block.hidden and _is_free(decision) and (decision.score or 0.0) >= _least_between(block):
            decisions[index] = decision._replace(keep=True, reason="neighbour")


def _least_between(block: Block) -> float:
    """The score from which on a block between two kept ones is kept; one that none has where it never is."""
    if block.is_heading:
        return LINKED_HEADING_SCORE if block.link_chars else BETWEEN_SCORES["heading"]
    if (block.link_chars and block.role != "li") or (block.role == "other" and not any(map(str.isalpha, block.text))):
        return math.inf
    return BETWEEN_SCORES.get(block.role, math.inf)


def _keep_attributions(blocks: list[Block], decisions: list[Decision]) -> None:
    """Keep the line behind a kept quote that says who spoke: "— Ada Brenn, passenger"."""
    for before, block in itertools.pairwise(blocks):
        if before.role != "quote" or len(block.text) > _MAX_ATTRIBUTION or not block.text.startswith(("—", "–", "―")):
            continue
        decision = decisions[block.index]
        if decisions[before.index].keep and _is_free(decision) and not block.hidden and (decision.score or 0.0) >= QUOTED_SCORE:
            decisions[block.index] = decision._replace(keep=True, reason="neighbour")


def _keep_series(blocks: list[Block], decisions: list[Decision]) -> None:
    """Keep a sub-heading right above a kept block where more of its kind (tag and class) are kept than dropped: clock times, boxes and advertisements stand above some of them."""
    followed = [block for block, after in itertools.pairwise(blocks) if decisions[after.index].keep and block.is_heading and not block.hidden]
    series: dict[tuple[str, str | None], list[Block]] = {}
    for block in followed:
        series.setdefault((block.element.tag, block.element.get("class")), []).append(block)
    for alike in series.values():
        lost = [block for block in alike if not decisions[block.index].keep]
        for block in lost if len(lost) * 2 < len(alike) else ():
            if _is_free(decisions[block.index]) and (decisions[block.index].score or 0.0) >= _least_between(block):
                decisions[block.index] = decisions[block.index]._replace(keep=True, reason="neighbour")


def _keep_ends(found: PageBlocks, decisions: list[Decision]) -> None:
    """Keep a paragraph that opens or ends the container of all that is kept: where one is lost it is mostly the first or the last."""
    kept = [decision.index for decision in decisions if decision.keep]
    if not kept:
        return
    table = found.containers
    row = table.rows[kept[0]]
    while row > 0 and (not table.starts[row] <= kept[-1] < table.stops[row] or table.elements[row].tag in _LISTS):
        row = table.parents[row]  # a list may be all that is kept, but its introduction stands before it
    inside = range(table.starts[row], table.stops[row])
    headings = sum(1 for _ in itertools.takewhile(lambda index: found.blocks[index].is_heading, inside))
    for index in {inside[min(headings, len(inside) - 1)], inside[-1]}:
        block, decision = found.blocks[index], decisions[index]
        is_child = table.parents[table.rows[index]] == row
        is_prose = block.role == "p" and not block.link_chars and _length(block.text) >= _MIN_PROSE
        if is_child and is_prose and not decision.keep and _is_free(decision) and (decision.score or 0.0) >= END_SCORE:
            decisions[index] = decision._replace(keep=True, reason="neighbour")


def _length(text: str) -> float:
    """Characters of a text; of those that are syllables or words (Chinese, Japanese, Korean) each counts as two and a half."""
    return len(text) if text.isascii() else len(text) + 1.5 * sum(char >= "\u2e80" for char in text)


def _drop_pull_quotes(blocks: list[Block], decisions: list[Decision]) -> None:
    """Drop a quote that stands word for word in another kept block."""
    pulled = _pulled(blocks, decisions)
    whole = "\0".join(block.text for block in blocks if decisions[block.index].keep) if pulled else ""  # parted by what is in no block's text
    for index in pulled:
        if not _is_free(decisions[index]):
            continue
        words = blocks[index].text.strip(" “”\"'«»„‟‘’.…")
        # One search tells whether it stands twice at all: a page may have hundreds of quotes and blocks.
        if len(words) >= _MIN_ECHO and whole.find(words, whole.find(words) + 1) >= 0 and any(
            decisions[place].keep and place != index and len(other.text) > len(words) + 5 and words in other.text
            for place, other in enumerate(blocks)
        ):
            decisions[index] = decisions[index]._replace(keep=False, reason="neighbour")


def _pulled(blocks: list[Block], decisions: list[Decision]) -> Sequence[int]:
    """The kept blocks that may be pull quotes."""
    if _speedups.verdict is not None:
        return list(_speedups.verdict.pulled(blocks, decisions, _MAX_ECHO))
    return [index for index, block in enumerate(blocks) if decisions[index].keep and _may_be_pulled(block)]


def _may_be_pulled(block: Block) -> bool:
    """A short block in a quote or an aside."""
    if len(block.text) > _MAX_ECHO:
        return False
    if block.role == "quote":
        return True
    parent = block.element.getparent()
    return block.element.tag == "aside" or (parent is not None and parent.tag in ("aside", "figure"))


def _drop_lone_links(blocks: list[Block], decisions: list[Decision]) -> None:
    """Drop a list of one item that is a link as long as a headline, between two sentences that do not announce it, or below the last: the pointer to another article. Where a page has many, they are its text."""
    found = [block.index for block in blocks[1:-1] if block.role == "li" and decisions[block.index].keep and _is_lone_link(block)]
    for index in found if len(found) <= LONE_LINKS else ():
        beside = (index - 1, index + 1) if any(decision.keep for decision in decisions[index + 1 :]) else (index - 1,)
        if _is_free(decisions[index]) and all(decisions[place].keep and _is_sentence(blocks[place].text) for place in beside):
            decisions[index] = decisions[index]._replace(keep=False, reason="neighbour")


def _is_lone_link(block: Block) -> bool:
    parent = block.element.getparent()
    least = _MIN_HEADLINE if block.text.isascii() else _MIN_HEADLINE // 4
    return least <= len(block.text) <= block.link_chars / LONE_LINK and parent is not None and len(parent) == 1


def _is_sentence(text: str) -> bool:
    return text.rstrip("\"'”’»)」』").endswith(_SENTENCE_ENDS)


def _is_free(decision: Decision) -> bool:
    """Whether the model or the fallback decided: rules and profiles know better than neighbours."""
    return decision.reason in ("model", "fallback", "neighbour")
