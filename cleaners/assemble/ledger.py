"""The removal ledger: what went, why, and where it stood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from operator import itemgetter

from cleaners import _speedups
from cleaners.assemble.inline import common_prefix
from cleaners.decoding import on_one_line, printable
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
        edited: the kept blocks of which a rule changed the text: block index to the block as kept and the id of the rule.
    """
    gone = _gone_with(containers, decisions)
    fates = [None if keep else (reason, gone[row]) for (_, keep, reason, _), row in zip(decisions, containers.rows, strict=True)]
    for fate, pairs in groupby(zip(fates, blocks, strict=True), itemgetter(0)):
        group = [block for _, block in pairs]
        if fate is not None:
            reason, row = fate
            element = group[0].element if len(group) == 1 else containers.elements[row]
            text = " ".join([block.text for block in group])
            yield Removal(reason, path_of(element), excerpt(text), len(text), len(group))
            continue
        for block in group if edited else ():
            final, rule = edited.get(block.index, (block, ""))
            if final.text != block.text and (cut := _cut_out(block, final)):
                yield Removal(f"rule:{rule}", path_of(block.element), excerpt(cut), len(cut), 0)


def _cut_out(before: Block, after: Block) -> str:
    """What an edit took out of a block: whole pieces of it, or else all but the head and the tail that both texts share."""
    pieces = {(piece.text, piece.parent) for piece in after.pieces}
    if pieces <= {(piece.text, piece.parent) for piece in before.pieces}:
        gone = [text for piece in before.pieces if (piece.text, piece.parent) not in pieces and (text := " ".join(piece.text.split()))]
        if gone:
            return " … ".join(gone)
    head = common_prefix(before.text, after.text)
    tail = common_prefix(before.text[head:][::-1], after.text[head:][::-1])
    return before.text[head : len(before.text) - tail].strip()


def _gone_with(containers: Containers, decisions: Sequence[Decision]) -> list[int]:
    """For every container the outermost one around it without a kept block (but not the page's root); itself where even the nearest has one."""
    tables = containers.parents, containers.starts, containers.stops
    return list((gone_in_python if _speedups.outputs is None else _speedups.outputs.gone)(*tables, [keep for _, keep, _, _ in decisions]))


def gone_in_python(parents: Sequence[int], starts: Sequence[int], stops: Sequence[int], kept: Sequence[bool]) -> list[int]:
    """As `_gone_with`, without the compiled module."""
    kept_before = [0, *accumulate(kept)]
    whole = [kept_before[start] == kept_before[stop] for start, stop in zip(starts, stops, strict=True)]
    outermost: list[int] = []
    for row, parent in enumerate(parents):
        outermost.append(outermost[parent] if parent > 0 and whole[parent] else row)
    return outermost


def excerpt(text: str) -> str:
    """The first `EXCERPT` characters on one line, an ellipsis where more followed."""
    line = on_one_line(printable(text[: 4 * EXCERPT]))
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"


def path_of(element: Element) -> str:
    """A short CSS-like path of the element and its nearest named ancestor, such as `div#sidebar > ul.links`."""
    if _speedups.outputs is not None:
        return " > ".join(map(_shown, _speedups.outputs.path(element)))
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
    if ids := element.get("id", "").split(None, 1):
        name += f"#{ids[0]}"
    if classes := element.get("class", "").split(None, 2):
        name += f".{'.'.join(classes[:2])}"
    return _shown(name)


def _shown(name: str) -> str:
    return printable(name[:80])
