"""What every back end promises."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storekit import NOON, SITE, article, hours, recleaned, saved, url

from crawler.stores import (
    Change,
    Dead,
    Fetch,
    Gone,
    Kind,
    Listing,
    Query,
    Sample,
    Sighting,
    Store,
    Unchanged,
)
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


# -- runs, quarantine, exports ----------------------------------------------------------------------------------------------------


def test_an_export_gets_each_change_once_and_only_after_its_run_ended(store: Store) -> None:
    run = store.run_start(SITE, NOON)
    store.save([saved("mill", "A.\n\nB."), saved("bridge", "A bridge.")], run=run)
    assert store.export_since("site").items == ()

    store.run_end(run, hours(1), "done", 0, {"pages": 2, "odd": {1, 2}, "when": NOON})
    batch = store.export_since("site")
    assert [item.url for item in batch.items] == [url("mill"), url("bridge")]
    store.export_commit("site", batch.cursor, hours(1))
    assert store.export_since("site").items == ()
    assert len(store.export_since("other").items) == 2

    store.save(
        [saved("mill", "A.\n\nB.\n\nC.", 2), saved("mill", "A.\n\nB.\n\nC.\n\nD.", 3), saved("bridge", "A bridge.", 3)]
    )
    [again] = store.export_since("site").items
    assert (again.url, again.revision, again.document["text"]) == (url("mill"), 3, "A.\n\nB.\n\nC.\n\nD.")
    assert len(store.export_since("site", after=0).items) == 2


def test_an_export_in_portions_loses_and_doubles_nothing(store: Store) -> None:
    store.save([saved(n, f"Text {n}.") for n in range(7)])
    seen: list[str] = []
    while (batch := store.export_since("portions", limit=3)).items:
        seen += [item.url for item in batch.items]
        store.export_commit("portions", batch.cursor, NOON)

    assert seen == [url(n) for n in range(7)]


def test_a_run_in_quarantine_changes_nothing_readers_see_until_released(store: Store) -> None:
    store.save([saved("mill", "A.\n\nB."), saved("old", "Unchanged text."), saved("lost", "To be removed.")])
    before, cursor = store.articles(), store.export_since("site").cursor
    store.export_commit("site", cursor, NOON)
    run = store.run_start(SITE, hours(1))
    store.save(
        [
            saved("mill", "Accept our cookies.", 1),
            saved("fresh", "Accept our cookies now.", 1),
            replace(saved("old", "Unchanged text.", 1, authors=[]), raw=b"other"),
            Gone(SITE, Fetch(url("lost"), hours(1), status=404)),
        ],
        run=run,
    )

    assert store.hold(run) == 3
    store.run_end(run, hours(1), "quarantined", 5, {})

    assert store.articles() == before
    assert store.articles(Query(text="cookies")) == []
    assert store.count(Query(text="cookies")) == 0
    assert store.export_since("site").items == ()
    assert store.counts()["held"] == 1
    assert store.state([url("mill")])[url("mill")].etag is None
    assert [revision.held for revision in store.history(url("mill"))] == [False, True]

    assert store.release(run) == 3
    assert {item.url for item in store.export_since("site").items} == {url("mill"), url("fresh"), url("lost")}
    assert store.count(Query(text="cookies")) == 2


def test_a_healthy_run_after_a_quarantine_goes_on_from_the_good_versions(store: Store) -> None:
    store.save([saved("mill", "A.\n\nB.")])
    bad = store.run_start(SITE, hours(1))
    store.save([saved("mill", "Accept our cookies.", 1), saved("fresh", "Accept our cookies now.", 1)], run=bad)
    store.hold(bad)
    store.run_end(bad, hours(1), "quarantined", 5, {})

    good = store.run_start(SITE, hours(2))
    results = store.save([saved("mill", "A.\n\nB.\n\nC.", 2), saved("fresh", "News.", 2)], run=good)
    store.run_end(good, hours(2), "done", 0, {})

    assert [(result.kind, result.change) for result in results] == [
        (Kind.REVISED, Change.ADDITION),
        (Kind.NEW, Change.NEW),
    ]
    assert {item.document["text"] for item in store.export_since("site").items} == {"A.\n\nB.\n\nC.", "News."}
    store.release(bad)
    assert {item.document["text"] for item in store.export_since("site").items} == {"A.\n\nB.\n\nC.", "News."}


def test_a_quarantine_after_the_export_hands_out_the_good_version_again(store: Store) -> None:
    store.save([saved("mill", "A.\n\nB.")])
    run = store.run_start(SITE, hours(1))
    store.save([saved("mill", "Accept our cookies.", 1)], run=run)
    store.run_end(run, hours(1), "done", 0, {})
    store.export_commit("site", store.export_since("site").cursor, hours(1))

    store.hold(run)

    assert [item.document["text"] for item in store.export_since("site").items] == ["A.\n\nB."]


def test_what_a_killed_run_saved_joins_the_next_one(store: Store) -> None:
    killed = store.run_start(SITE, NOON)
    store.save([replace(saved("mill"), sample=Sample("post", {"words": 5}))], run=killed)
    other = store.run_start("other", NOON)

    run = store.run_start(SITE, hours(1))

    assert store.samples(SITE, run=run) == [Sample("post", {"words": 5})]
    store.run_end(run, hours(1), "done", 0, {})
    assert [item.url for item in store.export_since("site").items] == [url("mill")]
    assert [(r.id, r.outcome) for r in store.runs()] == [(run, "done"), (other, None), (killed, "killed")]


def test_samples_of_a_quarantined_run_are_no_baseline(store: Store) -> None:
    for hour, words in enumerate((500.0, 3.0)):
        run = store.run_start(SITE, hours(hour))
        store.save([replace(saved(words, f"Text {words}"), sample=Sample("post", {"words": words}))], run=run)
        if words < 10:
            store.hold(run)
        store.run_end(run, hours(hour), "done", 0, {})

    assert store.samples(SITE, "post") == [Sample("post", {"words": 500.0})]


# -- search -----------------------------------------------------------------------------------------------------------------------


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


def test_search_follows_a_revision(store: Store) -> None:
    store.save([saved("mill", "A flood.")])
    store.save([saved("mill", "A drought.", 1)])

    assert store.articles(Query(text="flood")) == []
    assert len(store.articles(Query(text="drought"))) == 1


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
