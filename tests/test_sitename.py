"""The site's name on pages whose markup does not give it, one row a page pattern."""

from __future__ import annotations

import pytest

from cleaners.blocks import read_blocks
from cleaners.metadata import Context, read_metadata
from cleaners.page import read_page
from cleaners.records import Metadata

HOST, OTHER = "https://dailysound.example/harbour/ferry", "https://ds-media.example/harbour/ferry"
HEADLINE = "The ferry sails again"


def of_page(title: str, body: str, url: str, head: str = "") -> Metadata:
    html = f"<html><head><title>{title}</title>{head}</head><body>{body}<h1>{HEADLINE}</h1><p>It left the quay at nine, with forty people on board.</p></body></html>"
    page = read_page(html, url)
    return read_metadata(page, Context(blocks=read_blocks(page).blocks))


ROWS = [
    ("the title's tail is the host", f"{HEADLINE} - Daily Sound", "", HOST, "Daily Sound", "title, host"),
    ("with an article", f"{HEADLINE} | The Daily Sound", "", HOST, "The Daily Sound", "title, host"),
    ("with its suffix", f"{HEADLINE} | dailysound.example", "", HOST, "dailysound.example", "title, host"),
    ("with accents", f"{HEADLINE} | Dáily Sóund", "", HOST, "Dáily Sóund", "title, host"),
    ("the title's head", f"Daily Sound: {HEADLINE}", "", HOST, "", None),
    ("the title's head, set off", f"Daily Sound | {HEADLINE}", "", HOST, "Daily Sound", "title, host"),
    ("under a country's second level", f"{HEADLINE} | Daily Sound", "", "https://www.dailysound.co.uk/a", "Daily Sound", "title, host"),
    ("section and site", f"{HEADLINE} | Harbour | Daily Sound", "", HOST, "Daily Sound", "title, host"),
    ("the logo's image", f"{HEADLINE} - Daily Sound", '<a href="/"><img src="l.png" alt="Daily Sound logo"></a>', OTHER, "Daily Sound", "title, home link"),
    ("the home link's text", f"{HEADLINE} - Daily Sound", '<a href="https://www.ds-media.example/">Daily Sound</a>', OTHER, "Daily Sound", "title, home link"),
    ("a notice of copyright", f"{HEADLINE} - Daily Sound", "<p>© 2024 Daily Sound Ltd.</p>", OTHER, "Daily Sound", "title, copyright"),
    ("the logo and the host, without the title", HEADLINE, '<a href="/"><img src="l.png" alt="Daily Sound home"></a>', HOST, "Daily Sound", "home link, host"),
    ("a section", f"{HEADLINE} - Harbour", '<a href="/harbour/">Harbour</a><a href="/"><img src="l.png" alt="Logo"></a>', OTHER, "", None),
    ("an author", f"{HEADLINE} - Ann Okafor", '<a href="/people/ann-okafor">Ann Okafor</a>', OTHER, "", None),
    ("the subdomain of a section", f"{HEADLINE} - Sport", "", "https://sport.dailysound.example/a", "", None),
    ("another site's front page", f"{HEADLINE} - Daily Sound", '<a href="https://dailysound.example/">Daily Sound</a>', OTHER, "", None),
    ("a link to the first page that says home", HEADLINE, '<a href="/">Home</a>', HOST, "", None),
    ("a holder of rights that the title does not name", HEADLINE, "<p>© 2024 Ann Okafor</p>", OTHER, "", None),
    ("no title at all", "", "", HOST, "", None),
    ("an address that cannot be taken apart", f"{HEADLINE} - Daily Sound", '<a href="http://[">Daily Sound</a>', OTHER, "", None),
]  # fmt: skip


@pytest.mark.parametrize(("title", "body", "url", "name", "source"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_parts_of_the_page_agree_on(title: str, body: str, url: str, name: str, source: str | None) -> None:
    found = of_page(title, body, url)
    assert (found.site_name, found.provenance.get("site_name")) == (name, source)


def test_what_the_head_says_stands() -> None:
    found = of_page(f"{HEADLINE} - Daily Sound", "", HOST, '<meta property="og:site_name" content="Sound Media">')
    assert (found.site_name, found.provenance["site_name"]) == ("Sound Media", "og:site_name")
    assert not [one for one in found.candidates if one.source == "title, host"]
