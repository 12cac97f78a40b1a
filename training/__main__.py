"""Train the block model: `python -m training --data DIR`.

Reads the labelled sets, cross-validates by site, trains on everything, and writes the arrays and the model card. Seeded: the
same data and library versions give the same model.
"""

from __future__ import annotations

import argparse
import sys
from functools import cache
from pathlib import Path
from typing import Any

from cleaners.scorer import Model, read_model
from training.card import quality_table, reliability_table, shape, write_card
from training.corpus import CONVENTIONS, SETS, read_examples, read_sources
from training.crossval import calibrate, cross_validate
from training.export import model_arrays, training_hash, write_model
from training.fit import Corpus, Fitted, fit
from training.forest import SEED
from training.whole import whole_table

ROOT = Path(__file__).resolve().parents[1]


def scorer_models(models: dict[str, Fitted], card: dict[str, Any]) -> dict[str, Model]:
    """The models of the folds as the scorer reads them, by site."""
    read = cache(lambda fitted: read_model(model_arrays(fitted, card)))
    return {site: read(fitted) for site, fitted in models.items()}


def main(arguments: list[str] | None = None) -> int:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with a folder for each of: " + ", ".join(SETS))
    parser.add_argument("--model", type=Path, default=ROOT / "cleaners" / "data" / "model.npz")
    parser.add_argument("--card", type=Path, default=ROOT / "docs" / "model.md")
    options = parser.parse_args(arguments)
    examples = read_examples(options.data, SEED)
    corpus = Corpus(examples)
    print(f"{len(examples)} pages and variants", flush=True)
    unseen, models = cross_validate(corpus)
    originals = [page for page in unseen if page.example.original]
    card = {"conventions": CONVENTIONS, "calibration": calibrate(originals), "training_hash": training_hash(examples)}
    tables = [*whole_table(read_sources(options.data), scorer_models(models, card)), "", *quality_table(unseen)]
    print("\n".join(tables), flush=True)
    fitted = fit(corpus, range(len(examples)))
    write_model(options.model, model_arrays(fitted, card))
    reliability = reliability_table(originals, card["calibration"])
    write_card(options.card, [*tables, "", *reliability, "", *shape(fitted, card["training_hash"])])
    return 0


if __name__ == "__main__":
    sys.exit(main())
