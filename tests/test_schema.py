"""The published schema of an article, and the records it describes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest

import cleaners
from cleaners.article import ARTICLE_FIELDS, Article
from cleaners.records import Image, Metadata, Removal
from crawler.stores.article_schema import DESCRIPTIONS, article_schema

PUBLISHED = Path(__file__).parent.parent / "docs" / "article.schema.json"


def test_the_published_schema_is_that_of_the_records() -> None:
    assert json.loads(PUBLISHED.read_text()) == article_schema(), "run `bullionbite schema > docs/article.schema.json`"
    assert set(DESCRIPTIONS) == set(ARTICLE_FIELDS)


def test_a_full_article_fits_the_schema() -> None:
    rendering = SimpleNamespace(
        markdown=lambda: "*Text*",
        html=lambda: "<p>Text</p>",
        images=lambda: (Image("https://a.example/i.jpg", "Caption"),),
        removed=lambda: (Removal("rule:x", "div", "Share", 5, 1),),
        explain=lambda: (),
    )
    at = datetime(2026, 3, 1, tzinfo=UTC)
    metadata = Metadata(
        "Title", ("Ada",), at, at, "https://a.example/", provenance={"title": "h1"}, notes=("n",), tags=("x",)
    )
    article = Article("https://a.example/", "Text", metadata, 0.5, rendering)

    jsonschema.validate(article.to_dict(), article_schema())


def test_cleaned_pages_and_texts_fit_the_schema() -> None:
    page = "<html><body><article><h1>Ferry plan</h1><p>The council approved the plan on Monday, after years.</p></article></body></html>"
    for article in (
        cleaners.clean(page, "https://a.example/ferry"),
        cleaners.clean_text("Ferry plan\n\nThe council approved the plan on Monday."),
    ):
        jsonschema.validate(json.loads(json.dumps(article.to_dict())), article_schema())


@pytest.mark.parametrize(
    "change",
    [{"confidence": 2}, {"authors": "Ada"}, {"published": "yesterday"}, {"content_hash": "x"}, {"title": None}],
)
def test_the_schema_refuses_what_is_no_article(change: dict[str, object]) -> None:
    article = cleaners.clean_text("Ferry plan\n\nThe council approved the plan on Monday.").to_dict()
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(article | change, article_schema())
