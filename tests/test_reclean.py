"""`bullionbite reclean`: today's rules over kept pages change what they touch, and nothing else."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from clikit import Shell, shell
from storekit import SITE, hours

import cleaners
from cleaners.records import Options
from crawler.items import CleanedPage, Cleaning, Page, feed_from_hint
from crawler.pipelines.deduplicate import DeduplicatePipeline
from crawler.stores import Dead, Fetch, PageState, Saved, Store, open_store

__all__ = ["shell"]

PARAGRAPHS = {
    "ferry": "The council approved the ferry plan on Monday after a debate that lasted until midnight.",
    "mill": "The mill beside the old bridge has reopened, and bread is back on the table of every inn.",
    "school": "The school on the hill will get a new roof before the winter, the headmaster said.",
}


def page(name: str) -> bytes:
    """A post with a house advertisement that no rule of ours knows."""
    advertisement = (
        "<p class='zq-house-ad'>Our harbour tours leave at noon, book a seat in the office today.</p>"
        if name != "school"
        else ""
    )
    return (
        f"<html><head><title>The {name} story</title></head><body><article><h1>The {name} story</h1>"
        f"<p>{PARAGRAPHS[name]}</p><p>{PARAGRAPHS[name].replace('The', 'As said, the')}</p>{advertisement}"
        f"<p>More on this will follow when the council has met again, its speaker told this paper.</p></article></body></html>"
    ).encode()


def address(name: str) -> str:
    return f"https://gazette.example/{name}.html"


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/store.db"


@pytest.fixture
def store(store_url: str) -> Store:
    """A store of posts as they were cleaned when they came."""
    store = open_store(store_url)
    for name in PARAGRAPHS:
        fetch = Fetch(address(name), hours(0), etag='"1"', feed={"title": f"The {name} story", "url": address(name)})
        options = Options(fetched_at=fetch.at, status=200, feed=feed_from_hint(fetch.feed))
        article = cleaners.clean(page(name), fetch.url, options=options).to_dict()
        store.save([Saved(SITE, fetch, article, page(name), next_due=hours(6))])
    return store


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder with a rule that takes the advertisement out."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "house.toml").write_text(
        '[[rule]]\nid = "house.ad"\nclasses = ["zq-house-ad"]\nwhy = "the paper\'s own advertisement"\nfixture = "none"\n'
    )
    return folder


def test_without_a_change_of_rules_nothing_changes(shell: Shell, store: Store, store_url: str) -> None:
    before = store.articles(), store.counts()

    ran = shell("reclean", "--workers", 0, "--store", store_url)

    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "recleaned: 3 unchanged\n"
    assert (store.articles(), store.counts()) == before


def test_a_rule_changes_the_articles_it_touches_and_no_other(
    shell: Shell, store: Store, store_url: str, rules: Path
) -> None:
    school, state = store.article(address("school")), store.state(map(address, PARAGRAPHS))
    options = ("reclean", "--rules", rules, "--workers", 0, "--store", store_url)

    trial = shell(*options, "--dry-run")
    assert trial.code == 0
    assert trial.err == "would be: 2 correction, 1 unchanged\n"
    assert trial.out.count("- Our harbour tours leave at noon") == 2
    assert "school" not in trial.out
    assert store.counts()["revisions"] == 3

    done = shell(*options)
    assert (done.code, done.out) == (0, trial.out)
    assert store.article(address("school")) == school
    for name in ("ferry", "mill"):
        first, second = store.history(address(name))
        assert "harbour tours" in first.document["text"]
        assert second.document["text"] == first.document["text"].replace(
            "\n\nOur harbour tours leave at noon, book a seat in the office today.", ""
        )
        assert second.cause == "reclean"
        assert any(removal["reason"] == "rule:house.ad" for removal in second.document["removed"])
    after = store.state(map(address, PARAGRAPHS))
    assert {url: (page.next_due, page.etag, page.fetched_at) for url, page in after.items()} == {
        url: (page.next_due, page.etag, page.fetched_at) for url, page in state.items()
    }
    assert shell(*options).err == "recleaned: 3 unchanged\n"


def test_only_the_site_and_time_asked_for_are_cleaned(shell: Shell, store: Store, store_url: str, rules: Path) -> None:
    for more in (("--site", "elsewhere"), ("--since", hours(1).isoformat())):
        assert (
            shell("reclean", "--rules", rules, "--workers", 0, "--store", store_url, *more).err
            == "recleaned: no raw pages\n"
        )
    assert store.counts()["revisions"] == 3


def test_a_dead_letter_becomes_an_article_and_an_article_is_never_lost(
    shell: Shell, store: Store, store_url: str
) -> None:
    raw = page("ferry").replace(b"ferry", b"barge")
    store.save([Dead(SITE, Fetch(address("barge"), hours(1)), "cleaner-timeout", raw=raw, next_due=hours(2))])
    hub = b"<html><body><p></p></body></html>"
    mill = store.article(address("mill"))
    assert mill is not None
    store.save([Saved(SITE, Fetch(address("mill"), hours(1)), mill.document, hub, next_due=hours(6))])

    ran = shell("reclean", "--workers", 0, "--store", store_url)

    assert f"new: {address('barge')}  The barge story" in ran.out
    assert f"{address('mill')}: empty-page now; the article is kept" in ran.out
    assert store.dead_letters() == []
    assert store.article(address("mill")) is not None
    assert store.article(address("barge")) is not None


def test_worker_processes_give_the_same(shell: Shell, store: Store, store_url: str, rules: Path) -> None:
    alone = shell("reclean", "--rules", rules, "--workers", 0, "--dry-run", "--store", store_url)
    together = shell("reclean", "--rules", rules, "--workers", 2, "--dry-run", "--store", store_url)

    assert (together.code, together.out, together.err) == (0, alone.out, alone.err)


def test_a_page_fetched_again_in_the_meantime_is_left_to_the_crawl(store: Store) -> None:
    [ferry] = [kept for kept in store.raw_pages() if kept.fetch.url == address("ferry")]

    assert (
        hashlib.sha256(ferry.body).hexdigest()
        == ferry.digest
        == store.state([address("ferry")])[address("ferry")].raw_digest
    )


def test_a_canonical_link_that_the_crawl_refused_stays_refused(shell: Shell, store_url: str) -> None:
    link = "<link rel=canonical href='https://gazette.example/ferry.html'>"
    pipeline = DeduplicatePipeline()
    with open_store(store_url) as store:
        for name in PARAGRAPHS:
            body = page(name).replace(b"<head>", b"<head>" + link.encode())
            document = cleaners.clean(body, address(name), options=Options(fetched_at=hours(0), status=200)).to_dict()
            fetch = Fetch(address(name), hours(0))
            pipeline.process_item(CleanedPage(Page(SITE, fetch, PageState(fetch.url, SITE, fetch.at, fetch.at)), Cleaning(document)))
            store.save([Saved(SITE, fetch, document, body)])
        before = [(article.url, article.document) for article in store.articles()]

    ran = shell("reclean", "--workers", 0, "--store", store_url)

    assert ran.err == "recleaned: 3 unchanged\n"
    with open_store(store_url) as store:
        assert [(article.url, article.document) for article in store.articles()] == before
        assert len(before) == 3


def test_reclean_uses_what_the_site_has_taught(shell: Shell, store: Store, store_url: str) -> None:
    advertisement = "Our harbour tours leave at noon, book a seat in the office today."
    before = store.article(address("ferry"))
    assert before is not None
    assert advertisement in before.document["text"]
    news = ("The lighthouse will be painted white once more", "Two hundred geese have landed on the green", "A baker was made an honorary citizen")
    told = PARAGRAPHS["ferry"].removeprefix("The").encode()
    pages = [cleaners.clean(page("ferry").replace(told, f" mayor says: {one}, which nobody in the whole town had thought possible.".encode())) for one in news]
    memory = cleaners.SiteMemory().learn(cleaners.observe(one.explain()) for one in pages)
    store.put(SITE, "site-memory", memory.to_dict())
    assert shell("reclean", "--store", store_url, "--workers", 0).code == 0
    after = store.article(address("ferry"))
    assert after is not None
    assert advertisement not in after.document["text"]
    assert "site-memory" in {one["reason"] for one in after.document["removed"]}
