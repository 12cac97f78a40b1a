"""Oblivious trees, trained by CatBoost, as the plain arrays that the scorer evaluates."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np
from catboost import CatBoostClassifier

from cleaners.scorer import Forest

SEED = 20


def train_forest(matrix: np.ndarray, labels: np.ndarray, weights: np.ndarray, trees: int) -> Forest:
    """Fit a forest of `trees` oblivious trees of six levels.

    Args:
        matrix: rows x features, float32.
        labels: 0 or 1 a row.
        weights: weight of each row.
        trees: how many trees; the learning rate falls as they grow more.
    """
    learner = CatBoostClassifier(
        iterations=trees, depth=6, learning_rate=24 / trees, l2_leaf_reg=5, rsm=0.3, border_count=64, random_seed=SEED,
        thread_count=2, verbose=0, allow_writing_files=False,
    )  # fmt: skip
    learner.fit(matrix, labels, sample_weight=weights)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "forest.json"
        learner.save_model(str(path), format="json")
        return forest_from_json(json.loads(path.read_text("utf-8")))


def forest_from_json(saved: dict[str, object]) -> Forest:
    """The arrays of a saved CatBoost model; trees that stopped early get levels that always answer no."""
    trees = saved["oblivious_trees"]
    assert isinstance(trees, list)
    depth = max(len(tree["splits"]) for tree in trees)
    columns = np.zeros((len(trees), depth), np.int32)
    borders = np.full((len(trees), depth), np.inf, np.float32)
    leaves = np.zeros((len(trees), 2**depth), np.float32)
    for place, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            columns[place, level] = split["float_feature_index"]
            borders[place, level] = split["border"]
        leaves[place, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, bias = saved["scale_and_bias"]  # type: ignore[misc]
    return Forest(columns, borders, leaves * np.float32(scale), float(bias[0]))
