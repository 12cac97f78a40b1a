"""Learned weights of tokens: how much a class name or a phrase speaks for or against article text, counted by site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np

from cleaners.features.words import Wording
from training.corpus import Example

MIN_SITES = 4
"""A token must occur on this many sites: what one site calls its boxes says nothing of the next."""
PRIOR_SITES = 2.0
"""Sites of average behaviour added to every token's own."""
LEAST_WEIGHT = 0.4
"""Tokens that say less than this are left out."""

LEAST_WORDING = 0.7
"""The same for words anywhere in a block, of which there are many more."""

Shares = dict[Any, float]
"""For each token of a page, the share of what bears it that is content."""


def name_shares(example: Example) -> Shares:
    """For each id or class token of a page: the share of the text inside its containers that is content."""
    tree, weight = example.evidence.tree, np.minimum(example.evidence.weights.length, 600) ** 0.7
    total = np.concatenate(([0.0], np.cumsum(weight)))
    content = np.concatenate(([0.0], np.cumsum(weight * example.labels)))
    inside = (total[tree.stops] - total[tree.starts]).tolist()
    good = (content[tree.stops] - content[tree.starts]).tolist()
    sums: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row, tokens in enumerate(example.names):
        if inside[row] > 0:
            for token in tokens:
                pair = sums[token]
                pair[0] += good[row]
                pair[1] += inside[row]
    return {token: pair[0] / pair[1] for token, pair in sums.items()}


def phrase_shares(example: Example) -> Shares:
    """For each word and word pair at the start of a page's blocks: the share of those blocks that are content."""
    marks: defaultdict[str, list[float]] = defaultdict(list)
    for tokens, mark in zip(example.phrases, example.labels.tolist(), strict=True):
        for token in set(tokens):
            marks[token].append(mark)
    return {token: sum(each) / len(each) for token, each in marks.items()}


def wording_shares(example: Example) -> Shares:
    """For each word and word pair anywhere in a page's blocks: the share of those blocks that are content."""
    marks: defaultdict[Wording, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for (tokens, _), mark in zip(example.wordings, example.labels.tolist(), strict=True):
        for token in set(tokens):
            pair = marks[token]
            pair[0] += mark
            pair[1] += 1
    return {token: good / count for token, (good, count) in marks.items()}


def log_odds(shares: Iterable[tuple[str, Shares]], least: float = LEAST_WEIGHT) -> dict[Any, float]:
    """Weight of each token: log odds of content against the average token's, every site counting once.

    Args:
        shares: the site of each page and what its tokens say.
        least: tokens that weigh less are left out.
    """
    by_token: defaultdict[str, dict[str, list[float]]] = defaultdict(dict)
    for site, tokens in shares:
        for token, share in tokens.items():
            by_token[token].setdefault(site, []).append(share)
    means = {token: [sum(s) / len(s) for s in sites.values()] for token, sites in by_token.items() if len(sites) >= MIN_SITES}
    prior = float(np.mean([share for each in means.values() for share in each]))
    base = float(np.log(prior / (1 - prior)))
    weights = {}
    for token, each in means.items():
        good = sum(each) + PRIOR_SITES * prior
        bad = len(each) - sum(each) + PRIOR_SITES * (1 - prior)
        weights[token] = round(float(np.log(good / bad)) - base, 2)
    return {token: weight for token, weight in weights.items() if abs(weight) >= least}
