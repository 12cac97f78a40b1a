"""`serve`: the store as a web application on this machine."""

from __future__ import annotations

import ipaddress
import os
import socket
from contextlib import suppress
from importlib.util import find_spec
from typing import Annotated

import typer

from cleaners.records import Options
from crawler.cli.app import app
from crawler.cli.errors import CliError
from crawler.cli.options import DEFAULT_STORE, StoreUrl, existing_store
from crawler.cli.pages import Profiles, Rules
from crawler.exit_codes import ExitCode


@app.command(epilog="Example: [bold]bullionbite serve --port 8080[/bold], then open http://127.0.0.1:8080")
def serve(
    store: StoreUrl = DEFAULT_STORE,
    host: Annotated[str, typer.Option("--host", help="Address to listen on; anything but this machine's own needs a token.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on.")] = 8000,
    token: Annotated[
        str | None,
        typer.Option("--token", envvar="BULLIONBITE_TOKEN", help="Ask everyone for this token (?token=…, or as a bearer token)."),
    ] = None,
    rules: Rules = None,
    profiles: Profiles = None,
) -> None:
    """Serve search, reader, history, inspector, report, dead letters, feeds and a read API; end it with Ctrl-C."""
    if not all(map(find_spec, ("fastapi", "uvicorn"))):
        raise CliError("serving needs further packages: pip install 'bullionbite[web]'")
    if not token and not _is_loopback(host):
        raise CliError(f"others can reach {host}: set a token with --token or BULLIONBITE_TOKEN")
    existing_store(store).close()
    _run(store, host, port, token, Options(rules_dir=rules, profiles_dir=profiles))


def _run(store: str, host: str, port: int, token: str | None, options: Options) -> None:
    import uvicorn

    from crawler.web.access import Access
    from crawler.web.app import application

    further = () if store == DEFAULT_STORE else ("--store", store)
    made = application(lambda: existing_store(store), Access(token), options, further)
    with _listening(host, port) as listener:
        print(f"Serving {store} at http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]} (Ctrl-C ends it)", flush=True)
        with suppress(KeyboardInterrupt):
            uvicorn.Server(uvicorn.Config(made, log_level="warning", server_header=False, proxy_headers=False)).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise CliError(f"cannot serve on {host}, port {port}: {os.strerror(error.errno) if error.errno else error}", ExitCode.UNREACHABLE) from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
