"""Which field of an article goes to which field of another project's item (setting `CLEAN_FIELDS`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from itemadapter import ItemAdapter

from cleaners.article import ARTICLE_FIELDS
from crawler.exit_codes import ConfigurationError

REASON = "reason"
"""Beside the article's fields: the reason code of a page that gave no article."""
_OF_DICTS = ("title", "text", "authors", "published", "modified", "language")
_OF_ZYTE = {
    "headline": "title",
    "articleBody": "text",
    "articleBodyHtml": "html",
    "authors": "authors",
    "datePublished": "published",
    "dateModified": "modified",
    "inLanguage": "language",
    "description": "description",
    "mainImage": "image",
    "images": "images",
    "canonicalUrl": "canonical_url",
}

FieldMap = Mapping[str, str]


def read_field_map(setting: object) -> FieldMap | None:
    """`CLEAN_FIELDS` (item field -> article field), checked; None for the default of each kind of item.

    Raises:
        ConfigurationError: it is no such map, or names a field that articles don't have.
    """
    if not setting:
        return None
    if not isinstance(setting, Mapping):
        raise ConfigurationError(f"CLEAN_FIELDS must map fields of your items to fields of articles, not be {setting!r}")
    if unknown := sorted({str(field) for field in setting.values()} - {*ARTICLE_FIELDS, REASON}):
        raise ConfigurationError(f"CLEAN_FIELDS: articles have no {', '.join(unknown)}; they have {', '.join((*ARTICLE_FIELDS, REASON))}")
    return {str(name): str(field) for name, field in setting.items()}


def fill(item: Any, document: Mapping[str, Any], fields: FieldMap | None) -> bool:
    """Fill what is empty in an item from an article's document; whether anything was.

    Args:
        item: a dict, `scrapy.Item`, dataclass, attrs or pydantic object.
        document: `Article.to_dict()`, or a reason alone.
        fields: item field -> article field; None for the default of the item's kind.
    """
    adapter = ItemAdapter(item)
    filled = False
    for name, field in (fields or default_fields(item)).items():
        value = document.get(field)
        if _is_empty(value) or not _has_empty(adapter, name):
            continue
        convert = _ZYTE_PARTS.get(name) if _is_zyte(item) else None
        adapter[name] = convert(value) if convert else value
        filled = True
    return filled


def default_fields(item: Any) -> FieldMap:
    """Fields that bear an article field's name; for a dict, which declares none, the usual ones; for zyte-common-items theirs."""
    if isinstance(item, dict):
        return {name: name for name in _OF_DICTS}
    declared = set(ItemAdapter.get_field_names_from_class(type(item)) or ())
    if _is_zyte(item):
        return {name: field for name, field in _OF_ZYTE.items() if name in declared}
    return {name: name for name in ARTICLE_FIELDS if name in declared}


def _has_empty(adapter: ItemAdapter, name: str) -> bool:
    """Whether an item has a field (a dict has every) and nothing in it."""
    if not isinstance(adapter.item, dict) and name not in (adapter.get_field_names_from_class(type(adapter.item)) or ()):
        return False
    return _is_empty(adapter.get(name))


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], (), {})


def _is_zyte(item: Any) -> bool:
    """Whether an item is one of zyte-common-items, which nobody needs to have installed."""
    return any(kind.__module__.partition(".")[0] == "zyte_common_items" for kind in type(item).__mro__)


def _zyte_authors(names: list[str]) -> list[Any]:
    from zyte_common_items import Author

    return [Author(name=name) for name in names]


def _zyte_image(image: Mapping[str, Any]) -> Any:
    from zyte_common_items import Image

    return Image(url=image["url"])


_ZYTE_PARTS: dict[str, Callable[[Any], Any]] = {
    "authors": _zyte_authors,
    "mainImage": _zyte_image,
    "images": lambda images: [_zyte_image(image) for image in images],
}
