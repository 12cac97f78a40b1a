"""Blocks: where text is cut, what is left out, and what is known of each block."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.blocks import read_blocks
from cleaners.page import read_page
from cleaners.records import Block, Element, PageBlocks
from cleaners.rules import RuleIndex
from cleaners.spacing import collapse


def blocks_of(markup: str) -> list[Block]:
    return read_blocks(read_page(f"<html><body>{markup}</body></html>")).blocks


def texts(markup: str) -> list[str]:
    return [block.text for block in blocks_of(markup)]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>one</p>two<div>three</div>", ["one", "two", "three"]),
        ("<p>a <b>bold</b> and <i>slanted</i> word</p>", ["a bold and slanted word"]),
        ("<p>drop<span>cap</span>ped</p>", ["dropcapped"]),
        ("<p>line<br>next line</p>", ["line\nnext line"]),
        ("<p>first<br><br>second</p>", ["first", "second"]),
        ("<p>first<br> <br/>\n<br>second<br></p>", ["first", "second"]),
        ("<br><br>text", ["text"]),
        ("<div>before<p>inside</p>after</div>", ["before", "inside", "after"]),
        ("<ul><li>one<ul><li>two</li></ul></li></ul>", ["one", "two"]),
        ("<table><tr><th>Year</th><td>1999</td></tr></table>", ["Year", "1999"]),
        ("<span>a</span><span>b</span> <em>c</em>", ["ab c"]),
        ("<a href='/x'><div>card</div></a>", ["card"]),
        ("<my-card>one</my-card><my-card>two</my-card>", ["one", "two"]),
        ("<p>co<wbr>operate</p>", ["cooperate"]),
        ("<p>\u00a0</p><p>\u200b</p><p>\ufeff</p><p>\u200d</p>", []),
        ("<p>soft\u00adhyphen</p>", ["softhyphen"]),
    ],
)
def test_text_is_cut_at_block_boundaries(markup: str, expected: list[str]) -> None:
    assert texts(markup) == expected


@pytest.mark.parametrize(
    "tag", ["script", "style", "noscript", "template", "svg", "object", "select", "button", "textarea", "canvas", "audio"]
)
def test_code_and_widgets_are_left_out_and_the_text_behind_them_is_kept(tag: str) -> None:
    inner = "<option>gone</option>" if tag == "select" else "gone"
    assert texts(f"<p>kept <{tag}>{inner}</{tag}>too</p>") == ["kept too"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  plain \n\t words ", "plain words"),
        ("中文\n   换行", "中文换行"),
        ("日本語の\n文章 です", "日本語の文章 です"),
        ("한국어\n문장", "한국어 문장"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("caf\u00e9\nau lait", "caf\u00e9 au lait"),
        ("\u3000段落", "段落"),
    ],
)
def test_white_space_suits_the_script(written: str, read: str) -> None:
    assert collapse(written) == read


@pytest.mark.parametrize(
    ("markup", "role"),
    [
        ("<p>x</p>", "p"), ("<h2>x</h2>", "h2"), ("<div>x</div>", "other"), ("<li><p>x</p></li>", "li"),
        ("<blockquote><p>x</p></blockquote>", "quote"), ("<table><td><p>x</p></table>", "cell"),
        ("<figure><figcaption>x</figcaption></figure>", "caption"), ("<figure><div>x</div></figure>", "figure"),
        ("<dl><dt>x</dt></dl>", "dt"), ("<dl><dd>x</dd></dl>", "dd"), ("<pre>x</pre>", "pre"),
        ("<li><h3>x</h3></li>", "h3"), ("<table><caption>x</caption></table>", "caption"),
    ],
)  # fmt: skip
def test_the_role_comes_from_the_elements_around(markup: str, role: str) -> None:
    assert [block.role for block in blocks_of(markup)] == [role]


def test_preformatted_text_keeps_its_lines() -> None:
    assert texts("<pre>\ndef f():\n    return 1\n</pre>") == ["def f():\n    return 1"]


@pytest.mark.parametrize("attribute", ["hidden", "style='display: none'", "style='visibility:hidden'", "aria-hidden=true"])
def test_hidden_is_handed_down_and_ends_with_its_element(attribute: str) -> None:
    assert [block.hidden for block in blocks_of(f"<div {attribute}>a<p>b</p></div><p>c</p>")] == [True, True, False]


def test_a_page_may_hide_text_until_it_is_found() -> None:
    assert [block.hidden for block in blocks_of("<div hidden=until-found>a</div>")] == [False]


def test_link_characters_are_those_inside_links_with_an_address() -> None:
    block = blocks_of("<p>see <a href='/x'>the <b>report</b></a> or <a name=y>anchor</a></p>")[0]
    assert block.text == "see the report or anchor"
    assert block.link_chars == len("the") + len("report")


def test_pieces_are_the_raw_text_with_where_it_stands() -> None:
    block = blocks_of("<p>one <b>two</b><br>three</p>")[0]
    assert [(piece.text, piece.parent.tag, piece.line_break) for piece in block.pieces] == [
        ("one ", "p", False), ("two", "b", False), ("three", "p", True),
    ]  # fmt: skip


class Names:
    """Rules that match by class alone."""

    def __init__(self, *names: str) -> None:
        self.names = set(names)
        self.asked: list[str] = []
        self.ruled_names = None

    stands_alone = staticmethod(RuleIndex.stands_alone)

    def match(self, element: Element, id_: str, classes: str) -> str:
        self.asked.append(str(element.tag))
        return next((name for name in classes.split() if name in self.names), "")


def read(markup: str, *names: str) -> tuple[PageBlocks, Names]:
    rules = Names(*names)
    return read_blocks(read_page(f"<html class=cookie><body class=cookie>{markup}</body></html>"), rules), rules


def test_a_rule_hit_names_the_blocks_inside() -> None:
    found, _ = read("<p>a</p><div class=cookie>b<p>c</p></div><p>d</p>", "cookie")
    assert [(hit.rule, hit.element.tag, hit.start, hit.stop) for hit in found.hits] == [("cookie", "div", 1, 3)]


def test_rules_are_asked_only_of_elements_with_a_name_and_never_of_the_page_itself() -> None:
    _, rules = read("<article class=cookie><p>a</p><p id=x>b</p></article>", "cookie")
    assert rules.asked == ["p"]


def test_an_inline_element_that_a_rule_names_stands_by_itself() -> None:
    found, _ = read("<div><span class=ad>Advertisement</span><a href=x>Read on</a></div>", "ad")
    assert [block.text for block in found.blocks] == ["Advertisement", "Read on"]
    assert (found.hits[0].start, found.hits[0].stop) == (0, 1)


@pytest.mark.parametrize("line", ["before <span class=ad>hidden</span> after", "<b>before</b> <b class=ad>hidden</b> after", "before <a href=x>it<i class=ad>hidden</i></a> after"])
def test_an_inline_element_in_mid_sentence_is_noted_and_ends_no_block(line: str) -> None:
    found, _ = read(f"<p>First.</p><p>{line}</p>", "ad")
    assert len(found.blocks) == 2
    assert (found.hits[0].start, found.hits[0].stop) == (1, 1)


def test_containers_hold_the_range_of_their_blocks() -> None:
    table = read_blocks(read_page("<body><div id=a class=b><p>x</p><p>y</p></div><nav></nav><p>z</p></body>")).containers
    assert [element.tag for element in table.elements] == ["body", "div", "p", "p", "p"]
    assert list(zip(table.starts, table.stops, strict=True)) == [(0, 3), (0, 2), (0, 1), (1, 2), (2, 3)]
    assert table.parents == [-1, 0, 1, 1, 0]
    assert table.names[1] == "a b"
    assert table.rows == [2, 3, 4]


_TAGS = st.sampled_from(["p", "div", "span", "b", "a", "li", "ul", "td", "blockquote", "section", "h2", "em", "x-card"])
_WORDS = st.text(alphabet="ab é中ن\n\u00a0", max_size=6)


@st.composite
def _markup(draw: st.DrawFn, depth: int = 3) -> str:
    parts = [draw(_WORDS)]
    for _ in range(draw(st.integers(0, 3)) if depth else 0):
        tag = draw(_TAGS)
        parts.append(f"<{tag}>{draw(_markup(depth - 1))}</{tag}>{draw(st.sampled_from(['', '<br>', '<br><br>']))}{draw(_WORDS)}")
    return "".join(parts)


@given(_markup())
def test_no_letter_is_lost_doubled_or_moved(markup: str) -> None:
    page = read_page(f"<html><body><i></i>{markup}</body></html>")
    found = read_blocks(page)
    assert "".join("".join(block.text for block in found.blocks).split()) == "".join("".join(page.body.itertext()).split())
    assert [block.index for block in found.blocks] == list(range(len(found.blocks)))
    table = found.containers
    for block, row in zip(found.blocks, table.rows, strict=True):
        assert table.elements[row] is block.element
        assert table.starts[row] <= block.index < table.stops[row]
        assert 0 <= block.link_chars <= len(block.text)


def test_depth_is_no_danger() -> None:
    depth = 5_000
    found = read_blocks(read_page("<html><body>" + "<div>" * depth + "deep" + "</div>" * depth + "</body></html>"))
    assert [block.text for block in found.blocks] == ["deep"]
