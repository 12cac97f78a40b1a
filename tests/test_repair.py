"""Markup that libxml2 reads otherwise than browsers do."""

from __future__ import annotations

import pytest
from lxml import etree

from cleaners.blocks import read_blocks
from cleaners.page import read_page


def test_what_a_shadow_root_holds_is_shown() -> None:
    root = read_page('<body><x-text><template shadowrootmode="open"><p>Shown</p><slot></slot></template><p>Slotted</p></x-text><template><p>Not shown</p></template>').root
    assert [(element.tag, "".join(element.itertext())) for element in root.iterfind("body/x-text/*")] == [("div", "Shown"), ("p", "Slotted")]
    assert [block.text for block in read_blocks(read_page(etree.tostring(root))).blocks] == ["Shown", "Slotted"]


@pytest.mark.parametrize(
    ("markup", "head", "body"),
    [
        ("<title>T</title><header>H</header>so<main><p>x</main><footer>f</footer>", "title", "<header>H</header>so<main><p>x</p></main><footer>f</footer>"),
        ("<title>T</title><x-app><p>x</x-app>after<div>f</div>", "title", "<x-app><p>x</p></x-app>after<div>f</div>"),
        ("<title>T</title><link rel=x><main>x</main>so<script>2</script><p>z", "title link", "<main>x</main>so<script>2</script><p>z</p>"),
        ("<meta name=a><title>T</title><noscript><link rel=x></noscript><article>x</article>", "meta title noscript", "<article>x</article>"),
        ("<head><title>T</title></head><article>x</article>", "title", "<article>x</article>"),
        ("<article>x</article>", "", "<article>x</article>"),
        ("<title>T</title><p>x", "title", "<p>x</p>"),
    ],
)
def test_where_the_body_begins_is_told_without_its_tag(markup: str, head: str, body: str) -> None:
    root = read_page(markup).root
    assert " ".join(str(element.tag) for element in root.iterfind("head/*")) == head
    found = root.find("body")
    assert found is not None
    assert (found.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in found) == body
