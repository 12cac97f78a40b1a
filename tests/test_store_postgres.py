"""What is particular to the server: long addresses, its locks, many writers, words, and the ways of failing."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from clikit import Shell, shell
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import and_, create_engine, inspect, literal, select, text
from sqlalchemy.engine import make_url
from storekit import SITE, hours, saved, url

from crawler.stores import Listing, Query, Sighting, Store, StoreError, lock_site, open_database, open_store, schema
from crawler.stores.connection import failure
from crawler.stores.pairs import filter_of, has_pairs
from crawler.stores.pairs import pairs as pair_filters
from crawler.stores.words import snippet, terms, tsquery, words
from tests.crawlkit import ROOT, environment
from tests.postgreskit import database

__all__ = ["shell"]


def test_addresses_and_labels_of_any_length_are_keys(store: Store) -> None:
    long = "".join(f"{number:x}" for number in range(9000))  # does not compress below the limit of PostgreSQL's B-trees
    for _ in range(2):
        store.discover(Listing(SITE, url(long + "feed"), "feed", hours(0), sightings=[Sighting(url(long))]))
        store.save([saved(long, authors=[long], tags=[long]), saved(long + "2", "Another text.")])

    assert store.state([url(long), url("x")])[url(long)].outcome == "article"
    assert [item.url for item in store.articles(Query(tag=long))] == [url(long)]
    assert store.count() == 2
    assert list(store.listings(SITE)) == [url(long + "feed")]
    assert store.raw_page(url(long)) is not None


def test_migrations_give_the_tables_that_the_code_knows(store_url: str) -> None:
    open_store(store_url).close()
    engine = create_engine(store_url)
    found = inspect(engine)
    for table in schema.metadata.sorted_tables:
        columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
        assert columns == {column.name: column.nullable for column in table.columns}, table.name
        assert {index.name for index in table.indexes} <= {index["name"] for index in found.get_indexes(table.name)}, table.name
    engine.dispose()


def test_two_writers_at_once_lose_and_double_nothing(postgres_url: str) -> None:
    failures: list[BaseException] = []

    def write(site: str) -> None:
        try:
            with open_store(postgres_url) as store:
                for number in range(15):
                    store.save([saved(f"{site}-{number}", f"Text {site} {number}."), saved("shared", f"Version {number}.")])
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    with open_store(postgres_url) as store:
        assert store.count() == 46
        history = store.history(url("shared"))
        assert [revision.number for revision in history] == list(range(1, len(history) + 1))
        assert store.check() == []


def test_a_site_is_locked_until_its_process_dies(postgres_url: str, tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, postgres_url], cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    assert lock_site(postgres_url, "gazette", tmp_path) is None
    other = lock_site(postgres_url, "other", tmp_path)
    assert other is not None
    holder.kill()
    holder.wait()
    for _ in range(200):  # the server notices the closed socket by itself
        if lock := lock_site(postgres_url, "gazette", tmp_path):
            break
    assert lock is not None
    lock.release()
    other.release()


HOLDER = """
import sys, time
from pathlib import Path
from crawler.stores import lock_site
lock = lock_site(sys.argv[1], "gazette", Path("."))
print("held", flush=True)
time.sleep(60)
"""


def test_a_store_of_before_has_its_pairs_of_words_told(postgres_url: str) -> None:
    pairs = select(pair_filters.c.article_id, pair_filters.c.pairs).order_by(pair_filters.c.article_id)
    with open_store(postgres_url) as store:
        store.save([saved(number, f"Part {number} of the flood.") for number in range(12)])
    engine = create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        before = connection.execute(pairs).all()
        connection.execute(text("DROP TABLE articles_pairs"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    with open_store(postgres_url) as store, engine.connect() as connection:
        assert store.check() == []
        assert connection.execute(pairs).all() == before
        assert len(before) == 12
    engine.dispose()


def test_a_filter_misses_no_pair_and_takes_few_others_for_one(postgres_url: str) -> None:
    text = [f"w{number}" for number in range(500)]
    filled = literal(filter_of([text, [], ["alone"]]))
    strangers = [[first, second] for first, second in zip(text[::2], text[7::2], strict=False)]
    engine = create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        assert connection.scalar(select(and_(*has_pairs(filled, [text[:100], text[100:]]))))
        taken = [connection.scalar(select(and_(*has_pairs(filled, [pair])))) for pair in strangers]
        assert not connection.scalar(select(and_(*has_pairs(literal(filter_of([])), [["a", "b"]]))))
    engine.dispose()
    assert sum(taken) < len(taken) / 20
    assert has_pairs(filled, [["alone"], []]) == []


@pytest.mark.parametrize("address", ["postgresql:", "postgresql://", "postgresql+asyncpg://x/y", "postgresql+psycopg://nobody@localhost", "postgresql+psycopg://nobody@localhost:port/news"])
def test_an_address_of_no_database_is_a_clear_error(address: str) -> None:
    with pytest.raises(StoreError) as error:
        open_store(address)
    assert error.value.code == "bad-url"


def test_a_database_that_cannot_hold_every_text_is_refused(postgres_server: str, tmp_path: Path) -> None:
    with database(postgres_server, "template0 ENCODING 'LATIN1'") as address:
        for attempt in (lambda: open_store(address), lambda: lock_site(address, "gazette", tmp_path)):
            with pytest.raises(StoreError, match="LATIN1") as error:
                attempt()
            assert error.value.code == "foreign"
            assert error.value.is_misconfiguration


def test_a_database_of_something_else_is_refused(postgres_server: str) -> None:
    with database(postgres_server) as address:
        engine = create_engine(address)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE articles (id int)"))
        engine.dispose()
        with pytest.raises(StoreError, match="its table articles is not a store's") as error:
            open_store(address)
        assert error.value.code == "foreign"


def test_no_store_is_made_by_who_only_reads(postgres_server: str, shell: Shell) -> None:
    with database(postgres_server) as address:
        ran = shell("articles", "--store", address)
        doctor = shell("doctor", "--store", address)
        engine = create_engine(address)
        assert inspect(engine).get_table_names() == []
        engine.dispose()
    assert (ran.code, ran.out) == (1, "")
    assert "there is no store yet" in ran.err
    assert re.search(r"^ok +store .* the first crawl makes it$", doctor.out, re.MULTILINE)


def test_doctor_tells_no_password_and_names_a_remedy_for_servers(postgres_url: str, shell: Shell) -> None:
    address = make_url(postgres_url).set(password="secret")
    found = shell("doctor", "--store", address.render_as_string(hide_password=False))
    missing = shell("doctor", "--store", address.set(database="nowhere").render_as_string(hide_password=False))
    assert re.search(r"^ok +store .*: 0 articles", found.out, re.MULTILINE)
    assert re.search(r'^failure +store .*"nowhere" does not exist$', missing.out, re.MULTILINE)
    assert "do: start the server, or mend host, port, database" in missing.out
    assert "secret" not in found.out + missing.out


def test_sessions_outlive_the_server_s_patience_and_the_address_has_the_last_word(postgres_url: str) -> None:
    address = make_url(postgres_url).update_query_dict({"options": "-c idle_session_timeout=1000", "application_name": "nightly"})
    with open_database(address.render_as_string(hide_password=False)) as opened, opened.read() as connection:
        assert connection.scalar(text("SHOW idle_session_timeout")) == "0"
        assert connection.scalar(text("SHOW application_name")) == "nightly"


@pytest.mark.parametrize(("statement", "code"), [("SET statement_timeout = 1; SELECT pg_sleep(1)", "timed-out"), ("SELECT nothing FROM nowhere", "failed")])
def test_a_failure_is_told_on_one_line(postgres_url: str, statement: str, code: str) -> None:
    with open_database(postgres_url) as opened, pytest.raises(StoreError) as error, opened.read() as connection:
        connection.exec_driver_sql(statement)
    assert error.value.code == code
    assert "\n" not in error.value.detail
    assert "LINE" not in error.value.detail


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("the connection is lost", "unavailable"),
        ("terminating connection due to administrator command\nSSL connection has been closed", "unavailable"),
        ("canceling statement due to conflict with recovery", "unavailable"),
        ("cannot set transaction read-write mode during recovery", "read-only"),
        ('could not extend file "base/5/1": No space left on device\nHINT:  Check free disk space.', "full"),
    ],
)
def test_what_a_server_says_has_its_code(said: str, code: str) -> None:
    assert failure("db", RuntimeError(said)).code == code


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    address = f"postgresql+psycopg://crawler:secret@/news?host={tmp_path}"
    for attempt in (lambda: open_store(address), lambda: lock_site(address, "gazette", tmp_path)):
        with pytest.raises(StoreError) as error:
            attempt()
        assert error.value.code == "unavailable"
        assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Öztürk's 3.5-year-old", ["ozturk", "s", "3", "5", "year", "old"]),
        ("snake_case ÉTÉ", ["snake", "case", "ete"]),
        ("Москва 東京", ["москва", "東京"]),
    ],
)
def test_words_are_those_of_the_embedded_store(text: str, found: list[str]) -> None:
    assert words(text) == found


@given(st.text())
def test_folding_keeps_the_words_of_any_text_plain(text: str) -> None:
    assert all(character.isalnum() for word in words(text) for character in word)


def test_terms_become_a_query_of_plain_words() -> None:
    asked = terms("\"after the flood\" mil* NEAR(a,b) '; --")
    assert tsquery(asked) == "('after' <-> 'the' <-> 'flood') & ('mil':*) & ('near' <-> 'a' <-> 'b')"
    assert tsquery(terms("mil* bread")) == "('mil':*) & ('bread')"


def test_a_snippet_shows_where_the_hits_stand_together() -> None:
    text = "A flood. " + "Nothing here, at all. " * 20 + "After the Flöod the mill opened. " + "More words. " * 20
    assert "the [Flöod] the [mill] opened" in snippet(text, terms("flood mill*"))
    assert snippet("", terms("flood")) == ""


def test_a_text_of_very_many_words_is_stored_and_found(store: Store) -> None:
    text = " ".join(f"word{number}" for number in range(120_000))
    store.save([saved("book", text + " end", title="Book")])
    assert [item.url for item in store.articles(Query(text="word7 book"))] == [url("book")]


def test_an_address_with_a_nul_is_unknown(store: Store) -> None:
    assert store.article("https://gazette.example/\0") is None
