"""Stores of earlier versions, as the programs of their time left them (`stores/*.sql`), brought to today's tables."""

from __future__ import annotations

import ast
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text
from storekit import NOON, SITE, hours, saved, url

from crawler.stores import Change, Query, Store, StoreError, migrations, open_store
from crawler.stores.figures import Facet, PageCount, Removed, TemplateDay

HERE = Path(__file__).parent


@pytest.fixture(params=["version_1", "version_2"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The file of such a store: five pages, a revised article, one held removal, one held article, a dead letter, a committed export."""
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as connection:
        connection.executescript((HERE / "stores" / f"{request.param}.sql").read_text(encoding="utf-8"))
    connection.close()
    return path


def test_an_older_store_keeps_all_it_knows(old: Path) -> None:
    with open_store(f"sqlite:///{old}") as store:
        assert_whole(store)
    with open_store(f"sqlite:///{old}") as store:  # and is not migrated twice
        assert_whole(store)


def assert_whole(store: Store) -> None:
    assert store.check() == []
    assert [(item.url, item.revision, item.gone_at) for item in store.articles()] == [(url("bridge"), 1, None), (url("mill"), 2, None)]
    assert [found.url for found in store.articles(Query(text="loaves"))] == [url("mill")]
    assert [revision.change for revision in store.history(url("mill"))] == [Change.NEW, Change.ADDITION]
    assert store.history(url("mill"))[1].diff[-1] == ("+", "The first loaves were gone by nine.")
    assert [(page.url, page.hint) for page in store.due(SITE, NOON)] == [(url("later"), {"title": "Later"})]
    assert store.listings(SITE)[url("feed")].cursor == {"start": 26}
    assert [(run.outcome, run.stats) for run in store.runs()] == [("quarantined", {}), ("done", {"pages": 4})]
    assert [letter.reason for letter in store.dead_letters()] == ["http-500"]
    assert store.get(SITE, "robots") == {"seen": True}
    assert store.export_since("site").items == ()
    assert len(list(store.raw_pages(latest=False))) == 4
    assert store.facets()["language"] == [Facet("en", 1), Facet("tr", 1)]
    assert store.facets()["kind"] == [Facet("article", 1), Facet("opinion", 1)]
    assert store.removals() == {"rule:share-bar": (2, 10)}
    figures = store.statistics()
    assert figures.removed == [Removed(SITE, "rule:share-bar", 2, 2, 10)]
    assert figures.templates == [TemplateDay(SITE, "post", "2026-03-01", 2, 0.5, 38)]
    assert PageCount(SITE, "dead", 500, 1) in figures.pages


def test_an_older_store_works_on_like_one_of_today(old: Path, tmp_path: Path) -> None:
    with open_store(f"sqlite:///{old}") as store:
        store.release(17)
        assert store.articles(Query(text="cookies"))[0].url == url("wall")
        known = {revision.article_id for name in ("mill", "bridge", "wall") for revision in store.history(url(name))}
        [result] = store.save([saved("harbour", "The harbour is open.", 9)])
        assert result.article_id not in known
        assert [item.url for item in store.export_since("site").items][-1] == url("harbour")
        assert store.state([url("bridge")])[url("bridge")].fetched_at == hours(2)
    open_store(f"sqlite:///{tmp_path}/fresh.db").close()
    assert tables(old) == tables(tmp_path / "fresh.db")


def tables(path: Path) -> dict[str, object]:
    """Every table's columns, and every index' columns."""
    engine = create_engine(f"sqlite:///{path}")
    found = inspect(engine)
    columns = {name: [(column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(name)] for name in found.get_table_names()}
    indexes = {index["name"]: index["column_names"] for name in columns for index in found.get_indexes(name)}
    with engine.connect() as connection:
        triggers = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
    engine.dispose()
    return {"columns": columns, "indexes": indexes, "triggers": triggers}


def test_a_database_of_something_else_is_left_alone(store_url: str) -> None:
    engine = create_engine(store_url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
        connection.execute(text("DROP TABLE IF EXISTS counters"))
        connection.execute(text("CREATE TABLE counters (name VARCHAR, value INTEGER)"))
    with pytest.raises(StoreError) as error:
        open_store(store_url)
    assert error.value.code == "foreign"
    assert not inspect(engine).has_table("alembic_version")
    engine.dispose()


def test_migrations_do_not_import_the_tables_of_today() -> None:
    folder = Path(migrations.__file__).parent
    for path in (folder / "before_alembic.py", *folder.glob("versions/*.py")):
        names = {node.module for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)}
        assert not names & {"crawler.stores.schema", "crawler.stores.workset"}, path
