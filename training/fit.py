"""From labelled pages to the model's arrays: two passes, the second trained on out-of-fold answers of the first."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from cleaners.features import BASE_NAMES
from cleaners.features.arrays import filled
from cleaners.features.learned import Words, learned_rows, weigh_tokens, weigh_wording
from cleaners.features.second import second_rows
from cleaners.features.words import Wording
from cleaners.scorer import HEADING, Forest
from training.corpus import CONVENTIONS, Example
from training.forest import SEED, train_forest
from training.vocabulary import LEAST_WORDING, Shares, log_odds, name_shares, phrase_shares, wording_shares

EASY_SHARE = 0.1
"""Share of the easy blocks (short, all link, not content: half of all) that is trained on, each weighing as much more."""

FIRST_TREES = 300
SECOND_TREES = 400
INNER_FOLDS = 3
AGREEMENT = 0.5
"""A page on which the first pass, unseen, does not reach this F1 is left out then: mostly its truth stops short of the article."""


@dataclass(eq=False)
class Tokens:
    """Weights of tokens, and what they were learned from."""

    names: dict[str, float]
    phrases: dict[str, float]
    wordings: dict[Wording, float]


@dataclass(eq=False)
class Fitted:
    """A trained model before it is written down."""

    tokens: Tokens
    first: Forest
    second: Forest

    def predict(self, example: Example) -> tuple[np.ndarray, np.ndarray]:
        """Probability of every block of a page after the first and after the second pass, asked for as `cleaners.scorer` does."""
        matrix = first_matrix(example, learned(example, self.tokens), CONVENTIONS["news" if example.news else "other"])
        first = self.first.probabilities(matrix)
        return first, self.second.probabilities(second_matrix(example, matrix, first))


@dataclass(eq=False)
class Corpus:
    """Labelled pages with what their tokens say, counted once."""

    examples: Sequence[Example]
    names: list[Shares] = field(init=False)
    phrases: list[Shares] = field(init=False)
    wordings: list[Shares] = field(init=False)

    def __post_init__(self) -> None:
        self.names = [name_shares(example) for example in self.examples]
        self.phrases = [phrase_shares(example) for example in self.examples]
        self.wordings = [wording_shares(example) if example.original else {} for example in self.examples]

    def tokens(self, places: Sequence[int]) -> Tokens:
        """Token weights from some of the pages; variants of a page say nothing new."""
        originals = [place for place in places if self.examples[place].original]
        names, phrases, wordings = (
            [(self.examples[p].site, shares[p]) for p in originals] for shares in (self.names, self.phrases, self.wordings)
        )
        return Tokens(log_odds(names), log_odds(phrases), log_odds(wordings, LEAST_WORDING))


_LINKS, _LENGTH = BASE_NAMES.index("link_density"), BASE_NAMES.index("length")


def folds_by_site(examples: Sequence[Example], count: int, seed: int = SEED) -> list[int]:
    """Fold of each page; pages of a site share theirs."""
    sites = sorted({example.site for example in examples})
    random.Random(seed).shuffle(sites)
    fold = {site: place % count for place, site in enumerate(sites)}
    return [fold[example.site] for example in examples]


def learned(example: Example, tokens: Tokens) -> np.ndarray:
    """The rows that depend on token weights."""
    names = np.array([weigh_tokens(each, tokens.names)[0] for each in example.names], np.float32)
    phrases = [weigh_tokens(each, tokens.phrases) for each in example.phrases]
    wordings = [weigh_wording(*each, tokens.wordings) for each in example.wordings]
    evidence = example.evidence
    return learned_rows(Words(names, phrases, wordings), evidence.tree, evidence.base[HEADING])


def first_matrix(example: Example, rows: np.ndarray, convention: int) -> np.ndarray:
    """What the first pass sees."""
    return np.concatenate([example.evidence.base, rows, filled([convention], rows.shape[1])])


def second_matrix(example: Example, matrix: np.ndarray, first: np.ndarray) -> np.ndarray:
    """What the second pass sees."""
    evidence = example.evidence
    more = second_rows(first, evidence.tree, evidence.signatures, evidence.weights.length)
    return np.concatenate([matrix, more])


def block_weights(example: Example) -> np.ndarray:
    """Weight of each block in training: long paragraphs decide F1, short ones decide looks."""
    return np.asarray(np.minimum(example.evidence.weights.length, 700) ** 0.85)


def fit(corpus: Corpus, places: Sequence[int]) -> Fitted:
    """Train on some of the corpus's pages."""
    examples = [corpus.examples[place] for place in places]
    inner = folds_by_site(examples, INNER_FOLDS, SEED + 1)
    labels = [example.labels for example in examples]
    weights = [block_weights(example) for example in examples]
    matrices = _cross_fitted(corpus, places, inner)
    answers: list[np.ndarray] = [np.zeros(0)] * len(examples)
    for fold in range(INNER_FOLDS):
        rest = [place for place, of in enumerate(inner) if of != fold]
        forest = _train(matrices, labels, weights, rest, FIRST_TREES)
        for place, of in enumerate(inner):
            if of == fold:
                answers[place] = forest.probabilities(matrices[place])
    sound = [place for place, example in enumerate(examples) if _agreement(example, answers[place]) >= AGREEMENT]
    first = _train(matrices, labels, weights, sound, FIRST_TREES)
    seconds = [second_matrix(*each) for each in zip(examples, matrices, answers, strict=True)]
    second = _train(seconds, labels, weights, sound, SECOND_TREES)
    return Fitted(corpus.tokens(places), first, second)


def _agreement(example: Example, answers: np.ndarray) -> float:
    """F1, in characters, of an answer against the labels."""
    sizes, kept = np.array([len(text) for text in example.texts]), answers >= 0.5
    total = float(sizes[kept].sum() + (sizes * example.labels).sum())
    return 2 * float((sizes * example.labels)[kept].sum()) / total if total else 1.0


def _cross_fitted(corpus: Corpus, places: Sequence[int], inner: list[int]) -> list[np.ndarray]:
    """First-pass matrices whose token weights come from other sites, as they will at prediction."""
    matrices: list[np.ndarray] = [np.zeros(0)] * len(places)
    for fold in range(INNER_FOLDS):
        tokens = corpus.tokens([place for place, of in zip(places, inner, strict=True) if of != fold])
        for position, of in enumerate(inner):
            if of == fold:
                example = corpus.examples[places[position]]
                matrices[position] = first_matrix(example, learned(example, tokens), example.convention)
    return matrices


def _train(
    matrices: list[np.ndarray], labels: list[np.ndarray], weights: list[np.ndarray], places: Sequence[int], trees: int
) -> Forest:
    matrix, marks = np.concatenate([matrices[p] for p in places], axis=1), np.concatenate([labels[p] for p in places])
    weight = np.concatenate([weights[p] for p in places])
    easy = (marks == 0) & (matrix[_LINKS] > 0.9) & (matrix[_LENGTH] < np.log(80))
    chosen = ~easy | (np.random.default_rng(SEED).random(len(marks)) < EASY_SHARE)
    weight = np.where(easy, weight / EASY_SHARE, weight)
    return train_forest(matrix[:, chosen], marks[chosen], weight[chosen], trees)
