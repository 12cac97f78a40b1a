"""The standfirst of news; `data-score` gives a block's probability, 0.5 and more is kept by the model."""

from __future__ import annotations

import pytest

from cleaners.blocks import read_blocks
from cleaners.page import read_page
from cleaners.records import Decision
from cleaners.standfirst import with_standfirst

NEWS = '<script type="application/ld+json">{"@type": "NewsArticle"}</script>'
LEAD = "The drum that kept the ferry waiting was found below the pier."
TEXT = "<p data-score=0.9>The harbour master heard it first, on Monday.</p>"


def kept(body: str, head: str = NEWS, reason: str = "model") -> list[str]:
    page = read_page(f"<html><head>{head}</head><body>{body}</body></html>")
    found = read_blocks(page)
    decisions = []
    for block in found.blocks:
        scored = next((e for e in (block.element, *block.element.iterancestors()) if e.get("data-score")), None)
        score = float(scored.get("data-score")) if scored is not None else 0.2
        decisions.append(Decision(block.index, score >= 0.5, "model" if score >= 0.5 else reason, score))
    return [block.text for block, decision in zip(found.blocks, with_standfirst(page, found, decisions), strict=True) if decision.keep]


@pytest.mark.parametrize(
    "line",
    [
        f"<p class=standfirst>{LEAD}</p>",
        f"<h2 class='article__subtitle'>{LEAD}</h2>",
        f"<div class=header-dek><p>{LEAD}</p></div>",
        f"<p class='Article_elementLead__N3'>{LEAD}</p>",
        f"<div class='styles_articleDek__I styles_withImage__S'>{LEAD}</div>",
        f"<p itemprop=description>{LEAD}</p>",
        f"<p>By Ida Holm</p><p>4 June</p><p class=chapo>{LEAD}</p>",
        f"<p class=headline__lead>{LEAD}</p>",
        f"<div data-part=standfirst><div class=x1f9><p class=x2b>{LEAD}</p></div></div>",
    ],
)
def test_kept_on_news(line: str) -> None:
    body = f"<h1>A drum found</h1>{line}{TEXT}"
    assert LEAD in kept(body)
    assert LEAD not in kept(body, head="")
    assert LEAD not in kept(body, reason="rule:widget.ad")


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>A drum found</h1><p class=note>{LEAD}</p>{TEXT}",
        f"<h1>A drum found</h1><figcaption class=lead>{LEAD}</figcaption>{TEXT}",
        f"<h1>A drum found</h1><div class=image__description>{LEAD}</div>{TEXT}",
        f"<h1>A drum found</h1><p class=lead><a href=/x>{LEAD}</a></p>{TEXT}",
        f"<h1>A drum found</h1><p class=lead hidden>{LEAD}</p>{TEXT}",
        f"<h1>A drum found</h1><p class=lead data-score=0.01>{LEAD}</p>{TEXT}",
        f"<h1>A drum found</h1><p>1</p><p>2</p><p>3</p><p class=lead>{LEAD}</p>{TEXT}",
        f"<p class=lead>{LEAD}</p><h1>A drum found</h1>{TEXT}",
        "<h1>A drum found</h1><p class=lead>Exclusive</p>" + TEXT,
    ],
)
def test_no_standfirst(body: str) -> None:
    assert len(kept(body)) == 1


def test_one_that_is_the_first_paragraph_too_is_kept_there_alone() -> None:
    assert kept(f"<h1>A drum found</h1><p class=lead>{LEAD}</p>{TEXT}<p data-score=0.9>{LEAD}</p>")[-1] == LEAD


def test_a_page_where_nothing_is_kept() -> None:
    assert kept(f"<h1>A drum found</h1><p class=lead>{LEAD}</p>") == []


DESCRIBED = f'{NEWS}<meta property="og:description" content="{LEAD}"><meta property="og:title" content="A drum found in the harbour">'


def test_the_description_is_kept_whatever_its_element_is_called() -> None:
    assert LEAD in kept(f"<h1>A drum found</h1><div class=text-xl>{LEAD}</div>{TEXT}", head=DESCRIBED)
    assert LEAD not in kept(f"<h1>A drum found</h1><div class=text-xl>{LEAD[:-1]} again.</div>{TEXT}", head=DESCRIBED)


def test_below_a_headline_of_the_second_rank_a_heading_is_that_headline() -> None:
    assert kept(f"<h2>Harbour: A drum found</h2><p class=lead>{LEAD}</p>{TEXT}")[0] == LEAD
    assert LEAD not in kept(f"<h2>Harbour: A drum found</h2><h2 class=lead>{LEAD}</h2>{TEXT}")
    assert len(kept(f"<h1>Drum</h1><h2 class=lead>Harbour: A drum found in the harbour</h2>{TEXT}", head=DESCRIBED)) == 1
