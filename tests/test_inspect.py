"""The inspector's parts, and the commands `inspect`, `case`, `report` and `top`."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from lxml import etree

sys.path.insert(0, str(Path(__file__).parent / "browser"))
from stored import HOSTILE_PAGE, MENDED, filled

from crawler.cli import main
from crawler.report import diffs
from crawler.report.inert import inert_css, inert_page
from crawler.report.inspection import inspect
from crawler.report.inspector import Labels, inspector_page

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "fixtures" / "pages").glob("*/page.html"))


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return int(left.value.code or 0)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_every_block_is_marked_whole_and_in_order(path: Path) -> None:
    inspection = inspect(path.read_bytes(), "https://paper.example/a")
    document = etree.HTML(inert_page(inspection.root, inspection.pairs, ""))
    marked: dict[int, list[str]] = {}
    for element in document.iter("bb-block"):
        marked.setdefault(int(element.get("data-b")), []).append("".join(element.itertext()))
    for block, decision in inspection.pairs:
        assert "".join("".join(marked[block.index]).split()) == "".join("".join(piece.text for piece in block.pieces).split())
        assert document.find(f'.//bb-block[@data-b="{block.index}"]').get("data-keep") == str(int(decision.keep))
    assert list(marked) == sorted(marked)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_the_article_is_linked_to_its_blocks(path: Path) -> None:
    inspection = inspect(path.read_bytes(), "https://paper.example/a")
    page = inspector_page(inspection, Labels("page.html"))
    if inspection.article is None:
        assert inspection.refusal.code in page
        return
    linked = set(map(int, re.findall(r'<(?:p|li|h\d|td|th|dd|dt|pre|blockquote)[^>]* data-b="(\d+)"', page)))
    kept = {shown.index for shown in inspection.blocks if shown.keep}
    assert linked <= kept
    assert len(linked) >= 0.6 * len(kept)


def test_nothing_hostile_is_written() -> None:
    inspection = inspect(HOSTILE_PAGE, "https://bite.example/a")
    page = inert_page(inspection.root, inspection.pairs, "")
    document = etree.HTML(page)
    assert not document.xpath("//script|//iframe|//object|//embed|//form|//input|//link|//base|//svg|//video|//audio")
    assert not [name for element in document.iter() for name in element.attrib if name.startswith("on") or name in ("href", "src", "srcset", "action")]
    assert "evil.example/" not in "".join(document.xpath("//style/text()|//@style"))


@pytest.mark.parametrize(
    ("css", "left"),
    [
        ("a{background:url(http://x/y)}", "a{background:none}"),
        ("a{background:URL( 'http://x/y' ) red}", "a{background:none red}"),
        ('@import "x.css"; b{}', " b{}"),
        ("a{background:image-set(url(x.png) 1x, url(y.png) 2x)}", "a{background:none}"),
        ("a{background:url(data:image/png;base64,AA==)}", "a{background:url(data:image/png;base64,AA==)}"),
        ("a{position: fixed}", "a{position:static}"),
        ("</style><script>", "<\\/style><script>"),
    ],
)
def test_css_fetches_and_covers_nothing(css: str, left: str) -> None:
    assert inert_css(css) == left


def test_diff_lines_pair_changed_paragraphs() -> None:
    shown = diffs.lines([("=", 2), ("-", "The price is ten."), ("+", "The price is nine."), ("+", "New.")])
    assert [line.sign for line in shown] == ["=", "-", "+", "+"]
    assert [part.text for part in shown[1].parts if part.changed] == ["ten."]
    assert [part.text for part in shown[2].parts if part.changed] == ["nine."]


def test_inspect_writes_one_file_without_outside_references(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "look.html"
    assert run("inspect", PAGES[0], "--out", out) == 0
    page = out.read_text("utf-8")
    assert capsys.readouterr().out.strip() == str(out)
    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", page.replace("srcdoc=", ""))


def test_a_case_holds_the_page_and_the_corrected_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = ROOT / "fixtures" / "pages" / "german" / "page.html"
    blocks = inspect(page.read_bytes()).blocks
    extra = next(shown for shown in blocks if not shown.keep and shown.reason == "model" and len(shown.text) > 10)
    wrong = [shown for shown in blocks if shown.keep][-1]
    assert run("case", page, "--keep", extra.index, "--remove", wrong.index, "--out", tmp_path, "--url", "https://zeit.example/a", "--about", "x") == 0
    folder = Path(capsys.readouterr().out.strip())
    expected = (folder / "expected.txt").read_text("utf-8")
    assert (folder / "page.html").read_bytes() == page.read_bytes()
    assert json.loads((folder / "case.json").read_text("utf-8")) == {"about": "x", "url": "https://zeit.example/a"}
    assert extra.text.split("\n")[0] in expected
    assert wrong.text not in expected


def test_a_case_of_a_refused_page_names_the_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("case", ROOT / "fixtures" / "pages" / "not-login" / "page.html", "--out", tmp_path) == 0
    folder = Path(capsys.readouterr().out.strip())
    assert json.loads((folder / "case.json").read_text("utf-8"))["code"] == "no-article-text"
    assert not (folder / "expected.txt").exists()


def test_unknown_blocks_and_ids_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("case", PAGES[0], "--refuse", "bot-wal", "--out", tmp_path) == 2
    assert "bot-wal: no reason code; there are empty-page," in capsys.readouterr().err
    assert run("case", PAGES[0], "--keep", "99999", "--out", tmp_path) == 2
    assert "no block 99999" in capsys.readouterr().err
    store = filled(tmp_path / "store.db", 4)
    assert run("inspect", "999999", "--store", store, "--out", tmp_path / "x.html") == 1


def test_report_and_top_over_a_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = filled(tmp_path / "store.db", 4)
    out = tmp_path / "report.html"
    assert run("report", "--store", store, "--out", out, "--with-pages", "1") == 0
    page = out.read_text("utf-8")
    [name] = re.findall(r'href="(report_pages/[^"]+)"', page)
    assert (tmp_path / name).is_file()
    assert MENDED in page
    capsys.readouterr()
    assert run("top", "--store", store, "--json") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows == sorted(rows, key=lambda row: (row["site"], -row["chars"]))
    assert all(row["articles"] for row in rows)


def test_a_report_over_an_empty_store(tmp_path: Path) -> None:
    from crawler.stores import open_store

    store = f"sqlite:///{tmp_path}/empty.db"
    open_store(store).close()
    assert run("report", "--store", store, "--out", tmp_path / "report.html") == 0


def test_serving_to_others_needs_a_token(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("serve", "--host", "0.0.0.0", "--store", f"sqlite:///{tmp_path}/x.db") == 2
    assert "token" in capsys.readouterr().err
