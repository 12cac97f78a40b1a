"""The quality gate: own pages in the shapes of real templates, with the exact text (or the refusal) that is expected of each.

A folder in `fixtures/pages` is a case: `page.html` as served, `case.json` (address, HTTP status, and for a page without an article
the reason code), `expected.txt`, and where the form matters `expected.md`.
"""

from __future__ import annotations

import gc
import json
from contextlib import suppress
from pathlib import Path

import pytest

from cleaners.errors import NotAnArticle
from cleaners.pipeline import clean
from cleaners.records import Options

PAGES = Path(__file__).parent.parent / "fixtures" / "pages"
CASES = {folder.name: json.loads((folder / "case.json").read_text("utf-8")) for folder in sorted(PAGES.iterdir()) if folder.is_dir()}

KNOWN_FAILURES: dict[str, str] = {}
"""Case -> what is wrong with our output; strict, so a case that is mended must leave the list."""


def cases(refused: bool):
    return [
        pytest.param(name, marks=pytest.mark.xfail(reason=KNOWN_FAILURES[name], strict=True) if name in KNOWN_FAILURES else ())
        for name, case in CASES.items()
        if ("code" in case) == refused
    ]


def cleaned(name: str):
    case = CASES[name]
    return clean((PAGES / name / "page.html").read_bytes(), case["url"], options=Options(status=case.get("status")))


@pytest.mark.parametrize("name", cases(refused=False))
def test_text_is_exact(name):
    article = cleaned(name)
    assert article.text.split("\n") == (PAGES / name / "expected.txt").read_text("utf-8").rstrip("\n").split("\n")
    markdown = PAGES / name / "expected.md"
    if markdown.exists():
        assert article.markdown.split("\n") == markdown.read_text("utf-8").rstrip("\n").split("\n")


@pytest.mark.parametrize("name", cases(refused=True))
def test_a_page_without_an_article_is_refused_with_its_code(name):
    with pytest.raises(NotAnArticle) as refusal:
        cleaned(name)
    assert refusal.value.code == CASES[name]["code"]


@pytest.mark.parametrize("name", [next(iter(cases(refused))) for refused in (False, True)])
@pytest.mark.parametrize("collecting", [True, False])
def test_the_cycle_collector_is_left_as_it_was(name, collecting):
    was = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        with suppress(NotAnArticle):
            cleaned(name)
        assert gc.isenabled() == collecting
    finally:
        (gc.enable if was else gc.disable)()


def test_pages_leave_no_cycles_behind():
    """Which is why the collector may rest meanwhile. Another test's thread may leave some; the cleaner's own would be there each time."""
    assert not all(cycles_of_pages() for _ in range(4))


def cycles_of_pages() -> int:
    """How many objects are left, in or behind cycles, when all pages have been cleaned."""
    gc.collect()
    gc.disable()
    try:
        for name, case in CASES.items():
            if "code" not in case:
                cleaned(name).to_dict()
        return gc.collect()
    finally:
        gc.enable()


def test_known_failures_name_cases():
    assert set(KNOWN_FAILURES) <= set(CASES)
