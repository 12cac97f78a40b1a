"""Lines that are only a name, one row a page pattern: which of them sign, and which are labels."""

from __future__ import annotations

import pytest

from cleaners.metadata.strings import LETTERS, stands_alone
from tests.test_metadata import metadata_of

HEAD = '<head><title>The ferry sails again</title><meta property="og:site_name" content="Pond Press"><meta name="author" content="Pond Press">{}</head>'
PROSE = "".join(f"<p>{text}</p>" for text in ("The ferry sailed on Friday with forty guests aboard, and the crew waved from the rail. " * 2, "The harbour master had waited all week for calm water and a new pump. " * 2,
                                              "Guests may book again from Monday, and the fares stay what they were before. " * 2))  # fmt: skip
DATE = "<p>3 May 2024</p>"


def authors_of(above: str, below: str = "", head: str = "", language: str = "en") -> tuple[str, ...]:
    page = f'<html lang="{language}">{HEAD.format(head)}<body><main><h1>The ferry sails again</h1>{above}{PROSE}{below}</main></body></html>'
    return metadata_of(page).authors


SIGNING = [
    ("between headline and text", "<p>Ann Okafor</p>", "", ("Ann Okafor",)),
    ("under the dateline", f"{DATE}<p>ANN OKAFOR</p>", "", ("Ann Okafor",)),
    ("two with a slash", f"{DATE}<p>Ann Okafor/Luís Prado</p>", "", ("Ann Okafor", "Luís Prado")),
    ("several with credentials", "<div>Ann Okafor, VMD, DACVB; Luís Prado, BA &amp; Ida Holm</div>", "", ("Ann Okafor", "Luís Prado", "Ida Holm")),
    ("in the dateline", "<p>May 3, 2024 • Ann Okafor in Harbour News</p>", "", ("Ann Okafor",)),
    ("run into the dateline", "<div><b>Ann Okafor</b><i>May 03, 2024</i><i>2 Shares</i></div>", "", ("Ann Okafor",)),
    ("behind a long lead, beside the date", f"<p>{'The old ferry is back, and so is the queue on the quay. ' * 4}</p><p>Ann Okafor</p>{DATE}", "", ("Ann Okafor",)),
    ("alone below the last paragraph", "", "<p>— Ann Okafor</p>", ("Ann Okafor",)),
    ("box about the author", "", "<aside></aside><div><h3>Ann Okafor</h3><p>Ann Okafor has sailed every ferry of the coast and writes about them from the quay.</p></div>", ("Ann Okafor",)),
    ("a login", f"<p>by ann77</p>{DATE}", "", ("Pond Press",)),
]


@pytest.mark.parametrize(("above", "below", "expected"), [row[1:] for row in SIGNING], ids=[row[0] for row in SIGNING])
def test_a_line_of_names_signs_where_nobody_else_does(above: str, below: str, expected: tuple[str, ...]) -> None:
    assert authors_of(above, below) == expected


LABELS = [
    ("words of the text", f"{DATE}<p>Calm Water</p>", ""),
    ("furniture", f"{DATE}<p>Print Article</p>", ""),
    ("section", f"{DATE}<p>Marina Life</p>", '<meta property="article:section" content="Marina Life">'),
    ("kicker by class", f'{DATE}<p class="kicker">Mira Strand</p>', ""),
    ("caption", "<figure><figcaption>Ida Holm</figcaption></figure>", ""),
    ("heading", "<h2>Mira Strand</h2>", ""),
    ("related card", f'{DATE}<div class="related"><p>Ida Holm</p></div>', ""),
    ("sentence with a name", "<p>Ann Okafor was there too</p>", ""),
    ("behind the lead, no date near", f"<p>{'The old ferry is back, and so is the queue on the quay. ' * 4}</p><p>Mira Strand</p>", ""),
]


@pytest.mark.parametrize(("above", "head"), [row[1:] for row in LABELS], ids=[row[0] for row in LABELS])
def test_labels_do_not_sign(above: str, head: str) -> None:
    assert authors_of(above, head=head) == ("Pond Press",)


def test_where_every_noun_has_a_capital_no_bare_line_signs() -> None:
    assert authors_of(f"{DATE}<p>Neue Hafenmauer</p>", language="de") == ("Pond Press",)


def test_of_several_people_with_a_paragraph_each_none_signs() -> None:
    boxes = "".join(f"<div><h3>{name}</h3><p>{name} has sailed every ferry of the coast and writes about them from the quay.</p></div>" for name in ("Ann Okafor", "Ida Holm"))
    assert authors_of("", boxes) == ("Pond Press",)


def test_a_byline_goes_before_a_bare_name() -> None:
    assert authors_of(f"{DATE}<p>Mira Strand</p><p>By Ann Okafor</p>") == ("Ann Okafor",)


def test_a_login_signs_where_not_even_the_publisher_does() -> None:
    page = f'<html lang="en"><head><title>The ferry sails again</title></head><body><h1>The ferry sails again</h1><p>by ann77</p>{DATE}{PROSE}</body></html>'
    assert metadata_of(page).authors == ("ann77",)


def test_a_title_shown_without_a_heading_places_the_byline() -> None:
    page = f'<html lang="en"><head><title>The ferry sails again</title></head><body><div><b>The ferry sails again</b></div><p>by Ann Okafor</p>{PROSE}</body></html>'
    assert metadata_of(page).authors == ("Ann Okafor",)


def test_a_first_name_alone_is_filled_in_by_the_only_full_name_that_has_it() -> None:
    assert authors_of('<a href="/author/ann">Articles by Ann</a><p>Ann Okafor is a writer who lives by the quay. ' + "She sails. " * 20 + "</p>") == ("Ann Okafor",)


DIARY = "".join(f"<p>I walked to the quay {day}, and I'm still glad that I did: I saw the ferry come in, and what I saw I wrote down at once.</p>" for day in ("on Monday", "on Friday"))
OWNED = [
    ("site name, told in the first person", "The ferry | Ann Okafor", '<meta property="og:site_name" content="Ann Okafor">', DIARY, ("Ann Okafor",)),
    ("end of the title alone", "The ferry — Ann Okafor", "", DIARY, ("Ann Okafor",)),
    ("brackets at the end of the title", "The ferry (Ann Okafor)", "", DIARY, ("Ann Okafor",)),
    ("a declared person", "The ferry", '<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"Ann Okafor"},{"@type":"Person","name":"Ann Okafor"}]}</script>', PROSE, ("Ann Okafor",)),
    ("the author's own field", "The ferry | Ann Okafor", '<meta property="og:site_name" content="Ann Okafor"><meta name="author" content="Ann Okafor">', PROSE, ("Ann Okafor",)),
    ("somebody else signs", "The ferry | Ann Okafor", '<meta property="og:site_name" content="Ann Okafor"><meta name="author" content="Luís Prado">', DIARY, ("Luís Prado",)),
    ("nobody speaks", "The ferry | Ann Okafor", '<meta property="og:site_name" content="Ann Okafor">', PROSE, ()),
    ("a paper", "The ferry | Harbour Times", '<meta property="og:site_name" content="Harbour Times">', DIARY, ()),
    ("words of the page", "The ferry | Quay Friday", '<meta property="og:site_name" content="Quay Friday">', DIARY, ()),
]  # fmt: skip


@pytest.mark.parametrize(("title", "head", "prose", "expected"), [row[1:] for row in OWNED], ids=[row[0] for row in OWNED])
def test_a_blog_named_after_its_author_is_signed_by_its_name(title: str, head: str, prose: str, expected: tuple[str, ...]) -> None:
    page = f'<html lang="en"><head><title>{title}</title>{head}</head><body><main><h1>The ferry</h1>{prose}</main></body></html>'
    assert metadata_of(page).authors == expected


@pytest.mark.parametrize("text", ["calm water", "calmer waters, becalm", "calm", "calm2", "_calm_", "2calm", "Calm calmécalm", "écalm calm", "calmcalm calm", "calmcalm", "", "становcalm calm-"])
def test_a_word_stands_alone_where_it_is_among_the_words_of_the_text(text: str) -> None:
    assert stands_alone("calm", text) == ("calm" in LETTERS.findall(text))


def test_words_are_known_to_be_written_small_however_many_lines_may_be_names() -> None:
    titles = [f"Tall{'abcdefghijklmnopqrstuvwxyz'[number % 26]}{'xyzw'[number // 26]} Ship" for number in range(60)]
    boxes = "".join(f"<div><h3>{title}</h3><p>{title} has sailed every ferry of the coast, and {title.lower()} is what we call it.</p></div>" for title in titles)
    signer = "<div><h3>Ann Okafor</h3><p>Ann Okafor has sailed every ferry of the coast and writes about them from the quay.</p></div>"
    assert authors_of("", boxes + signer) == ("Ann Okafor",)
