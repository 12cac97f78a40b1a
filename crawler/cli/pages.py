"""`clean` and `explain`: one page, now."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

import cleaners
from cleaners.article import Article
from cleaners.decoding import decode
from cleaners.records import Options
from crawler.cli.app import app
from crawler.cli.options import now
from crawler.cli.source import Source, read
from crawler.stores.packing import storable

Where = Annotated[
    str, typer.Argument(metavar="FILE|URL|-", help="A file, an http(s) address, or - for standard input.")
]
Url = Annotated[
    str | None, typer.Option("--url", help="Where the page was fetched; relative links and site profiles need it.")
]
Rules = Annotated[Path | None, typer.Option("--rules", metavar="DIR", help="A folder of further rule files.")]
Profiles = Annotated[Path | None, typer.Option("--profiles", metavar="DIR", help="A folder of further site profiles.")]


class Format(StrEnum):
    """What `clean` prints."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"


@app.command(epilog="Example: [bold]curl -s https://example.org/post | bullionbite clean - --format markdown[/bold]")
def clean(
    where: Where,
    form: Annotated[Format, typer.Option("--format", "-f", help="What to print.")] = Format.TEXT,
    url: Url = None,
    rules: Rules = None,
    profiles: Profiles = None,
) -> None:
    """Print the article of a page, without the page around it. A file without any markup is taken for text saved from a page."""
    source = read(where)
    article = _clean(source, url, _options(source, rules, profiles))
    sys.stdout.write(storable(_rendered(article, form)).rstrip("\n") + "\n")


@app.command(epilog="Example: [bold]bullionbite explain page.html --metadata[/bold]")
def explain(
    where: Where,
    metadata: Annotated[
        bool, typer.Option("--metadata", help="Show the metadata, and every value it was chosen from.")
    ] = False,
    url: Url = None,
    rules: Rules = None,
    profiles: Profiles = None,
) -> None:
    """Show every block of a page: kept (+) or removed (-), by which rule or score, and its text."""
    source = read(where)
    options = _options(source, rules, profiles)
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    if metadata:
        _print_metadata(console, _clean(source, url, options))
        return
    if not source.is_markup:
        for removal in _clean(source, url, options).removed:
            console.print(_line("-", removal.reason, None, "", removal.text))
        return
    for block, decision in cleaners.explain(source.body, url or source.url, options=options):
        line = _line("+" if decision.keep else "-", decision.reason, decision.score, block.role, block.text)
        console.print(line, no_wrap=True, overflow="ellipsis" if console.is_terminal else "ignore")  # a block a line, to be scanned


def _options(source: Source, rules: Path | None, profiles: Path | None) -> Options:
    at = now() if source.url else None
    return Options(charset=source.charset, status=source.status, fetched_at=at, rules_dir=rules, profiles_dir=profiles)


def _clean(source: Source, url: str | None, options: Options) -> Article:
    if source.is_markup or url:
        return cleaners.clean(source.body, url or source.url, options=options)
    return cleaners.clean_text(decode(source.body, source.charset)[0])


def _rendered(article: Article, form: Format) -> str:
    match form:
        case Format.TEXT:
            return f"{article.title}\n\n{article.text}" if article.title else article.text
        case Format.MARKDOWN:
            return f"# {article.title}\n\n{article.markdown}" if article.title else article.markdown
        case Format.HTML:
            return article.html
        case Format.JSON:
            return json.dumps(article.to_dict(), ensure_ascii=False, indent=2 if sys.stdout.isatty() else None)


def _line(sign: str, reason: str, score: float | None, role: str, text: str) -> Text:
    colour = "green" if sign == "+" else "red"
    line = Text()
    line.append(f"{sign} ", style=f"bold {colour}")
    line.append(f"{reason:<24} ", style="cyan" if sign == "+" else "yellow")
    line.append(f"{'' if score is None else f'{score:.2f}':>4} {role:<7} ", style="dim")
    line.append(_excerpt(text), style="" if sign == "+" else "dim")
    return line


def _excerpt(text: str, limit: int = 160) -> str:
    flat = " ".join(storable(text).split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def _print_metadata(console: Console, article: Article) -> None:
    table = Table("field", "value", "from", box=None, header_style="bold", pad_edge=False)
    found = article.to_dict()
    for name in (
        "title",
        "authors",
        "published",
        "modified",
        "canonical_url",
        "site_name",
        "language",
        "section",
        "tags",
        "description",
        "image",
        "kind",
        "paywalled",
    ):
        table.add_row(name, _cell(found[name]), escape(article.provenance.get(name, "")))
    if article.entries:
        table.add_row("entries", f"{len(article.entries)}, first {_cell(article.entries[0].title)}", "")
    console.print(table)
    for note in article.notes:
        console.print(f"[yellow]note[/yellow] {escape(note)}")
    offered = Table(
        "field",
        "offered",
        "by",
        "where",
        "trust",
        box=None,
        header_style="bold",
        pad_edge=False,
    )
    for candidate in article.metadata.candidates:
        trust = f"{candidate.confidence:.2f}"
        offered.add_row(
            candidate.field, _cell(candidate.value), escape(candidate.source), escape(candidate.where), trust
        )
    if article.metadata.candidates:
        console.print(offered)


def _cell(value: Any) -> str:
    if isinstance(value, dict):  # an image
        value = value.get("url")
    shown = ", ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)
    return escape(_excerpt(shown))
