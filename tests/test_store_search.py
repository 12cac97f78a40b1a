"""What every back end promises of search and of raw pages."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storekit import NOON, SITE, article, hours, recleaned, saved, url

from crawler.stores import (
    Change,
    Dead,
    Fetch,
    Kind,
    Query,
    Store,
)


def test_search_finds_words_of_title_text_authors_and_tags(store: Store) -> None:
    store.save(
        [
            saved("mill", "The mill reopened after the flood.", authors=["Ada Öztürk"], tags=["Flour"]),
            saved("bridge", "A bridge over the river.", title="Flood", authors=["Bo Li"], tags=[]),
        ]
    )

    def found(**query: object) -> list[str]:
        return [item.url.rsplit("/", 1)[1] for item in store.articles(Query(**query))]  # type: ignore[arg-type]

    assert found(text="flood") == ["bridge", "mill"]
    assert found(text="flood mill") == ["mill"]
    assert found(text='"after the flood"') == ["mill"]
    assert found(text="ozturk") == ["mill"]
    assert found(text="flour") == ["mill"]
    assert found(text="brid*") == ["bridge"]
    assert found(text="flood", author="bo li") == ["bridge"]
    assert found(text="flood", site="other") == []
    assert found(author="ADA ÖZTÜRK", tag="flour") == ["mill"]
    assert found(since=NOON) == []
    assert found(until=NOON, limit=1, offset=1) == ["mill"]
    assert "[flood]" in store.articles(Query(text="flood mill"))[0].snippet
    assert store.count(Query(text="flood")) == 2


def test_a_text_with_very_many_hits_is_shown_as_soon_as_any(store: Store) -> None:
    store.save([saved("spam", "spam " * 300_000)])  # FTS5's own snippet takes minutes of that
    assert store.articles(Query(text="spam"))[0].snippet.startswith("[spam] [spam]")


def test_search_follows_a_revision(store: Store) -> None:
    store.save([saved("mill", "A flood.")])
    store.save([saved("mill", "A drought.", 1)])

    assert store.articles(Query(text="flood")) == []
    assert len(store.articles(Query(text="drought"))) == 1


@pytest.mark.parametrize("often", [2, 100])  # times that the latest articles must hold a phrase, or all that hold its words are read
def test_of_many_matches_the_latest_come_first_and_their_number_is_not_told(store: Store, monkeypatch: pytest.MonkeyPatch, often: int) -> None:
    for module in ("sqlite", "postgres"):
        monkeypatch.setattr(f"crawler.stores.{module}.MOST_MATCHES", 3)
    monkeypatch.setattr("crawler.stores.postgres.MOST_READ", 0)
    monkeypatch.setattr("crawler.stores.postgres.OFTEN", often)
    titles = {2: "After the flood", 4: "The flood after"}
    store.save([saved(number, f"What came after the flood, part {number}.", title=titles.get(number, "News")) for number in range(8)])

    def found(text: str, **query: Any) -> list[str]:
        return [item.url.rsplit("/", 1)[1] for item in store.articles(Query(text=text, **query))]

    assert store.count(Query(text="flood")) == store.count(Query(text='"the flood"')) == store.count(Query(text="floo*")) == 4
    assert store.count(Query(text="part 5")) == 1
    assert store.count() == 8
    assert found("flood") == found("floo*") == ["4", "2", "7", "6", "5", "3", "1", "0"]
    assert found('"after the flood"') == ["2", "7", "6", "5", "4", "3", "1", "0"]
    assert found('"after the flood"', limit=2, offset=2) == found('"after the flood"', limit=2, offset=2, site=SITE) == ["6", "5"]
    assert found("flood", limit=2) == found("flood", limit=2, site=SITE) == ["4", "2"]
    assert found("flood", limit=2, offset=1) == ["2", "7"]
    assert found('"flood after"') == ["4"]


VOCABULARY = ("the", "of", "Éva", "7", "mill")


def _corpus() -> dict[str, list[str]]:
    """The columns of sixty articles of very few words, so that phrases of them are in some and not in others."""
    dice = random.Random(3)
    made = {}
    for number in range(60):
        title, *paragraphs = (" ".join(dice.choices(VOCABULARY, (8, 6, 3, 2, 1), k=dice.randint(1, 9))) for _ in range(3))
        made[str(number)] = [title, "\n\n".join(paragraphs), dice.choice(["Éva Mill", "The Of"]), "7"]
    return made


CORPUS = _corpus()


def _holds(columns: list[str], asked: list[list[str]]) -> bool:
    """Whether each phrase stands in one of the columns, word for word."""
    cut = [f" {' '.join(column.split())} ".casefold() for column in columns]
    return all(any(f" {' '.join(phrase)} ".casefold() in column for column in cut) for phrase in asked)


@pytest.mark.parametrize("most_read", [0, 8_000])  # by the pairs of words, and by the words
@given(asked=st.lists(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=5), min_size=1, max_size=2))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_phrase_is_found_where_it_stands_word_for_word(store: Store, most_read: int, asked: list[list[str]]) -> None:
    if not store.count():
        store.save([saved(name, text, title=title, authors=[author], tags=[tag]) for name, (title, text, author, tag) in CORPUS.items()])
    query = Query(text=" ".join(f'"{" ".join(phrase)}"' for phrase in asked), limit=100)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("crawler.stores.postgres.MOST_READ", most_read)
        found, count = store.articles(query), store.count(query)

    assert {item.url for item in found} == {url(name) for name, columns in CORPUS.items() if _holds(columns, asked)}
    assert len(found) == count


def test_a_phrase_follows_a_revision_and_what_is_held_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.stores.postgres.MOST_READ", 0)
    run = store.run_start(SITE, NOON)
    store.save([saved(number, "After the flood.") for number in range(12)])
    store.run_end(run, hours(1), "done", 0, {})
    run = store.run_start(SITE, hours(1))
    store.save([saved(number, "Before the drought.", 1) for number in range(11)], run=run)

    assert (store.count(Query(text='"the flood"')), store.count(Query(text='"the drought"'))) == (1, 11)
    store.hold(run)
    assert (store.count(Query(text='"the flood"')), store.count(Query(text='"the drought"'))) == (12, 0)
    assert store.count(Query(text='"flood the"')) == 0


@given(
    st.text(max_size=40)
    | st.sampled_from(['"', "NEAR(a b)", "title:x", "a AND", "-x", "^y", "* *", "a\0b", "''; --", "(", "{a} : b"])
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_search_text_is_an_error(store: Store, text: str) -> None:
    if not store.count():
        store.save([saved("mill")])
    assert len(store.articles(Query(text=text))) == store.count(Query(text=text)) <= 1


# -- raw pages --------------------------------------------------------------------------------------------------------------------


def test_raw_pages_are_kept_once_by_content_and_dropped_by_age_and_size(store: Store) -> None:
    store.save([replace(saved(n, f"Text {n}.", n), raw=b"same" if n < 2 else os.urandom(1000)) for n in range(5)])
    feed = {"title": "Mill", "tags": ["x"]}
    page = Fetch(url(9), hours(9), 200, url("nine"), '"e"', "Sun", "utf-8", (("Content-Type", "text/html"),), feed)
    store.save([replace(saved(9, "Text 9."), fetch=page, raw="ünïcode".encode())])

    pages = list(store.raw_pages(SITE))
    assert [page.fetch.url for page in pages] == [url(n) for n in (0, 1, 2, 3, 4, 9)]
    assert pages[0].digest == pages[1].digest
    assert (pages[-1].fetch, pages[-1].body) == (page, "ünïcode".encode())
    assert [page.fetch.url for page in store.raw_pages(since=hours(4))] == [url(4), url(9)]

    assert store.prune_raw(before=hours(1)) == 0  # the bytes are still those of another page
    assert store.prune_raw(before=hours(2)) > 0
    assert store.state([url(1)])[url(1)].raw_digest is None
    freed = store.prune_raw(max_bytes=2500)
    assert 0 < freed < 2000
    assert [page.fetch.url for page in store.raw_pages()] == [url(n) for n in (3, 4, 9)]
    assert store.count() == 6


def test_the_last_raw_page_of_a_url_is_the_one_to_clean_again(store: Store) -> None:
    store.save([saved("mill", "A.\n\nB.")])
    store.save([saved("mill", "A.\n\nC.", 1)])

    assert [page.fetch.at for page in store.raw_pages()] == [hours(1)]
    assert [page.fetch.at for page in store.raw_pages(latest=False)] == [NOON, hours(1)]


def test_imported_raw_pages_are_added_once(store: Store) -> None:
    store.save([saved("mill")])
    [page] = store.raw_pages()
    other = replace(page, fetch=replace(page.fetch, url=url("imported")), body=b"other")

    assert store.add_raw([page, other]) == 1
    assert store.add_raw([page, other]) == 0
    assert store.state([url("imported")])[url("imported")].outcome == "pending"


def test_recleaning_changes_articles_and_nothing_of_the_frontier(store: Store) -> None:
    original = saved("mill", "A.\n\nB.\n\nShare this!")
    store.save([original, saved("bridge", "Stays.")])
    before = store.state([url("mill")])[url("mill")]
    better = recleaned(original, article("mill", "A.\n\nB."))
    stale = replace(recleaned(saved("bridge"), article("bridge", "From older bytes.")), digest="0" * 64)

    results = store.reclean([better, stale], hours(5))

    assert [(result.kind, result.change) for result in results] == [
        (Kind.REVISED, Change.CORRECTION),
        (Kind.UNCHANGED, None),
    ]
    after = store.state([url("mill")])[url("mill")]
    assert replace(after, content_hash=before.content_hash) == before
    last = store.history(url("mill"))[-1]
    assert (last.cause, last.at, last.diff) == ("reclean", hours(5), (("=", 2), ("-", "Share this!")))


def test_recleaning_a_dead_letter_gives_its_article(store: Store) -> None:
    raw = saved("mill").raw
    store.save([Dead(SITE, Fetch(url("mill"), NOON), "no-article-text", raw=raw)])

    [result] = store.reclean([recleaned(saved("mill"), article("mill"))], hours(1))

    assert result.kind is Kind.NEW
    assert store.dead_letters() == []
