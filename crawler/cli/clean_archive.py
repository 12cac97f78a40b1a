"""`clean-archive`: whole archives, cleaned."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from filelock import FileLock, Timeout
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from crawler.archive.output import finished, sweep
from crawler.archive.records import Job, Report, Unit
from crawler.archive.units import plan
from crawler.cli.app import app
from crawler.cli.errors import CliError
from crawler.collecting import settle
from crawler.exit_codes import ConfigurationError, ExitCode
from crawler.stores.columns import arrow

_DAMAGE = ("damaged-record", "truncated", "undecodable-body", "cleaner-crash", "cleaner-timeout", "cleaner-memory", "cleaner-exception")


class Format(StrEnum):
    """What `clean-archive` writes."""

    PARQUET = "parquet"
    JSONL = "jsonl"


@app.command(
    "clean-archive",
    epilog="Example: [bold]bullionbite clean-archive CC-NEWS-20260301.warc.gz --out clean[/bold]; run again after any interruption",
)
def clean_archive(
    inputs: Annotated[
        list[Path], typer.Argument(metavar="INPUT...", help="WARC or JSON Lines files, folders of them or of HTML files.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The output folder.")],
    form: Annotated[Format, typer.Option("--format", "-f", help="Parquet, or JSON Lines.")] = Format.PARQUET,
    markup: Annotated[bool, typer.Option("--markup", help="Also Markdown, HTML and images.")] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes that clean; default all cores, and 1 for each of Ray's tasks.")
    ] = None,
    ray: Annotated[
        str | None, typer.Option("--ray", metavar="ADDRESS", help="Run on a Ray cluster: auto, HOST:PORT, or local.")
    ] = None,
    seconds: Annotated[float, typer.Option("--page-seconds", min=0.1, help="Limit for one page.")] = 10.0,
    megabytes: Annotated[int, typer.Option("--page-megabytes", min=256, help="Memory limit for one page.")] = 512,
    rules: Annotated[Path | None, typer.Option("--rules", metavar="DIR", help="A folder of further rule files.")] = None,
    profiles: Annotated[Path | None, typer.Option("--profiles", metavar="DIR", help="A folder of further site profiles.")] = None,
) -> None:
    """Clean the pages of archives into DIR/articles; what gives no article is in DIR/skipped, with the reason.

    An input that is done has a marker in DIR/done and is not done again, unless it changes: after any interruption, run the same command.
    """
    processes = workers or (1 if ray else os.cpu_count() or 1)
    job = Job(out.resolve(), str(form), markup, processes, seconds, megabytes, rules, profiles)
    units = _units(inputs, job.out)
    _require(job, units)
    out.mkdir(parents=True, exist_ok=True)
    lock = FileLock(out / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise CliError(f"another clean-archive writes into {out}", ExitCode.ALREADY_RUNNING) from None
    with lock:
        reports = _run(job, units, ray)
    _tell(reports)


def _units(inputs: list[Path], out: Path) -> list[Unit]:
    try:
        units, ignored = plan(inputs, out)
    except FileNotFoundError as error:
        raise CliError(f"{error.filename}: no such file", ExitCode.UNREACHABLE) from None
    except OSError as error:
        raise CliError(f"{error.filename}: {error.strerror}", ExitCode.UNREACHABLE) from None
    except ValueError as error:
        raise CliError(str(error)) from None
    if ignored:
        others = f" and {len(ignored) - 1} more" if len(ignored) > 1 else ""
        print(f"left out, neither WARC, JSON Lines nor HTML by name: {ignored[0]}{others}", file=sys.stderr)
    return units


def _require(job: Job, units: list[Unit]) -> None:
    """Miss what is not installed now, and not after hours."""
    if job.form == "parquet":
        arrow()
    if any(unit.kind == "warc" for unit in units) and not find_spec("fastwarc"):
        raise CliError("WARC needs fastwarc: pip install 'bullionbite[archive]'")


def _run(job: Job, units: list[Unit], ray: str | None) -> list[Report]:
    """The reports of all units: of those done before, and of those done now."""
    from crawler.archive.engines import run_here, run_on_ray  # on demand: other commands start without worker pools

    sweep(job)
    reports = {unit.name: finished(job, unit) for unit in units}
    due = [unit for unit in units if reports[unit.name] is None]
    done = [report for report in reports.values() if report]
    if done:
        print(f"{len(done)} of {len(units)} inputs are done already", file=sys.stderr)
    if due:
        settle()
        try:
            done += _watched(run_on_ray(job, due, ray) if ray else run_here(job, due), len(due))
        except ConfigurationError as error:
            raise CliError(str(error)) from None
    return done


def _watched(reports: Iterable[Report], total: int) -> list[Report]:
    """The reports, with a line about each and a bar on a terminal."""
    done: list[Report] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("inputs", total=total)
        for report in reports:
            done.append(report)
            what = f"not read: {report.unread}" if report.unread else f"{report.articles} articles of {report.records} records"
            console.print(f"{report.unit}: {what}", markup=False)
            progress.advance(task)
    return done


def _tell(reports: list[Report]) -> None:
    skipped: Counter[str] = Counter()
    for report in reports:
        skipped.update(report.skipped)
    records, articles = sum(r.records for r in reports), sum(r.articles for r in reports)
    reasons = "".join(f", {count} {reason}" for reason, count in sorted(skipped.items()))
    print(f"{articles} articles of {records} records{reasons}", file=sys.stderr)
    if unread := sum(bool(report.unread) for report in reports):
        raise CliError(f"{unread} of {len(reports)} inputs could not be read; run the same command once they can be", ExitCode.UNREACHABLE)
    if any(skipped[reason] for reason in _DAMAGE):
        raise typer.Exit(int(ExitCode.DEGRADED))
