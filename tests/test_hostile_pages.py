"""Hostile pages through the whole cleaner, in a worker process: none hangs or crashes it, and the article is still there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cleaners.decoding import printable
from cleaners.errors import CleanerError, OutOfMemory, TimedOut, WorkerDied
from cleaners.guarded import GuardedPool, Limits
from cleaners.records import Options
from tests.hostile.markup import markup
from tests.hostile.shapes import shapes
from tests.hostile.texts import texts

CASES = {case.name: case for case in (*shapes(), *texts(), *markup())}
HANG = 90
"""Seconds after which a page counts as hung; thirty times what the slowest takes on an idle machine."""


MEGABYTES = 512
"""What the worker may hold, its own imports included; `Limits` enforces it on data, the test on all that is resident."""


def outcome(name: str) -> tuple[tuple[str, str, str], int]:
    """Text, HTML and Markdown of a case, or the reason code and two empty strings; and the most memory the worker ever held, in megabytes."""
    from cleaners.pipeline import clean

    case = CASES[name]
    try:
        article = clean(case.build(), "https://hostile.example/story.html", options=Options(charset=case.charset))
    except CleanerError as error:
        return (error.code, "", ""), _peak()
    article.to_dict()
    return (article.text, article.html, article.markdown), _peak()


def _peak() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.fixture(scope="module")
def worker() -> Iterator[GuardedPool]:
    with GuardedPool(1, Limits(HANG, MEGABYTES)) as pool:
        yield pool


def test_there_are_enough_cases():
    assert len(CASES) == len([*shapes(), *texts(), *markup()]) >= 150


@pytest.mark.parametrize("name", CASES)
def test_hostile_page(worker, name):
    try:
        (text, html, markdown), peak = worker.submit(outcome, name).result()
    except (TimedOut, OutOfMemory, WorkerDied) as error:
        pytest.fail(f"the worker died: {error!r}")
    assert peak < MEGABYTES
    for sentence in CASES[name].wanted:
        assert sentence in text
    for output in (text, html, markdown):
        output.encode("utf-8")
        assert output == printable(output)
