"""Oblivious trees, trained by CatBoost, as the plain arrays that the scorer evaluates."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from cleaners.scorer import Forest

SEED = 20
THREADS = 2
"""The forests differ by how many threads train them, so their number is fixed."""


def train_forest(matrix: np.ndarray, labels: np.ndarray, weights: np.ndarray, trees: int) -> Forest:
    """Fit a forest of `trees` oblivious trees of six levels.

    Args:
        matrix: features x rows, float32.
        labels: 0 or 1 a row.
        weights: weight of each row.
        trees: how many trees; the learning rate falls as they grow more.
    """
    from catboost import CatBoostClassifier  # an extra of 100 MB that only training needs

    learner = CatBoostClassifier(
        iterations=trees, depth=6, learning_rate=32 / trees, l2_leaf_reg=5, rsm=0.3, border_count=64, random_seed=SEED,
        thread_count=THREADS, verbose=0, allow_writing_files=False,
    )  # fmt: skip
    learner.fit(matrix.T, labels, sample_weight=weights)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "forest.json"
        learner.save_model(str(path), format="json")
        return forest_from_json(json.loads(path.read_text("utf-8")))


def forest_from_json(saved: dict[str, Any]) -> Forest:
    """The arrays of a saved CatBoost model; a tree that stopped early gets levels that always answer no."""
    trees = saved["oblivious_trees"]
    depth = max(len(tree["splits"]) for tree in trees)
    questions: dict[tuple[int, float], int] = {(0, np.inf): 0}
    levels = np.zeros((depth, len(trees)), np.int64)
    leaves = np.zeros((len(trees), 2**depth), np.float32)
    scale, bias = saved["scale_and_bias"]
    for place, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            levels[level, place] = questions.setdefault((split["float_feature_index"], split["border"]), len(questions))
        leaves[place, : len(tree["leaf_values"])] = np.array(tree["leaf_values"]) * scale
    columns = np.array([column for column, _ in questions])
    borders = np.array([[border] for _, border in questions], np.float32)
    return Forest(columns, borders, levels, leaves, float(bias[0]))
