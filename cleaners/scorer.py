"""The learned model: a page's blocks to probabilities of being article text. Needs numpy alone.

Two forests of oblivious trees (every level of a tree asks one question, so a tree is a table of 2**depth values): the second
sees the first's verdict on the whole page. `python -m training` writes the arrays; `docs/model.md` says how good they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleaners.features import BASE_NAMES, Evidence, read_evidence
from cleaners.features.learned import LEARNED_NAMES, Weight, learned_columns, weigh_tokens
from cleaners.features.second import SECOND_NAMES, second_columns
from cleaners.features.text import Floats
from cleaners.features.words import name_tokens, phrase_tokens
from cleaners.page import Page
from cleaners.records import PageBlocks

MODEL_FILE = "model.npz"
FIRST_NAMES = (*BASE_NAMES, *LEARNED_NAMES, "convention")
HEADING = BASE_NAMES.index("heading")

_PACKED = 8  # bits of the byte that numpy packs a tree's answers into


@dataclass(frozen=True, eq=False)
class Forest:
    """Oblivious trees over a feature matrix.

    Attributes:
        columns: trees x depth, the column that each level asks about.
        borders: trees x depth, the value it must exceed.
        leaves: trees x 2**depth, float32; the first level's answer is the lowest bit.
        bias: what is added to the sum.
    """

    columns: NDArray[np.int32]
    borders: Floats
    leaves: Floats
    bias: float

    def probabilities(self, matrix: Floats) -> Floats:
        """Probability for every row of the matrix (rows x features)."""
        trees, depth = self.columns.shape
        answers = np.ascontiguousarray(matrix.T)[self.columns.ravel()] > self.borders.reshape(-1, 1)
        leaf = np.packbits(answers.reshape(trees, depth, -1), axis=1, bitorder="little")[:, 0, :].astype(np.int32)
        leaf += (np.arange(trees, dtype=np.int32) * self.leaves.shape[1])[:, None]
        margin = self.leaves.ravel().take(leaf).sum(axis=0) + self.bias
        return (1 / (1 + np.exp(-margin))).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Model:
    """Everything learned.

    Attributes:
        first, second: the forests of the two passes.
        names, phrases: weight of class name tokens and of phrase tokens.
        card: `convention` (the labelling convention asked for), `threshold`, `calibration` (pairs: raw, calibrated confidence),
            `training_hash`.
    """

    first: Forest
    second: Forest
    names: dict[str, float]
    phrases: dict[str, float]
    card: dict[str, Any]

    def __post_init__(self) -> None:
        object.__setattr__(self, "weigh_name", lru_cache(maxsize=20_000)(self._weigh_name))

    weigh_name: Callable[[str], Weight] = lambda _: Weight(0, 0, 0)  # noqa: E731  # replaced by a bounded cache

    def _weigh_name(self, name: str) -> Weight:
        return weigh_tokens(name_tokens(name), self.names)

    def score(self, evidence: Evidence, found: PageBlocks) -> Floats:
        """Probability of every block."""
        names = [self.weigh_name(name) for name in found.containers.names]
        phrases = [weigh_tokens(phrase_tokens(block.text), self.phrases) for block in found.blocks]
        learned = learned_columns(names, phrases, evidence.tree, evidence.rows, evidence.base[:, HEADING])
        convention = np.full((len(learned), 1), self.card["convention"], np.float32)
        matrix = np.concatenate([evidence.base, learned, convention], axis=1)
        first = self.first.probabilities(matrix)
        more = second_columns(first, evidence.tree, evidence.rows, evidence.signatures, evidence.weights.length)
        return self.second.probabilities(np.concatenate([matrix, more], axis=1))


def score(page: Page, found: PageBlocks) -> Floats:
    """Probability (0-1) of each block being article text, in the convention of news.

    Raises:
        RuntimeError: the model was trained for other features than this code computes.
    """
    if not found.blocks:
        return np.zeros(0, np.float32)
    return model().score(read_evidence(page, found), found)


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
        Forest(arrays[f"{p}_columns"].astype(np.int32), arrays[f"{p}_borders"], arrays[f"{p}_leaves"], float(arrays[f"{p}_bias"]))
        for p in ("first", "second")
    )
    names, phrases = (
        dict(zip(str(arrays[f"{kind}_tokens"]).split("\n"), arrays[f"{kind}_weights"].tolist(), strict=True)) for kind in ("name", "phrase")
    )
    return Model(first, second, names, phrases, card)
