"""The model card: the figures of one training run, written into `docs/model.md` between two marks."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cleaners.features.second import SECOND_NAMES
from cleaners.scorer import FIRST_NAMES
from training.corpus import SETS
from training.crossval import RIGHT, Unseen, figures
from training.fit import Fitted
from training.metric import Score, mean

BEGIN, END = "<!-- training: begin -->", "<!-- training: end -->"

VARIANTS = (
    ("+short", "articles cut to one to three paragraphs"),
    ("+nameless", "class names and ids removed"),
)


def quality_table(pages: Sequence[Unseen]) -> list[str]:
    """F1, precision and recall of the model alone on unseen sites, a set and a kind of variant."""
    lines = ["| set | pages | F1 | P | R | first pass F1 |", "|---|---|---|---|---|---|"]
    for number, name in enumerate(SETS):
        of_set = [page for page in pages if page.example.convention == number]
        originals = [page for page in of_set if page.example.original]
        lines.append(f"| {name} | {len(originals)} | {_cells(figures(originals))} | {_first(originals)} |")
    for variant, meaning in VARIANTS:
        of_kind = [page for page in pages if page.example.key.endswith(variant)]
        if of_kind:
            lines.append(f"| {meaning} | {len(of_kind)} | {_cells(figures(of_kind))} | {_first(of_kind)} |")
    return lines


def reliability_table(pages: Sequence[Unseen], curve: dict[str, list[float]]) -> list[str]:
    """How often the text is right at each level of confidence."""
    sure = np.array([float(np.interp(page.expected, curve["raw"], curve["calibrated"])) for page in pages])
    right = np.array([page.result.f1 >= RIGHT for page in pages])
    lines = ["| confidence | pages | mean confidence | share right |", "|---|---|---|---|"]
    edges = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 1.01]
    for low, high in itertools.pairwise(edges):
        inside = (sure >= low) & (sure < high)
        if inside.any():
            lines.append(f"| {low:.1f}-{min(high, 1):.1f} | {inside.sum()} | {sure[inside].mean():.2f} | {right[inside].mean():.2f} |")
    return lines


def shape(fitted: Fitted, digest: str) -> list[str]:
    """Sizes, features and the hash of what was trained on."""
    return [
        f"- training hash `{digest}`",
        f"- {fitted.first.levels.shape[1]} + {fitted.second.levels.shape[1]} oblivious trees of {fitted.first.levels.shape[0]} levels",
        f"- {len(fitted.tokens.names)} class name tokens, {len(fitted.tokens.phrases)} phrase tokens, {len(fitted.tokens.wordings)} words and word pairs",
        f"- features of the first pass ({len(FIRST_NAMES)}): {', '.join(FIRST_NAMES)}",
        f"- features that the second pass adds ({len(SECOND_NAMES)}): {', '.join(SECOND_NAMES)}",
    ]


def write_card(path: Path, lines: Sequence[str]) -> None:
    """Replace what stands between the marks of the card, or add both at its end."""
    text = path.read_text("utf-8") if path.exists() else "# The block model\n"
    block = "\n".join((BEGIN, *lines, END))
    if BEGIN in text and END in text:
        text = text[: text.index(BEGIN)] + block + text[text.index(END) + len(END) :]
    else:
        text = f"{text.rstrip()}\n\n{block}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _first(pages: Sequence[Unseen]) -> str:
    return f"{mean(page.first for page in pages).f1:.4f}"


def _cells(result: Score) -> str:
    return f"{result.f1:.4f} | {result.precision:.4f} | {result.recall:.4f}"
