"""No output carries active content, whatever the page does: HTML, Markdown and images of some 480 pages with a vector each."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from tests.assemblekit import parsed, rendered
from tests.hostile.vectors import vectors

TAGS = set("body p h2 h3 h4 h5 h6 ul ol li blockquote pre code dl dt dd table thead tbody tr th td a strong em sub sup del br s".split())
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
READER.validateLink = lambda url: True  # the reader's own guard is off: ours must do


def faults(html: str) -> list[str]:
    """What of a fragment a browser might act on."""
    found = []
    for element in parsed(html).iter():
        if element.tag not in TAGS:
            found.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            if name not in ATTRIBUTES.get(element.tag, ()):
                found.append(f"{element.tag}[{name}]")
            elif name == "href" and not re.match(r"(?:https?://|mailto:)[^\s<>\"]+$", value, re.IGNORECASE):
                found.append(f"href={value!r}")
    return found


@pytest.mark.parametrize("chunk", range(8))
def test_no_output_carries_active_content(chunk):
    for body in vectors()[chunk::8]:
        _, rendering = rendered(body)
        assert not faults(rendering.html()), body
        assert not faults(READER.render(rendering.markdown())), (body, rendering.markdown())
        assert all(re.match(r"https?://[^\s<>\"]+$", image.url) for image in rendering.images()), body


def test_the_check_itself_finds_active_content():
    assert faults("<p onclick=x><a href='javascript:x'>a</a><img src=x></p>") == ["p[onclick]", "href='javascript:x'", "<img>", "img[src]"]


def test_there_are_enough_vectors():
    assert len(set(vectors())) >= 400
