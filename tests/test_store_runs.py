"""What every back end promises of runs, their quarantine and exports."""

from __future__ import annotations

from dataclasses import replace

from storekit import NOON, SITE, hours, saved, url

from crawler.stores import (
    Change,
    Fetch,
    Gone,
    Kind,
    Query,
    Sample,
    Store,
)


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


def test_what_is_new_may_be_asked_of_one_site(store: Store) -> None:
    store.save([saved("mill"), replace(saved("inn", "Another."), site="herald"), saved("dam", "A third.")])

    batch = store.export_since("x", site=SITE)
    assert [item.url for item in batch.items] == [url("mill"), url("dam")]
    assert store.export_since("x", after=batch.cursor, site=SITE).items == ()
    store.export_commit("x", store.export_end(), hours(1))
    assert store.export_since("x").items == ()
    store.save([saved("weir", "A fourth.")])
    assert [item.url for item in store.export_since("x").items] == [url("weir")]
