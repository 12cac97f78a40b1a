"""By-site cross-validation: what the model does on sites it never saw, and what follows from it (threshold, calibration)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.corpus import SETS, Example
from training.fit import Corpus, Fitted, fit, folds_by_site
from training.metric import Score, mean, score

OUTER_FOLDS = 4


@dataclass(eq=False)
class Unseen:
    """What models that never saw a page's site say of it: probabilities for each convention asked for."""

    example: Example
    answers: list[np.ndarray]


def cross_validate(corpus: Corpus) -> list[Unseen]:
    """Probabilities for every page from a model trained on the other folds' sites."""
    outer = folds_by_site(corpus.examples, OUTER_FOLDS)
    answers: list[list[np.ndarray]] = [[] for _ in outer]
    for fold in range(OUTER_FOLDS):
        fitted: Fitted = fit(corpus, [place for place, of in enumerate(outer) if of != fold])
        for place, of in enumerate(outer):
            if of == fold:
                answers[place] = [fitted.predict(corpus.examples[place], convention) for convention in range(len(SETS))]
        print(f"fold {fold + 1} of {OUTER_FOLDS} done", flush=True)
    return [Unseen(example, each) for example, each in zip(corpus.examples, answers, strict=True)]


def page_score(unseen: Unseen, convention: int, threshold: float) -> Score:
    """Score of one page at a threshold."""
    kept = [text for text, value in zip(unseen.example.texts, unseen.answers[convention], strict=True) if value >= threshold]
    return score("\n".join(kept), unseen.example.truth)


def set_score(pages: Sequence[Unseen], number: int, convention: int, threshold: float) -> Score:
    """Score of one set."""
    return mean(page_score(page, convention, threshold) for page in pages if page.example.convention == number)
