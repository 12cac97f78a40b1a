"""`warc export` and `warc import`: the raw pages, in the archives' own format."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from crawler.cli.app import app
from crawler.cli.errors import CliError
from crawler.cli.options import DEFAULT_STORE, Since, Site, StoreUrl, existing_store, moment
from crawler.exit_codes import ExitCode
from crawler.stores import open_store
from crawler.stores.files import replacing_bytes
from crawler.stores.warc import Skipped, read_warc, write_warc

warc = typer.Typer(help="Raw pages to and from WARC files.", no_args_is_help=True)
app.add_typer(warc, name="warc")


@warc.command("export", epilog="Example: [bold]bullionbite warc export march.warc.gz --since 2026-03-01[/bold]")
def export(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="The WARC file to write (gzipped).")],
    store: StoreUrl = DEFAULT_STORE,
    site: Site = None,
    since: Since = None,
    latest: Annotated[bool, typer.Option("--latest", help="Only the last fetch of each page.")] = False,
) -> None:
    """Write the kept raw pages into a WARC file."""
    with existing_store(store) as opened, replacing_bytes(out) as file:
        count = write_warc(file, opened.raw_pages(site, moment(since), latest=latest))
    print(f"{count} pages written to {out}", file=sys.stderr)


@warc.command(
    "import",
    epilog="Example: [bold]bullionbite warc import march.warc.gz[/bold], then [bold]bullionbite reclean[/bold]",
)
def load(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="WARC files, gzipped or not.")],
    store: StoreUrl = DEFAULT_STORE,
    site: Annotated[
        str | None,
        typer.Option("--site", help="The site the pages belong to; default what an export noted, else the host."),
    ] = None,
) -> None:
    """Add the pages of WARC files to the raw store; `reclean` then makes articles of them. Importing again adds nothing."""
    for path in files:
        if not path.is_file():
            raise CliError(f"{path}: no such file", ExitCode.UNREACHABLE)
    skipped = Skipped({})
    with open_store(store) as opened:
        added = sum(opened.add_raw(read_warc(path, site, skipped)) for path in files)
    left = "".join(f", {count} skipped ({reason})" for reason, count in sorted(skipped.reasons.items()))
    print(f"{added} pages added{left}", file=sys.stderr)
    if skipped.reasons.get("damaged"):
        raise typer.Exit(int(ExitCode.DEGRADED))
