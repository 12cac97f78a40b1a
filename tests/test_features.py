"""Evidence: counted by character, by container and by neighbour, in every script."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from modelpages import STORY, news_page, paragraphs, read

from cleaners.features import BASE_NAMES, read_evidence
from cleaners.features.arrays import Ancestors, inside, neighbours, spread
from cleaners.features.head import is_news
from cleaners.features.learned import weigh_tokens
from cleaners.features.second import SECOND_NAMES, second_rows
from cleaners.features.text import CLASSES, DENSE_WEIGHT, TextCounts
from cleaners.features.words import name_tokens, phrase_tokens


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("He left.", 1), ("Did he?", 1), ("He said “no.”", 1), ("他走了。", 1), ("वह गया।", 1), ("هل ذهب؟", 1), ("Read more", 0),
        ("as follows:", 0.5), ("如下：", 0.5), ("to be continued…", -1), ("and so on...", -1), ("x", 0),
    ],
)  # fmt: skip
def test_how_a_block_ends(text: str, end: float) -> None:
    assert TextCounts(["Some words", text, "After."]).ends[1] == end


def test_a_letter_of_a_dense_script_weighs_more() -> None:
    counts = TextCounts(["渡船每小时一班", "ferry"])
    assert counts.length.tolist() == [7 * DENSE_WEIGHT, 5]
    assert counts.words.tolist() == [4.5, 1]


@given(st.lists(st.text(min_size=1, max_size=400).filter(str.strip), min_size=1, max_size=8))
def test_every_counted_character_has_one_class(texts: list[str]) -> None:
    counts = TextCounts(texts)
    assert counts.counts.shape == (CLASSES, len(texts))
    assert counts.counts.sum(axis=0).tolist() == [min(len(text), 300) for text in texts]
    assert np.isfinite(counts.short_words).all()


def test_evidence_is_one_finite_row_a_name() -> None:
    page, found = read(news_page(paragraphs(STORY)))
    base = read_evidence(page, found).base
    assert base.shape == (len(BASE_NAMES), len(found.blocks))
    assert np.isfinite(base).all()


def test_the_best_container_is_the_one_around_the_story() -> None:
    page, found = read(news_page(paragraphs(STORY)))
    evidence = read_evidence(page, found)
    assert found.containers.names[evidence.tree.best] == "entry-content"
    in_best = evidence.base[BASE_NAMES.index("in_best")]
    assert [found.blocks[place].text for place in np.flatnonzero(in_best)] == list(STORY)


@pytest.mark.parametrize("markup", ["<p>x</p>", "x", "<ul><li><a href=/>x</a></ul>", "<h1>x</h1>", "<p>中</p>"])
def test_one_block_is_enough(markup: str) -> None:
    page, found = read(markup)
    evidence = read_evidence(page, found)
    rows = second_rows(np.array([0.5], np.float32), evidence.tree, evidence.signatures, evidence.weights.length)
    assert rows.shape == (len(SECOND_NAMES), 1)
    assert np.isfinite(evidence.base).all()
    assert np.isfinite(rows).all()


def test_containers_that_recur_are_counted() -> None:
    cards = "".join(f"<div class=card><h3>Title {n}</h3><p>Some words about it.</p></div>" for n in range(5))
    page, found = read(f"<body><div class=story><p>Story.</p><p>More of it.</p></div>{cards}</body>")
    tree = read_evidence(page, found).tree
    assert tree.repeats[tree.rows].tolist() == [1, 1] + [5] * 10


def test_what_the_head_declares_marks_blocks() -> None:
    page, found = read(
        "<head><title>Ferry sails</title><meta name=author content='Jon Reed'><meta name=description content='It sails hourly now.'></head>"
        "<body><h1>Ferry sails</h1><p>By Jon Reed</p><p>It sails hourly now.</p><p>Other words</p></body>"
    )
    base = read_evidence(page, found).base
    marked = {name: base[BASE_NAMES.index(name)].tolist() for name in ("is_title", "names_author", "description_overlap")}
    assert marked == {"is_title": [1, 0, 0, 0], "names_author": [0, 1, 0, 0], "description_overlap": [0.5, 0, 1, 0]}


def test_spread_hands_values_down_the_tree() -> None:
    up = Ancestors(np.array([-1, 0, 1, 1, 0]))
    assert spread(np.array([1, 5, 2, 9, 3]), up, np.maximum).tolist() == [1, 5, 5, 9, 3]
    assert spread(np.array([1, 5, 2, 9, 3]), up, np.add).tolist() == [1, 6, 8, 15, 4]


def test_a_deep_tree_takes_few_steps() -> None:
    depth = 3_000
    up = Ancestors(np.arange(depth) - 1)
    assert len(up.jumps) == 12
    assert spread(np.ones(depth, np.float32), up, np.add).tolist() == list(range(1, depth + 1))


def test_sums_and_neighbours() -> None:
    assert inside(np.array([1.0, 2, 4]), np.array([0, 1, 1]), np.array([3, 2, 1])).tolist() == [7, 2, 0]
    assert [values.tolist() for values in neighbours(np.array([1, 2, 3]), 2, 0)] == [[0, 0, 1], [0, 1, 2], [2, 3, 0], [3, 0, 0]]


def test_tokens() -> None:
    assert name_tokens("post-12 Related_Posts") == ["post-12", "related_posts", "post", "related", "posts"]
    assert phrase_tokens("Sign up: now") == ["sign", "up:", "now", "sign up:", "up: now"]
    assert weigh_tokens(["a", "b", "unknown"], {"a": 1.0, "b": -3.0}) == (-2.0 / 2**0.5, -3.0)
    assert weigh_tokens(["unknown"], {}) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("data", "news"),
    [
        ('{"@type": "NewsArticle"}', True), ('{"@graph": [{"@type": ["Article", "ReportageNewsArticle"]}]}', True), ('{"@type": "LiveBlogPosting"}', True),
        ('{"@type": "Article", "publisher": {"@type": "NewsMediaOrganization"}}', True), ('{"@type": "BlogPosting", "publisher": "Evening News"}', False),
        ('{"@type": "Article", "headline": "News"}', False), ("{}", False),
    ],
)  # fmt: skip
def test_a_page_is_news_where_its_data_say_so(data: str, news: bool) -> None:
    page, _ = read(f'<script type="application/ld+json">{data}</script><p>Story.</p>')
    assert is_news(page) is news
