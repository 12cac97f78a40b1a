"""Learned weights of tokens: how much a class name or a phrase speaks for or against article text, counted by site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from training.corpus import Example

MIN_SITES = 3
"""A token must occur on this many sites: what one site calls its boxes says nothing of the next."""
PRIOR_SITES = 2.0
"""Sites of average behaviour added to every token's own."""


def name_weights(examples: Iterable[Example]) -> dict[str, float]:
    """Weight of each id or class token: log odds of the text inside its containers being content, against the average."""
    return _log_odds(_name_shares(examples))


def phrase_weights(examples: Iterable[Example]) -> dict[str, float]:
    """Weight of each word and word pair at the start of a block: log odds of the block being content, against the average."""
    return _log_odds(_phrase_shares(examples))


def _name_shares(examples: Iterable[Example]) -> Iterator[tuple[str, str, float]]:
    for example in examples:
        tree, weight = example.evidence.tree, np.minimum(example.evidence.weights.length, 600) ** 0.7
        total = np.concatenate(([0.0], np.cumsum(weight)))
        content = np.concatenate(([0.0], np.cumsum(weight * example.labels)))
        sums: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for row, tokens in enumerate(example.names):
            inside = total[tree.stops[row]] - total[tree.starts[row]]
            if inside > 0:
                good = content[tree.stops[row]] - content[tree.starts[row]]
                for token in tokens:
                    pair = sums[token]
                    pair[0] += good
                    pair[1] += inside
        for token, (good, inside) in sums.items():
            yield token, example.site, good / inside


def _phrase_shares(examples: Iterable[Example]) -> Iterator[tuple[str, str, float]]:
    for example in examples:
        sums: defaultdict[str, list[float]] = defaultdict(list)
        for tokens, mark in zip(example.phrases, example.labels, strict=True):
            for token in set(tokens):
                sums[token].append(float(mark))
        for token, marks in sums.items():
            yield token, example.site, sum(marks) / len(marks)


def _log_odds(shares: Iterable[tuple[str, str, float]]) -> dict[str, float]:
    by_token: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for token, site, share in shares:
        by_token[token][site].append(share)
    means = {token: [sum(s) / len(s) for s in sites.values()] for token, sites in by_token.items() if len(sites) >= MIN_SITES}
    prior = float(np.mean([share for each in means.values() for share in each]))
    weights = {}
    for token, each in means.items():
        good = sum(each) + PRIOR_SITES * prior
        bad = len(each) - sum(each) + PRIOR_SITES * (1 - prior)
        weights[token] = round(float(np.log(good / bad) - np.log(prior / (1 - prior))), 2)
    return {token: weight for token, weight in weights.items() if abs(weight) >= 0.3}
