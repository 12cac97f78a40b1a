"""Labels, tokens, variants, the metric, and a training run over made-up pages from end to end."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import numpy as np
import pytest
from modelpages import STORY, news_page, paragraphs, read

from cleaners.scorer import read_model
from cleaners.shingles import Cover, words
from training.augment import nameless, shortened, without
from training.crossval import rising
from training.labels import label
from training.metric import mean, score


@pytest.mark.parametrize(
    ("text", "truth", "precision", "recall"),
    [
        ("a b c d e", "a b c d e", 1, 1), ("A, b! C d", "a b c d", 1, 1), ("a b c d e f", "a b c d", 1 / 3, 1),
        ("a b c d", "a b c d e f", 1, 1 / 3), ("", "a b c d", 0, 0), ("x", "", 0, 1), ("", "", 1, 1),
        ("船每小时", "船每小时一班", 1, 1 / 3), ("a b c d a b c d", "a b c d", 1 / 5, 1),
    ],
)  # fmt: skip
def test_the_measure_counts_runs_of_four_words(text: str, truth: str, precision: float, recall: float) -> None:
    assert score(text, truth) == pytest.approx((precision, recall))


def test_the_f1_of_a_set_is_that_of_its_means() -> None:
    both = mean([score("a b c d", "a b c d"), score("", "a b c d")])
    assert (both.precision, both.recall, both.f1) == (0.5, 0.5, 0.5)


def test_blocks_are_labelled_by_what_the_truth_covers() -> None:
    truth = "The ferry will sail every hour from Monday on.\nWhy now\nNobody on the quay could say what it costs."
    blocks = ["Menu", "Why now", "The ferry will sail every hour from Monday on.", "Nobody could say what it costs elsewhere at all", "now"]
    assert label([words(block) for block in blocks], truth).tolist() == [0, 1, 1, 0, 0]


def test_of_two_copies_the_one_amid_the_article_counts() -> None:
    truth = "The ferry will sail every hour.\nIt is the first in nine long years."
    blocks = ["The ferry will sail every hour."] + ["Menu"] * 12 + ["The ferry will sail every hour.", "It is the first in nine long years."]
    assert np.flatnonzero(label([words(block) for block in blocks], truth)).tolist() == [13, 14]


def test_a_cover_needs_whole_lines_for_short_blocks() -> None:
    cover = Cover("Read this first\nand then the rest of it")
    assert cover.holds(["read", "this", "first"])
    assert not cover.holds(["read", "this"])
    assert not cover.holds([])


def test_a_shortened_page_ends_with_one_of_its_first_paragraphs() -> None:
    _, found = read(news_page(paragraphs(STORY)))
    labels = np.array([float(block.text in STORY) for block in found.blocks])
    short, marks = shortened(found, labels, random.Random(3))
    left = [block.text for block, mark in zip(short.blocks, marks, strict=True) if mark]
    assert left == list(STORY[: len(left)])
    assert 1 <= len(left) <= 3
    assert len(short.blocks) == len(found.blocks) - len(STORY) + len(left)


def test_taking_blocks_out_leaves_a_page_like_any_other() -> None:
    _, found = read("<body><div><p>a</p><p>b</p></div><p>c</p></body>")
    less = without(found, np.array([True, False, True]))
    assert [(block.index, block.text) for block in less.blocks] == [(0, "a"), (1, "c")]
    table = less.containers
    for block, row in zip(less.blocks, table.rows, strict=True):
        assert table.elements[row] is block.element
        assert table.starts[row] <= block.index < table.stops[row]
    assert set(nameless(found).containers.names) == {""}


def test_a_calibration_never_falls() -> None:
    assert rising([0.1, 0.5, 0.3, 0.9], [1, 1, 1, 1]) == pytest.approx([0.1, 0.4, 0.4, 0.9])


def made_up_data(folder: Path) -> None:
    """Three small sets of pages from a dozen sites."""
    for number, name in enumerate(("newspaper-dataset", "wcxb-dev", "fundus-news")):
        (folder / name / "html").mkdir(parents=True)
        truth = {}
        for page in range(8):
            story = tuple(f"{text} Page {page} of {name} adds this sentence." for text in STORY[page % 2 :])
            html = news_page(paragraphs(story), title=f"Story {page} of {name}")
            (folder / name / "html" / f"{page}.html.gz").write_bytes(gzip.compress(html.encode()))
            truth[str(page)] = {"text": "\n\n".join(story), "url": f"https://quay-{page}-{number}.org/story"}
        (folder / name / "truth.json").write_text(json.dumps(truth), "utf-8")


def test_one_command_trains_measures_and_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("catboost")
    from training import __main__ as command
    from training import fit

    monkeypatch.setattr(fit, "FIRST_TREES", 30)
    monkeypatch.setattr(fit, "SECOND_TREES", 30)
    made_up_data(tmp_path)
    model_path, card = tmp_path / "model.npz", tmp_path / "model.md"
    card.write_text("# Kept words\n\n<!-- training: begin -->old<!-- training: end -->\nKept too\n", "utf-8")
    assert command.main(["--data", str(tmp_path), "--model", str(model_path), "--card", str(card)]) == 0
    with np.load(model_path, allow_pickle=False) as arrays:
        trained = read_model(dict(arrays))
    assert len(trained.card["training_hash"]) == 16
    curve = trained.card["calibration"]
    assert curve["calibrated"] == sorted(curve["calibrated"])
    text = card.read_text("utf-8")
    assert text.startswith("# Kept words")
    assert text.endswith("Kept too\n")
    assert "begin -->old" not in text
    assert "| fundus-news | 8 |" in text
