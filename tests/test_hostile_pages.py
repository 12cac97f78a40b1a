"""Hostile pages through the whole cleaner, in a worker process: none hangs or crashes it, and the article is still there."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import TimeoutError as TooSlow

import pytest
from pebble import ProcessExpired, ProcessPool

from cleaners.decoding import printable
from cleaners.errors import CleanerError
from cleaners.records import Options
from tests.hostile.markup import markup
from tests.hostile.shapes import shapes
from tests.hostile.texts import texts

CASES = {case.name: case for case in (*shapes(), *texts(), *markup())}
HANG = 90
"""Seconds after which a page counts as hung; thirty times what the slowest takes on an idle machine."""


def outcome(name: str) -> tuple[str, str, str]:
    """Text, HTML and Markdown of a case, or the reason code and two empty strings."""
    from cleaners.pipeline import clean

    case = CASES[name]
    try:
        article = clean(case.build(), "https://hostile.example/story.html", options=Options(charset=case.charset))
    except CleanerError as error:
        return error.code, "", ""
    article.to_dict()
    return article.text, article.html, article.markdown


@pytest.fixture(scope="module")
def worker() -> Iterator[ProcessPool]:
    with ProcessPool(1, context=multiprocessing.get_context("spawn")) as pool:
        yield pool
        pool.stop()


def test_there_are_enough_cases():
    assert len(CASES) == len([*shapes(), *texts(), *markup()]) >= 150


@pytest.mark.parametrize("name", CASES)
def test_hostile_page(worker, name):
    try:
        text, html, markdown = worker.schedule(outcome, args=(name,), timeout=HANG).result()
    except (TooSlow, ProcessExpired) as error:
        pytest.fail(f"the worker died: {error!r}")
    for sentence in CASES[name].wanted:
        assert sentence in text
    for output in (text, html, markdown):
        output.encode("utf-8")
        assert output == printable(output)
