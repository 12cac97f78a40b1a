"""Kept blocks to text, HTML, Markdown, images and ledger, on own fragments with every block kept but those marked `data-drop`."""

from __future__ import annotations

import pickle
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cleaners import _speedups
from cleaners.article import count_words
from cleaners.assemble import emphasis, inline
from tests.assemblekit import parsed, rendered

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
def words(text: str) -> str:
    """What must be equal between the forms of one article: everything but white space and the bars between cells."""
    return re.sub(r"[\s|]+", "", text)


def text_of_html(html: str) -> str:
    return "".join(parsed(html).itertext())


LONG = " ".join(f"Sentence {number} of an old page." for number in range(30))

TEXTS = {
    "paragraphs": ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
    "single break": ("<p>First line<br>second line</p>", "First line\nsecond line"),
    "break paragraphs": ("<div>One.<br><br>Two.</div>", "One.\n\nTwo."),
    "headings, lists, quotes": (
        "<h2>Part</h2><ul><li>a</li><li>b<ol><li>c</li></ol></li></ul><blockquote><p>q</p></blockquote>",
        "Part\n\na\n\nb\n\nc\n\nq",
    ),
    "table": (
        "<table><tr><th>Ship</th><th>Seats</th></tr><tr><td>Heron</td><td>120</td></tr></table><p>After.</p>",
        "Ship | Seats\nHeron | 120\n\nAfter.",
    ),
    "cell with two paragraphs": (
        "<table><tr><td>a</td><td><p>b</p><p>c</p></td></tr><tr><td>d</td><td>e<br>f</td></tr></table>",
        "a | b c\nd | e f",
    ),
    "layout table": (
        f"<table><tr><td>{LONG}<p>Second.</td><td>side</td></tr><tr><td>x</td><td>y</td></tr></table>", f"{LONG}\n\nSecond.\n\nside\n\nx\n\ny",
    ),
    "one-column table": ("<table><tr><td>One.</td></tr><tr><td>Two.</td></tr></table>", "One.\n\nTwo."),
    "presentation table": (
        '<table role="presentation"><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>', "a\n\nb\n\nc\n\nd"
    ),
    "table caption stays, figure caption goes": (
        "<table><caption>Fleet</caption><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
        "<figure><img src=x.jpg><figcaption>A pier</figcaption></figure>",
        "Fleet\n\na | b\nc | d",
    ),
    "code keeps its lines": ("<pre>def f():\n    return 1\n</pre>", "def f():\n    return 1"),
    "code, a line an element": ("<pre><div>if a:</div><div>    b()</div></pre>", "if a:\n    b()"),
    "neighbouring copies": ("<p>Only once.</p><p>Only once.</p>", "Only once."),
    "a long copy further off": (f"<p>{'Ferries run late. ' * 5}</p><p>Between.</p><p>{'Ferries run late. ' * 5}</p>", ("Ferries run late. " * 5).strip() + "\n\nBetween."),
    "a short answer may recur": ("<p>No.</p><p>Why?</p><p>No.</p>", "No.\n\nWhy?\n\nNo."),
    "equal cells are no copies": (
        "<table><tr><td>1</td><td>1</td></tr><tr><td>1</td><td>1</td></tr></table>", "1 | 1\n1 | 1"
    ),
    "spaces of no width": ("<p>ferry&#8203;man​ and boat</p><p>เรือ​ข้าม</p>", "ferryman and boat\n\nเรือ​ข้าม"),
    "controls and bidi overrides": ("<p>a&#x202e;b&#x2066;c\x9bd\u200fe</p><p>&#x202e;</p>", "abc›d\u200fe"),
    "joiners stay": ("<p>क्‍ष می‌خواهم</p>", "क्‍ष می‌خواهم"),
}  # fmt: skip


@pytest.mark.parametrize("case", TEXTS)
def test_text(case):
    body, expected = TEXTS[case]
    assert rendered(body)[0] == expected


HTMLS = {
    "nested lists": (
        "<ul><li>a<ul><li>b<ol start=4><li>c</li></ol></li></ul></li><li><p>d</p><p>e</p></li></ul>",
        '<ul><li>a<ul><li>b<ol start="4"><li>c</li></ol></li></ul></li><li><p>d</p><p>e</p></li></ul>',
        "- a\n  - b\n    4. c\n\n- d\n\n  e",
    ),
    "a list straight in a list": (
        "<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b",
    ),
    "an item without a list": ("<div><li>a</li><li>b</li></div>", "<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
    "quotes in quotes": (
        "<blockquote><p>a</p><blockquote>b</blockquote></blockquote>",
        "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>", "> a\n>\n> > b",
    ),
    "headings": ("<h1>A</h1><h4>B #</h4>", "<h2>A</h2>\n<h4>B #</h4>", "## A\n\n#### B \\#"),
    "links": (
        '<p><a href="../c?x=1&amp;y">rel</a> <a href=" java\tscript:alert(1)">js</a> <a href="mailto:a@b.example">m</a> '
        '<a href="data:text/html,x">d</a> <a href="https://e.example/(x)">p</a></p>',
        '<p><a href="https://demo.example/c?x=1&amp;y">rel</a> js <a href="mailto:a@b.example">m</a> d '
        '<a href="https://e.example/(x)">p</a></p>',
        "[rel](https://demo.example/c?x=1&y) js [m](mailto:a@b.example) d [p](<https://e.example/(x)>)",
    ),
    "emphasis": (
        "<p>a <b>bold </b>and <i>it<strong>al</strong>ic</i>, <code>x_y`</code> H<sub>2</sub>O <s>old</s></p>",
        "<p>a <strong>bold</strong> and <em>it<strong>al</strong>ic</em>, <code>x_y`</code> H<sub>2</sub>O <del>old</del></p>",
        "a **bold** and *it**al**ic*, `` x_y` `` H2O ~~old~~",
    ),
    "emphasis without spaces": ("<p><b>重要。</b>接下来</p>", "<p><strong>重要。</strong>接下来</p>", "**重要**。接下来"),
    "break": ("<p>a<br>- b</p>", "<p>a<br>- b</p>", "a\\\n\\- b"),
    "table": (
        "<table><tr><th>a|b</th><th></th></tr><tr><td><b>c</b></td><td colspan=2>d</td></tr></table>",
        '<table><tbody><tr><th>a|b</th><th></th></tr><tr><td><strong>c</strong></td><td colspan="2">d</td></tr></tbody></table>',
        "| a\\|b |  |  |\n| --- | --- | --- |\n| **c** | d |  |",
    ),
    "code with a fence": ("<pre>```\nx\n  y</pre>", "<pre><code>```\nx\n  y</code></pre>", "````\n```\nx\n  y\n````"),
    "definitions": ("<dl><dt>Ebb</dt><dd>Water falls.</dd></dl>", "<dl><dt>Ebb</dt><dd>Water falls.</dd></dl>", "Ebb\n\nWater falls."),
    "active content": (
        '<p onclick="x()">a<script>b</script><img src=x onerror=y>&lt;script&gt;</p><svg onload=z></svg>',
        "<p>a&lt;script&gt;</p>", "a\\<script>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", HTMLS)
def test_html_and_markdown(case):
    body, html, markdown = HTMLS[case]
    _, rendering = rendered(body)
    assert rendering.html() == html
    assert rendering.markdown() == markdown


@pytest.mark.parametrize(
    "literal",
    ["1. no list", "- nor this", "+ x", "# no heading", "> no quote", "===", "---", "* * *", "a*b*c _d_ snake_case", "`x` ``", "[l](u)", "![i](u)", "<b>x</b>",
     "&amp; &copy; AT&T", "\\ \\* end\\", "~~x~~", "a | b", "[x]: http://e.example", "2) y", "<!-- c -->", "http://a_b.example/_c_", "~~~", "    four", "a!"],
)  # fmt: skip
def test_literal_text_stays_literal_in_markdown(literal):
    escaped = literal.replace("&", "&amp;").replace("<", "&lt;")
    text, rendering = rendered(f"<p>{escaped}</p><p>x<br>{escaped}</p><ul><li>{escaped}</li></ul><p>x</p><h2>{escaped}</h2>")
    shown = READER.render(rendering.markdown())
    assert words(text_of_html(shown)) == words(text)
    assert not re.search(r"<(em|strong|img|hr|pre|code|table|ol|del)\b", shown)
    assert shown.count("<ul") == 1
    assert shown.count("<h2") == 1


_INLINE = st.recursive(
    st.text(alphabet="ab1 .,!*_[]()<>&`~|\\#-+=:\n\u00e9\u4e2d\u3002\u202e\u200b\u200d\u00a0", max_size=12).map(
        lambda s: s.replace("&", "&amp;").replace("<", "&lt;")
    ),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["b", "i", "code", "s", "sub", "a href='/x(y)'", "span"]), st.lists(inner, max_size=3)).map(
            lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0].split()[0]}>"
        ),
        st.lists(inner, max_size=3).map("<br>".join),
    ),
    max_leaves=8,
)
_BLOCKS = st.recursive(
    st.one_of(
        _INLINE.map(lambda s: f"<p>{s}</p>"), _INLINE.map(lambda s: f"<h3>{s}</h3>"), _INLINE.map(lambda s: f"<pre>{s}</pre>"),
        st.lists(_INLINE, min_size=4, max_size=4).map(
            lambda c: f"<table><tr><th>{c[0]}</th><td>{c[1]}</td></tr><tr><td>{c[2]}</td><td>{c[3]}</td></tr></table>"
        ), _INLINE,
    ),
    lambda inner: st.tuples(st.sampled_from(["div", "ul", "ol", "li", "blockquote", "dl", "dd"]), st.lists(inner, max_size=3)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=10,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(_BLOCKS, min_size=1, max_size=5).map("".join))
def test_all_forms_hold_the_same_text_and_cleaning_again_changes_nothing(body):
    text, rendering = rendered(f"<div>{body}</div>")
    html = rendering.html()
    assert words(text_of_html(html)) == words(text)
    assert words(text_of_html(READER.render(rendering.markdown()))) == words(text)
    again_text, again = rendered(html)
    assert (again_text, again.html(), again.markdown()) == (text, html, rendering.markdown())


@settings(max_examples=100, deadline=None)
@given(st.lists(_BLOCKS, min_size=1, max_size=5).map("".join))
def test_what_most_paragraphs_are_spared_would_have_changed_nothing(body):
    _, short = rendered(f"<div>{body}</div>")
    _, long = rendered(f"<div>{body}</div>")
    made = short.html(), short.markdown()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_speedups, "outputs", None)
        patch.setattr(inline, "_places", lambda block, text: [])
        patch.setattr(emphasis, "_stand_free", lambda runs: False)
        assert (long.html(), long.markdown()) == made


@pytest.mark.parametrize(("text", "count"), [("", 0), ("two words", 2), ("“two” wörds", 2), ("两个词语 x", 4), ("ひらがな", 3), ("ภาษาไทย", 4), ("два слова", 2)])
def test_words_are_counted_in_every_script(text, count):
    assert count_words(text) == count


def test_edited_text_keeps_the_markup_of_what_is_left():
    body = "<p>(toc) The <b>harbour</b> council met. (ads1)</p>"
    cut = lambda block: block._replace(text="The harbour council met.")  # noqa: E731
    _, rendering = rendered(body, edit=cut)
    assert rendering.html() == "<p>The <strong>harbour</strong> council met.</p>"
    assert [(r.reason, r.text, r.blocks) for r in rendering.removed()] == [("rule:edited", "(toc) The harbour council met. (ads1)", 0)]
    _, rendering = rendered(body, edit=lambda block: block._replace(text="Another text altogether."))
    assert rendering.html() == "<p>Another text altogether.</p>"


def test_ledger_merges_what_went_together_and_explains_every_block():
    body = (
        '<header id="top"><nav><ul><li>Home</li><li>World</li></ul></nav></header>'
        '<article><p>One.</p><div class="ad box" data-drop=1><p>Buy</p><p>now</p></div><p>Two.</p><p>Two.</p></article>'
    ).replace("<nav>", "<nav data-drop=1>")
    _, rendering = rendered(body)
    assert [(r.reason, r.where, r.text, r.chars, r.blocks) for r in rendering.removed()] == [
        ("model", "header#top", "Home World", 10, 2),
        ("model", "div.ad.box", "Buy now", 7, 2),
        ("duplicate", "p", "Two.", 4, 1),
    ]
    assert [(b.text, d.keep) for b, d in rendering.explain()] == [
        ("Home", False), ("World", False), ("One.", True), ("Buy", False), ("now", False), ("Two.", True), ("Two.", False)
    ]  # fmt: skip


def test_images_of_the_article_only():
    body = (
        '<article><figure><img src="data:image/gif;base64,R0" data-src="/lead.jpg" alt="A pier"><figcaption>The pier at dawn. '
        '<span class="credit">Photo: I. Own</span></figcaption></figure><p>One.</p><p><img src="mid.png" srcset="m1.png 1x"></p><p>Two.</p>'
        '<img src="/pixel.gif" width=1 height=1><noscript><img src="https://count.example/p?c1=2&amp;c2=9"></noscript>'
        '<noscript><img src="/late" alt="A late picture"></noscript><div class="related" data-drop=1><a href="/r"><img src="/r.jpg">Read this</a></div></article>'
        '<aside data-drop=1><img src="/side.jpg">Side</aside>'
    )
    _, rendering = rendered(body)
    assert [(i.url, i.alt, i.caption, i.credit) for i in rendering.images()] == [
        ("https://demo.example/lead.jpg", "A pier", "The pier at dawn.", "Photo: I. Own"),
        ("https://demo.example/a/mid.png", "", "", ""),
        ("https://demo.example/late", "A late picture", "", ""),
    ]


def test_a_rendering_crosses_process_borders():
    _, rendering = rendered("<p>One <b>two</b>.</p><nav data-drop=1>Home</nav>")
    copy = pickle.loads(pickle.dumps(rendering))
    assert (copy.html(), copy.markdown(), copy.images(), copy.removed()) == (
        rendering.html(), rendering.markdown(), rendering.images(), rendering.removed(),
    )  # fmt: skip


def test_nesting_is_bounded():
    _, rendering = rendered("<blockquote><ul><li>" * 60 + "deep" + "</li></ul></blockquote>" * 60)
    assert rendering.html().count("<") < 40
    assert "deep" in rendering.markdown()


def test_a_list_of_ten_thousand_items_is_written_in_linear_steps():
    _, rendering = rendered("<ol>" + "<li>item</li><li>other</li>" * 5000 + "</ol>")
    assert rendering.markdown().splitlines()[-1] == "10000. other"
