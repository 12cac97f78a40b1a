"""Labelled pages as the trainer sees them: evidence, tokens and a label for every block."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from courlan import extract_domain

from cleaners.blocks import read_blocks
from cleaners.errors import CleanerError
from cleaners.features import Evidence, read_evidence
from cleaners.features.words import name_tokens, phrase_tokens
from cleaners.page import Page, read_page
from cleaners.records import PageBlocks
from training.labels import label
from cleaners.shingles import words

SETS = ("newspaper-dataset", "wcxb-dev", "fundus-news")
"""The sets to learn from; their order is the number of their labelling convention."""


@dataclass(eq=False)
class Example:
    """One labelled page.

    Attributes:
        key: set and page id.
        site: registrable domain; folds never part it.
        convention: number of its set in `SETS`.
        evidence, labels: what is known of its blocks and which are content (0 or 1).
        names, phrases: tokens of every container row, and of every block.
    """

    key: str
    site: str
    convention: int
    evidence: Evidence
    labels: np.ndarray
    names: list[list[str]]
    phrases: list[list[str]]
    texts: list[str]
    truth: str


def read_truth(folder: Path) -> dict[str, dict[str, Any]]:
    """The folder's `truth.json`."""
    found: dict[str, dict[str, Any]] = json.loads((folder / "truth.json").read_text("utf-8"))
    return found


def read_html(folder: Path, page_id: str) -> bytes:
    """The bytes of one page of the folder."""
    return gzip.decompress((folder / "html" / f"{page_id}.html.gz").read_bytes())


def site_of(truth: dict[str, Any]) -> str:
    """Registrable domain of a page, by its URL or the site it is said to come from."""
    return str(extract_domain(truth.get("url") or "") or truth.get("site") or "unknown")


def make_example(key: str, convention: int, truth: dict[str, Any], page: Page, found: PageBlocks) -> Example:
    """Evidence and labels of one parsed page."""
    texts = [block.text for block in found.blocks]
    return Example(
        key, site_of(truth), convention, read_evidence(page, found), label([words(text) for text in texts], truth["text"]),
        [name_tokens(name) for name in found.containers.names], [phrase_tokens(text) for text in texts], texts, truth["text"],
    )  # fmt: skip


def read_corpus(data: Path, sets: tuple[str, ...] = SETS) -> Iterator[tuple[str, int, dict[str, Any], bytes]]:
    """Key, convention, truth and bytes of every page of the sets."""
    for number, name in enumerate(sets):
        for page_id, truth in read_truth(data / name).items():
            yield f"{name}/{page_id}", number, truth, read_html(data / name, page_id)


def read_examples(data: Path) -> list[Example]:
    """Every page of the sets that has text."""
    examples = []
    for key, convention, truth, html in read_corpus(data):
        try:
            page = read_page(html, truth.get("url"))
        except CleanerError:
            continue
        found = read_blocks(page)
        if found.blocks:
            examples.append(make_example(key, convention, truth, page, found))
    return examples
