"""The crawl report as a file: drawn, sorted, searched, without a network."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from views import faults, looks

from crawler.report.crawl_report import Links, report_page
from crawler.report.figures import report
from crawler.stores import open_store
from crawler.stores.figures import Scope


@pytest.fixture(scope="module")
def written(filled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    with open_store(f"sqlite:///{filled_store}") as store:
        figures = report(store, Scope(), datetime(2026, 3, 6, tzinfo=UTC))
    path.write_text(report_page(figures, Links()), "utf-8")
    return path


def test_every_plot_is_drawn(page: Page, written: Path) -> None:
    page.goto(written.as_uri())
    plots = page.locator("[data-chart]")
    assert plots.count() >= 9
    for plot in plots.all():
        plot.scroll_into_view_if_needed()
        expect(plot.locator("svg .mark-rect path, svg .mark-rect rect").first).to_be_attached()


def test_tables_are_sorted_and_searched(page: Page, written: Path) -> None:
    page.goto(written.as_uri())
    table = page.get_by_role("table", name="Removed text by rule and site")
    table.get_by_role("button", name="blocks").click()
    counts = [int(text) for text in table.locator("tbody td:nth-child(4)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    table.get_by_role("button", name="blocks").click()
    upwards = [int(text) for text in table.locator("tbody td:nth-child(4)").all_inner_texts()]
    assert upwards == sorted(upwards)
    assert upwards[0] <= counts[-1]  # there may be more rows than are shown
    page.get_by_role("searchbox", name="Search in Removed text by rule and site").fill("shortcode")
    reasons = table.locator("tbody td:first-child").all_inner_texts()
    assert reasons
    assert all("shortcode" in reason for reason in reasons)


def test_a_revision_shows_its_diff(page: Page, written: Path) -> None:
    page.goto(written.as_uri())
    revision = page.locator("#revisions tbody tr").filter(has_text="correction").first
    revision.get_by_text("What changed").click()
    expect(revision.locator(".gained").first).to_be_visible()


def test_a_dead_letter_leads_to_the_inspector_and_a_redesign_has_its_day(page: Page, written: Path) -> None:
    page.goto(written.as_uri())
    page.locator("#dead-letters tr").filter(has_text="was-too-slow").get_by_role("button").click()
    assert page.evaluate("navigator.clipboard.readText()") == "bullionbite inspect https://bite.example/2026/02/was-too-slow.html"
    expect(page.get_by_role("table", name="Templates")).to_contain_text("came 2026-03-05")


def test_accessible(page: Page, written: Path) -> None:
    page.goto(written.as_uri())
    for look in looks(page):
        assert faults(page, look) == []
