"""The JSON Schema of an article (`docs/article.schema.json`), made from the records themselves so that the two cannot part."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Union, get_args, get_origin, get_type_hints

from cleaners.article import ARTICLE_FIELDS, Article

DESCRIPTIONS = {
    "url": "Where the page was fetched; null for text that came without an address.",
    "canonical_url": "The address the page names as its own.",
    "title": "The headline, as plain text.",
    "text": "Paragraphs, headings, list items and quotes in order, a blank line between blocks; no headline, byline or caption.",
    "markdown": "The same blocks as Markdown, with inline markup and links.",
    "html": "The same blocks as sanitised HTML.",
    "authors": "Names in the order of the byline.",
    "published": "ISO 8601, with an offset wherever the page gives a zone.",
    "modified": "ISO 8601, as `published`.",
    "site_name": "The publication's name.",
    "language": "BCP 47 tag, such as en or pt-BR.",
    "section": "The section of the publication.",
    "tags": "Labels of the article.",
    "description": "The page's own summary.",
    "kind": "article, live-blog, opinion, review, gallery or video.",
    "paywalled": "Whether the page held only a part of the article.",
    "image": "The main image, as head and JSON-LD name it; null where they name none.",
    "images": "Images of the article: absolute address, caption, alternative text, credit.",
    "entries": "Updates of a live blog, each with an id that stays from visit to visit, and its own instants; empty for other kinds.",
    "word_count": "Words of `text`; in scripts without spaces two letters count as one.",
    "content_hash": "SHA-256 (hex) of `text` in NFC with white space collapsed.",
    "confidence": "How sure the cleaner is of the text, 0 to 1.",
    "notes": "What is uncertain in the metadata, and why.",
    "removed": "The removal ledger: neighbouring blocks that went for the same reason.",
    "provenance": "Where the value of each metadata field came from.",
}

_LIMITS: dict[str, dict[str, Any]] = {
    "confidence": {"minimum": 0, "maximum": 1},
    "word_count": {"minimum": 0},
    "content_hash": {"pattern": "^[0-9a-f]{64}$"},
    "published": {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d"},
    "modified": {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d"},
}


def article_schema() -> dict[str, Any]:
    """The schema of `Article.to_dict()`, JSON Schema draft 2020-12; stored and exported articles add a `stored` object."""
    fields = {
        name: _schema(_type_of(name)) | {"description": DESCRIPTIONS[name]} | _LIMITS.get(name, {})
        for name in ARTICLE_FIELDS
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Article",
        "description": "A clean article, as cleaners.Article.to_dict() gives it and Scrapy's feeds and the exports write it.",
        "type": "object",
        "properties": fields,
        "required": list(ARTICLE_FIELDS),
    }


def _type_of(name: str) -> Any:
    """The type of an article's field or property."""
    member = getattr(Article, name, None)
    if isinstance(member, property) and member.fget is not None:
        return get_type_hints(member.fget)["return"]
    if isinstance(member, cached_property):
        return get_type_hints(member.func)["return"]
    return get_type_hints(Article)[name]


_PLAIN = {str: "string", datetime: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def _schema(kind: Any) -> dict[str, Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if origin in (Union, types.UnionType):
        if record := next((argument for argument in arguments if argument not in _PLAIN), None):
            return _schema(record) | {"type": ["object", "null"]}
        return {"type": [_PLAIN[argument] for argument in arguments]}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": _schema(arguments[1])}
    if origin in (list, tuple, Sequence):
        return {"type": "array", "items": _schema(arguments[0])}
    parts = {name: _schema(part) for name, part in get_type_hints(kind).items()}
    return {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}
