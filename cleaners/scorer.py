"""The learned model: a page's blocks to probabilities of being article text. Needs numpy alone.

Two forests of oblivious trees (every level of a tree asks one question, so a tree is a table of 2**depth values): the second
sees the first's verdict on the whole page. `python -m training` writes the arrays; `docs/model.md` says how good they are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners import _speedups
from cleaners.features import BASE_NAMES, Evidence, read_evidence, words
from cleaners.features.arrays import Floats, filled
from cleaners.features.head import is_news
from cleaners.features.learned import (
    LEARNED_NAMES,
    Weighed,
    WordingRow,
    Words,
    learned_rows,
    weigh_tokens,
    weigh_wording,
)
from cleaners.features.second import SECOND_NAMES, second_rows
from cleaners.features.words import NAME_TOKENS, Wording, name_tokens, phrase_tokens, wording_tokens
from cleaners.page import Page
from cleaners.records import PageBlocks

MODEL_FILE = "model.npz"
FIRST_NAMES = (*BASE_NAMES, *LEARNED_NAMES, "convention")
AT_ONCE = 8_000
"""Blocks that a forest judges at once; bounds its memory at about 30 MB."""
REMEMBERED_NAMES = 20_000
"""Names of elements whose weight is kept at hand, about 3 MB."""
REMEMBERED_LINES = 20_000
"""Short lines of text of which the same is kept, about 6 MB."""
HEADING = BASE_NAMES.index("heading")


@dataclass(frozen=True, eq=False)
class Forest:
    """Oblivious trees over a feature matrix: every level of a tree asks all rows the same question.

    Attributes:
        columns: feature that each question is about.
        borders: value that it must exceed; questions x 1, float32.
        levels: depth x trees, the question that each level of each tree asks.
        leaves: trees x 2**depth, float32; the first level's answer is the lowest bit of the leaf's number.
        bias: what is added to the sum.
    """

    columns: NDArray[np.int64]
    borders: Floats
    levels: NDArray[np.int64]
    leaves: Floats
    bias: float

    def probabilities(self, matrix: Floats) -> Floats:
        """Probability for every column of the matrix (features x blocks)."""
        if matrix.shape[1] > AT_ONCE:
            parts = np.array_split(matrix, matrix.shape[1] // AT_ONCE + 1, axis=1)
            return np.concatenate([self.probabilities(part) for part in parts])
        margin = self.margins(matrix) + self.bias
        probabilities: Floats = (1 / (1 + np.exp(-margin))).astype(np.float32)
        return probabilities

    def margins(self, matrix: Floats) -> Floats:
        """The sum of all trees for every column of the matrix."""
        if _speedups.forest is not None:
            sums = np.empty(matrix.shape[1], np.float32)
            matrix = np.ascontiguousarray(matrix, np.float32)
            _speedups.forest.margins(matrix, self.columns, self.borders.ravel(), self.levels, self.leaves, sums)
            return sums
        return self.margins_in_python(matrix)

    def margins_in_python(self, matrix: Floats) -> Floats:
        """As `margins`, without the compiled module."""
        answers = (matrix.take(self.columns, axis=0) > self.borders).view(np.uint8)
        leaf = answers.take(self.levels[-1], axis=0)
        for questions in self.levels[-2::-1]:
            leaf += leaf
            leaf |= answers.take(questions, axis=0)
        first = np.arange(0, self.leaves.size, self.leaves.shape[1])[:, None]
        sums: Floats = self.leaves.ravel().take(leaf + first, mode="clip").sum(axis=0)
        return sums


@dataclass(frozen=True, eq=False)
class Model:
    """Everything learned.

    Attributes:
        first, second: the forests of the two passes.
        names, phrases, wordings: weight of class name tokens, of phrase tokens, and of words and word pairs anywhere in a block.
        card: `conventions` (the labelling convention asked for on pages of `news` and on `other` ones), `calibration` (`raw` and
            `calibrated` confidence), `training_hash`.
    """

    first: Forest
    second: Forest
    names: dict[str, float]
    phrases: dict[str, float]
    wordings: dict[Wording, float]
    card: dict[str, Any]
    _weighed: dict[str, Weighed] = field(default_factory=dict, repr=False)
    _read_lines: dict[str, tuple[Weighed, WordingRow]] = field(default_factory=dict, repr=False)

    def _weigh(self, name: str) -> Weighed:
        """What an element's names say; remembered, because the pages of a site share theirs."""
        if (known := self._weighed.get(name)) is None:
            if len(self._weighed) >= REMEMBERED_NAMES:
                self._weighed.clear()
            known = weigh_tokens(name_tokens(name), self.names)
            if len(name) < 300:
                self._weighed[name] = known
        return known

    def _names(self, names: list[str]) -> Floats:
        """What the names of each container row say."""
        out = np.empty(len(names), np.float32)
        if _speedups.lexicon is not None:
            _speedups.lexicon.name_rows(names, self._name_table, NAME_TOKENS, out)
        else:
            out[:] = [self._weigh(name)[0] for name in names]
        return out

    def _read(self, text: str) -> tuple[Weighed, WordingRow]:
        """What a block's first words and all its words say; remembered of short ones, the lines that a site's pages share."""
        if (known := self._read_lines.get(text)) is None:
            known = weigh_tokens(phrase_tokens(text), self.phrases), weigh_wording(*wording_tokens(text), self.wordings)
            if len(text) < 100:
                if len(self._read_lines) >= REMEMBERED_LINES:
                    self._read_lines.clear()
                self._read_lines[text] = known
        return known

    @cached_property
    def _name_table(self) -> Any:
        """The weights of class names' tokens, for the compiled look-up."""
        return _speedups.lexicon.Lexicon(self.names, {})  # type: ignore[union-attr]

    @cached_property
    def lexicon(self) -> Any:
        """The weights of phrases and wordings, for the compiled look-up."""
        return _speedups.lexicon.Lexicon(self.phrases, self.wordings)  # type: ignore[union-attr]

    def _lines(self, evidence: Evidence, found: PageBlocks) -> tuple[Floats, Floats]:
        """What each block's first words and all its words say: blocks x 2, blocks x 4."""
        count = len(found.blocks)
        phrases, wordings = np.zeros((2, count), np.float32), np.zeros((4, count), np.float32)
        if _speedups.lexicon is not None:
            _speedups.lexicon.line_rows([block.text for block in found.blocks], evidence.worth, self.lexicon, words, phrases, wordings)
        else:
            for place in evidence.worth:
                phrases[:, place], wordings[:, place] = self._read(found.blocks[place].text)
        return phrases.T, wordings.T

    def score(self, evidence: Evidence, found: PageBlocks, news: bool) -> Floats:
        """Probability of every block, in the convention of news or that of other pages."""
        convention = self.card["conventions"]["news" if news else "other"]
        learned = learned_rows(Words(self._names(found.containers.names), *self._lines(evidence, found)), evidence.tree, evidence.base[HEADING])
        matrix = np.concatenate([evidence.base, learned, filled([convention], learned.shape[1])])
        first = self.first.probabilities(matrix)
        more = second_rows(first, evidence.tree, evidence.signatures, evidence.weights.length)
        return self.second.probabilities(np.concatenate([matrix, more]))


def score(page: Page, found: PageBlocks) -> Floats:
    """Probability (0-1) of each block being article text: in the convention of news where the page says that it is.

    Raises:
        RuntimeError: the model was trained for other features than this code computes.
    """
    if not found.blocks:
        return np.zeros(0, np.float32)
    return model().score(read_evidence(page, found), found, is_news(page))


@cache
def model() -> Model:
    """The model that comes with the package, read once."""
    path = resources.files("cleaners") / "data" / MODEL_FILE
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return read_model(dict(arrays))


def read_model(arrays: dict[str, NDArray[Any]]) -> Model:
    """A model from its arrays (see `training.export`).

    Raises:
        RuntimeError: it was trained for other features than this code computes.
    """
    card = json.loads(str(arrays["card"]))
    if card["features"] != [*FIRST_NAMES, *SECOND_NAMES]:
        raise RuntimeError("the model was trained for other features: run `python -m training --data DIR`")
    first, second = (
        Forest(
            arrays[f"{name}_columns"], arrays[f"{name}_borders"], arrays[f"{name}_levels"], arrays[f"{name}_leaves"], float(arrays[f"{name}_bias"])
        )
        for name in ("first", "second")
    )  # fmt: skip
    names, phrases, wordings = (
        dict(zip(str(arrays[f"{kind}_tokens"]).split("\n"), arrays[f"{kind}_weights"].tolist(), strict=True))
        for kind in ("name", "phrase", "wording")
    )
    paired: dict[Wording, float] = {_wording(token): weight for token, weight in wordings.items()}
    return Model(first, second, names, phrases, paired, card)


def _wording(token: str) -> Wording:
    """A stored word, or word pair with a space between."""
    first, space, second = token.partition(" ")
    return (first, second) if space else first
