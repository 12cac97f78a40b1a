"""Profile files: TOML read once, every field checked, every fault named with its file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from cleaners.errors import BadRule
from cleaners.selectors import compile_selector

FIELDS = ("title", "published", "modified", "authors", "tags", "site_name")


@dataclass(frozen=True, slots=True)
class Field:
    """Where a field stands.

    Attributes:
        name: one of `FIELDS`.
        selectors: CSS, tried in order.
        fallback: CSS, tried inside the region where none of the selectors gave a value.
        attributes: attributes that hold the value, tried in order; `href` means the label that a label link names.
        text: whether the element's text is the value where no attribute is.
        many: collect the values of all selectors rather than the first value.
        anywhere: look in the whole page rather than in the post around the body.
        strip: regular expression of what is cut from the text ("by").
        split: regular expression of what stands between several names in one text.
        reject: regular expression of texts that are no value.
        feed_title: take the value from the title of the page's feed links first.
        confidence: how far to trust it (0-1).
    """

    name: str
    selectors: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    text: bool = True
    many: bool = False
    anywhere: bool = False
    strip: str = ""
    split: str = ""
    reject: str = ""
    feed_title: bool = False
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class Spec:
    """The contents of one profile file.

    Attributes:
        name: the profile's name.
        extends: name of the profile whose settings hold where this one has none.
        platform: chosen by markup (`generators`, `feed_path`, `platform_ids`) where no host fits.
        hosts: hosts it is for, with their subdomains, without `www.`; `name.*` under any country's domain.
        start_url: address of the site.
        hook: BeautifulSoup hook in `cleaners.sites`.
        body: selectors of the element that holds the article's text, tried in order.
        unnamed_body: where none of them fits, take the largest part of the region without headline, byline and labels in it.
        region: selectors of the outermost element in which the post's own fields stand.
        outside: selectors of parts that show other posts, comments, widgets.
        error: selectors of what only the site's error pages have.
        index_paths, item_paths: regular expressions of whole URL paths.
        fields: where the fields stand.
    """

    name: str
    extends: str = ""
    platform: bool = False
    generators: tuple[str, ...] = ()
    feed_path: str = ""
    platform_ids: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    start_url: str = ""
    hook: str = ""
    body: tuple[str, ...] = ()
    unnamed_body: bool = False
    region: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    error: tuple[str, ...] = ()
    index_paths: tuple[str, ...] = ()
    item_paths: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()


_SPEC_TYPES: Mapping[str, type] = {f.name: type(f.default) if isinstance(f.default, (bool, tuple)) else str for f in fields(Spec)}
_FIELD_TYPES: Mapping[str, type] = {
    f.name: type(f.default) if isinstance(f.default, (bool, tuple, float)) else str for f in fields(Field) if f.name != "name"
}
_OWN = ("name", "extends", "platform", "generators", "feed_path", "platform_ids", "hosts", "start_url")
"""Settings that a profile never takes from the one it extends."""


@lru_cache(maxsize=8)
def load_profiles(extra: Path | None = None) -> dict[str, Spec]:
    """Every profile by name: those of the folder `extra` first; a name there replaces the built-in profile.

    Raises:
        BadRule: a file cannot be read or is invalid.
    """
    if extra is not None and not extra.is_dir():
        raise BadRule(f"{extra}: the profiles folder does not exist")
    texts = [(str(path), path.read_text("utf-8")) for path in sorted(extra.glob("*.toml"))] if extra else []
    own = resources.files("cleaners").joinpath("data/sites").iterdir()
    texts += [(path.name, path.read_text("utf-8")) for path in sorted(own, key=lambda item: item.name) if path.name.endswith(".toml")]
    specs: dict[str, Spec] = {}
    for source, text in texts:
        spec = read_profile(text, source)
        specs.setdefault(spec.name, spec)
    return {name: _inherit(spec, specs) for name, spec in specs.items()}


def read_profile(text: str, source: str) -> Spec:
    """Parse and check one file's text.

    Raises:
        BadRule: naming `source` and the setting.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRule(f"{source}: not valid TOML: {error}") from error
    tables = data.pop("fields", {})
    values = _checked(data, _SPEC_TYPES, source)
    if not values.get("name"):
        raise BadRule(f"{source}: name is missing")
    if not isinstance(tables, dict):
        raise BadRule(f"{source}: fields must be tables such as [fields.title]")
    for name in tables:
        if name not in FIELDS:
            raise BadRule(f"{source}: no field {name!r}; known are {', '.join(FIELDS)}")
    found = tuple(Field(name=name, **_checked(table, _FIELD_TYPES, f"{source}: fields.{name}")) for name, table in tables.items())
    return Spec(**values, fields=found)


def _checked(table: Mapping[str, Any], types: Mapping[str, type], where: str) -> dict[str, Any]:
    """The table's values, lists as tuples, after checks of key, type, selector and expression."""
    values: dict[str, Any] = {}
    for key, value in table.items():
        kind = types.get(key)
        if kind is None:
            raise BadRule(f"{where}: unknown key {key!r}; known are {', '.join(types)}")
        if kind is tuple:
            if not (isinstance(value, list) and all(isinstance(item, str) and item for item in value)):
                raise BadRule(f"{where}: {key} must be a list of non-empty strings")
        elif not isinstance(value, kind):
            raise BadRule(f"{where}: {key} must be a {kind.__name__}")
        values[key] = tuple(value) if kind is tuple else value
    try:
        for key in ("body", "region", "outside", "error", "selectors", "fallback"):
            for selector in values.get(key, ()):
                if not all(one.key for one in compile_selector(selector)):
                    raise ValueError(f"{selector!r}: its subject needs a tag, id, class, itemprop or rel")
        for pattern in (*values.get("index_paths", ()), *values.get("item_paths", ()), values.get("strip", ""), values.get("split", ""), values.get("reject", "")):
            re.compile(pattern)
    except ValueError as error:
        raise BadRule(f"{where}: selector {error}") from error
    except re.error as error:
        raise BadRule(f"{where}: pattern: {error}") from error
    return values


def _inherit(spec: Spec, specs: Mapping[str, Spec]) -> Spec:
    """The profile with the settings of the one it extends where it has none of its own; fields are taken one by one."""
    if not spec.extends:
        return spec
    if spec.extends not in specs or specs[spec.extends].extends:
        raise BadRule(f"profile {spec.name!r} extends {spec.extends!r}, which is {'unknown' if spec.extends not in specs else 'itself an extension'}")
    base = specs[spec.extends]
    inherited = {f.name: getattr(base, f.name) for f in fields(Spec) if f.name not in (*_OWN, "fields") and not getattr(spec, f.name)}
    own = {field.name for field in spec.fields}
    return replace(spec, **inherited, fields=(*spec.fields, *(field for field in base.fields if field.name not in own)))
