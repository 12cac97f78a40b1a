"""Templates and the files they embed."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


@cache
def environment() -> Environment:
    """The templates' environment: every value is escaped unless it is `Markup`, an unknown name is an error."""
    made = Environment(
        loader=PackageLoader("crawler.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["number"] = lambda value: f"{value:,}".replace(",", "\u202f")
    made.filters["cell"] = cell
    made.filters["when"] = lambda value: value.strftime("%Y-%m-%d %H:%M") if value else ""
    return made


def render(name: str, **values: Any) -> str:
    """The page that a template gives."""
    return environment().get_template(name).render(**values)


@cache
def asset(name: str) -> Markup:
    """A file of `static/` or `vendor/`, to be embedded as it is."""
    files = resources.files("crawler.report")
    folder = "static" if files.joinpath("static", name).is_file() else "vendor"
    return Markup(files.joinpath(folder, name).read_text("utf-8"))


def policy(*scripts: str) -> str:
    """A content security policy for a page that embeds exactly these scripts and fetches nothing."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def cell(value: Any) -> str:
    """A metadata value on one line."""
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, list | tuple | set):
        return ", ".join(map(cell, value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat(sep=" "))
    return str(getattr(value, "url", value))
