"""Profile before rule before score, a reason on every block, and how sure the cleaner is."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from modelpages import STORY, news_page, paragraphs, read

from cleaners.decide import PROFILE_CONFIDENCE, ProfileBody, confidence, decide, threshold
from cleaners.ends import without_byline, without_title
from cleaners.fallback import blocks_within, trafilatura_text
from cleaners.records import Decision, PageBlocks
from cleaners.scorer import score

PAGE = "<body><div id=menu>Menu</div><div id=post><p>First of two.</p><p>Second of two.</p></div><div id=foot>Foot</div></body>"


def found_with_body() -> tuple[PageBlocks, ProfileBody]:
    page, found = read(PAGE)
    return found, ProfileBody("quay", page.root.xpath("//div[@id='post']")[0])


def test_a_profile_decides_alone() -> None:
    found, body = found_with_body()
    decisions = decide(found, None, {}, body)
    assert [(d.keep, d.reason, d.score) for d in decisions] == [
        (False, "profile:quay", None), (True, "profile:quay", None), (True, "profile:quay", None), (False, "profile:quay", None),
    ]  # fmt: skip
    assert confidence(found, decisions) == PROFILE_CONFIDENCE


def test_a_rule_inside_a_profiles_body_drops_its_block() -> None:
    found, body = found_with_body()
    assert [(d.keep, d.reason) for d in decide(found, None, {2: "ads"}, body)][2] == (False, "rule:ads")


def test_a_rule_beats_the_score() -> None:
    found, _ = found_with_body()
    decisions = decide(found, np.array([0.0, 1, 1, 0], np.float32), {1: "cookie-box"})
    assert [(d.keep, d.reason) for d in decisions] == [
        (False, "model"), (False, "rule:cookie-box"), (True, "model"), (False, "model"),
    ]  # fmt: skip
    assert [d.score for d in decisions] == [0, 1, 1, 0]


def test_without_a_profile_the_scores_are_needed() -> None:
    found, _ = found_with_body()
    with pytest.raises(ValueError, match="scores"):
        decide(found, None, {})


def test_a_heading_that_announces_nothing_goes() -> None:
    _, found = read("<p>Story text here.</p><h2>Inside</h2><p>More of the story.</p><h3>Related stories</h3><p>Other</p>")
    decisions = decide(found, np.array([1, 1, 1, 1, 0], np.float32), {})
    assert [(d.keep, d.reason) for d in decisions][1:4] == [(True, "model"), (True, "model"), (False, "neighbour")]


def test_a_fragment_must_be_surer_than_a_sentence() -> None:
    sentence = "The board expects about four hundred passengers a day in summer."
    _, found = read(f"<p>{sentence}</p><p>Advertisement</p><h2>What now</h2><p>{sentence}</p><p>广告</p><p>{sentence}</p>")
    decisions = decide(found, np.array([0.99, 0.5, 0.5, 0.99, 0.5, 0.5], np.float32), {})
    assert [d.keep for d in decisions] == [True, False, True, True, False, True]


def test_a_scrap_must_be_surer_still() -> None:
    sentence = "The board expects about four hundred passengers a day in summer."
    _, found = read(f"<p>{sentence}</p><div>LIVE Newest first<ol><li>14:05</li><li>{sentence}</li></ol>Two words</div><table><tr><td>14:05<td>Quay</table><p>{sentence}</p>")
    texts = [block.text for block in found.blocks]
    scores = np.array([0.95 if text == "Two words" else 0.8 for text in texts], np.float32)
    dropped = [text for text, decision in zip(texts, decide(found, scores, {}), strict=True) if not decision.keep]
    assert dropped == ["LIVE Newest first", "14:05"]


def test_an_unsure_article_is_not_lost() -> None:
    sizes = np.array([20, 400, 400, 30])
    assert 0.15 <= threshold(np.array([0.01, 0.4, 0.38, 0.02], np.float32), sizes) < 0.38
    assert 0.44 < threshold(np.array([0.01, 0.99, 0.98, 0.02], np.float32), sizes) < 0.6


@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.integers(1, 2000)), max_size=40))
def test_thresholds_stay_in_bounds(blocks: list[tuple[float, int]]) -> None:
    scores, sizes = np.array([s for s, _ in blocks], np.float32), np.array([n for _, n in blocks])
    assert 0.15 <= threshold(scores, sizes) <= 0.6


def test_confidence_falls_with_doubt() -> None:
    found, _ = found_with_body()
    sure, unsure = (decide(found, np.array([1 - p, p, p, 1 - p], np.float32), {}) for p in (0.99, 0.6))
    assert 0 <= confidence(found, unsure) < confidence(found, sure) <= 1
    nothing = decide(found, np.zeros(4, np.float32), {1: "all", 0: "all", 2: "all", 3: "all"})
    assert confidence(found, nothing) == 0


def test_a_plain_story_is_trusted() -> None:
    page, found = read(news_page(paragraphs(STORY)))
    assert confidence(found, decide(found, score(page, found), {})) > 0.6


def test_a_second_opinion_is_mapped_back_to_blocks() -> None:
    page, found = read(news_page(paragraphs(STORY)))
    before = page.root.xpath("string()")
    text = trafilatura_text(page)
    assert text is not None
    assert page.root.xpath("string()") == before
    inside = {found.blocks[index].text for index in blocks_within(text, found)}
    assert set(STORY) <= inside
    assert "Harbour crane stuck for a week" not in inside


def test_no_second_opinion_where_there_is_no_article() -> None:
    page, _ = read("<body><p>x</p></body>")
    assert not (trafilatura_text(page) or "").strip("x")


@pytest.mark.parametrize(
    ("line", "kept"),
    [("2026年3月4日 11時00分", False), ("Par Ada Brandt (Valmerle, envoyée spéciale) Publié le 4 mars 2026 à 6h, modifié le 5 mars", False), ("By Ada Brandt", False), ("Ada Brandt at sea", True), ("The 4 old boats of 2026 that nobody wanted", True), ("It was 4 March 2026.", True)],
)
def test_the_dateline_below_a_standfirst_is_no_text(line: str, kept: bool) -> None:
    _, found = read(f"<p>A standfirst that says what it is all about.</p><p>{line}</p><p>Ada Brandt went to sea.</p>")
    every = decide(found, np.array([1.0, 1, 1], np.float32), {})
    assert [d.keep for d in without_byline(found.blocks, every, ("Ada Brandt",), [datetime(2026, 3, 4)])] == [True, kept, True]


@pytest.mark.parametrize(("others", "kept"), [(("Sat 14 March 2026", "Sun 15 March 2026"), True), (("Sat 14 March 2026",), False), (("Doors at 8 pm", "Doors at 9 pm"), False)])
def test_the_first_date_of_a_list_of_events_is_text(others: tuple[str, ...], kept: bool) -> None:
    lines = ["Wed 4 March 2026", "The choir of the harbour sings.", *(part for other in others for part in (other, "The band of the harbour plays."))]
    _, found = read("".join(f"<p>{line}</p>" for line in lines))
    every = decide(found, np.ones(len(lines), np.float32), {})
    assert [d.keep for d in without_byline(found.blocks, every, (), [datetime(2026, 3, 4)])] == [kept] + [True] * (len(lines) - 1)


def test_a_farewell_is_text() -> None:
    _, found = read("<p>Ada Brandt went to sea.</p><p>Until next week,<br>Ada Brandt</p>")
    every = decide(found, np.array([1.0, 1], np.float32), {})
    assert [d.keep for d in without_byline(found.blocks, every, ("Ada Brandt",))] == [True, True]


def test_a_line_of_names_at_either_end_is_no_text() -> None:
    lines = ("By Ada Brandt, 4 June 2024", "Ada Brandt went to sea.", "Ada Brandt and others on the quay tell of the storm and what it cost", "Ada Brandt")
    _, found = read("".join(f"<p>{line}</p>" for line in lines))
    every = decide(found, np.array([1.0, 1, 1, 1], np.float32), {})
    assert [d.keep for d in without_byline(found.blocks, every, ("Ada Brandt",))] == [False, True, True, False]
    middle = decide(found, np.array([0, 1, 1, 0], np.float32), {})
    assert [d.keep for d in without_byline(found.blocks, middle, ("Ada Brandt",))] == [False, True, True, False]
    assert [d.keep for d in without_byline(found.blocks, every, ())] == [True] * 4


@pytest.mark.parametrize(
    ("before", "line", "kept"),
    [("She went to sea.", "ada@bay.example", False), ("She went to sea.", "Ada Brandt ada@bay.example", False), ("Write to her:", "ada@bay.example", True),
     ("She went to sea.", "Questions about the boats go to ada@bay.example until noon.", True), ("She went to sea.", "(ab/dpa)", False), ("She went to sea.", "(and back)", True)],
)  # fmt: skip
def test_an_address_or_initials_below_the_text_are_a_signature(before: str, line: str, kept: bool) -> None:
    _, found = read(f"<p>{before}</p><p>{line}</p>")
    every = decide(found, np.array([1.0, 1], np.float32), {})
    assert [d.keep for d in without_byline(found.blocks, every, ())] == [True, kept]


@pytest.mark.parametrize(
    ("html", "title", "kept"),
    [("<h1><span>Holm:</span> The gate is blue</h1><p>Nobody asked me.</p>", "The gate is blue", [False, True]), ("<p>The gate is blue.</p>", "The gate is blue.", [True]),
     ("<h1>The gate is blue</h1>", "The gate is blue", [False]), ("<h1>Why nobody asked me whether The gate is blue</h1><p>Well.</p>", "The gate is blue", [True, True])],
)  # fmt: skip
def test_the_headline_is_no_text_with_its_kicker_either_but_the_only_line_is(html: str, title: str, kept: list[bool]) -> None:
    _, found = read(html)
    every = decide(found, np.ones(len(kept), np.float32), {})
    every = [d._replace(keep=True) for d in every]
    assert [d.keep for d in without_title(found.blocks, every, title)] == kept


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("<h2><span>Zürich</span><span>A drum found</span></h2><p>Text.</p>", ["Text."]),
        ("<div>4 June 2026</div><h2>Harbour A drum found</h2><p>Text.</p>", ["4 June 2026", "Text."]),
        ("<h2>Harbour A drum found</h2><h2>A drum found</h2><p>Text.</p>", ["Text."]),
        ("<p>Text.</p><p>More.</p><h2>A drum found</h2>", ["Text.", "More.", "A drum found"]),
        ("<p>The harbour says: A drum found</p><p>Text.</p>", ["The harbour says: A drum found", "Text."]),
    ],
)
def test_the_headline_goes_with_its_kicker(body: str, kept: list[str]) -> None:
    _, found = read(body)
    every = [Decision(block.index, True, "model", 0.9) for block in found.blocks]
    assert [found.blocks[d.index].text for d in without_title(found.blocks, every, "A drum found") if d.keep] == kept


def test_what_ends_in_the_words_of_a_headline_seen_above_stays() -> None:
    _, found = read("<h1>A drum found</h1><h2>Who heard of a drum found</h2><p>Text.</p>")
    decisions = [Decision(block.index, block.index > 0, "model", 0.9) for block in found.blocks]
    assert [d.keep for d in without_title(found.blocks, decisions, "A drum found")] == [False, True, True]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Ada Brandt covers the harbour. Reach her at ada@paper.example.", False),
        ("—Contact Ada Brandt at ada@paper.example.", False),
        ("Ada Brandt plays the drum on Sundays.", True),
        ("For tickets write to Jo Kemp at jo@hall.example.", True),
    ],
)
def test_the_author_s_address_goes_from_the_end(line: str, kept: bool) -> None:
    _, found = read(f"<p>The drum was found.</p><p>{line}</p>")
    every = [Decision(block.index, True, "model", 0.9) for block in found.blocks]
    assert [d.keep for d in without_byline(found.blocks, every, ("Ada Brandt",))] == [True, kept]


def test_marks_by_themselves_are_no_text() -> None:
    _, found = read("<ul><li>+</li><li>Quiet</li></ul><div>×</div><p>—</p><table><tr><td>-</td></tr></table>")
    assert [d.keep for d in decide(found, np.full(len(found.blocks), 0.99, np.float32), {})] == [False, True, False, True, True]
