"""Hooks edit a copy of the page, only where there is something to do."""

from __future__ import annotations

import pytest
from lxml import etree

from cleaners import profiles, sites
from cleaners.blocks import read_blocks
from cleaners.page import read_page
from cleaners.profiles import load_profiles

CAP = '<p><span style="float: left; font-size: 60px;">N</span></p>'


def texts(html: str) -> list[str]:
    page = read_page(f'<meta name="generator" content="blogger"><body><h1>T</h1><div class="post-body">{html}</div> tail<p>After.</p></body>')
    before = etree.tostring(page.root)
    profile = profiles.choose(page)
    assert profile is not None
    edited, body = sites.apply(page, profile.hook, profile.body(page))
    assert etree.tostring(page.root) == before
    assert body is not None
    assert body.getroottree().getroot() is edited.root
    assert " ".join(read_blocks(edited).blocks[-2].text.split()) == "tail"
    return [block.text for block in read_blocks(edited).blocks if body in block.element.iterancestors() or block.element is body]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"{CAP}<div>ão era tarde.</div><div>Fim.</div>", ["Não era tarde.", "Fim."]),
        (f"<div>{CAP}<p> <b>obody</b> came &amp; went.</p></div>", ["Nobody came & went."]),
        (CAP.replace("N", "A") + "<div>\n <b> man</b> came.</div>", ["A man came."]),
        (f"{CAP}<p><img src='x.jpg'></p>", ["N"]),
        ('<p><span style="float:left">N</span>obody came.</p>', ["Nobody came."]),
        ('<p><span style="float:left">No.</span></p><p>Body.</p>', ["No.", "Body."]),
        ("<p>Nobody came.</p>", ["Nobody came."]),
    ],
)
def test_drop_cap(html: str, expected: list[str]) -> None:
    assert texts(html) == expected


def test_nothing_to_do_returns_the_page_itself() -> None:
    page = read_page('<div class="post-body"><p>One.</p></div>')
    body = page.root.find(".//div")
    assert sites.apply(page, "dropcap", body) == (page, body)
    assert sites.apply(page, "", body) == (page, body)
    assert sites.apply(page, "dropcap", None) == (page, None)


def test_every_profile_names_a_hook_that_exists() -> None:
    assert {spec.hook for spec in load_profiles().values()} - {""} <= set(sites.HOOKS)
