"""Articles as Arrow tables, for Parquet: one stable schema, derived from that of the article so that the two cannot part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from crawler.stores.article_schema import article_schema
from crawler.stores.base import StoreError
from crawler.stores.packing import instant, scrubbed

if TYPE_CHECKING:
    import pyarrow

INSTANTS = ("published", "modified")


def arrow() -> Any:
    """The module pyarrow.

    Raises:
        StoreError: it is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise StoreError("missing-driver", "Parquet needs pyarrow: pip install 'bullionbite[parquet]'") from None
    return pyarrow


def article_columns() -> pyarrow.Schema:
    """A column for each field of the article under its name, then `published_at` and `modified_at` as instants in UTC.

    `published` and `modified` keep the page's own offset as text; a date without any is read as UTC in the instants.
    """
    pa = arrow()
    fields = [pa.field(name, _type(pa, schema)) for name, schema in article_schema()["properties"].items()]
    return pa.schema([*fields, *(pa.field(f"{name}_at", pa.timestamp("us", "UTC")) for name in INSTANTS)])


def _type(pa: Any, schema: Mapping[str, Any]) -> pyarrow.DataType:
    kind = schema["type"]
    kind = next(name for name in kind if name != "null") if isinstance(kind, list) else kind
    if kind == "array":
        return pa.list_(_type(pa, schema["items"]))
    if kind == "object" and "properties" in schema:
        return pa.struct([pa.field(name, _type(pa, part)) for name, part in schema["properties"].items()])
    if kind == "object":
        return pa.map_(pa.string(), _type(pa, schema["additionalProperties"]))
    return {"string": pa.string(), "boolean": pa.bool_(), "integer": pa.int64(), "number": pa.float64()}[kind]


def row(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document as a row of these columns; fields that it does not have become null."""
    values = scrubbed(document)
    if values.get("provenance") is not None:
        values["provenance"] = list(values["provenance"].items())
    return values | {f"{name}_at": instant(values.get(name)) for name in INSTANTS}


def table(rows: Iterable[Mapping[str, Any]], schema: pyarrow.Schema) -> pyarrow.Table:
    """Rows as a table of this schema."""
    return arrow().Table.from_pylist(list(rows), schema=schema)
