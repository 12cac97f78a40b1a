"""Made-up pages in the shapes of real templates, for the tests of the model."""

from __future__ import annotations

from cleaners.blocks import read_blocks
from cleaners.page import Page, read_page
from cleaners.records import PageBlocks

STORY = (
    "The ferry between the two islands will sail every hour from Monday, the harbour board said after a meeting that lasted until midnight.",
    "“We have waited for nine years,” said Marta Oliveira, who runs the bakery on the quay. “Now the bread will be there before the tourists.”",
    "The board expects about 400 passengers a day in summer, and fewer than half as many once the storms begin in late October.",
    "Two older ships, the Heron and the Plover, will be repaired over the winter and serve as spares, according to the plan.",
)
RELATED = ("Harbour crane stuck for a week", "Bakers count their losses", "Nine years of waiting", "Storm warnings made simple")
MENU = ("Home", "World", "Harbour", "Weather", "Opinion", "Sport", "Contact us", "About this paper")


def news_page(body: str, title: str = "Ferry to sail every hour from Monday") -> str:
    """A page of a made-up paper: menu, headline, the body given, related links, newsletter box, footer."""
    menu = "".join(f'<li class="menu-item"><a href="/{i}">{name}</a></li>' for i, name in enumerate(MENU))
    related = "".join(f'<li class="related-item"><a href="/r{i}">{name}</a></li>' for i, name in enumerate(RELATED))
    return f"""<!DOCTYPE html><html lang="en"><head><title>{title} | The Quay Post</title>
<meta property="og:title" content="{title}"><meta property="og:type" content="article"></head>
<body><header><nav class="main-navigation"><ul>{menu}</ul></nav></header>
<main><article class="post"><h1 class="entry-title">{title}</h1>
<div class="byline">By <a href="/staff">Jon Reed</a>, 4 June 2024</div>
<div class="entry-content">{body}</div>
<div class="share-buttons"><a href="#f">Share</a> <a href="#t">Tweet</a></div></article>
<section class="related-posts"><h3>Related stories</h3><ul>{related}</ul></section></main>
<aside class="sidebar newsletter-signup"><h4>Sign up for our newsletter</h4><p>Get the best stories in your inbox every week.</p></aside>
<footer class="site-footer"><p>Copyright 2024 The Quay Post. All rights reserved.</p><ul>{menu}</ul></footer></body></html>"""


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read(markup: str) -> tuple[Page, PageBlocks]:
    page = read_page(markup)
    return page, read_blocks(page)
