"""The model that comes with the package: it keeps stories of every shape and drops what stands around them."""

from __future__ import annotations

import json

import numpy as np
import pytest
from modelpages import MENU, RELATED, STORY, news_page, paragraphs, read

from cleaners.decide import decide
from cleaners.scorer import Forest, model, read_model, score


def kept(markup: str) -> list[str]:
    page, found = read(markup)
    decisions = decide(found, score(page, found), {})
    return [block.text for block, decision in zip(found.blocks, decisions, strict=True) if decision.keep]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_story_is_kept_and_nothing_else(count: int) -> None:
    assert kept(news_page(paragraphs(STORY[:count]))) == list(STORY[:count])


def test_class_names_are_not_needed() -> None:
    import re

    assert kept(re.sub(r' class="[^"]*"', "", news_page(paragraphs(STORY)))) == list(STORY)


def test_line_breaks_for_paragraphs() -> None:
    assert kept(news_page("<br><br>".join(STORY))) == list(STORY)


def test_what_belongs_to_the_article_stays() -> None:
    body = (
        f"<p>{STORY[0]}</p><h2>What the board decided</h2><p>{STORY[1]}</p>"
        "<ul><li>One ferry every hour, from six in the morning until ten at night.</li>"
        "<li>Two spare ships in the winter harbour, ready within a day.</li></ul>"
        f"<blockquote><p>{STORY[2]}</p></blockquote><p>{STORY[3]}</p>"
    )
    text = kept(news_page(body))
    assert {STORY[0], "What the board decided", STORY[1], STORY[2], STORY[3]} <= set(text)
    assert any("every hour, from six" in line for line in text)


@pytest.mark.parametrize(
    "story",
    [
        ("港务局周一表示，两座岛屿之间的渡轮将从下周起每小时开一班，居民们已经等了整整九年。", "“我们终于等到了这一天，”码头面包店的老板说，“面包会比游客先到。”", "港务局预计夏季每天约有四百名乘客，到了十月底风暴开始时将不到一半。"),
        ("सोमवार से दोनों द्वीपों के बीच नौका हर घंटे चलेगी, बंदरगाह बोर्ड ने आधी रात तक चली बैठक के बाद कहा।", "हमने नौ साल इंतज़ार किया है, घाट पर बेकरी चलाने वाली मार्ता ने कहा।", "बोर्ड को गर्मियों में रोज़ लगभग चार सौ यात्रियों की उम्मीद है, और अक्टूबर के अंत में आधे से भी कम।"),
        ("ستبحر العبّارة بين الجزيرتين كل ساعة ابتداءً من يوم الاثنين، كما قال مجلس الميناء بعد اجتماع استمر حتى منتصف الليل.", "قالت مارتا التي تدير المخبز على الرصيف: لقد انتظرنا تسع سنوات، والآن سيصل الخبز قبل السياح.", "ويتوقع المجلس نحو أربعمئة راكب يومياً في الصيف، وأقل من نصف ذلك عندما تبدأ العواصف في أواخر أكتوبر."),
    ],
    ids=["chinese", "hindi", "arabic"],
)  # fmt: skip
def test_stories_of_other_scripts_are_kept_whole(story: tuple[str, ...]) -> None:
    text = kept(news_page(paragraphs(story)))
    assert set(story) <= set(text)
    assert not set(text) & {*MENU, *RELATED}


def test_no_block_no_score() -> None:
    page, found = read("<body><script>x</script></body>")
    assert score(page, found).shape == (0,)


def test_scores_are_probabilities_and_repeatable() -> None:
    page, found = read(news_page(paragraphs(STORY)))
    first = score(page, found)
    assert ((first >= 0) & (first <= 1)).all()
    assert (first == score(page, found)).all()


def test_a_model_for_other_features_is_refused() -> None:
    card = {**model().card, "features": ["length"]}
    with pytest.raises(RuntimeError, match="python -m training"):
        read_model({"card": np.array(json.dumps(card))})


def test_a_forest_adds_the_leaves_its_questions_lead_to() -> None:
    forest = Forest(
        np.array([0, 1]), np.array([[0.5], [2.0]], np.float32), np.array([[0, 1], [1, 0]]),
        np.array([[1, 2, 4, 8], [16, 32, 64, 128]], np.float32), -10.0,
    )  # fmt: skip
    matrix = np.array([[0, 1, 0, 1], [0, 0, 3, 3]], np.float32)
    # First tree: column 0 is the low bit; second tree: column 1 is.
    margins = [1 + 16 - 10, 2 + 64 - 10, 4 + 32 - 10, 8 + 128 - 10]
    assert forest.probabilities(matrix) == pytest.approx([1 / (1 + np.exp(-margin)) for margin in margins])


def test_a_page_of_any_length_is_judged_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    page, found = read(news_page(paragraphs(STORY)))
    whole = score(page, found)
    monkeypatch.setattr("cleaners.scorer.AT_ONCE", 7)
    assert (score(page, found) == whole).all()
