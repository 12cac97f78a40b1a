"""By-site cross-validation: what the model does on sites it never saw, and what follows from it (calibration)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleaners.decide import threshold
from training.corpus import Example
from training.fit import Corpus, Fitted, fit, folds_by_site
from training.metric import Score, mean, score

OUTER_FOLDS = 4
RIGHT = 0.9
"""A page's text is right from this four-word F1 on: what `confidence` is calibrated to."""


@dataclass(eq=False)
class Unseen:
    """What a model that never saw a page's site makes of it.

    Attributes:
        example: the page.
        kept: which blocks it keeps.
        scores: its probabilities.
        result: precision and recall of the kept text.
        first: the same after the first pass alone.
    """

    example: Example
    kept: np.ndarray
    scores: np.ndarray
    result: Score
    first: Score

    @property
    def expected(self) -> float:
        """F1 that the probabilities lead one to expect (see `cleaners.decide.expected_f1`)."""
        sizes = np.array([len(text) for text in self.example.texts], np.float64)
        kept, wanted = float(sizes[self.kept].sum()), float((sizes * self.scores).sum())
        return 2 * float((sizes * self.scores)[self.kept].sum()) / max(kept + wanted, 1e-9)


def cross_validate(corpus: Corpus) -> tuple[list[Unseen], dict[str, Fitted]]:
    """Every page judged by a model trained on the other folds' sites; and for each site that model."""
    outer = folds_by_site(corpus.examples, OUTER_FOLDS)
    unseen, models = [], {}
    for fold in range(OUTER_FOLDS):
        fitted = fit(corpus, [place for place, of in enumerate(outer) if of != fold])
        examples = [example for example, of in zip(corpus.examples, outer, strict=True) if of == fold]
        unseen += [judge(example, *fitted.predict(example)) for example in examples]
        models.update({example.site: fitted for example in examples})
        print(f"fold {fold + 1} of {OUTER_FOLDS} done", flush=True)
    return unseen, models


def judge(example: Example, first: np.ndarray, second: np.ndarray) -> Unseen:
    """Choose a page's blocks as `cleaners.decide` does, after each pass, and measure the text."""
    (_, early), (kept, result) = _chosen(example, first), _chosen(example, second)
    return Unseen(example, kept, second, result, early)


def _chosen(example: Example, scores: np.ndarray) -> tuple[np.ndarray, Score]:
    kept = scores >= threshold(scores, np.array([len(text) for text in example.texts]))
    text = "\n".join(text for text, keep in zip(example.texts, kept, strict=True) if keep)
    return kept, score(text, example.truth)


def figures(pages: Sequence[Unseen]) -> Score:
    """Mean precision and recall of some pages."""
    return mean(page.result for page in pages)


def calibrate(pages: Sequence[Unseen], bins: int = 12) -> dict[str, list[float]]:
    """Share of right pages against the expected F1: a rising line through bins of equally many pages."""
    pairs = sorted((page.expected, float(page.result.f1 >= RIGHT)) for page in pages)
    chunks = [chunk for chunk in np.array_split(np.array(pairs), bins) if len(chunk)]
    raw, share = [float(chunk[:, 0].mean()) for chunk in chunks], [float(chunk[:, 1].mean()) for chunk in chunks]
    return {"raw": [0.0, *raw], "calibrated": [0.0, *rising(share, [len(chunk) for chunk in chunks])]}


def rising(values: Sequence[float], weights: Sequence[int]) -> list[float]:
    """The closest sequence that never falls (pool adjacent violators)."""
    pools: list[list[float]] = []
    for value, weight in zip(values, weights, strict=True):
        pools.append([value, weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            last, before = pools.pop(), pools.pop()
            total = last[1] + before[1]
            pools.append([(last[0] * last[1] + before[0] * before[1]) / total, total, last[2] + before[2]])
    return [pool[0] for pool in pools for _ in range(int(pool[2]))]
