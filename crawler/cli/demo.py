"""`demo`: the bundled replica of a news site, to crawl and clean without touching anybody's server."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from crawler.cli.app import app
from crawler.cli.errors import CliError
from crawler.exit_codes import ExitCode


@app.command(
    epilog="Example: [bold]bullionbite demo --port 8765[/bold], then [bold]scrapy crawl bullionbite -a url=http://127.0.0.1:8765[/bold]"
)
def demo(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port on the loopback address; 0 takes a free one.")
    ] = 0,
    skin: Annotated[
        str, typer.Option("--skin", help="The theme: piki, templateify, … (an unknown one lists them).")
    ] = "piki",
) -> None:
    """Serve the replica until interrupted; its address is printed first."""
    from fixtures.replica import SKINS, serve  # not installed where the package is trimmed, and slow to import

    if skin not in SKINS:
        raise CliError(f"there is no skin {skin!r}; there are {', '.join(SKINS)}")
    print(
        "Serving the replica; press Ctrl+C to stop. Crawl it with: scrapy crawl bullionbite -a url=ADDRESS",
        file=sys.stderr,
    )
    try:
        serve(port, skin)
    except OSError as error:
        raise CliError(f"cannot serve on port {port}: {error.strerror}", ExitCode.UNREACHABLE) from None
