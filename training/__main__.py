"""Train the block model: `python -m training --data DIR`.

Reads the labelled sets, cross-validates by site, trains on everything, and writes the arrays and the model card. Seeded: the
same data and library versions give the same model.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cleaners.fallback import trafilatura_text
from cleaners.page import read_page
from training.card import quality_table, reliability_table, shape, write_card
from training.corpus import SETS, read_examples, read_sources
from training.crossval import calibrate, cross_validate
from training.export import model_arrays, training_hash, write_model
from training.fit import Corpus, fit
from training.forest import SEED
from training.metric import Score, mean, score

ROOT = Path(__file__).resolve().parents[1]
CONVENTION = SETS.index("fundus-news")
"""The labelling convention asked for at prediction: news, with the lists, tables and sub-headings that belong to the article."""


def trafilatura_scores(data: Path) -> dict[str, Score]:
    """Precision and recall of trafilatura on the same pages."""
    scores: dict[str, list[Score]] = {name: [] for name in SETS}
    for source in read_sources(data):
        text = trafilatura_text(read_page(source.html, source.truth.get("url")))
        scores[SETS[source.convention]].append(score(text or "", source.truth["text"]))
    return {name: mean(each) for name, each in scores.items()}


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
    unseen = cross_validate(corpus, CONVENTION)
    originals = [page for page in unseen if page.example.original]
    curve = calibrate(originals)
    quality = quality_table(unseen, trafilatura_scores(options.data))
    print("\n".join(quality), flush=True)
    fitted, digest = fit(corpus, range(len(examples))), training_hash(examples)
    write_model(options.model, model_arrays(fitted, {"convention": CONVENTION, "calibration": curve, "training_hash": digest}))
    reliability = reliability_table(originals, curve)
    write_card(options.card, [*quality, "", *reliability, "", *shape(fitted, digest)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
