"""The inspector in a browser: both sides linked, filters, the case command, hostile pages inert."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from stored import HOSTILE_PAGE
from views import faults, looks

from crawler.report.inspection import inspect
from crawler.report.inspector import Labels, inspector_page
from fixtures.replica.options import ReplicaOptions
from fixtures.replica.site import Site

URL = "https://bite.example/page.html"


FIND = """text => {
    const frame = document.getElementById("page"), blocks = [...frame.contentDocument.querySelectorAll('bb-block[data-keep="0"]')];
    const block = blocks.find(found => found.textContent.trim() === text && found.getClientRects().length);
    block.scrollIntoView({ block: "center" });
    const outer = frame.getBoundingClientRect(), box = block.getBoundingClientRect();
    return [block.dataset.b, outer.left + box.left + 5, outer.top + box.top + box.height / 2];
}"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = Site(ReplicaOptions(skin="piki", public_url="https://bite.example"))
    body = site.post(site.posts()[6]).body
    path = tmp_path_factory.mktemp("inspector") / "page.html"
    path.write_text(inspector_page(inspect(body if isinstance(body, bytes) else body.encode(), URL), Labels(URL)), "utf-8")
    return path


def test_a_removed_block_says_why_and_is_found_on_the_other_side(page: Page, written: Path) -> None:
    page.goto(written.as_uri())
    page.get_by_role("tab", name="Blocks").click()
    # Not with a frame locator: Playwright's script in the frame would be refused, and say so on the console.
    index, x, y = page.evaluate(FIND, "Home")
    page.mouse.move(x, y)
    expect(page.locator("#tip")).to_contain_text("removed ·")
    page.mouse.click(x, y)
    expect(page.locator(f'#rows [data-b="{index}"]')).to_be_in_viewport()
    expect(page.locator("#what")).to_contain_text(f"Block {index}: removed")


def test_the_headline_is_shown_as_kept_beside_the_text(page: Page, written: Path) -> None:
    page.goto(written.as_uri())
    titles = page.frame_locator("#page").locator('bb-block[data-keep="title"]')
    assert set(titles.all_inner_texts()) == {page.locator(".prose h2.title").inner_text()}


def test_a_paragraph_leads_to_its_place_on_the_page(page: Page, written: Path) -> None:
    page.goto(written.as_uri())
    last = page.locator("#panel-article .prose [data-b]").last
    last.click()
    block = page.frame_locator("#page").locator(f'bb-block[data-b="{last.get_attribute("data-b")}"]')
    expect(block.first).to_be_in_viewport()
    assert "".join("".join(block.all_inner_texts()).split()) == "".join(last.inner_text().split())


def test_blocks_are_filtered_by_reason_and_by_words(page: Page, written: Path) -> None:
    page.goto(written.as_uri())
    page.keyboard.press("2")
    rows = page.locator("#rows li:visible")
    everything = rows.count()
    page.get_by_role("button", name="Kept", exact=True).click()
    assert 0 < rows.count() < everything
    assert set(page.locator("#rows li:visible .sign").all_inner_texts()) == {"+"}
    page.get_by_role("button", name="All", exact=True).click()
    page.keyboard.press("/")
    page.keyboard.type("rule:widget")
    assert 0 < rows.count() < everything
    expect(page.locator("#count")).to_contain_text(f"{rows.count()} of {everything} blocks")


def test_what_is_wrong_becomes_a_command_by_keyboard_alone(page: Page, written: Path) -> None:
    page.goto(written.as_uri())
    page.keyboard.press("n")
    page.keyboard.press("w")
    index = page.locator("#rows .row.on").get_attribute("data-b")
    assert page.evaluate("navigator.clipboard.readText()") == f"bullionbite case {URL} --keep {index}"
    expect(page.locator("#said")).to_contain_text("Copied")


def test_metadata_shows_what_was_offered_and_chosen(page: Page, written: Path) -> None:
    page.goto(written.as_uri())
    page.get_by_role("tab", name="Metadata").click()
    title = page.locator(".fields li").filter(has_text="title").first
    expect(title.locator("tr.chosen")).to_have_count(1)
    expect(title.locator("tr.chosen")).to_contain_text("(chosen)")


def test_accessible_in_every_view(page: Page, written: Path) -> None:
    page.goto(written.as_uri())
    for look in looks(page):
        for name in ("Article", "Blocks", "Metadata"):
            page.get_by_role("tab", name=name).click()
            page.keyboard.press("j")
            assert faults(page, look) == []


def test_a_hostile_page_is_inert(page: Page, tmp_path: Path) -> None:
    """Nothing runs and nothing is asked for (`watched` fails on any request or complaint), whatever the page tries."""
    path = tmp_path / "hostile.html"
    path.write_text(inspector_page(inspect(HOSTILE_PAGE, URL), Labels(URL)), "utf-8")
    page.goto(path.as_uri())
    frame = page.frame_locator("#page")
    expect(frame.locator("bb-block").first).to_be_attached()
    page.wait_for_timeout(300)
    assert page.title().startswith("Inspector:")
    assert frame.locator("script, iframe, object, embed, form, input, link, svg, video, [onload], [onerror], [href], [src]").count() == 0
    assert page.frames[1].child_frames == []
