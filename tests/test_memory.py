"""What a site's pages teach about each other: recurring text goes, whatever articles rightly repeat stays."""

from __future__ import annotations

import pickle
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners import FeedEntry, Options, SiteMemory, clean, observe, shingles
from cleaners.memory import HALF_LIFE, MOST_BLOCKS, Seen, Trace
from cleaners.records import Block

HOUSE = "Readers who join the Lantern Circle keep our reporters on the quay, every morning and in every weather."
SUBJECTS = (
    "ferry", "mill", "school", "bridge", "choir", "market", "library", "harbour", "orchard", "theatre", "railway", "museum", "garden", "canal",
)  # fmt: skip


def page(subject: str, house: str = HOUSE, heading: str = "") -> str:
    rows = [
        f"The old {subject} in Lower Wick will open again next spring, the council said after a long meeting on Monday.",
        f"Work on the {subject} has cost far more than was planned, and nobody in the town hall would say who is to pay for it.",
        heading,
        f"“We have waited for the {subject} since the flood,” said a neighbour, who brought her two sons and a cake.",
        house and f"<p>{house}</p>",
        f"A first look inside the {subject} is promised for April, when the scaffolding comes down and the paint is dry.",
        f"Until then the way around the {subject} leads over the meadow, which is wet, and past the mayor's geese.",
        "Whoever wants to help may come on Saturday, and should bring gloves." if not house else "",
    ]
    body = "".join(row if row.startswith("<") else f"<p>{row}</p>" for row in rows if row)
    return f"<html><head><title>The {subject} opens</title></head><body><article><h1>The {subject} opens</h1>{body}</article></body></html>"


def learnt(pages: list[str]) -> SiteMemory:
    return SiteMemory().learn(observe(clean(one).explain()) for one in pages)


@pytest.fixture(scope="module")
def memory() -> SiteMemory:
    return learnt([page(subject) for subject in SUBJECTS[:10]])


def test_recurring_text_goes_and_the_ledger_says_why(memory):
    html = page("windmill")
    assert HOUSE in clean(html).text
    article = clean(html, memory=memory)
    assert HOUSE not in article.text
    assert [(one.reason, one.text) for one in article.removed if HOUSE[:30] in one.text] == [("site-memory", HOUSE)]
    assert article.text == clean(page("windmill", house="").replace("<p>Whoever wants to help may come on Saturday, and should bring gloves.</p>", "")).text


def test_one_page_is_no_memory():
    html = page("windmill")
    for known in (SiteMemory(), learnt([page("ferry")])):
        assert clean(html, memory=known).text == clean(html).text


def test_what_the_feed_carries_is_article_text(memory):
    feed = FeedEntry(url="https://lantern.example/windmill", body=f"<p>{HOUSE}</p>")
    assert HOUSE in clean(page("windmill"), options=Options(feed=feed), memory=memory).text


def test_headings_recur_in_articles():
    heading = "<h2>What the council says now</h2>"
    memory = learnt([page(subject, house="", heading=heading) for subject in SUBJECTS])
    assert "What the council says now" in clean(page("windmill", house="", heading=heading), memory=memory).text


def test_a_background_paragraph_of_a_running_story_stays():
    pages = [page(subject, house=HOUSE if place < 3 else "") for place, subject in enumerate(SUBJECTS)]
    assert HOUSE in clean(page("windmill"), memory=learnt(pages)).text


def test_an_article_that_the_site_has_elsewhere_stays_whole(memory):
    copied = learnt([page(subject) for subject in SUBJECTS[:3]] + [page("windmill") + "<!-- print -->"] * 3)
    assert "The old windmill" in clean(page("windmill"), memory=copied).text
    assert copied.pages == 4  # copies teach nothing


def test_the_order_of_pages_makes_no_difference():
    traces = [observe(clean(page(subject)).explain()) for subject in SUBJECTS]
    shuffled = random.Random(7).sample(traces, len(traces))
    assert SiteMemory().learn(shuffled).to_dict() == SiteMemory().learn(traces).to_dict()


_KEYS = st.sampled_from("abcdef")
_TRACES = st.lists(st.builds(Trace, st.dictionaries(_KEYS, st.booleans()), st.dictionaries(_KEYS, st.integers(1, 3))), max_size=8)


@given(_TRACES, st.randoms(use_true_random=False))
def test_pages_that_begin_alike_have_an_order_of_their_own(traces: list[Trace], chance: random.Random):
    again = chance.sample(traces, len(traces))
    assert SiteMemory().learn(again) == SiteMemory().learn(traces)


def test_a_redesign_is_learnt_anew(memory):
    new = "The Lantern is printed on the quay, and belongs to all who read it, as it has since the great flood."
    fresh = [Trace({f"key{number}": False}, {f"key{number}": 100}) for number in range(3 * HALF_LIFE)]
    old = memory.learn(fresh)
    assert HOUSE in clean(page("windmill"), memory=old).text
    pairs = [f"{one} and {other}" for one in SUBJECTS for other in SUBJECTS if one != other]
    again = old.learn(observe(clean(page(pair, house=new)).explain()) for pair in pairs)
    assert new not in clean(page("windmill", house=new), memory=again).text


def test_memory_survives_the_store_and_stays_small(memory):
    assert SiteMemory.from_dict(memory.to_dict()).to_dict() == memory.to_dict()
    many = SiteMemory().learn([Trace({f"{number:x}": True for number in range(start, start + 1000)}, {}) for start in range(0, 20_000, 1000)])
    assert len(many.texts) == MOST_BLOCKS
    assert all(isinstance(seen, Seen) for seen in many.texts.values())


def test_a_worker_reads_a_memory_once_however_often_it_is_handed_over(memory):
    first, second = (pickle.loads(pickle.dumps(Options(memory=one))).memory for one in (memory, SiteMemory.from_dict(memory.to_dict())))
    assert first is second
    assert first == memory
    assert pickle.loads(pickle.dumps(memory.evidence())) != memory


def test_a_shift_never_speaks_for_a_block(memory):
    explained = clean(page("windmill")).explain()
    blocks: list[Block] = [block for block, _ in explained]
    assert (memory.shifts(blocks, [decision.keep for _, decision in explained]) <= 0).all()


@given(st.one_of(st.text(), st.text(alphabet="aB_9 -'\n\x1c\x85\u0130\u212a\u0e01\u4e2d\u00e9\u2019")))
def test_words_are_the_same_by_whatever_way_they_are_read(text: str):
    assert shingles.words(text) == shingles._WORD.findall(text.lower())
