"""The rows a batch concerns: read in a few statements, changed in memory, written in bulk at the end of the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Delete, Select, delete, func, select

from crawler.stores import schema
from crawler.stores.bulk import insert_missing, load, upsert
from crawler.stores.connection import Numbers, Row, among, rows_among
from crawler.stores.outcomes import Document
from crawler.stores.packing import instant, pack_json, storable, unpack_json


class Workset:
    """Pages by URL and articles by id and URL, as they will be once the transaction commits."""

    def __init__(self, connection: Connection, expected: int) -> None:
        self.connection = connection
        self.numbers = Numbers(connection, reserve=3 * expected)  # an article, a revision and a sample a page
        self.numbers.hold()  # before anything is read: what is read is written back changed
        self.pages: dict[str, Row] = {}
        self.articles: dict[int, Row] = {}
        self.ids: dict[str, int] = {}
        self.hashes: dict[str, int] = {}
        self.revisions: dict[int, Row] = {}
        self.dead: dict[str, Row] = {}
        self.blobs: dict[str, Row] = {}
        self.fetches: list[Row] = []
        self.samples: list[Row] = []
        self._stored: set[int] = set()
        self._touched: set[int] = set()
        self._documents: dict[int, Document] = {}

    def load(self, urls: Iterable[str], keys: Iterable[str], hashes: Iterable[str]) -> None:
        """Read the pages and dead letters of these URLs, the articles of these pages and keys, and the first article of each text."""
        asked = list(set(urls))
        self.pages.update((row["url"], row) for row in self._rows(schema.pages.c.url, asked))
        self.dead.update((row["url"], row) for row in self._rows(schema.dead_letters.c.url, asked))
        articles = schema.articles.c
        self._read_articles(articles.url, list(set(keys)))
        known = {page["article_id"] for page in self.pages.values() if page["article_id"]}
        self._read_articles(articles.id, list(known - self.articles.keys()))
        if texts := list(set(hashes)):
            found = self.connection.execute(_first_of_texts(self.connection.dialect.name), {"keys": texts})
            self.hashes.update((row[0], row[1]) for row in found)

    def _read_articles(self, column: Column[Any], keys: list[Any]) -> None:
        for row in self._rows(column, keys):
            self.articles[row["id"]] = row
            self.ids[row["url"]] = row["id"]
            self._stored.add(row["id"])

    def at(self, url: str) -> Row | None:
        """The article whose key is this URL."""
        number = self.ids.get(url)
        return self.articles[number] if number is not None else None

    def document(self, article: Row) -> Document:
        """The article's current document."""
        revision = article["revision_id"]
        if revision not in self._documents:
            query = select(schema.revisions.c.document).where(schema.revisions.c.id == revision)
            self._documents[revision] = unpack_json(self.connection.execute(query).scalar_one())
        return self._documents[revision]

    def put_article(self, row: Row, document: Document) -> None:
        """Take over an article's row with the columns its document gives."""
        row.update(columns(document, row["saved_at"]))
        self.articles[row["id"]] = row
        self.ids[row["url"]] = row["id"]
        if document.get("text"):
            self.hashes.setdefault(row["content_hash"], row["id"])
        self.touch(row)
        self._documents[row["revision_id"]] = document

    def touch(self, row: Row) -> None:
        self._touched.add(row["id"])

    def refresh(self, article: Row, document: Document, run: int | None) -> None:
        """Bring the current revision's metadata up to date; the text and headline are those it has."""
        before = self.document(article)
        if before == document:
            return
        self.put_article(article, document)
        pending = self.revisions.get(article["revision_id"])
        if pending:
            pending["document"] = pack_json(document)
            return
        revisions = schema.revisions
        values: Row = {"document": pack_json(document), "refreshed_by": run}
        values["before_refresh"] = pack_json(before) if run else None
        self.connection.execute(revisions.update().where(revisions.c.id == article["revision_id"]).values(values))

    def flush(self) -> None:
        """Write everything that changed."""
        connection = self.connection
        touched = [self.articles[number] for number in sorted(self._touched)]
        upsert(connection, schema.articles, touched)
        load(connection, schema.revisions, list(self.revisions.values()))
        upsert(connection, schema.pages, list(self.pages.values()))
        upsert(connection, schema.dead_letters, list(self.dead.values()))
        insert_missing(connection, schema.blobs, list(self.blobs.values()))
        insert_missing(connection, schema.fetches, self.fetches)
        load(connection, schema.samples, self.samples)
        standing = [(row, self._documents[row["revision_id"]]) for row in touched if row["revision_id"] in self._documents]
        clear_details(connection, [row["id"] for row, _ in standing if row["id"] in self._stored])
        add_details(connection, standing)

    def _rows(self, column: Column[Any], keys: list[Any]) -> list[Row]:
        if not keys:
            return []
        found = self.connection.execute(rows_among(self.connection.dialect.name, column), {"keys": keys})
        return [dict(row) for row in found.mappings()]


@cache
def _first_of_texts(dialect: str) -> Select[Any]:
    articles = schema.articles.c
    return select(articles.content_hash, func.min(articles.id)).where(among(dialect, articles.content_hash)).group_by(articles.content_hash)


def columns(document: Document, saved_at: datetime) -> Row:
    """The columns of an article's row that its document gives."""
    return {
        "title": storable(document.get("title")),
        "text": storable(document.get("text")),
        "authors": storable("\n".join(document.get("authors") or ())),
        "tags": storable("\n".join(document.get("tags") or ())),
        "dated": instant(document.get("published")) or saved_at,
        "content_hash": document.get("content_hash") or "",
    }


def add_details(connection: Connection, standing: Sequence[tuple[Row, Document]]) -> None:
    """Store the labels and the aggregated removal ledger of articles that have none: a row (`id`, `site`, `changed_at`) with its document."""
    load(connection, schema.labels, [label for row, document in standing for label in _labels(row["id"], document)])
    load(connection, schema.removals, [removal for row, document in standing for removal in _removals(row, document)])
    if connection.dialect.name == "postgresql":  # SQLite's triggers keep its index
        add_words(connection, [row for row, _ in standing])


def clear_details(connection: Connection, numbers: Iterable[int]) -> None:
    """Take away the labels, the ledger and the indexed words of these articles."""
    if keys := list(numbers):
        for statement in _clearing(connection.dialect.name):
            connection.execute(statement, {"keys": keys})


@cache
def _clearing(dialect: str) -> tuple[Delete, ...]:
    columns = [schema.labels.c.article_id, schema.removals.c.article_id]
    if dialect == "postgresql":
        from crawler.stores import pairs, words  # on demand: with SQLite nobody needs the other dialect

        columns += [words.fts.c.article_id, pairs.pairs.c.article_id]
    return tuple(delete(column.table).where(among(dialect, column)) for column in columns)


def add_words(connection: Connection, rows: Iterable[Row]) -> None:
    """Index the texts of articles that are not indexed (PostgreSQL)."""
    from crawler.stores import pairs, words

    cut = [(row["id"], words.cut(row)) for row in rows]
    load(connection, words.fts, [{"article_id": number, "words": words.vector(texts)} for number, texts in cut])
    load(connection, pairs.pairs, [{"article_id": number, "pairs": pairs.filter_of(texts)} for number, texts in cut])


def _labels(number: int, document: Document) -> list[Row]:
    values = {("author", storable(name).casefold()) for name in document.get("authors") or ()}
    values |= {("tag", storable(name).casefold()) for name in document.get("tags") or ()}
    values |= {(name, storable(document.get(name)).casefold()) for name in ("language", "kind")}
    return [{"article_id": number, "kind": kind, "value": value} for kind, value in sorted(values) if value]


def _removals(row: Row, document: Document) -> list[Row]:
    sums: dict[str, list[int]] = {}
    for removal in document.get("removed") or ():
        total = sums.setdefault(storable(removal["reason"]), [0, 0])
        total[0] += removal["blocks"]
        total[1] += removal["chars"]
    of = {"article_id": row["id"], "site": row["site"], "changed_at": row["changed_at"]}
    return [of | {"reason": reason, "blocks": blocks, "chars": chars} for reason, (blocks, chars) in sums.items()]
