"""Labelled pages as the trainer sees them: evidence, tokens and a label for every block."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from courlan import extract_domain

from cleaners.blocks import read_blocks
from cleaners.errors import CleanerError
from cleaners.features import Evidence, read_evidence
from cleaners.features.head import is_news
from cleaners.features.words import Wording, name_tokens, phrase_tokens, wording_tokens
from cleaners.page import Page, read_page
from cleaners.records import PageBlocks
from cleaners.shingles import words
from training.augment import nameless, shortened
from training.labels import label

SETS = ("newspaper-dataset", "wcxb-dev", "fundus-news")
"""The sets to learn from; their order is the number of their labelling convention."""
CONVENTIONS = {"news": SETS.index("fundus-news"), "other": SETS.index("wcxb-dev")}
"""The conventions asked for at prediction, by what a page says it is: both keep the lists, tables and sub-headings that belong to the article."""
SHORTENED, NAMELESS = 0.3, 0.25
"""Share of the pages that are also learned from in shortened form, and without class names."""


@dataclass(eq=False)
class Example:
    """One labelled page.

    Attributes:
        key: set and page id, with `+short` or `+nameless` for a variant.
        site: registrable domain; folds never part it.
        convention: number of its set in `SETS`.
        news: whether the page says that it is news (`cleaners.features.head.is_news`).
        evidence, labels: what is known of its blocks and which are content (0 or 1).
        names, phrases, wordings: tokens of every container row, and of every block.
        texts, truth: text of its blocks, and of the article.
    """

    key: str
    site: str
    convention: int
    news: bool
    evidence: Evidence
    labels: np.ndarray
    names: list[list[str]]
    phrases: list[list[str]]
    wordings: list[tuple[list[Wording], list[Wording]]]
    texts: list[str]
    truth: str

    @property
    def original(self) -> bool:
        """Whether this is a page as fetched, no variant of one."""
        return "+" not in self.key


@dataclass(frozen=True)
class Source:
    """A page of a set before it is read."""

    key: str
    convention: int
    truth: dict[str, Any]
    html: bytes

    @property
    def site(self) -> str:
        """Registrable domain of the page, by its URL or the site it is said to come from."""
        return str(extract_domain(self.truth.get("url") or "") or self.truth.get("site") or "unknown")


def read_sources(data: Path) -> Iterator[Source]:
    """Every page of the sets."""
    for number, name in enumerate(SETS):
        truths: dict[str, dict[str, Any]] = json.loads((data / name / "truth.json").read_text("utf-8"))
        for page_id, truth in truths.items():
            yield Source(f"{name}/{page_id}", number, truth, gzip.decompress((data / name / "html" / f"{page_id}.html.gz").read_bytes()))


def read_examples(data: Path, seed: int) -> list[Example]:
    """Every page of the sets that has text, and the variants of some."""
    examples = []
    for source in read_sources(data):
        chance = random.Random(f"{seed} {source.key}")
        try:
            page = read_page(source.html, source.truth.get("url"))
        except CleanerError:
            continue
        found = read_blocks(page)
        if not found.blocks:
            continue
        labels = label([words(block.text) for block in found.blocks], source.truth["text"])
        examples.append(make_example(source, "", page, found, labels))
        if chance.random() < SHORTENED:
            examples.append(make_example(source, "+short", page, *shortened(found, labels, chance)))
        if chance.random() < NAMELESS:
            examples.append(make_example(source, "+nameless", page, nameless(found), labels))
    return examples


def make_example(source: Source, variant: str, page: Page, found: PageBlocks, labels: np.ndarray) -> Example:
    """Evidence and tokens of one page or variant."""
    texts = [block.text for block in found.blocks]
    evidence = read_evidence(page, found)
    phrases: list[list[str]] = [[] for _ in texts]
    wordings: list[tuple[list[Wording], list[Wording]]] = [([], [])] * len(texts)
    for place in evidence.worth:
        phrases[place], wordings[place] = phrase_tokens(texts[place]), wording_tokens(texts[place])
    truth = source.truth["text"] if variant != "+short" else "\n".join(t for t, mark in zip(texts, labels, strict=True) if mark)
    names = [name_tokens(name) for name in found.containers.names]
    return Example(
        source.key + variant, source.site, source.convention, is_news(page), evidence, labels, names, phrases, wordings, texts, truth
    )  # fmt: skip
