"""The removal ledger: what went, why, and where it stood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, groupby

from cleaners.assemble.inline import common_prefix
from cleaners.decoding import printable
from cleaners.records import Block, Containers, Decision, Element, Removal

EXCERPT = 200


def removals(
    blocks: Sequence[Block], decisions: Sequence[Decision], containers: Containers, edited: Mapping[int, tuple[Block, str]]
) -> Iterator[Removal]:
    """One entry for each stretch of dropped blocks with one reason that went with the same container, and for each edit.

    That container is the largest around the block of which nothing was kept: one sidebar is one entry, a paragraph dropped
    between two kept ones another.

    Args:
        blocks: all blocks of the page.
        decisions: one a block.
        containers: the page's containers.
        edited: block index to the block as kept and the id of the rule that edited it.
    """
    kept_before = [0, *accumulate(int(decision.keep) for decision in decisions)]
    gone = _gone_with(containers, kept_before)

    def key(pair: tuple[Block, Decision]) -> tuple[bool, str, int]:
        block, decision = pair
        return decision.keep, decision.reason, gone[containers.rows[block.index]]

    for (keep, reason, row), pairs in groupby(zip(blocks, decisions, strict=True), key):
        group = [block for block, _ in pairs]
        if not keep:
            element = group[0].element if len(group) == 1 else containers.elements[row]
            text = " ".join(block.text for block in group)
            yield Removal(reason, path_of(element), excerpt(text), len(text), len(group))
            continue
        for block in group:
            final, rule = edited.get(block.index, (block, ""))
            if final.text != block.text and (cut := _cut_out(block.text, final.text)):
                yield Removal(f"rule:{rule}", path_of(block.element), excerpt(cut), len(cut), 0)


def _cut_out(before: str, after: str) -> str:
    """What an edit took out of a text: all but the head and the tail that both share."""
    head = common_prefix(before, after)
    tail = common_prefix(before[head:][::-1], after[head:][::-1])
    return before[head : len(before) - tail].strip()


def _gone_with(containers: Containers, kept_before: list[int]) -> list[int]:
    """For every container the outermost one around it without a kept block; itself where even that has one."""
    outermost: list[int] = []
    for row, parent in enumerate(containers.parents):
        start, stop = containers.starts[row], containers.stops[row]
        whole = kept_before[start] == kept_before[stop]
        above = outermost[parent] if parent >= 0 else row
        above_whole = parent > 0 and kept_before[containers.starts[above]] == kept_before[containers.stops[above]]
        outermost.append(above if whole and above_whole else row)
    return outermost


def excerpt(text: str) -> str:
    """The first `EXCERPT` characters on one line, an ellipsis where more followed."""
    line = " ".join(printable(text[: 4 * EXCERPT]).split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"


def path_of(element: Element) -> str:
    """A short CSS-like path of the element and its nearest named ancestor, such as `div#sidebar > ul.links`."""
    own = _name_of(element)
    ancestor = element.getparent()
    for _ in range(8):
        if ancestor is None or ancestor.tag == "html":
            break
        if ancestor.get("id") or ancestor.get("class"):
            return f"{_name_of(ancestor)} > {own}"
        ancestor = ancestor.getparent()
    return own


def _name_of(element: Element) -> str:
    name = str(element.tag)
    if not element.keys():
        return printable(name[:80])
    if id_ := element.get("id", "").strip():
        name += f"#{id_.split()[0]}"
    return printable((name + "".join(f".{token}" for token in element.get("class", "").split()[:2]))[:80])
