"""The hostile set in the inspector: nothing runs, nothing is asked for, nobody complains, whatever the page tries.

Pages stand in galleries of frames: opening a browser page for each of some 700 would take minutes.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Page

from crawler.report.inert import POLICY, inert_page
from crawler.report.inspection import Inspection, inspect
from crawler.report.inspector import Labels, inspector_page
from crawler.report.linking import linked
from tests.hostile.base import Hostile
from tests.hostile.base import page as around
from tests.hostile.markup import markup
from tests.hostile.shapes import shapes
from tests.hostile.texts import texts
from tests.hostile.vectors import vectors

URL = "https://hostile.example/story.html"
LARGE = int(os.environ.get("HOSTILE_BYTES", "12000"))
"""Larger pages cost seconds each and are left to whoever sets this; what is large about them is no matter for the browser."""
BATCHES = 4
ALARM = "for (const name of ['alert', 'confirm', 'prompt', 'open']) window[name] = () => console.error('a script of the page ran')"


@cache
def pages() -> list[Inspection]:
    """The hostile set under the cleaner, the largest left out."""
    cases: list[Hostile] = [*shapes(), *texts(), *markup()]
    return [inspect(body, URL) for body in (case.build() for case in cases) if len(body) <= LARGE]


@cache
def active() -> list[Inspection]:
    """Every vector of active content, in one place each (`test_hostile_outputs.py` has them in all), and every hostile address as a link."""
    bodies = vectors()
    chosen = dict.fromkeys([*bodies[::3], *(body for body in bodies if body.startswith("<p>See <a"))])
    return [inspect(around(body).encode("utf-8", "surrogatepass"), URL) for body in chosen]


@pytest.fixture
def asked(page: Page) -> list[str]:
    """The addresses that the browser asks for; a script of a page that runs is heard on the console, which `watched` reads."""
    found: list[str] = []
    page.add_init_script(ALARM)
    page.on("request", lambda request: found.append(request.url))
    return found


def hung(page: Page, folder: Path, frames: Sequence[str]) -> str:
    """A gallery of these frames, opened; its address."""
    path = folder / "gallery.html"
    path.write_text(f"<!doctype html><title>Gallery</title>{''.join(frames)}", "utf-8", errors="replace")
    page.goto(path.as_uri())
    page.wait_for_timeout(200)  # the page has loaded with all its frames; this is for what begins then
    return path.as_uri()


def unlocked(inspection: Inspection) -> list[str]:
    """The copy of a page without its policy, in a frame without a sandbox, and what the inspector shows as the article beside it."""
    frames = []
    if inspection.root is not None:
        copy = inert_page(inspection.root, inspection.pairs, "").replace(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">', "")
        assert POLICY not in copy
        frames.append(f'<iframe srcdoc="{escape(copy)}"></iframe>')
    if inspection.article is not None:
        frames.append(f'<iframe srcdoc="{escape(linked(inspection.article.html, inspection.pairs))}"></iframe>')
    return frames


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_copy_is_inert_by_itself(page: Page, asked: list[str], tmp_path: Path, batch: int) -> None:
    """The first of the three locks holds alone, for the hostile set and for every vector of active content."""
    frames = [frame for inspection in [*pages(), *active()][batch::BATCHES] for frame in unlocked(inspection)]
    gallery = hung(page, tmp_path, frames)
    assert len(page.frames) == len(frames) + 1  # and none inside another
    assert asked == [gallery]
    assert page.title() == "Gallery"


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_inspector_of_a_hostile_page_works_and_is_inert(page: Page, asked: list[str], tmp_path: Path, batch: int) -> None:
    """The pages as users open them, with all locks; the inspector's own script has run when a view is chosen."""
    frames, addresses = [], []
    for number, inspection in enumerate(pages()[batch::BATCHES]):
        path = tmp_path / f"{number}.html"
        path.write_text(inspector_page(inspection, Labels(URL)), "utf-8", errors="replace")
        frames.append(f'<iframe src="{path.name}"></iframe>')
        addresses.append(path.as_uri())
    gallery = hung(page, tmp_path, frames)
    shown = [frame for frame in page.frames if frame.url in addresses]
    assert len(shown) == len(frames)
    for frame in shown:
        assert frame.locator('[role="tab"][aria-selected="true"]').count() == 1
        assert sum(len(child.child_frames) for child in frame.child_frames) == 0
    assert sorted(asked) == sorted([gallery, *addresses])


def test_the_gallery_itself_finds_what_runs_and_what_is_asked_for(browser: object, tmp_path: Path) -> None:
    """Without this the tests above could pass for the wrong reason."""
    page = browser.new_page()  # type: ignore[attr-defined]
    heard: list[str] = []
    page.add_init_script(ALARM)
    page.on("console", lambda message: heard.append(message.text))
    page.on("request", lambda request: heard.append(request.url))
    hung(page, tmp_path, [f'<iframe srcdoc="{escape("<img src=nowhere.png onerror=alert(1)>")}"></iframe>'])
    assert "a script of the page ran" in heard
    assert (tmp_path / "nowhere.png").as_uri() in heard
    page.close()
