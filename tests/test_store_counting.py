"""What every back end counts alike: the facets of a search, the figures of a report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from storekit import NOON, SITE, hours, saved, url

from crawler.stores import Dead, Fetch, Gone, Query, Sample, Saved, Store
from crawler.stores.figures import DayCount, PageCount, Removed, Scope, TemplateDay
from crawler.stores.figures import Dead as DeadCount

OTHER = "courier"


def page(name: str, site: str = SITE, hour: float = 0, words: str = "", sample: Sample | None = None, **fields: Any) -> Saved:
    """An article of its own text, published on the first of March 2026."""
    fields = {"published": "2026-03-01T08:00:00Z", **fields}
    return replace(saved(name, f"The {name} is open.{words}", hour, **fields), site=site, sample=sample)


def rule(name: str, chars: int, blocks: int = 1) -> dict[str, Any]:
    return {"reason": f"rule:{name}", "where": "div", "text": "x", "chars": chars, "blocks": blocks}


def fill(store: Store) -> None:
    store.save(
        [
            page("mill", authors=["Ada Öztürk"], tags=["Mills", "Bread"], words=" A ferry."),
            page("bridge", authors=["ADA ÖZTÜRK", "Bo Li"], tags=["Bread"], kind="opinion", published="2026-02-27T23:30:00-05:00"),
            page("school", OTHER, authors=[], tags=["bread"], language="tr", words=" A ferry."),
        ]
    )


def facets(store: Store, **query: Any) -> dict[str, list[tuple[str, int]]]:
    return {name: [tuple(facet) for facet in found] for name, found in store.facets(Query(**query)).items()}


def test_facets_count_every_value_most_frequent_first_and_spell_it_as_an_article_does(store: Store) -> None:
    fill(store)

    found = facets(store)

    assert found["site"] == [(SITE, 2), (OTHER, 1)]
    assert found["day"] == [("2026-03-01", 2), ("2026-02-28", 1)]
    assert found["author"] == [("Ada Öztürk", 2), ("Bo Li", 1)]
    assert found["tag"] == [("Bread", 3), ("Mills", 1)]
    assert found["language"] == [("en", 2), ("tr", 1)]
    assert found["kind"] == [("article", 2), ("opinion", 1)]
    assert [facet.value for facet in store.facets(limit=1)["tag"]] == ["Bread"]


@pytest.mark.parametrize(
    ("query", "sites", "tags"),
    [
        ({"site": SITE}, [(SITE, 2)], [("Bread", 2), ("Mills", 1)]),
        ({"text": "ferry"}, [(OTHER, 1), (SITE, 1)], [("Bread", 2), ("Mills", 1)]),
        ({"language": "tr"}, [(OTHER, 1)], [("bread", 1)]),
        ({"author": "bo li"}, [(SITE, 1)], [("Bread", 1)]),
        ({"since": NOON.replace(hour=0)}, [(OTHER, 1), (SITE, 1)], [("Bread", 2), ("Mills", 1)]),
        ({"text": "nothing"}, [], []),
        ({"text": "!"}, [], []),
    ],
)
def test_facets_are_those_of_the_articles_that_match(store: Store, query: Any, sites: Any, tags: Any) -> None:
    fill(store)
    found = facets(store, **query)
    assert found["site"] == sites
    assert found["tag"] == tags


def test_a_quarantine_takes_its_articles_out_of_every_count_and_its_end_brings_them_back(store: Store) -> None:
    store.save([page("mill")])
    before = facets(store), replace(store.statistics(), pages=[])
    run = store.run_start(SITE, hours(1))
    store.save([page("wall", hour=1, tags=["Cookies"], removed=[rule("share-bar", 7)])], run=run)
    released = facets(store), replace(store.statistics(), pages=[])
    store.hold(run)
    store.run_end(run, hours(1), "quarantined", 5, {})

    assert (facets(store), replace(store.statistics(), pages=[])) == before
    assert store.removals() == {"rule:share-bar": (1, 5)}

    store.release(run)
    assert (facets(store), replace(store.statistics(), pages=[])) == released
    assert ("Cookies", 1) in facets(store)["tag"]


def report(store: Store) -> None:
    """Two days of two sites: a revision, a removal, a twin, dead letters of which one is closed, and a redesign."""
    measures = {"confidence": 0.5, "text_chars": 100, "links": 3}
    store.save(
        [
            page("mill", sample=Sample("old", measures), removed=[rule("share-bar", 5), rule("share-bar", 6, 2), rule("toc", 1)]),
            page("bridge", sample=Sample("old", measures | {"confidence": 1.0})),
            page("school", OTHER, removed=[rule("toc", 30)]),
            Dead(SITE, Fetch(url("lost"), NOON, status=500), "http-500"),
            Dead(SITE, Fetch(url("late"), NOON), "cleaner-timeout"),
        ]
    )
    twin = replace(page("mill", hour=24), fetch=Fetch(url("twin"), hours(24)), raw=b"twin")
    twin = replace(twin, article={**twin.article, "url": url("twin"), "canonical_url": url("twin")})
    store.save(
        [
            page("mill", hour=24, words="\n\nA storm is near.", sample=Sample("new", measures), removed=[rule("toc", 2)]),
            page("late", hour=24, sample=Sample("new", {})),
            Gone(SITE, Fetch(url("bridge"), hours(24), status=404)),
            replace(twin, article={**twin.article, "text": page("school").article["text"], "content_hash": page("school").article["content_hash"]}),
        ]
    )


def test_statistics_of_everything(store: Store) -> None:
    report(store)

    found = store.statistics()

    assert sorted(found.published) == [DayCount("2026-03-01", OTHER, 1), DayCount("2026-03-01", SITE, 4)]
    assert sorted(found.changes) == [
        DayCount("2026-03-01", "new", 3),
        DayCount("2026-03-02", "addition", 1),
        DayCount("2026-03-02", "new", 2),
        DayCount("2026-03-02", "removal", 1),
    ]
    assert set(found.pages) == {
        PageCount(SITE, "article", 200, 3), PageCount(OTHER, "article", 200, 1), PageCount(SITE, "dead", 500, 1), PageCount(SITE, "gone", 404, 1)
    }  # fmt: skip
    assert found.removed[0] == Removed(OTHER, "rule:toc", 1, 1, 30)
    assert Removed(SITE, "rule:toc", 1, 1, 2) in found.removed
    assert Removed(SITE, "rule:share-bar", 3, 3, 15) in found.removed  # the standing versions of three pages, of the default ledger
    assert found.templates == [TemplateDay(SITE, "old", "2026-03-01", 2, 0.75, 100), TemplateDay(SITE, "new", "2026-03-02", 2, 0.5, 100)]
    assert found.dead == [DeadCount(SITE, "http-500", 1)]
    assert found.dead_days == [DayCount("2026-03-01", "http-500", 1)]
    assert [(row.url, row.number, row.change) for row in found.revised] == [(url("bridge"), 2, "removal"), (url("mill"), 2, "addition")]
    assert found.revised[1].diff[-1] == ("+", "A storm is near.")
    assert [(row.url, row.site) for row in found.duplicates] == [(url("twin"), SITE)]
    assert found.duplicate_count == 1


def test_statistics_of_one_site_and_of_a_time(store: Store) -> None:
    report(store)

    other, late = store.statistics(Scope(OTHER)), store.statistics(Scope(None, hours(12)))

    assert (other.published, other.changes) == ([DayCount("2026-03-01", OTHER, 1)], [DayCount("2026-03-01", "new", 1)])
    assert (other.removed, other.pages) == ([Removed(OTHER, "rule:toc", 1, 1, 30)], [PageCount(OTHER, "article", 200, 1)])
    assert other.templates == other.dead == other.dead_days == other.revised == other.duplicates == []
    assert other.duplicate_count == 0
    assert {row.day for row in late.changes} == {"2026-03-02"}
    assert [row.template for row in late.templates] == ["new"]
    assert {row.site for row in late.removed} == {SITE}
    assert late.dead == late.dead_days == late.published == []
    assert len(late.revised) == 2
