"""`case`: a page that is cleaned wrongly becomes a test case, a folder with the page and what is expected of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from cleaners.records import Options
from crawler.cli.app import app
from crawler.cli.errors import CliError
from crawler.cli.inspect import Fresh, Page
from crawler.cli.options import DEFAULT_STORE, StoreUrl
from crawler.cli.pages import Profiles, Rules, Url
from crawler.cli.subject import Choice, Subject, subject
from crawler.stores.files import replacing_bytes

_CODES = ("empty-page", "not-html", "index-page", "error-page", "consent-wall", "bot-wall", "search-results", "no-article-text")
Numbers = typer.Option(metavar="N,N…", help="Numbers of blocks, as the inspector shows them.")


@app.command(epilog="Example: [bold]bullionbite case page.html --remove 17,18 --about 'A newsletter box is kept'[/bold]")
def case(
    where: Page,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where the case's folder is made.")] = Path("cases"),
    keep: Annotated[str, Numbers] = "",
    remove: Annotated[str, Numbers] = "",
    refuse: Annotated[str, typer.Option(metavar="CODE", help="The page holds no article, and this is the reason to expect.")] = "",
    about: Annotated[str, typer.Option(help="What the page is, or what is wrong with it, in a sentence.")] = "",
    store: StoreUrl = DEFAULT_STORE,
    fresh: Fresh = False,
    url: Url = None,
    rules: Rules = None,
    profiles: Profiles = None,
) -> None:
    """Save a page, and the text that is expected of it, as a folder for the test suite.

    The text is today's article with the blocks under --keep put in and those under --remove taken out. The folder holds
    page.html, case.json and expected.txt; look at the text, mend it by hand where need be, and move it to fixtures/pages.
    """
    found = subject(Choice(where, store, fresh, url), Options(rules_dir=rules, profiles_dir=profiles))
    facts: dict[str, Any] = {"about": about or f"From {found.url or where}", "url": found.url or ""}
    if found.options.status not in (None, 200):
        facts["status"] = found.options.status
    if refuse and refuse not in _CODES:
        raise CliError(f"--refuse {refuse}: no reason code; there are {', '.join(_CODES)}")
    text = "" if refuse else _expected(found, _numbers(keep), _numbers(remove), facts)
    if refuse:
        facts["code"] = refuse
    folder = out / _name(found.url or where)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "page.html", found.body)
    _write(folder / "case.json", json.dumps(facts, ensure_ascii=False, indent=2).encode() + b"\n")
    if text:
        _write(folder / "expected.txt", f"{text}\n".encode())
    print(folder)


def _expected(found: Subject, keep: set[int], remove: set[int], facts: dict[str, Any]) -> str:
    """The article's text with those blocks put in and taken out; "" for a page that rightly has none, with its code in `facts`."""
    from cleaners import assemble, pipeline  # slow to import
    from cleaners.page import read_page
    from crawler.report.inspection import inspect

    inspection = inspect(found.body, found.url, found.options)
    if unknown := (keep | remove) - {block.index for block, _ in inspection.pairs}:
        raise CliError(f"the page has no block {min(unknown)}: see `bullionbite inspect {found.name}`")
    if inspection.refusal and not keep:
        facts["code"] = inspection.refusal.code
        return ""
    judged = pipeline.judge(read_page(found.body, found.url, found.options))
    decisions = [
        decision._replace(keep=((decision.keep and not inspection.refusal) or index in keep) and index not in remove)
        for index, (_, decision) in enumerate(inspection.pairs)
    ]
    return assemble.text(judged.decided(decisions).kept())


def _numbers(text: str) -> set[int]:
    parts = text.replace(" ", "").split(",") if text.strip() else []
    if not all(part.isdecimal() for part in parts):
        raise CliError(f"{text!r}: write the numbers of blocks as 17,18")
    return {int(part) for part in parts}


def _name(where: str) -> str:
    words: Iterable[str] = re.findall(r"[a-z0-9]+", where.lower().rsplit("://")[-1].removesuffix(".html"))
    return "-".join(words)[-60:].strip("-") or "page"


def _write(path: Path, data: bytes) -> None:
    with replacing_bytes(path) as file:
        file.write(data)
