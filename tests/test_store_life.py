"""Any sequence of crawls, quarantines and exports: a store in every state it can reach still keeps its promises."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from storekit import SITE, hours, saved, url

from crawler.stores import Change, Dead, Fetch, Gone, Kind, Listing, Query, Sighting, Unchanged, open_store

# Every commit is synced; a file system in memory, where there is one, makes hundreds of lives affordable.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None

NAMES = st.sampled_from(["mill", "bridge", "school"])
TEXTS = st.sampled_from(["Alpha one.", "Alpha one.\n\nBeta two.", "Gamma three, four.", "Alpha one.\n\nDelta five."])


class Life(RuleBasedStateMachine):
    """A site's life, with a reader that follows one export."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY)
        self.store = open_store(f"sqlite:///{Path(self.folder.name)}/store.db")
        self.hour = 0
        self.run: int | None = None
        self.ended: list[int] = []
        self.touched: set[str] = set()
        self.reader: dict[int, tuple[str, bool]] = {}

    def tick(self) -> int:
        self.hour += 1
        return self.hour

    @rule(names=st.lists(NAMES, max_size=3))
    def list_pages(self, names: list[str]) -> None:
        at = hours(self.tick())
        self.store.discover(
            Listing(SITE, url("feed"), "feed", at, sightings=[Sighting(url(name), at) for name in names])
        )
        self.touched |= {url(name) for name in names}

    @rule(
        name=NAMES,
        text=TEXTS,
        title=st.sampled_from(["One", "Two"]),
        tag=st.sampled_from(["x", "y"]),
        alias=st.booleans(),
    )
    def save(self, name: str, text: str, title: str, tag: str, alias: bool) -> None:
        outcome = saved(name, text, self.tick(), title=title, tags=[tag])
        if alias:
            outcome = replace(outcome, fetch=replace(outcome.fetch, url=url(f"{name}?m=1")))
        [result] = self.store.save([outcome], run=self.run)
        self.touched.add(outcome.fetch.url)
        assert result.kind in (Kind.NEW, Kind.REVISED, Kind.UNCHANGED, Kind.DUPLICATE)
        assert (result.change is None) == (result.kind in (Kind.UNCHANGED, Kind.DUPLICATE))
        shown = self.store.article(outcome.fetch.url)
        assert shown is not None or result.kind in (Kind.UNCHANGED, Kind.DUPLICATE)
        if result.kind in (Kind.NEW, Kind.REVISED):
            assert shown is not None
            assert shown.document["text"] == text

    @rule(name=NAMES, outcome=st.sampled_from(["dead", "gone", "unchanged"]))
    def miss(self, name: str, outcome: str) -> None:
        fetch = Fetch(url(name), hours(self.tick()), status={"dead": 503, "gone": 404, "unchanged": 304}[outcome])
        make = {"dead": Dead(SITE, fetch, "http-503"), "gone": Gone(SITE, fetch), "unchanged": Unchanged(SITE, fetch)}
        self.store.save([make[outcome]], run=self.run)
        self.touched.add(url(name))

    @rule()
    def start_run(self) -> None:
        """Also with a run still open: that one was killed."""
        self.run = self.store.run_start(SITE, hours(self.tick()))

    @precondition(lambda self: self.run is not None)
    @rule(held=st.booleans())
    def end_run(self, held: bool) -> None:
        assert self.run is not None
        if held:
            self.store.hold(self.run)
        self.store.run_end(self.run, hours(self.tick()), "quarantined" if held else "done", 0, {})
        self.ended.append(self.run)
        self.run = None

    @precondition(lambda self: self.ended)
    @rule(data=st.data(), hold=st.booleans())
    def judge_again(self, data: st.DataObject, hold: bool) -> None:
        run = data.draw(st.sampled_from(self.ended))
        _ = self.store.hold(run) if hold else self.store.release(run)

    @rule(limit=st.sampled_from([1, 2, None]))
    def read_export(self, limit: int | None) -> None:
        while (batch := self.store.export_since("reader", limit=limit)).items:
            self.reader |= {item.id: (item.document["text"], item.gone_at is not None) for item in batch.items}
            self.store.export_commit("reader", batch.cursor, hours(self.hour))

    @precondition(lambda self: self.run is None)
    @rule()
    def the_reader_knows_what_is_shown(self) -> None:
        self.start_run()  # closes what a killed run left behind
        self.end_run(False)
        self.read_export(None)
        for item in self.store.articles():
            text, gone = self.reader[item.id]
            assert text == item.document["text"], item.url
            assert gone == (item.gone_at is not None), item.url

    @invariant()
    def every_page_touched_is_known_with_its_outcome(self) -> None:
        states = self.store.state(self.touched)
        assert set(states) == self.touched
        dead = {letter.url for letter in self.store.dead_letters()}
        for state in states.values():
            assert state.outcome != "article" or state.article_id is not None
            assert state.outcome != "dead" or state.url in dead

    @invariant()
    def histories_are_whole_and_end_in_what_is_shown(self) -> None:
        for state in self.store.state(self.touched).values():
            if state.article_id is None:
                continue
            history = self.store.history(state.article_id)
            assert [revision.number for revision in history] == list(range(1, len(history) + 1))
            good = [revision for revision in history if not revision.held]
            shown = self.store.article(state.article_id)
            assert (shown is not None) == bool(good)
            if shown is not None:
                assert (shown.revision, shown.document) == (good[-1].number, good[-1].document)
                assert (shown.gone_at is not None) == (good[-1].change is Change.REMOVAL)

    @invariant()
    def search_finds_what_is_shown(self) -> None:
        shown = self.store.articles()
        for word in ("alpha", "beta", "gamma", "delta"):
            found = {item.id for item in self.store.articles(Query(text=word))}
            assert found == {item.id for item in shown if word in item.document["text"].lower()}

    def teardown(self) -> None:
        if hasattr(self, "store"):
            assert self.store.check() == []
            self.store.close()
            self.folder.cleanup()


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
