"""Evidence to verdict: profile > rule > score, then the neighbours. Every decision has a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaners import _speedups, scorer
from cleaners.features.arrays import Floats
from cleaners.memory import REASON, shifted
from cleaners.records import Block, Decision, Element, FeedEntry, Memory, PageBlocks
from cleaners.shingles import words

PROFILE_CONFIDENCE = 0.98
"""A site profile names the body outright; what remains is that the site may have been redesigned."""

BETA = 1.1
"""How much recall counts beside precision when blocks are chosen. The whole of `clean` on unseen sites: F1 within 0.0003 for 1.0, 1.1 and 1.2, wanted
snippets kept 87.7, 88.0 and 88.1 % (of 90.2 % that a perfect choice keeps), pages with debris 5.6, 5.6 and 6.1 %."""
FRAGMENT_WORDS, FRAGMENT_CHARS, FRAGMENT_MARGIN, FRAGMENT_LEAST = 10, 90, 0.12, 0.65
"""Fragments of fewer words must be surer by this margin, up to the last figure: they weigh little in F1, but "Advertisement" amid
the text is what readers see (in cross-validation: pages with debris 6.2 -> 6.0 %, F1 the same to 0.0005)."""
SCRAP_WORDS, SCRAP_CHARS, SCRAP_LEAST = 4, 20, 0.9
"""Scraps must be that sure: fewer words than the first figure in no paragraph, list or heading ("LIVE"), or fewer characters than the second and
no letter ("14:05"). Of the former, below 0.9, two in five are right on unseen sites, whatever their probability."""
MARK_CHARS = 2
"""Characters of the longest mark: "×", "+", an icon of a font."""
LOWEST_THRESHOLD, HIGHEST_THRESHOLD = 0.15, 0.6


# Made from one tuple, which takes half the time of a named tuple's own constructor.
_new_decision: Callable[[tuple[int, bool, str, float]], Decision] = partial(tuple.__new__, Decision)


class ProfileBody(NamedTuple):
    """The element that a site profile calls the article's body."""

    profile: str
    element: Element


def decide(
    found: PageBlocks, scores: Floats | None, rulings: Mapping[int, str], body: ProfileBody | None = None
) -> list[Decision]:
    """The verdict on every block, in order.

    Args:
        found: the page's blocks.
        scores: the model's probabilities, or None where a profile decides and the model was not asked.
        rulings: block index to the id of the rule that drops it, guards applied.
        body: the profile's body, if a profile applies.
    """
    if body is not None:
        return _by_profile(found, scores, rulings, body)
    if scores is None:
        raise ValueError("without a profile the scores are needed")
    cut = threshold(scores, _sizes(found.blocks))
    surer = max(cut, min(cut + FRAGMENT_MARGIN, FRAGMENT_LEAST))
    values = scores.tolist()
    keeps = [
        value >= cut and (value >= SCRAP_LEAST or not ((value < surer and _is_fragment(block)) or _is_scrap(block)))
        for block, value in zip(found.blocks, values, strict=True)
    ]
    decisions = _by_model(keeps, values)
    for block in found.blocks:
        if len(block.text) <= MARK_CHARS and _is_mark(block):
            decisions[block.index] = Decision(block.index, False, "mark", values[block.index])
    for index, rule in rulings.items():
        decisions[index] = Decision(index, False, f"rule:{rule}", values[index])
    return _without_dangling_headings(found.blocks, decisions)


def _sizes(blocks: list[Block]) -> NDArray[np.int64]:
    """Length of each block's text."""
    if _speedups.verdict is None:
        return np.array([len(block.text) for block in blocks])
    out = np.empty(len(blocks), np.int64)
    _speedups.verdict.sizes(blocks, out)
    return out


def _by_model(keeps: list[bool], values: list[float]) -> list[Decision]:
    if _speedups.verdict is not None:
        return list(_speedups.verdict.decisions(Decision, keeps, "model", values))
    return [_new_decision((index, keep, "model", value)) for index, (keep, value) in enumerate(zip(keeps, values, strict=True))]


def remember(found: PageBlocks, decisions: list[Decision], memory: Memory, feed: FeedEntry | None = None) -> list[Decision]:
    """The decisions after what is known of the site's other pages; what a rule dropped or a profile decided stays as it is.

    An article may quote its own site's boxes, and a profile knows its body better than recurrence does.

    Args:
        found: the page's blocks.
        decisions: one a block, in order.
        memory: what was learnt of the site.
        feed: what the feed said of the page; memory never contradicts the body it carries.
    """
    shifts = memory.shifts(found.blocks, [decision.keep for decision in decisions], feed)
    if not shifts.any():
        return decisions
    prior = np.array([d.score or 0.0 for d in decisions], np.float32)
    after = shifted(prior, shifts)
    free = np.array([not d.reason.startswith("profile:") for d in decisions])
    changed = (shifts < 0) & (after < 0.5) & free
    decided = [d._replace(keep=False, reason=REASON, score=float(after[d.index])) if changed[d.index] else d for d in decisions]
    return _without_dangling_headings(found.blocks, decided)


def threshold(scores: Floats, sizes: NDArray[Any]) -> float:
    """The probability from which on a block is kept: the choice with the highest F to expect of the whole page.

    Where the model is sure this is about 0.5; where a whole article lies at 0.4 it is lower, and the article is not lost.
    Source: Lipton et al. 2014, "Optimal thresholding of classifiers to maximize F1 measure": the threshold is F / (1 + beta^2).

    Args:
        scores: probability of every block.
        sizes: its length in characters.
    """
    order = np.argsort(-scores)
    kept = np.cumsum(sizes[order], dtype=np.float64)
    right = np.cumsum((scores * sizes)[order], dtype=np.float64)
    expected = float((right / (kept + BETA**2 * max(right[-1], 1e-9))).max()) if len(scores) else 0.5
    return min(max(expected, LOWEST_THRESHOLD), HIGHEST_THRESHOLD)


def _by_profile(found: PageBlocks, scores: Floats | None, rulings: Mapping[int, str], body: ProfileBody) -> list[Decision]:
    inside = _blocks_inside(found, body.element)
    # A theme may hide the whole body until its script has run; what is hidden inside a visible body is hidden from the reader.
    visible = any(not block.hidden for block in found.blocks[inside.start : inside.stop])
    decisions = []
    for block in found.blocks:
        value = None if scores is None else float(scores[block.index])
        if (rule := rulings.get(block.index)) is not None:
            decisions.append(Decision(block.index, False, f"rule:{rule}", value))
        elif block.index in inside and block.hidden and visible:
            decisions.append(Decision(block.index, False, "hidden", value))
        else:
            decisions.append(Decision(block.index, block.index in inside, f"profile:{body.profile}", value))
    return decisions


def _blocks_inside(found: PageBlocks, element: Element) -> range:
    """The blocks inside an element."""
    containers = found.containers
    for row, other in enumerate(containers.elements):
        if other is element:
            return range(containers.starts[row], containers.stops[row])
    return range(0)


def _without_dangling_headings(blocks: Sequence[Block], decisions: list[Decision]) -> list[Decision]:
    """Drop headings at the end of the kept text: they announce what was dropped behind them ("Related stories")."""
    result = list(decisions)
    for place in range(len(result) - 1, -1, -1):
        if result[place].keep:
            if not blocks[place].is_heading:
                break
            result[place] = result[place]._replace(keep=False, reason="neighbour")
    return result


def _is_fragment(block: Block) -> bool:
    """Whether a block is less than a sentence and no heading, list item, quote or cell; of loose text that is known by its length alone."""
    if block.role not in _PLAIN or len(block.text) >= FRAGMENT_CHARS:
        return False
    return block.role == "other" or len(words(block.text)) < FRAGMENT_WORDS


def _is_mark(block: Block) -> bool:
    """Whether an item or loose text is a bullet, a button or an icon; in a cell a mark says something, and a paragraph of one parts two others."""
    return block.role in ("li", "other") and not any(map(str.isalnum, block.text))


def _is_scrap(block: Block) -> bool:
    """Whether a block is a word or three of loose text, or a short line or item without a letter."""
    if len(block.text) < SCRAP_CHARS and (block.role == "li" or block.role in _PLAIN) and not any(map(str.isalpha, block.text)):
        return True
    return block.role == "other" and len(block.text) < FRAGMENT_CHARS and len(words(block.text)) < SCRAP_WORDS


_PLAIN = frozenset(("p", "other", "caption", "figure"))


def confidence(found: PageBlocks, decisions: Sequence[Decision]) -> float:
    """How likely the kept text is right (four-word F1 of 0.9 or more), calibrated on pages of sites unseen in training.

    The raw figure is the F1 that the model's own probabilities lead one to expect of the choice.
    """
    if not any(decision.keep for decision in decisions):
        return 0.0
    if any(decision.reason.startswith("profile:") for decision in decisions):
        return PROFILE_CONFIDENCE
    raw = expected_f1(found, decisions)
    curve = scorer.model().card["calibration"]
    return float(np.interp(raw, curve["raw"], curve["calibrated"]))


def expected_f1(found: PageBlocks, decisions: Sequence[Decision]) -> float:
    """F1 to expect of the kept blocks, in characters, if the probabilities are true."""
    if _speedups.verdict is not None:
        return float(_speedups.verdict.expected_f1(found.blocks, decisions))
    kept = right = wanted = 0.0
    for block, decision in zip(found.blocks, decisions, strict=True):
        size, probability = len(block.text), decision.score or 0.0
        wanted += size * probability
        if decision.keep:
            kept += size
            right += size * probability
    return 2 * right / (kept + wanted) if kept + wanted else 0.0
