"""`bullionbite copy`: a store moved whole, both ways, through any interruption."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from clikit import Shell, shell
from sqlalchemy import JSON, Boolean, Float, LargeBinary, Table, func, select
from storekit import SITE, hours, saved, url

from crawler.stores import Query, Store, StoreError, open_database, open_store, schema
from crawler.stores import copying as module
from crawler.stores.copying import TABLES, Copy, Step
from fixtures.replica import ReplicaServer
from tests.crawlkit import crawl

__all__ = ["shell"]

ALPHABET = "aeiouäß東\U0001f33e \\\t\n'\"{},"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as a crawl of the replica leaves it, with random rows in every table beside."""
    path = tmp_path_factory.mktemp("crawled") / "store.db"
    address = f"sqlite:///{path}"
    with ReplicaServer() as replica:
        crawl(replica.url, address, CLOSESPIDER_ITEMCOUNT=20)
    with open_store(address) as store:
        run = store.run_start(SITE, hours(0))
        store.save([saved("wall", "Accept our cookies.")], run=run)
        store.hold(run)
        store.run_end(run, hours(1), "quarantined", 5, {})
        scatter(store)
    return path


def scatter(store: Store, rows: int = 40) -> None:
    """Rows of random values in every table but those of articles, NULL wherever a column takes it."""
    dice = random.Random(7)
    with store.write() as connection:  # type: ignore[attr-defined]
        for table in TABLES:
            if table not in (schema.articles, schema.revisions):
                connection.execute(table.insert(), [row(dice, table, number) for number in range(rows)])


def row(dice: random.Random, table: Table, number: int) -> dict[str, Any]:
    found = {}
    for column in table.columns:
        if column.nullable and dice.random() < 0.3:
            found[column.name] = None
        else:
            found[column.name] = value(dice, column.type)
        if column.primary_key:
            found[column.name] = key(column.type, found[column.name], number)
    return found


def value(dice: random.Random, kind: Any) -> Any:
    word = "".join(dice.choices(ALPHABET, k=dice.randint(0, 30)))
    if isinstance(kind, schema.Utc):
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=dice.randrange(10**16))
    if isinstance(kind, LargeBinary):
        return dice.randbytes(dice.randint(0, 300))
    if isinstance(kind, JSON):
        return {word: [dice.random(), 1, 1.0, None, True, "\0 \ud83d", {"b": 1, "a": word}]}
    if isinstance(kind, Boolean):
        return dice.random() < 0.5
    if isinstance(kind, Float):
        return dice.choice([0.1, 1.0, 1e300, -5e-324, dice.random()])
    return dice.randrange(2**31) if kind.python_type is int else word


def key(kind: Any, drawn: Any, number: int) -> Any:
    if isinstance(kind, schema.Utc):
        return drawn
    return 10**9 + number if kind.python_type is int else f"{drawn}{number}"


@pytest.fixture
def source(crawled: Path, tmp_path: Path) -> str:
    """A copy of that file, to be changed at will."""
    shutil.copy(crawled, tmp_path / "source.db")
    return f"sqlite:///{tmp_path}/source.db"


def copied(source: str, target: str, lives: Iterator[int] | None = None) -> None:
    """Copy, dying after as many batches as `lives` says, each time, until it ends."""
    for batches in lives or iter([10**9]):
        left = iter(range(batches))

        def watch(step: Step, left: Iterator[int] = left) -> None:
            if step.total and next(left, None) is None:
                raise KeyboardInterrupt

        with open_database(source) as from_, open_database(target) as to:
            try:
                assert all(table.same for table in Copy(from_, to, watch).run())
                return
            except KeyboardInterrupt:
                continue


def verified(shell: Shell, source: str, target: str) -> bool:
    ran = shell("copy", source, target, "--verify")
    assert (ran.code == 0) == ("identical" in ran.err)
    return ran.code == 0


def test_a_store_moves_to_a_server_and_back_with_every_row(source: str, postgres_url: str, tmp_path: Path, shell: Shell) -> None:
    back = f"sqlite:///{tmp_path}/back.db"

    there = shell("copy", source, postgres_url)
    again = shell("copy", postgres_url, back)

    assert (there.code, again.code, there.out) == (0, 0, again.out)
    assert "articles" in there.out
    assert verified(shell, source, back)
    with open_store(source) as one, open_store(postgres_url) as two, open_store(back) as three:
        assert one.counts() == two.counts() == three.counts()
        for words in ("the", "cookies"):
            assert one.count(Query(text=words)) == two.count(Query(text=words)) == three.count(Query(text=words))
        first = one.articles(Query(limit=3))
        assert first == two.articles(Query(limit=3)) == three.articles(Query(limit=3))
        for store in (one, two, three):
            assert store.save([saved("after", "News of the harbour.")])[0].article_id == one.article(url("after")).id  # type: ignore[union-attr]
            assert store.count(Query(text="harbour news")) >= 1
        assert three.check() == []
    assert verified(shell, source, postgres_url)


@pytest.mark.parametrize("way", ["to", "from"])
def test_a_copy_killed_again_and_again_ends_identical(
    way: str, source: str, postgres_url: str, tmp_path: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH_ROWS", 17)
    target = postgres_url
    if way == "from":
        copied(source, postgres_url)
        source, target = postgres_url, f"sqlite:///{tmp_path}/target.db"
    dice = random.Random(3)
    copied(source, target, iter(lambda: dice.randint(0, 6), -1))
    assert verified(shell, source, target)


def test_batches_are_bounded_by_bytes(monkeypatch: pytest.MonkeyPatch, crawled: Path, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "BATCH_BYTES", 20_000)
    steps: list[Step] = []
    with open_database(f"sqlite:///{crawled}") as from_, open_database(f"sqlite:///{tmp_path}/target.db") as to:
        Copy(from_, to, steps.append).run()
    blobs = [step.rows for step in steps if step.table == "blobs" and step.total]
    assert len(blobs) > 3
    assert blobs[-1] == next(step.total for step in steps if step.table == "blobs")


def test_nobody_opens_a_store_that_is_half_copied(source: str, postgres_url: str, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_ROWS", 17)
    copied(source, postgres_url, iter([4]))

    with pytest.raises(StoreError) as error:
        open_store(postgres_url)
    other = shell("copy", f"sqlite:///{Path(source).parent}/other.db", postgres_url)

    assert error.value.code == "copying"
    assert shell("articles", "--store", postgres_url).code == 2
    assert other.code == 1  # there is no such store
    assert shell("copy", source, postgres_url).code == 0
    open_store(postgres_url).close()


def test_a_source_that_changed_while_its_copy_lay_still_is_copied_anew(source: str, store_url: str, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_ROWS", 17)
    copied(source, store_url, iter([25]))
    with open_store(source) as store:
        store.save([saved("late", "This came by zeppelin."), saved("mill", "A revision.", 3)])
        store.prune_raw(max_bytes=1000)

    copied(source, store_url)

    assert verified(shell, source, store_url)
    with open_store(store_url) as store:
        assert store.count(Query(text="zeppelin")) == 1


def test_a_target_with_anything_in_it_is_left_alone(source: str, store_url: str, shell: Shell) -> None:
    with open_store(store_url) as store:
        store.put("gazette", "note", 1)

    ran = shell("copy", source, store_url)

    assert ran.code == 2
    assert "memory has rows" in ran.err
    with open_store(store_url) as store:
        assert store.get("gazette", "note") == 1
    assert not verified(shell, source, store_url)


def test_a_copy_is_ended_from_the_source_it_was_begun_from(source: str, tmp_path: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_ROWS", 17)
    target = f"sqlite:///{tmp_path}/target.db"
    copied(source, target, iter([4]))
    open_store(f"sqlite:///{tmp_path}/other.db").close()

    ran = shell("copy", f"sqlite:///{tmp_path}/other.db", target)

    assert ran.code == 2
    assert "source.db" in ran.err


@pytest.mark.parametrize("spelling", ["{source}", "sqlite:///{folder}/../{name}/source.db"])
def test_a_store_is_not_copied_into_itself(source: str, tmp_path: Path, shell: Shell, spelling: str) -> None:
    ran = shell("copy", source, spelling.format(source=source, folder=tmp_path, name=tmp_path.name))
    assert (ran.code, ran.err) == (2, "bullionbite: both URLs name the same store\n")


def test_a_changed_row_is_found(source: str, tmp_path: Path, shell: Shell) -> None:
    target = f"sqlite:///{tmp_path}/target.db"
    copied(source, target)
    with open_database(target) as database, database.write() as connection:
        first = select(func.min(schema.blobs.c.digest)).scalar_subquery()
        connection.execute(schema.blobs.update().where(schema.blobs.c.digest == first).values(body=b"x"))

    ran = shell("copy", source, target, "--verify")

    assert ran.code == 1
    assert [line.split()[0] for line in ran.out.splitlines() if "DIFFERENT" in line] == ["blobs"]
