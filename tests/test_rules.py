"""Every rule fires on its fixture and costs no expected text; a bad rule file is named with file, line and id."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from cleaners import profiles, rules
from cleaners.blocks import read_blocks
from cleaners.errors import BadRule
from cleaners.page import read_page
from cleaners.records import Options
from cleaners.rules import Rule, RuleIndex, load_rules, read_rules
from cleaners.rules.beginnings import beginnings
from cleaners.saved_text import clean_saved

FIXTURES = Path(__file__).parent.parent / "fixtures" / "rules"
OWN = [rule for rule in load_rules() if not rule.id.startswith("autoconsent.")]
PAGES = sorted(path.parent.name for path in FIXTURES.glob("*/page.html"))


def apply(name: str) -> tuple[set[str], str]:
    """(rules that fired, text that is left) on a fixture: the body's where a profile finds one, else the page's."""
    page = read_page((FIXTURES / name / "page.html").read_bytes())
    profile = profiles.choose(page)
    body = profile.body(page) if profile else None
    found = read_blocks(page, rules.index(page.options, body))
    result = rules.rulings(found, body, page)
    kept = [
        result.edited.get(block.index, block).text
        for block in found.blocks
        if block.index not in result.removed and (body is None or body in (block.element, *block.element.iterancestors()))
    ]
    return {*result.removed.values(), *result.edits.values()}, "\n\n".join(kept)


@pytest.mark.parametrize("rule", OWN, ids=lambda rule: rule.id)
def test_fires_on_its_fixture(rule: Rule) -> None:
    if rule.scope == "saved":
        removed = clean_saved((FIXTURES / rule.fixture / "saved.txt").read_text("utf-8")).removed
        assert f"rule:{rule.id}" in {removal.reason for removal in removed}
    else:
        assert rule.id in apply(rule.fixture)[0]


@pytest.mark.parametrize("rule", [rule for rule in OWN if rule.pattern and rule.scope != "saved" and rule.action == "remove"], ids=lambda rule: rule.id)
def test_no_line_of_a_rule_begins_with_anything(rule: Rule) -> None:
    """Else every line of every page is held against all patterns."""
    assert beginnings(rule.pattern) is not None


@pytest.mark.parametrize("name", PAGES)
def test_costs_no_expected_text(name: str) -> None:
    assert apply(name)[1] + "\n" == (FIXTURES / name / "expected.txt").read_text("utf-8")


def test_saved_text_fixture() -> None:
    saved = clean_saved((FIXTURES / "saved-text" / "saved.txt").read_text("utf-8"))
    assert (saved.title, saved.site_name) == ("The mill wheel turns again", "Valley Courier")
    assert "\n\n".join(saved.paragraphs) + "\n" == (FIXTURES / "saved-text" / "expected.txt").read_text("utf-8")


@pytest.mark.parametrize("rule", [rule for rule in OWN if not rule.reads_text], ids=lambda rule: rule.id)
def test_every_term_of_a_rule_matches(rule: Rule) -> None:
    book = RuleIndex((rule,))
    named = [("i", *pair) for pair in ((id_, "") for id_ in rule.ids)]
    named += [("p", f"{prefix}17", "") for prefix in rule.id_prefixes] + [("s", f"neo{suffix}", "") for suffix in rule.id_suffixes]
    named += [("c", "", f"x {token} y") for token in rule.classes]
    named += [("w", "", phrase.replace(" ", "-")) for phrase in rule.words] + [("w", phrase.title().replace(" ", ""), "") for phrase in rule.words]
    for _, id_, classes in named:
        element = etree.fromstring("<div>words</div>")
        assert book.match(element, id_, classes) == rule.id, (id_, classes)


@pytest.mark.parametrize("name", ["lines", "heads", "begins"])
@pytest.mark.parametrize("rule", [rule for rule in OWN if rule.lines or rule.heads or rule.begins], ids=lambda rule: rule.id)
def test_every_phrase_of_a_rule_is_found(rule: Rule, name: str) -> None:
    behind = {"lines": " …", "heads": " : the mill", "begins": " the mill"}[name]
    said = [f"{mark}{phrase[0].upper()}{phrase[1:]}{behind}" for phrase in getattr(rule, name) for mark in ("", "» ")]
    if rule.scope == "saved":
        assert {line: rules.index().saved_lines.whole(line) for line in said} == dict.fromkeys(said, rule.id)
        return
    lines = [f'<a href="/m">{line}</a>' if rule.linked else line for line in said]
    found = read_blocks(read_page(f'<meta charset="utf-8"><p>Words.</p>{"".join(f"<p>{line}</p>" for line in lines)}'), rules.index())
    assert rules.rulings(found, None, read_page("<p>Words.")).removed == dict.fromkeys(range(1, len(said) + 1), rule.id)
    if rule.linked:
        plain = read_blocks(read_page(f'<meta charset="utf-8"><p>Words.</p>{"".join(f"<p>{line}</p>" for line in said)}'), rules.index())
        assert rules.rulings(plain, None, read_page("<p>Words.")).removed == {}


@pytest.mark.parametrize("line", ["Lire aussi", "Lesson: the mill", "Les Misérables: the mill", "More than one mill: a list", "Lea Müller: miller", "Relatedness: a word"])
def test_a_link_that_begins_almost_like_a_phrase_stays(line: str) -> None:
    page = read_page(f"<p>Words.</p><p>{'' if line == 'Lire aussi' else '<a href=/m>'}{line}</a></p>")
    assert rules.rulings(read_blocks(page, rules.index()), None, page).removed == {}


@pytest.mark.parametrize(
    "classes",
    ["tag-cookie-consent category-gdpr", "MsoNormal", "wp-block-image", "td-post-content", "markdown prose", "separator", "cookie", "recipe-cookies", "paragraph", "broadcast", "address", "elementor-element-58ad1d2", "id-Zl4adYBa", "hide-on-print", "has-caption", "wp-block-table has-caption", "article--has-disclaimer", "image-with-caption", "article-body--comment"],
)
def test_names_that_mean_nothing(classes: str) -> None:
    element = etree.fromstring("<div>words</div>")
    body = etree.fromstring("<div/>")
    assert rules.index(None, body).match(element, "", classes) == ""


IN_PROSE = (
    '<p>Words by <span class="author">Ida</span> here.</p>',
    '<p>A <a class="social-link" href="/x">link</a> in prose.</p>',
    '<h2 id="related-work">Related work</h2>',
    '<h3 id="toc_1">One</h3>',
    '<div id="toc_should-you-share-it"><p>Yes.</p></div>',
    '<h2 class="wp-block-heading toc">Two</h2>',
    '<p id="share-prices">Share prices rose.</p>',
    '<section id="newsletter-history"><p>It began in 1911.</p></section>',
)


@pytest.mark.parametrize("html", IN_PROSE)
def test_names_inside_prose_and_anchors_are_no_boxes(html: str) -> None:
    page = read_page(f'<meta name="generator" content="blogger"><div class="post-body"><p>First.</p>{html}</div>')
    profile = profiles.choose(page)
    body = profile.body(page) if profile else None
    found = read_blocks(page, rules.index(page.options, body))
    assert len(found.blocks) == 2
    assert rules.rulings(found, body, page).removed == {}


def test_autoconsent_list_is_read_and_used() -> None:
    listed = [rule for rule in load_rules() if rule.id.startswith("autoconsent.")]
    assert len(listed) > 200
    element = etree.fromstring("<div>We value your privacy</div>")
    assert rules.index().match(element, "cookie-advice", "") == ""  # the list asks for a class besides
    element = etree.fromstring('<div id="cookie-advice" class="fv-cookie-advice">We value your privacy</div>')
    assert rules.index().match(element, "cookie-advice", "fv-cookie-advice").startswith("autoconsent.")


def test_an_empty_slot_does_not_cut_a_paragraph() -> None:
    page = read_page('<p>One <ins class="adsbygoogle"><script>1</script></ins> two.</p>')
    assert [block.text for block in read_blocks(page, rules.index()).blocks] == ["One two."]


GUARDED = {
    "the whole page in a consent box": '<div class="cookie-banner"><h1>Baking</h1><p>Cookies need butter.</p></div>',
    "an article in a share box": '<div class="social-share"><article><p>Words of the article.</p></article></div>',
    "most of the page": f'<div class="related-posts"><p>{"Long words of the article. " * 30}</p></div><p>Footer</p>',
    "the body in a share box": '<meta name="generator" content="blogger"><div class="post-share"><div class="post-body"><p>All of it.</p></div></div>',
    "the body itself": '<meta name="generator" content="blogger"><div class="post-body subscribe-box"><p>All of it.</p></div>',
    "all text of the body": '<meta name="generator" content="blogger"><div class="post-body"><div class="share-wrap"><p>All of it.</p></div></div>',
    "a long part of the body": f'<meta name="generator" content="blogger"><div class="post-body"><div class="author">{"<p>Long words by the author.</p>" * 90}</div><p>End.</p></div>',
}


@pytest.mark.parametrize("html", GUARDED.values(), ids=GUARDED.keys())
def test_guard(html: str) -> None:
    page = read_page(f"<body>{html}</body>")
    profile = profiles.choose(page)
    body = profile.body(page) if profile else None
    found = read_blocks(page, rules.index(page.options, body))
    result = rules.rulings(found, body, page)
    assert result.removed == {}
    assert result.void


def test_a_long_consent_dialogue_beside_a_short_post_goes() -> None:
    page = read_page(f'<p>It rained.</p><div class="cookie-consent">{"<p>We and our partners use cookies.</p>" * 40}</div>')
    found = read_blocks(page, rules.index())
    assert set(range(1, 41)) == set(rules.rulings(found, None, page).removed)


def test_edited_pieces_keep_their_markup() -> None:
    page = read_page("<p><b>(alert-</b>warning) Mind <i>the</i> gap.<br>(ads1)<br>Really.</p>")
    found = read_blocks(page, rules.index())
    edited = rules.rulings(found, None, page).edited[0]
    assert edited.text == "Mind the gap.\nReally."
    assert [(piece.text, piece.parent.tag, piece.line_break) for piece in edited.pieces] == [
        ("Mind ", "p", False), ("the", "i", False), (" gap.", "p", False), ("Really.", "p", True),
    ]  # fmt: skip


def test_a_marker_at_the_end_goes_and_the_markup_stays() -> None:
    page = read_page("<blockquote>Mind <i>the</i> gap. <b>{alert</b>Warning} </blockquote>")
    found = read_blocks(page, rules.index())
    edited = rules.rulings(found, None, page).edited[0]
    assert edited.text == "Mind the gap."
    assert [(piece.text, piece.parent.tag) for piece in edited.pieces] == [("Mind ", "blockquote"), ("the", "i"), (" gap.", "blockquote")]


BAD = {
    "phrases beside element matchers": ('[[rule]]\nid = "a.b"\nwhy = "c"\nlines = ["d"]\nclasses = ["e"]', "a text pattern stands alone"),
    "phrases that cut off": ('[[rule]]\nid = "a.b"\nwhy = "c"\nheads = ["d"]\naction = "strip"', "phrases have lines removed"),
    "a phrase of marks": ('[[rule]]\nid = "a.b"\nwhy = "c"\nbegins = ["d", "»"]', "the phrase '»' holds nothing but marks"),
    "a narrowed phrase": ('[[rule]]\nid = "a.b"\nwhy = "c"\nlines = ["d"]\nshort = true', "short narrows an element matcher"),
    "unknown key": ('[[rule]]\nid = "a.b"\nwhy = "w"\nclases = ["x"]', "f.toml:1: rule 'a.b': unknown key 'clases'"),
    "no why": ('[[rule]]\nid = "a.b"\nclasses = ["x"]', "f.toml:1: rule 'a.b': why is missing"),
    "no matcher": ('[[rule]]\nid = "a.b"\nwhy = "w"', "f.toml:1: rule 'a.b': needs one of"),
    "second rule": ('[[rule]]\nid = "a.b"\nwhy = "w"\nids = ["x"]\n\n[[rule]]\nid = "A b"\nwhy = "w"\nids = ["x"]', "f.toml:6: rule 'A b': id must be"),
    "type": ('[[rule]]\nid = "a.b"\nwhy = "w"\nids = "x"', "ids must be a list"),
    "empty item": ('[[rule]]\nid = "a.b"\nwhy = "w"\nids = [""]', "ids must be a list of non-empty"),
    "action": ('[[rule]]\nid = "a.b"\nwhy = "w"\nids = ["x"]\naction = "drop"', "action 'drop' is none of"),
    "scope": ('[[rule]]\nid = "a.b"\nwhy = "w"\nids = ["x"]\nscope = "all"', "scope 'all' is none of"),
    "selector": ('[[rule]]\nid = "a.b"\nwhy = "w"\nselector = "div["', "selector 'div['"),
    "keyless selector": ('[[rule]]\nid = "a.b"\nwhy = "w"\nselector = "div > p"', "neither an id nor a class"),
    "pattern": ('[[rule]]\nid = "a.b"\nwhy = "w"\npattern = "("', "pattern: "),
    "empty pattern": ('[[rule]]\nid = "a.b"\nwhy = "w"\npattern = "x*"', "matches the empty line"),
    "back reference": ("[[rule]]\nid = \"a.b\"\nwhy = \"w\"\npattern = '(a)\\1'", "named group or a back reference"),
    "pattern and ids": ('[[rule]]\nid = "a.b"\nwhy = "w"\npattern = "x"\nids = ["x"]', "stands alone"),
    "strip without pattern": ('[[rule]]\nid = "a.b"\nwhy = "w"\nids = ["x"]\naction = "strip"', "need a text pattern"),
    "toml": ("[[rule]\n", "f.toml: not valid TOML"),
    "other table": ("[rules]\n", "f.toml:1: only [[rule]]"),
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD.keys())
def test_bad_rule(text: str, message: str) -> None:
    with pytest.raises(BadRule) as caught:
        read_rules(text, "f.toml")
    assert message in caught.value.detail


def test_user_rules_are_read_and_replace_ours(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[[rule]]\nid = "mine.box"\nclasses = ["my-box"]\nwhy = "w"\n\n[[rule]]\nid = "consent.piki"\nids = ["other"]\nwhy = "w"\n')
    book = rules.index(Options(rules_dir=tmp_path))
    element = etree.fromstring("<div>words</div>")
    assert book.match(element, "", "my-box") == "mine.box"
    assert book.match(element, "other", "") == "consent.piki"
    assert book.match(element, "cookies-iki", "") == ""


def test_user_rules_folder_errors(tmp_path: Path) -> None:
    with pytest.raises(BadRule, match="does not exist"):
        rules.index(Options(rules_dir=tmp_path / "none"))
    (tmp_path / "twice.toml").write_text('[[rule]]\nid = "a.b"\nids = ["x"]\nwhy = "w"\n\n[[rule]]\nid = "a.b"\nids = ["y"]\nwhy = "w"\n')
    with pytest.raises(BadRule, match=r"twice\.toml:6: rule 'a\.b': the id is taken by .*twice\.toml:1"):
        rules.index(Options(rules_dir=tmp_path))


def test_a_marker_of_the_users_may_begin_with_anything(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        """
[[rule]]
id = "valley.dateline"
pattern = 'VALLEY CITY [-–] '
action = "strip"
why = "the agency's dateline"

[[rule]]
id = "valley.end"
pattern = ' ■'
action = "strip-end"
why = "the mark at a story's end"
"""
    )
    page = read_page("<body><p>VALLEY CITY – The mill turned again. ■</p><p>It stopped.</p></body>", options=Options(rules_dir=tmp_path))
    result = rules.rulings(read_blocks(page, rules.index(page.options)), None, page)
    assert [block.text for block in result.edited.values()] == ["The mill turned again."]


def _of_sentence(markup: str) -> tuple[list[str], rules.Rulings]:
    page = read_page(f"<body><main><h1>Title</h1>{markup}</main></body>")
    found = read_blocks(page, rules.index(page.options))
    result = rules.rulings(found, None, page)
    return [result.edited.get(b.index, b).text for b in found.blocks[1:] if b.index not in result.removed], result


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        ("<p>It <a href=x>voted<span class=sr-only> (opens in a new tab)</span></a> for it.</p>", ["It voted for it."]),
        ("<p>The firm<span class='css-1f-VisuallyHidden'>, external</span> said so.</p>", ["The firm said so."]),
        ("<p>One<br><i class=sr-only>two</i><br>three</p>", ["One\nthree"]),
        ("<p><b class=sr-only>one</b> <b class=sr-only>two</b></p><p>Left.</p>", ["Left."]),
        ("<p>It <i class=sr-only>a <b>b</b> c</i>is <b class=sr-only>not</b>.</p>", ["It is ."]),
        (f"<p>It <i class=sr-only>{'word ' * 60}</i>is.</p>", [f"It {'word ' * 60}is."]),
        ("<p>The <a class=share-box href=x>share box</a> of the town.</p>", ["The share box of the town."]),
        ("<p>Empty <span class=sr-only></span> slot.</p>", ["Empty slot."]),
    ],
)
def test_what_a_rule_names_in_mid_sentence_is_taken_out_of_it(markup: str, left: list[str]) -> None:
    assert _of_sentence(markup)[0] == left


def test_too_much_to_be_a_label_stays_in_its_sentence() -> None:
    texts, result = _of_sentence("<p>" + "<i class=sr-only>x</i>" * 100_000 + "end</p>")
    assert len(texts) == 1
    assert not result.edited
