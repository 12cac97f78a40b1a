"""The neighbour pass on small own pages; `data-score` gives a block's probability, 0.5 and more is kept by the model."""

from __future__ import annotations

import pytest

from cleaners.blocks import read_blocks
from cleaners.neighbours import settle
from cleaners.page import read_page
from cleaners.records import Decision


def settled(body: str, reason: str = "model") -> list[str]:
    """The texts kept after the pass."""
    found = read_blocks(read_page(f"<html><body>{body}</body></html>"))
    decisions = []
    for block in found.blocks:
        scored = next((e for e in (block.element, *block.element.iterancestors()) if e.get("data-score")), None)
        score = float(scored.get("data-score")) if scored is not None else 0.9
        decisions.append(Decision(block.index, score >= 0.5, reason if score < 0.5 else "model", score))
    return [block.text for block, decision in zip(found.blocks, settle(found, decisions), strict=True) if decision.keep]


TABLE = "<table data-score='0.05'><tr><td>Ship</td><td>Seats</td></tr><tr><td>Heron</td><td>120</td></tr></table>"
QUOTE = "We always knew where the old drum was."
CASES = {
    "a table between kept paragraphs stays": (f"<div><p>a</p>{TABLE}<p>b</p></div>", ["a", "Ship", "Seats", "Heron", "120", "b"]),
    "so in a wrapper of its own": (f"<div><p>a</p><figure>{TABLE}</figure><p>b</p></div>", ["a", "Ship", "Seats", "Heron", "120", "b"]),
    "so above its caption and below what the model took": (f"<div><p>a</p><figure>{TABLE}<figcaption data-score='0.1'>Seats</figcaption></figure><p>b</p></div>", ["a", "Ship", "Seats", "Heron", "120", "b"]),
    "so between its caption and its foot": (
        "<div><p>a</p><table><caption>Fleet</caption><tr data-score='0.1'><td>Heron</td><td>120</td></tr><tfoot><tr><td>Source: harbour</td></tr></tfoot></table><p>b</p></div>",
        ["a", "Fleet", "Heron", "120", "Source: harbour", "b"],
    ),
    "who spoke a kept quote stays": ("<blockquote>We go.</blockquote><div data-score='0.4'>— Ada Brenn, passenger</div><p data-score='0.1'>Sign up</p><p>b</p>", ["We go.", "— Ada Brenn, passenger", "b"]),
    "a dash behind a paragraph is no speaker": ("<p>a</p><div data-score='0.4'>— Ada Brenn</div><p data-score='0.1'>Sign up</p><p>b</p>", ["a", "b"]),
    "a heading like those of other entries stays": (
        "<h2>One</h2><p>a</p><div data-score='0.1'>14:05</div><h2>Two</h2><p>b</p><div data-score='0.1'>13:05 GMT</div><h2 data-score='0.2'>Three</h2><p>c</p>",
        ["One", "a", "Two", "b", "Three", "c"],
    ),
    "one unlike them goes": ("<h2>One</h2><p>a</p><h2>Two</h2><p>b</p><div data-score='0.1'>Ad</div><h3 data-score='0.2'>Letters</h3><p>c</p>", ["One", "a", "Two", "b", "c"]),
    "a table behind the text goes": (f"<div><p>a</p></div>{TABLE}", ["a"]),
    "a table of links goes": ("<div><p>a</p><table data-score=0.05><tr><td><a href=/x>Read this</a></td></tr></table><p>b</p></div>", ["a", "b"]),
    "a listing stays": ("<div><p>a</p><pre data-score=0.2>x = 1</pre><p>b</p></div>", ["a", "x = 1", "b"]),
    "the rest of a list stays": ("<ul><li>one and more</li><li>two and more</li><li data-score=0.3>three</li></ul>", ["one and more", "two and more", "three"]),
    "one item does not save a list": ("<p>a</p><ul><li>one</li><li data-score=0.3>a much longer second item</li></ul>", ["a", "one"]),
    "links at the end of a list go": ("<ul><li>one and more</li><li data-score=0.1><a href=/x>Read on</a></li></ul>", ["one and more"]),
    "a sub-heading between kept paragraphs stays": ("<p>a</p><h2 data-score=0.4>Who pays</h2><p>b</p>", ["a", "Who pays", "b"]),
    "an unlikely heading goes": ("<p>a</p><h2 data-score=0.02>Newsletter</h2><p>b</p>", ["a", "b"]),
    "so does a likelier one that is a link": ("<p>a</p><h2 data-score=0.1><a href=/x>Our week in pictures</a></h2><p>b</p>", ["a", "b"]),
    "a sub-heading in a box of its own stays": ("<p>a</p><div><div><h3 data-score=0.1>2. The dam</h3></div></div><p>b</p>", ["a", "2. The dam", "b"]),
    "a heading behind the text goes": ("<p>a</p><p>b</p><h2 data-score=0.4>More from us</h2>", ["a", "b"]),
    "two headings in a row go": ("<p>a</p><h2 data-score=0.1>Topics</h2><h3 data-score=0.1>Harbours</h3><p>b</p>", ["a", "b"]),
    "an item between kept ones stays": ("<ul><li>one</li><li data-score=0.1><a href=/x>Heron</a>, a ferry</li><li>three</li></ul>", ["one", "Heron, a ferry", "three"]),
    "a line between kept ones stays": ("<p>a</p><p data-score=0.3>Open: May</p><p>b</p>", ["a", "Open: May", "b"]),
    "a line with a link goes": ("<p>a</p><p data-score=0.3>Read <a href=/x>on</a></p><p>b</p>", ["a", "b"]),
    "loose text goes": ("<p>a</p><div data-score=0.3>Advertisement</div><p>b</p>", ["a", "b"]),
    "what is hidden goes": ("<p>a</p><p hidden data-score=0.4>Draft</p><p>b</p>", ["a", "b"]),
    "the last line of a promotion goes": ("<p>a</p><aside><p data-score='0.3'>Sign up to our letter on towns and rivers</p><p>Every Friday</p></aside><p>b</p>", ["a", "b"]),
    "an aside kept for the most part stays": ("<p>a</p><aside><p data-score='0.1'>Born in</p><p>Ada Brenn, a ferry's master</p></aside><p>b</p>", ["a", "Ada Brenn, a ferry's master", "b"]),
    "a pull quote goes": (f"<p>“{QUOTE} You did not,” she said.</p><blockquote>“{QUOTE}”</blockquote>", [f"“{QUOTE} You did not,” she said."]),
    "another quote stays": (f"<p>a</p><blockquote>{QUOTE}</blockquote>", ["a", QUOTE]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_neighbours(name):
    body, kept = CASES[name]
    assert settled(body) == kept


def test_what_a_rule_dropped_stays_dropped():
    assert settled(f"<div><p>a</p>{TABLE}<p>b</p></div>", reason="rule:widget.related") == ["a", "b"]
