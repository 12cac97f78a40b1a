"""The compiled modules do what the Python they stand for does, on every fixture page and on markup made up at random."""

from __future__ import annotations

import gc
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cleaners import _speedups, decoding, memory, mojibake, neighbours, objects, repair, rules, scorer
from cleaners.article import tally_in_python
from cleaners.assemble import TreeRendering
from cleaners.blocks import read_blocks, read_blocks_in_python
from cleaners.decide import decide, expected_f1
from cleaners.errors import EmptyPage
from cleaners.features import read_evidence, words
from cleaners.features.learned import weigh_tokens, weigh_wording
from cleaners.features.words import NAME_TOKENS, name_tokens, phrase_tokens, wording_tokens
from cleaners.metadata import marks, strings
from cleaners.metadata.marks import read_marks
from cleaners.metadata.outside import OutsideInPython, outside
from cleaners.metadata.sought import StemsInPython
from cleaners.page import Page, read_page
from cleaners.records import Block, Options, PageBlocks, Piece
from cleaners.rules import lines
from cleaners.rules.beginnings import openings
from cleaners.rules.index import Phrase, RuleIndex, _has_text, _words_of
from cleaners.rules.load import Rule, load_rules
from cleaners.spacing import collapse, collapse_in_python
from crawler import hrefs, links
from crawler.cleaning import names_in_python
from crawler.links import read_links
from crawler.stores import packing

PAGES = sorted((Path(__file__).parent.parent / "fixtures" / "pages").glob("*/page.html"))
HAS_COMPILER = shutil.which((sysconfig.get_config_var("CC") or "cc").split()[0]) and (Path(sysconfig.get_path("include")) / "Python.h").exists()
compiled = pytest.mark.skipif(_speedups.tree is None and not HAS_COMPILER, reason="nothing is compiled: no C compiler or no Python headers")
ATTRIBUTES = st.sampled_from(
    ["", "", " class=byline", " class='a  b'", " id=comments", " class=post-body id=x", " href=/author/ann", " href=/a rel=next", " href=/b?page=2 class=pagination", " hidden", " style='display: none'", " style=color:red", " style='VISIBILITY :hıdden'", " style='display:&#110;one' id='' role=note", " itemprop='' data-component=Card class=' x '", " aria-hidden=TRUE hidden=until-found", " class=ad-slot", " id=div-gpt-ad-1",
     " aria-hidden=true", " itemprop=author", " property='og:author x'", " rel='author nofollow'", " datetime=2026-01-01", " role=main data-testid=Story", " class=''", " id=cookie-banner"]
)  # fmt: skip
TAGS = st.sampled_from("html body article main p div span a b i em code sub del br img ul li table tr td h1 h2 pre blockquote time script style select svg section x-card o:p figure figcaption video".split())
TEXTS = st.sampled_from(["", " ", "\n", "\xa0", "\u2003 ", "\x85", "One.", " two\nlines ", "渡\n船", "é", "soft\xadhyphen", "\ufeff", "a&amp;b", "<!-- note -->tail", "By Ann Holm", "</body>", "</HTML>"])
MARKUP = st.lists(st.one_of(TEXTS, st.tuples(TAGS, ATTRIBUTES).map(lambda pair: f"<{pair[0]}{pair[1]}>"), TAGS.map(lambda tag: f"</{tag}>")), max_size=60).map("".join)


@compiled
def test_every_module_is_compiled_where_a_compiler_is():
    assert [name for name, module in _speedups.modules().items() if module is None] == []


def parsed(markup: str) -> Page | None:
    try:
        return read_page(markup.encode("utf-8", "replace"), "https://any.example/a")
    except EmptyPage:
        return None


def judged(page: Page, found: PageBlocks) -> list[object]:
    """What follows from probabilities drawn by lot."""
    scores = np.random.default_rng(len(found.blocks)).random(len(found.blocks), np.float32)
    ruled = rules.rulings(found, None, page)
    decisions = decide(found, scores, ruled.removed)
    settled = neighbours.settle(found, decisions)
    kept = [ruled.edited.get(decision.index, block) for block, decision in zip(found.blocks, settled, strict=True) if decision.keep]
    made = TreeRendering(page, found, settled, kept, ruled.edits)
    outputs = [made.html(), made.markdown(), made.images(), made.removed()]
    return [ruled, decisions, settled, expected_f1(found, settled), [_has_text(element) for element in page.body.iter()], outputs]


def compare(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is computed twice, on one page."""
    index = rules.index(page.options)
    found = read_blocks(page, index)
    assert found == read_blocks_in_python(page, index)
    marked = read_marks(page)
    evidence = read_evidence(page, found) if found.blocks else None
    probabilities = scorer.score(page, found)
    links = read_links(page)
    verdicts = judged(page, found)
    inside = [page.root, page.body, *marked.headings[:1]]
    apart = outside(page, *inside)
    some = list(page.root.iter("div", "p", "span", "a", "li"))[::2]
    innermost = marks.innermost(some)
    assert all(strings._parts(element, strings._TAGS, 30) == strings.parts_in_python(element, strings._TAGS, 30) for element in page.root.iter())
    with monkeypatch.context() as patch:
        for name in _speedups.NAMES:
            patch.setattr(_speedups, name, None)
        assert [(sort, read_marks(page)._of(1 << sort)) for sort in range(16)] == [(sort, marked._of(1 << sort)) for sort in range(16)]
        assert list(map(read_marks(page).place, page.root.iter())) == list(map(marked.place, page.root.iter()))
        assert marks.innermost_in_python(some) == innermost
        assert [element in OutsideInPython(inside) for element in page.root.iter()] == [element in apart for element in page.root.iter()]
        again = Page(page.root, page.url, page.encoding, page.options)
        assert read_links(again) == links
        assert judged(page, found) == verdicts
        assert (again.metas, again.links, again.title_tag, again.base_url) == (page.metas, page.links, page.title_tag, page.base_url)
        if evidence is not None:
            np.testing.assert_allclose(read_evidence(page, found).base, evidence.base, rtol=1e-6, atol=1e-6)  # numpy has logarithms of its own
            # So now and then a block lies on the other side of one tree's border.
            np.testing.assert_allclose(scorer.score(page, found), probabilities, atol=2e-3)


@compiled
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_fixture_pages(path: Path, monkeypatch: pytest.MonkeyPatch):
    compare(read_page(path.read_bytes(), "https://any.example/a"), monkeypatch)


BUTTONS = st.lists(
    st.one_of(st.sampled_from("button svg article h1 div p".split()).flatmap(lambda tag: st.sampled_from((f"<{tag}>", f"</{tag}>"))), st.integers(0, 60).map("<b></b>".__mul__)),
    max_size=20,
).map("".join)  # fmt: skip


@compiled
@given(BUTTONS)
def test_buttons_that_hold_the_page(markup: str):
    root = etree.HTML(f"<body>{markup}<p>", etree.HTMLParser())
    said = repair.swallows_the_page(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_speedups, "finds", None)
        assert repair.swallows_the_page(root) == said


@pytest.mark.parametrize(
    ("markup", "swallows"),
    [
        ("<button><h1>Ann Holm</h1><p>Reporter</p></button><p>Text.</p>", False),
        ("<header><button><section>Card</section></button></header><main><p>Text.</p></main>", False),
        ("<button><p>Menu</p></button>", False),
        ("<button><main><p>Text.</p></main></button>", True),
        ("<div><div><button><h1>Title</h1></button></div></div>", True),
        (f"<button><main>{60 * '<p>Text.</p>'}</main></button><p>Text.</p>", True),
    ],
)
def test_a_button_that_shows_a_card_holds_no_page(markup: str, swallows: bool):
    assert repair.swallows_the_page(etree.HTML(f"<body>{markup}</body>", etree.HTMLParser())) == swallows


@compiled
@settings(max_examples=200, deadline=None)
@given(MARKUP)
def test_any_markup(markup: str):
    if (page := parsed(markup)) is not None:
        with pytest.MonkeyPatch.context() as monkeypatch:
            compare(page, monkeypatch)


@compiled
def test_a_page_that_makes_up_tags_by_the_thousand(monkeypatch: pytest.MonkeyPatch):
    inner = "".join(f"<t{number} a{number}=1 class=c{number}>word {number}<p>Text {number}.</p></t{number}>" for number in range(1500))
    page = parsed(f"<body>{inner}")
    assert page is not None
    compare(page, monkeypatch)


@compiled
def test_a_page_nested_as_deep_as_the_parser_goes(monkeypatch: pytest.MonkeyPatch):
    page = parsed("<body>" + "<div>x" * 490 + "y" + "</div>z" * 490)
    assert page is not None
    compare(page, monkeypatch)


DRAWN = st.sampled_from(
    ["<svg>", "<svg class=a viewBox='0 0 1 1'>", "<SVG>", "<svg/>", "</svg>", "</svg >", "<path d='M0 0'/>", "<g>", "</g>", "<title>Icon</title>", "<style>p{}</style>", "<style media='a>b'>", "</style>",
     "<STYLE>.a > .b {}", "<script>x = '<svg>';", "</script>", "<!-- <svg> -->", "<!--", "-->", "<xmp><svg></xmp>", "<textarea><style>", "</textarea>", "<a href=/in>In a drawing</a>", "<foreignObject>", "<img alt='<svg>'>",
     "<iframe>", "</iframe>", "<noscript>", "</noscript>", "<noembed>", "<noframes>", "</noframes>", "<plaintext>", "<p title=it's>", "<p title='>' / class = \"<\">", "<p '>", "<br/ ='>"]
)  # fmt: skip
DRAWINGS = st.lists(st.one_of(DRAWN, TEXTS, TAGS.map(lambda tag: f"<{tag}>"), TAGS.map(lambda tag: f"</{tag}>")), max_size=40).map("".join)


@compiled
@settings(max_examples=400, deadline=None)
@given(DRAWINGS)
def test_what_stands_in_drawings_and_style_sheets_is_read_by_nobody(markup: str):
    data = markup.encode("utf-8", "replace")
    assert len(repair.without_drawings(data)) <= len(data)
    page = parsed(markup)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(repair, "without_drawings", lambda data: data)
        whole = parsed(markup)
    assert (page is None) == (whole is None)
    if page is not None and whole is not None:
        found = read_blocks(page, rules.index(page.options)), read_blocks(whole, rules.index(whole.options))
        assert [(block.text, block.role, block.hidden, block.link_chars) for block in found[0].blocks] == [(block.text, block.role, block.hidden, block.link_chars) for block in found[1].blocks]
        assert [link.url for link in read_links(page).links] == [link.url for link in read_links(whole).links]  # words of a style sheet once counted as theirs
        assert (page.metas, page.title_tag, page.base_url) == (whole.metas, whole.title_tag, whole.base_url)


@compiled
def test_drawings_and_style_sheets_are_taken_out():
    kept = "<style>{}</style><p><svg viewBox='0 0 1 1'>{}</svg>One.<svg>{}</svg><script>a = '<svg><g></svg>'</script><!-- <svg><g></svg> -->"
    full = kept.format("p > a {}", "<path d='M0'/><g><svg><use/></svg></g>", "<title>x</title>")
    assert repair.without_drawings(full.encode()) == kept.format("", "", "").encode()
    for left in ("<svg><a href=/x>In</a></svg>", "<svg><path>", "<style>p", "<svg><p>Text</p></svg>", "<xmp><svg><g></g></svg></xmp>"):
        assert repair.without_drawings(left.encode()) == left.encode()


WORDS = st.sampled_from(["sign", "up", "now", "Photo:", "by", "İstanbul", "ẞ", "x" * 90, "café", "the"])


@compiled
@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(WORDS, min_size=1, max_size=90).map(" ".join), min_size=1, max_size=4),
    st.dictionaries(WORDS.map(str.lower), st.sampled_from([-1.0, 0.5, 2.0]), max_size=6),
    st.dictionaries(st.tuples(WORDS.map(str.lower), WORDS.map(str.lower)), st.sampled_from([-1.0, 0.5]), max_size=6),
)
def test_what_lines_say(texts: list[str], single: dict[str, float], pairs: dict[tuple[str, str], float]):
    phrases = single | {" ".join(pair): weight for pair, weight in pairs.items()}
    wordings = {**single, **pairs}
    found = np.zeros((2, len(texts)), np.float32), np.zeros((4, len(texts)), np.float32)
    _speedups.lexicon.line_rows(texts, list(range(len(texts))), _speedups.lexicon.Lexicon(phrases, wordings), words, *found)
    np.testing.assert_allclose(found[0].T, [weigh_tokens(phrase_tokens(text), phrases) for text in texts], rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(found[1].T, [weigh_wording(*wording_tokens(text), wordings) for text in texts], rtol=1e-6, atol=1e-6)


@compiled
@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(st.sampled_from([b"<", b"</", b"</body>", b"</BoDy", b"</html", b"&", b"&#", b"&#1;", b"&#x1f", b"&#127;", b"&#xFFFE;", b"&#55296;", b"&#65;", b"\xed\xa0", b"\xe2\x82\xac", b"\xf4\x90", b"\xc0", b"\x80", b"\x7f", b"\x00", b"x"]), max_size=12).map(b"".join)))
def test_bytes(data: bytes):
    text = data.decode("latin-1")
    found = decoding.parser_bytes(text), repair.without_end_tags(data), mojibake.is_garbled(text.encode())
    for bytes_ in (data, text.encode()):
        assert _speedups.markup.has_control_reference(bytes_) or decoding._CONTROL_REFERENCE.search(bytes_) is None
        try:
            assert (bytes_.decode("utf-8") is not None) == _speedups.markup.is_utf_8(bytes_)
        except UnicodeDecodeError:
            assert not _speedups.markup.is_utf_8(bytes_)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(_speedups, "markup", None)
        assert found == (decoding.parser_bytes(text), repair.without_end_tags(data), mojibake.is_garbled(text.encode()))


@compiled
@given(st.text(alphabet="aByY-Auth_ É渡İ0 ", max_size=40), st.lists(st.sampled_from(["by", "auth", "t", "zz", "é", "渡"]), min_size=1))
def test_stems(text: str, stems: list[str]):
    compiled, reference = _speedups.words.Stems(stems), StemsInPython(tuple(stems))
    assert compiled.found_in(text) == reference.found_in(text)
    assert compiled.stand_in(text) == reference.stand_in(text)


PARTS = st.sampled_from(["ad", "Ad", "AD", "share", "Box", "also", "read", "post", "tag-", "gpt-", "-end", "-", "_", " ", "\t", "\xa0", "1", "x9", "é", "İ", "K"])
NAMED = tuple(
    Rule(f"rule.{number}", "why", **matcher)
    for number, matcher in enumerate(
        ({"ids": ("ad", "post-end")}, {"classes": ("Box", "share-read")}, {"words": ("ad", "read also")}, {"id_prefixes": ("gpt-",), "id_suffixes": ("-end",)}, {"selector": ".post.x9, #share .Ad"})
    )
)


@compiled
@settings(max_examples=500)
@given(st.lists(PARTS, max_size=6).map("".join))
def test_names_that_no_rule_asks_for_are_told_without_asking(name: str):
    index = RuleIndex(NAMED)
    by_class, by_id = bool(index._of_classes(name)), bool(name and index._of_id(name))
    assert index.ruled_names.may_be_classes(name) >= by_class
    assert index.ruled_names.may_be_id(name) >= by_id
    if name.isascii() and "read" not in name.lower():  # a phrase of two words is asked for by its first
        assert index.ruled_names.may_be_classes(name) == by_class
        assert index.ruled_names.may_be_id(name) == by_id or len(_words_of(name)) > 3


SAID = st.sampled_from(
    [" ", *"author By-Line byline WRITER reporter journalist autor autorad auteur Verfasser redakteur contributor creator vcard fn signature skribent forfatter firma_ x - _ é İ K ſ".split(),
     *"date datebase datepick datum fecha timestamp time publish pubdate posted veroeff updated modified meta".split(),
     *"paywall regwall subscriberonly subscriber-only premium wall premium-content subscribe-wall abo-schranke locked-content".split()]
)  # fmt: skip


@compiled
@settings(max_examples=500)
@given(st.lists(SAID, max_size=5).map("".join))
def test_classes_that_say_nothing_of_the_article_are_told_by_their_bytes(name: str):
    element = etree.Element("p", {"class": name})
    role = sum(bit for bit, sort in marks._ROLES if sort.pattern.search(name.lower()))
    for marked in (_speedups.finds.Marked(element, marks.SPEC), marks.MarkedInPython(element, marks.SPEC)):
        assert [bit for bit in range(16) if marked.of(1 << bit)] == [bit for bit in range(16) if role >> bit & 1]


PATTERNS = st.sampled_from([
    "(?i:share|réserve|[st]k)", "(?i:ads?\\s+by)", r"\d{1,2}/[a-z]+", r"[-–\s(]*(?i:anzeige|реклама|广告)", r"(?:[a-z]{2}|S?ho)", r"\(toc\)", r"(?i:K|ı|ß)x", r"\bshare\b", "a?b?é", "[^a]b", r"(?!s)sh|(?<=x)y", "(?!)", "(?i:(?-i:S)h)",
])  # fmt: skip
LETTERS = st.sampled_from([*"sShHaArRkKtoc( )[]{}-–/19ıİKſéÉрР广告ß\u0663\u2003\n", "share", "re", "ad", "#a="])


CUT = st.sampled_from(["(toc)", "{alertInfo}", " {codeBox} ", "{tocify} $title={Contents}", "(getButton) #text=(Go)", "[caption]", "[/caption]", "$ads={1}", "Words before (and after)", " "])


@compiled
@settings(max_examples=1000)
@given(PATTERNS, st.lists(LETTERS, max_size=8).map("".join))
def test_lines_that_begin_as_no_match_does_are_not_held_against_a_pattern(pattern: str, line: str):
    book = openings(pattern)
    assert book.fits(line) or re.match(pattern, line) is None
    assert {match.start() for match in re.finditer(pattern, line)} <= set(book.places(line))
    assert book.fits_within(line) == bool(book.places(line))
    assert Phrase(pattern).is_in(line) == (re.search(pattern, line, re.IGNORECASE) is not None)


@compiled
@settings(max_examples=200)
@given(st.sampled_from([rule.pattern for rule in load_rules(None) if rule.pattern]).flatmap(lambda rule: st.tuples(st.just(rule), st.from_regex(rule, fullmatch=True))))
def test_what_a_rule_matches_begins_as_its_table_says(case: tuple[str, str]):
    pattern, line = case
    assert openings(pattern).fits(line)


@compiled
@settings(max_examples=500)
@given(st.lists(st.tuples(st.lists(st.one_of(LETTERS, CUT), min_size=1, max_size=6), st.integers(0, 3)), max_size=4))
def test_blocks_that_a_rule_may_say_something_of(texts: list[tuple[list[str], int]]):
    book = rules.index()
    element = etree.fromstring("<p>before <s>struck</s></p>")
    blocks = []
    for parts, linked in texts:
        pieces = [Piece(part, element[0] if place % 2 else element) for place, part in enumerate(parts)]
        blocks.append(Block(len(blocks), " ".join("".join(parts).split()), element, tuple(pieces), linked, "p", False))
    found = lines.candidates(blocks, book)
    ruled = [block.index for block in blocks if block.text and lines.might_fire(block, book) and lines.read(block, book, element)[0]]
    assert set(ruled) <= {block.index for block in found}


@compiled
@settings(max_examples=500)
@given(st.lists(st.sampled_from([*" \t\n\r\f\v\x1c\x85\xa0\u2003\u3000\u200b\u200c\u200d\u200e\xad\ufeff\u2060", "a", "b c", "é", "渡", "。", "𠀀", "😀"]), max_size=12).map("".join))
def test_white_space(text: str):
    assert collapse(text) == collapse_in_python(text)


@compiled
@given(st.text(alphabet="abPo-_ \n\xa0É渡İ0", max_size=80), st.dictionaries(st.sampled_from(["ab", "a", "po", "ab-po", "bapo"]), st.sampled_from([-1.0, 0.5, 2.0])))
def test_what_names_say(name: str, weights: dict[str, float]):
    found = np.zeros(2, np.float32)
    _speedups.lexicon.name_rows([name, name], _speedups.lexicon.Lexicon(weights, {}), NAME_TOKENS, found)
    assert found.tolist() == pytest.approx([weigh_tokens(name_tokens(name), weights)[0]] * 2, rel=1e-6)


def test_one_letter_alone_has_a_lower_case_of_two():
    assert [chr(code) for code in range(sys.maxunicode + 1) if len(chr(code).lower()) != 1] == ["İ"]  # which `hashes.pxi` leaves to Python


@compiled
@given(st.lists(st.text(alphabet="abABéÉİıΣσςß渡😀KſǅꙊ \u2003\x85", max_size=40), max_size=4), st.booleans())
def test_distinct_words(texts: list[str], long_only: bool):
    found = {word for text in texts for word in text.lower().split() if len(word) > 4 or not long_only}
    assert len(_speedups.lines.WordSet(texts, long_only)) == len(found)


ADDRESSES = st.lists(st.sampled_from(["/", "//", "?", "&", ".", "..", "a", "B2", "-", "%20", "#", " ", "é", ":", "http", "https", "://", "https://x.example", "http://x:80/", ";", "~"]), max_size=8).map("".join)


@compiled
@settings(max_examples=500)
@given(ADDRESSES)
def test_addresses(href: str):
    assert hrefs.shape_of(href) == hrefs.shape_in_python(href)
    for base in ("https://www.x.example/a", "http://x:80/", "https://127.0.0.1", "", "https://[", "/news/"):
        page = Page(etree.fromstring("<html/>"), base, "utf-8", Options())
        addresses = hrefs.Addresses(page)
        assert _speedups.links.Addresses(addresses, hrefs.family_of, hrefs.FILES).of(href) == addresses[href]


STEMS = st.sampled_from([*" ".join(links._STEMS.values()).replace("^", "").upper().split(), "pager", "nav", "menu", "page-numbers", "NAV-links", " ", "-", "_", "x", "s", "\u017f", "\u212a", "9", "é"])
SAID = st.lists(st.one_of(STEMS, st.sampled_from(["one", "two ", "\n", "\x1d", "\xa0", "é", "long" * 80, "<h3>", "</h3>", "<b>"])), max_size=12).map("".join)


@compiled
@settings(max_examples=500, deadline=None)
@given(*[st.lists(STEMS, max_size=4).map("".join)] * 3, SAID)
def test_links_where_names_say_what_a_place_is(outer: str, classes: str, id_: str, text: str):
    page = parsed(f'<main class="{outer}"><div class="{classes}" id="{id_}"><a href=/a>{text}</a></div><a href=/b>b</a></main>')
    assert page is not None
    assert links.compiled_anchors(page) == [tuple(anchor) for anchor in links.anchors_in_python(page)]


@compiled
@given(st.text(max_size=60))
def test_letters(text: str):
    assert _speedups.words.letters(text) == "".join(re.findall(r"\w+", text))


@compiled
@settings(max_examples=500)
@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(["Bread", " ", "12", "²", "٣", "_", "-", "é", "İ", "渡", "船", "๓", "ก", "\u0eff", "\u3005", "a1", "\x1d", "\x85", "\u1680", "\u2003", "\u3000"]), max_size=12).map("".join)))
def test_words_behind_one_another_and_on_one_line(text: str):
    assert _speedups.words.joined(text, 2) == memory.joined_in_python(text, 2)
    assert _speedups.words.spaced(text) == " ".join(text.split())
    assert _speedups.words.tally(text) == tally_in_python(text)


STORED = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.sampled_from(["", "a", "é", "渡", "\0", "a\0b", "渡\0", "half \ud83d", "whole \U0001f600"]), st.datetimes()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.tuples(inner, inner), st.dictionaries(st.one_of(st.sampled_from(["", "a", "é\0", "\udc00"]), st.integers()), inner, max_size=3)
    ),
)


@compiled
@given(STORED)
def test_values_that_are_to_be_stored(value: object):
    assert repr(packing.scrubbed(value)) == repr(packing.scrubbed_in_python(value))


CONTAINERS = st.lists(
    st.sampled_from(["<div", "<DIV", "<divx", "<section ", "<body", "<nav\n", "<header/", "<", ">", " ", "\t", "\v", "\xa0", "_", "/", " id", " CLASS", "data-id=", "=", "=", '"', "'", "a1 b", "9", "Top", "x" * 399, "é"]), max_size=30
).map("".join)


@compiled
@settings(max_examples=1000)
@given(CONTAINERS)
def test_names_of_containers(markup: str):
    body = markup.encode()
    assert _speedups.markup.container_names(body) == names_in_python(body)


@compiled
def test_a_forest_of_any_depth_and_width():
    dice = np.random.default_rng(7)
    for depth, trees, blocks in ((1, 1, 1), (6, 300, 215), (4, 3, 0), (8, 20, 33)):
        forest = scorer.Forest(
            dice.integers(0, 5, 40), dice.normal(size=(40, 1)).astype(np.float32), dice.integers(0, 40, (depth, trees)),
            dice.normal(size=(trees, 2**depth)).astype(np.float32), 0.5,
        )  # fmt: skip
        matrix = dice.normal(size=(5, blocks)).astype(np.float32)
        np.testing.assert_allclose(forest.margins(matrix), forest.margins_in_python(matrix), rtol=1e-5, atol=1e-5)


def test_python_alone_can_be_asked_for():
    """And gives the same article."""
    path = next(path for path in PAGES if path.parent.name == "wordpress-blocks")
    code = f"import cleaners, cleaners._speedups as s; print(s.tree, cleaners.clean(open({str(path)!r}, 'rb').read()).text)"
    texts = []
    for pure in ("1", "0"):
        done = subprocess.run([sys.executable, "-c", code], env={"CLEANERS_PURE_PYTHON": pure}, capture_output=True, text=True, check=True)
        module, _, text = done.stdout.partition(" " if pure == "1" else "> ")
        assert (module == "None") == (pure == "1" or _speedups.tree is None)
        texts.append(text)
    assert texts[0] == texts[1]


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(["title", "url", "a", "b"]), inner, max_size=4)),
    max_leaves=40,
)


@compiled
@given(JSON, st.integers(-1, 3), st.integers(1, 6), st.integers(1, 3))
def test_objects_with_a_text_under_a_key(value: object, shallow: int, most: int, longest: int):
    keys = frozenset(("title", "url"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(objects, "MAX_OBJECTS", most)
        patch.setattr(objects, "MAX_ITEMS", longest)
        assert objects.bearing(value, keys, shallow) == objects.bearing_in_python(value, keys, shallow)


@compiled
def test_records_are_out_of_the_cycle_collectors_sight():
    found = read_blocks(read_page(b"<p>One.<p>Two <b>bold</b> words.", "https://any.example/a"))
    assert not any(map(gc.is_tracked, (*found.blocks, *(block.pieces for block in found.blocks), *found.blocks[1].pieces)))
