"""The model's arrays, written where the scorer reads them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from cleaners.features.second import SECOND_NAMES
from cleaners.scorer import FIRST_NAMES
from training.corpus import Example
from training.fit import Fitted


def training_hash(examples: list[Example]) -> str:
    """SHA-256 (first 16 hex digits) over the keys, labels and texts that a model was trained on."""
    digest = hashlib.sha256()
    for example in sorted(examples, key=lambda each: each.key):
        digest.update(example.key.encode() + example.labels.astype(np.uint8).tobytes() + "\n".join(example.texts).encode("utf-8", "replace"))
    return digest.hexdigest()[:16]


def model_arrays(fitted: Fitted, card: dict[str, Any]) -> dict[str, np.ndarray]:
    """Everything that `cleaners.scorer.read_model` reads."""
    arrays = {"card": np.array(json.dumps({"features": [*FIRST_NAMES, *SECOND_NAMES], **card}))}
    for name, forest in (("first", fitted.first), ("second", fitted.second)):
        for part in ("columns", "borders", "levels", "leaves"):
            arrays[f"{name}_{part}"] = getattr(forest, part)
        arrays[f"{name}_bias"] = np.array(forest.bias)
    for kind, weights in tokens_of(fitted):
        tokens = sorted(weights)
        arrays[f"{kind}_tokens"] = np.array("\n".join(tokens))
        arrays[f"{kind}_weights"] = np.array([weights[token] for token in tokens], np.float32)
    return arrays


def tokens_of(fitted: Fitted) -> list[tuple[str, dict[str, float]]]:
    """Every vocabulary with its name; the words of a pair are joined by a space."""
    tokens = fitted.tokens
    wordings = {token if isinstance(token, str) else " ".join(token): weight for token, weight in tokens.wordings.items()}
    return [("name", tokens.names), ("phrase", tokens.phrases), ("wording", wordings)]


def write_model(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write the arrays compressed; the same arrays give the same file up to the archive's time stamps."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, allow_pickle=False, **arrays)
