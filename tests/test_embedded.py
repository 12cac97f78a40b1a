"""Articles that a page carries as data for its scripts."""

from __future__ import annotations

import json

import pytest

from cleaners import clean
from cleaners.embedded import NOTE
from cleaners.errors import CleanerError

TEXT = [
    "The harbour council of Ostwick has agreed to keep the night ferry for another winter, after a vote that nobody had expected.",
    "“We counted the empty seats and then we counted the full ones,” said Rosa Quill, who runs the quay, on Monday morning.",
    "The subsidy will cost the town some forty thousand crowns, a sum that the treasurer called painful but honest in his report.",
]
URL = "https://paper.example/town/night-ferry-stays"


def shell(script: str, body: str = '<div id="root"></div>') -> str:
    return f"<html lang=en><head><title>Night ferry stays | Paper</title>{script}</head><body>{body}<script src=/app.js></script></body></html>"


def next_data(body: object) -> str:
    article = {"props": {"pageProps": {"menu": ["Town"], "article": {"title": "Night ferry stays", "body": body}}}}
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(article)}</script>'


@pytest.mark.parametrize(
    "script",
    [
        next_data("".join(f"<p>{text}</p>" for text in TEXT)),
        next_data("\n\n".join(TEXT)),
        next_data([{"type": "paragraph", "text": text} for text in TEXT]),
        f'<script>window.__INITIAL_STATE__ = {json.dumps({"story": {"headline": "Night ferry stays", "content": TEXT}})};</script>',
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": "Night ferry stays", "articleBody": chr(10).join(TEXT)})}</script>',
    ],
)
def test_the_article_in_the_data_is_the_article(script: str) -> None:
    article = clean(shell(script), URL)
    assert article.text.split("\n\n") == TEXT
    assert article.title == "Night ferry stays"
    assert NOTE in article.notes


def test_an_article_that_is_not_free_is_not_taken_from_the_data() -> None:
    data = {"@type": "NewsArticle", "headline": "Night ferry stays", "isAccessibleForFree": False, "articleBody": "\n".join(TEXT)}
    with pytest.raises(CleanerError):
        clean(shell(f'<script type="application/ld+json">{json.dumps(data)}</script>'), URL)


def test_the_markup_comes_first() -> None:
    body = "<article><h1>Night ferry stays</h1>" + "".join(f"<p>{text}</p>" for text in TEXT) + "</article>"
    article = clean(shell(next_data("<p>" + "Another text that says something else altogether, and says it for long. " * 9 + "</p>"), body), URL)
    assert article.text.split("\n\n") == TEXT
    assert NOTE not in article.notes
