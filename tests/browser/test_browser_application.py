"""The application in a browser: search, facets, reader, diff, inspector, retry."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from views import faults, looks


def test_search_finds_while_typing_and_marks_the_hits(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("searchbox").press_sequentially("ferry")
    expect(page.locator("#results mark").first).to_be_visible()
    assert "q=ferry" in page.url
    assert all(text.casefold().startswith("ferry") for text in page.locator("#results mark").all_inner_texts())


def test_a_facet_narrows_and_is_taken_away(page: Page, site: str) -> None:
    page.goto(site)
    status = page.get_by_role("status")
    everything = status.inner_text()
    tags = page.locator(".facets details").filter(has=page.get_by_role("heading", name="Tag", exact=True))
    value = tags.locator("a").first
    count = tags.locator("li span.small").first.inner_text()
    value.click()
    expect(status).to_contain_text(f"{count} article")
    page.locator(".summary a.badge").click()
    expect(status).to_have_text(everything)


def test_reader_history_and_diff(page: Page, site: str) -> None:
    page.goto(site)
    page.locator("a.badge", has_text="3 versions").click()
    expect(page.get_by_role("heading", name="Version 3")).to_be_visible()
    expect(page.locator(".versions ins", has_text="A last paragraph was added in the evening.").or_(
        page.locator(".gained", has_text="A last paragraph was added in the evening.")).first).to_be_visible()
    expect(page.locator(".lost del").first).to_be_visible()
    page.get_by_role("link", name="← The article").click()
    expect(page.locator("article .prose p").first).to_be_visible()


def test_inspector_of_a_stored_article(page: Page, site: str) -> None:
    page.goto(site)
    page.locator(".list h2 a").last.click()
    page.get_by_role("link", name="Inspect").click()
    block = page.frame_locator("#page").locator('bb-block[data-keep="1"]').first
    block.click()
    expect(page.locator("#what")).to_contain_text("kept ·")


def test_retry_makes_an_article_of_a_dead_letter(page: Page, site: str) -> None:
    page.goto(f"{site}/dead")
    letter = page.locator(".letter").filter(has_text="was-too-slow")
    letter.get_by_role("button", name="Retry").click()
    expect(letter.get_by_role("status")).to_contain_text("It is an article now.", timeout=20_000)
    letter.get_by_role("link", name="Read it").click()
    expect(page.locator("article h1")).not_to_be_empty()
    page.goto(f"{site}/dead")
    expect(page.locator(".letter").filter(has_text="was-too-slow")).to_have_count(0)


def test_retry_queues_what_is_still_no_article(page: Page, site: str) -> None:
    page.goto(f"{site}/dead")
    letter = page.locator(".letter").filter(has_text="empty.html")
    letter.get_by_role("button", name="Retry").click()
    expect(letter.get_by_role("status")).to_contain_text("still say empty-page", timeout=20_000)


@pytest.mark.parametrize("path", ["/", "/?q=the&page=1", "/dead", "/api", "/?q=nothing-like-it"])
def test_accessible(page: Page, site: str, path: str) -> None:
    page.goto(site + path)
    for look in looks(page):
        assert faults(page, look) == []


def test_accessible_reader_and_history(page: Page, site: str) -> None:
    page.goto(site)
    page.locator("a.badge", has_text="3 versions").click()
    expect(page.get_by_role("heading", name="Version 3")).to_be_visible()
    for look in looks(page):
        assert faults(page, look) == []
    page.get_by_role("link", name="← The article").click()
    expect(page.locator("article .prose p").first).to_be_visible()
    for look in looks(page):
        assert faults(page, look) == []
