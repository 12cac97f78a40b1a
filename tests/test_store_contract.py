"""What every back end promises."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from storekit import NOON, SITE, article, hours, saved, url

from crawler.stores import (
    Change,
    Dead,
    Fetch,
    Gone,
    Kind,
    Listing,
    Query,
    Sighting,
    Store,
    Unchanged,
    open_store,
)
from crawler.stores.packing import Packed
from crawler.stores.writer import Writer

# -- articles and revisions -------------------------------------------------------------------------------------------------------


def test_a_new_article_is_stored_with_all_that_belongs_to_it(store: Store) -> None:
    [result] = store.save([saved("mill")])

    assert (result.kind, result.revision, result.change) == (Kind.NEW, 1, Change.NEW)
    stored = store.article(url("mill"))
    assert stored is not None
    assert stored.document == article("mill")
    state = store.state([url("mill"), url("never")])
    assert list(state) == [url("mill")]
    assert state[url("mill")].etag == '"0"'
    assert state[url("mill")].outcome == "article"
    assert state[url("mill")].next_due == hours(1)
    assert store.removals() == {"rule:share-bar": (1, 5)}
    assert store.raw(state[url("mill")].raw_digest or "") == saved("mill").raw


def test_a_batch_leaves_what_its_outcomes_one_by_one_would(store: Store, tmp_path: Path) -> None:
    """Many rows may come by another way than few: of new articles, known ones, dead letters, long lists."""
    rounds = [
        [saved(number, f"Text of story {number}.", tags=["Mills"] if number % 2 else []) for number in range(40)],
        [saved(number, f"Text of story {number}. {'More.' if number % 3 else ''}", hour=1) for number in range(60)],
        [Dead(SITE, Fetch(url(f"lost{number}"), hours(2)), "cut", "Detail.", b"raw %d" % number) for number in range(20)],
        [Dead(SITE, Fetch(url(f"lost{number}"), hours(3)), "cut", "Detail.", b"raw %d" % number) for number in range(30)],
    ]
    with open_store(f"sqlite:///{tmp_path}/single.db") as single:
        for outcomes in rounds:
            together = store.save(outcomes)
            alone = [result for outcome in outcomes for result in single.save([outcome])]
            assert [result.kind for result in together] == [result.kind for result in alone]
        for name in ("mills", None):
            shown = [[(item.document, item.revision) for item in each.articles(Query(tag=name, limit=100))] for each in (store, single)]
            assert sorted(shown[0], key=str) == sorted(shown[1], key=str)
        assert store.counts() == single.counts()
        assert store.removals() == single.removals()
        assert store.count(Query(text="more")) == single.count(Query(text="more")) == 40
        letters = [sorted((letter.url, letter.tries, letter.first_at) for letter in each.dead_letters()) for each in (store, single)]
        assert letters[0] == letters[1]


def test_a_page_may_come_packed(store: Store) -> None:
    page = saved("mill")
    assert isinstance(page.raw, bytes)
    store.save([replace(page, raw=Packed.of(page.raw))])
    [result] = store.save([saved("mill", hour=1)])

    assert result.kind is Kind.UNCHANGED
    assert store.raw(store.state([page.fetch.url])[page.fetch.url].raw_digest or "") == page.raw
    assert store.counts()["raw"] == 1


def test_a_naive_instant_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="aware"):
        store.save([saved("mill"), replace(saved("inn", "Another."), next_due=NOON.replace(tzinfo=None))])
    assert store.count() == 0


@pytest.mark.parametrize(
    ("text", "fields", "change"),
    [
        ("A.\n\nB.\n\nC.", {"title": "Another headline"}, Change.HEADLINE),
        ("A.\n\nB.\n\nNew.\n\nC.", {}, Change.ADDITION),
        ("A.\n\nB.\n\nC.\n\nUpdate: D.", {"title": "Another headline"}, Change.ADDITION),
        ("A.\n\nB mended.\n\nC.", {}, Change.CORRECTION),
        ("A.\n\nC.", {}, Change.CORRECTION),
        ("Nothing of the old remains here.", {}, Change.REWRITE),
    ],
)
def test_a_change_of_text_or_headline_is_a_revision_of_its_class(
    store: Store, text: str, fields: dict[str, str], change: Change
) -> None:
    store.save([saved("mill", "A.\n\nB.\n\nC.")])

    [result] = store.save([saved("mill", text, 1, **fields)])

    assert (result.kind, result.revision, result.change) == (Kind.REVISED, 2, change)
    first, second = store.history(url("mill"))
    assert first.document["text"] == "A.\n\nB.\n\nC."
    assert second.document["text"] == text
    assert _replayed(first.document["text"], second.diff) == text


def _replayed(text: str, diff: tuple[tuple[str, object], ...]) -> str:
    """The new text, from the old one and the diff."""
    old, new = iter(text.split("\n\n")), []
    for sign, value in diff:
        if sign == "=":
            assert isinstance(value, int)
            new += [next(old) for _ in range(value)]
        elif sign == "-":
            assert next(old) == value
        elif sign == "+":
            new.append(str(value))
    return "\n\n".join(new)


def test_other_bytes_around_the_same_text_are_counted_not_stored(store: Store) -> None:
    store.save([saved("mill")])

    [result] = store.save([replace(saved("mill", hour=1, tags=["Mills", "Flour"]), raw=b"<html>another sidebar")])

    assert (result.kind, result.revision, result.change) == (Kind.UNCHANGED, 1, None)
    assert store.counts()["boilerplate_changes"] == 1
    assert len(store.history(url("mill"))) == 1
    assert [found.document["tags"] for found in store.articles(Query(tag="FLOUR"))] == [["Mills", "Flour"]]
    assert store.articles(Query(tag="bread")) == []


def test_unchanged_pages_move_their_due_time_only(store: Store) -> None:
    store.save([saved("mill")])

    [result] = store.save([Unchanged(SITE, Fetch(url("mill"), hours(1), status=304), next_due=hours(7))])

    assert result.kind is Kind.UNCHANGED
    state = store.state([url("mill")])[url("mill")]
    assert (state.next_due, state.fetched_at, state.etag) == (hours(7), hours(1), '"0"')


def test_a_page_that_names_another_as_canonical_is_its_duplicate(store: Store) -> None:
    alias = replace(saved("mill"), fetch=Fetch(url("mill?m=1"), NOON))

    kinds = [result.kind for result in store.save([saved("mill"), alias])]

    assert kinds == [Kind.NEW, Kind.DUPLICATE]
    assert store.count() == 1
    assert store.article(url("mill?m=1")) == store.article(url("mill"))


@pytest.mark.parametrize("canonical", ["https://gazette.example/", "https://elsewhere.example/post", "http://[bad"])
def test_a_canonical_url_that_cannot_be_true_merges_nothing(store: Store, canonical: str) -> None:
    texts = {name: f"Only {name} says this." for name in ("mill", "bridge", "school")}

    results = store.save([saved(name, text, canonical_url=canonical) for name, text in texts.items()])

    assert [result.kind for result in results] == [Kind.NEW] * 3
    assert {found.url for found in store.articles()} == {url(name) for name in texts}


def test_another_text_under_a_known_canonical_url_is_kept_apart(store: Store) -> None:
    store.save([saved("mill", "The whole story of the mill, told at length here.")])

    [result] = store.save([saved("page-2", "Quite other words about bridges follow.", 1, canonical_url=url("mill"))])

    assert result.kind is Kind.NEW
    assert {found.url for found in store.articles()} == {url("mill"), url("page-2")}


def test_the_same_text_under_two_urls_is_stored_twice_and_linked(store: Store) -> None:
    first, second = store.save([saved("mill"), saved("copy")])

    assert second.kind is Kind.NEW
    assert second.duplicate_of == first.article_id
    copy = store.article(url("copy"))
    assert copy is not None
    assert copy.duplicate_of == first.article_id


def test_an_article_keeps_its_history_when_its_canonical_url_moves(store: Store) -> None:
    store.save([saved("mill", "A.\n\nB.")])

    [result] = store.save([saved("mill", "A.\n\nB.\n\nC.", 1, canonical_url=url("2026/mill"))])

    assert result.revision == 2
    assert store.article(url("2026/mill")) == store.article(url("mill"))


def test_text_no_database_takes_is_stored_all_the_same(store: Store) -> None:
    [result] = store.save([saved("odd", "Half \ud83d a pair, a \0 byte.", title="T\0\udfff")])

    assert result.kind is Kind.NEW
    [found] = store.articles(Query(text="pair"))
    assert found.document["text"].startswith("Half ? a pair")
    [again] = store.save([saved("odd", "Half \ud83d a pair, a \0 byte.", 1, title="T\0\udfff")])
    assert again.kind is Kind.UNCHANGED


def test_a_batch_is_stored_whole_or_not_at_all(store: Store) -> None:
    naive = replace(saved("bridge"), next_due=NOON.replace(tzinfo=None))

    with pytest.raises(Exception, match="aware"):
        store.save([saved("mill"), naive])

    assert store.counts()["pages"] == 0
    assert store.count() == 0


def test_the_same_page_twice_in_one_batch_is_one_article(store: Store) -> None:
    results = store.save([saved("mill", "A.\n\nB."), saved("mill", "A.\n\nB.\n\nC.", 1)])

    assert [(result.kind, result.revision) for result in results] == [(Kind.NEW, 1), (Kind.REVISED, 2)]
    assert [revision.number for revision in store.history(url("mill"))] == [1, 2]


def test_a_writer_saves_in_batches_and_a_defect_costs_its_own_outcome_alone(store: Store) -> None:
    writer = Writer(store, largest=4)
    naive = replace(saved("bridge"), next_due=NOON.replace(tzinfo=None))

    futures = [writer.save(outcome) for outcome in (*(saved(n, f"Text {n}.") for n in range(6)), naive, saved("mill"))]
    writer.close()
    writer.close()

    assert [future.exception() is None for future in futures] == [True] * 6 + [False, True]
    assert [future.result().kind for future in futures if future.exception() is None] == [Kind.NEW] * 7
    assert store.count() == 7


# -- dead letters and removals ----------------------------------------------------------------------------------------------------


def test_a_dead_letter_counts_its_tries_and_is_closed_by_an_article(store: Store) -> None:
    for hour in range(2):
        store.save([Dead(SITE, Fetch(url("mill"), hours(hour), status=503), "http-503", "busy", next_due=hours(9))])
    [letter] = store.dead_letters()
    assert (letter.reason, letter.tries, letter.first_at, letter.last_at) == ("http-503", 2, NOON, hours(1))
    assert store.state([url("mill")])[url("mill")].failures == 2

    store.save([saved("mill", hour=2)])

    assert store.dead_letters() == []
    assert [letter.closed_at for letter in store.dead_letters(closed=True)] == [hours(2)]
    assert store.state([url("mill")])[url("mill")].failures == 0


def test_a_failed_fetch_leaves_the_article_and_its_validators(store: Store) -> None:
    store.save([saved("mill")])

    store.save([Dead(SITE, Fetch(url("mill"), hours(1), status=0), "timeout", next_due=hours(2))])

    assert store.count() == 1
    assert store.state([url("mill")])[url("mill")].etag == '"0"'
    assert [letter.reason for letter in store.dead_letters()] == ["timeout"]


def test_a_removed_article_is_kept_and_marked_and_may_return(store: Store) -> None:
    store.save([saved("mill")])

    [gone] = store.save([Gone(SITE, Fetch(url("mill"), hours(1), status=404))])
    [still] = store.save([Gone(SITE, Fetch(url("mill"), hours(2), status=404))])
    stored = store.article(url("mill"))
    [back] = store.save([saved("mill", hour=3)])

    assert (gone.kind, gone.change, still.change, back.change) == (Kind.GONE, Change.REMOVAL, None, Change.RESTORED)
    assert stored is not None
    assert stored.gone_at == hours(1)
    assert stored.document == article("mill")
    assert store.articles(Query(gone=False))[0].gone_at is None
    assert [revision.change for revision in store.history(url("mill"))] == [Change.NEW, Change.REMOVAL, Change.RESTORED]


def test_a_removed_page_that_never_gave_an_article_is_a_dead_letter(store: Store) -> None:
    [result] = store.save([Gone(SITE, Fetch(url("mill"), NOON, status=410))])

    assert result.kind is Kind.DEAD
    assert [letter.reason for letter in store.dead_letters()] == ["http-410"]


def test_an_alias_that_goes_does_not_take_the_article_with_it(store: Store) -> None:
    store.save([saved("mill"), replace(saved("mill"), fetch=Fetch(url("mill?m=1"), NOON))])

    store.save([Gone(SITE, Fetch(url("mill?m=1"), hours(1), status=404))])

    assert store.articles()[0].gone_at is None


# -- frontier ---------------------------------------------------------------------------------------------------------------------

FEED = Listing(SITE, url("feed"), "feed", NOON, etag='"f1"', cursor={"start": 26})


def test_what_a_listing_named_is_due_even_when_the_run_dies_and_the_feed_answers_304(store: Store) -> None:
    listing = replace(FEED, sightings=[Sighting(url("a"), NOON, {"title": "A"}), Sighting(url("b"))])

    found = store.discover(listing)
    store.discover(replace(FEED, at=hours(1)))  # a 304

    assert found.new == (url("a"), url("b"))
    due = store.due(SITE, hours(1))
    assert {page.url for page in due} == {url("a"), url("b")}
    assert {page.url: page.hint for page in due}[url("a")] == {"title": "A"}
    assert store.listings(SITE)[url("feed")].etag == '"f1"'
    assert store.listings(SITE)[url("feed")].cursor == {"start": 26}


@pytest.mark.parametrize(
    ("first", "second", "changed"),
    [
        (NOON, NOON, False),
        (NOON, hours(2), True),
        (hours(2), NOON, False),
        (None, NOON, False),
        (None, hours(2), True),
        (NOON, None, False),
    ],
)
def test_a_listing_makes_a_known_page_due_when_it_says_something_newer(
    store: Store, first: object, second: object, changed: bool
) -> None:
    store.discover(replace(FEED, sightings=[Sighting(url("mill"), first)]))  # type: ignore[arg-type]
    store.save([replace(saved("mill", hour=1), next_due=None)])

    found = store.discover(replace(FEED, at=hours(3), sightings=[Sighting(url("mill"), second)]))  # type: ignore[arg-type]

    assert found.changed == ((url("mill"),) if changed else ())
    assert found.known == (0 if changed else 1)
    assert [page.url for page in store.due(SITE, hours(3))] == ([url("mill")] if changed else [])


def test_a_backfill_makes_known_pages_due(store: Store) -> None:
    store.save([replace(saved("mill"), next_due=None)])

    store.discover(replace(FEED, at=hours(1), sightings=[Sighting(url("mill"))], recheck=True))

    assert [page.url for page in store.due(SITE, hours(1))] == [url("mill")]


def test_due_pages_come_newest_first_of_one_site_and_up_to_the_limit(store: Store) -> None:
    store.discover(replace(FEED, sightings=[Sighting(url(n), hours(-n)) for n in range(5)]))
    store.discover(replace(FEED, site="other", sightings=[Sighting("https://other.example/", NOON)]))
    store.postpone([url(1)], hours(5))
    store.postpone([url(2)], None)

    assert [page.url for page in store.due(SITE, NOON, limit=2)] == [url(0), url(3)]
    assert url(1) in [page.url for page in store.due(SITE, hours(5))]


def test_memory_keeps_values_by_site_and_name(store: Store) -> None:
    store.put(SITE, "baseline", {"words": [1, 2.5, None]})
    store.put(SITE, "baseline", {"words": [3]})

    assert store.get(SITE, "baseline") == {"words": [3]}
    assert store.get("other", "baseline") is None
