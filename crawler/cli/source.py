"""Where a page to clean comes from: a file, standard input, or one bounded request."""

from __future__ import annotations

import re
import sys
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import NamedTuple

from crawler.cli.errors import CliError
from crawler.exit_codes import ExitCode
from crawler.guard.opener import GuardedOpener
from crawler.guard.secrets import masked

MAX_BYTES = 8 * 1024 * 1024
SECONDS = 20.0
USER_AGENT = "bullionbite (one page, asked for by a person)"


class HttpStatus(CliError):
    """The server answered with an error status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message, ExitCode.UNREACHABLE)
        self.status = status


class Source(NamedTuple):
    """A page as it came: its bytes, the URL after redirects, and the charset, status and date that HTTP gave."""

    body: bytes
    url: str | None = None
    charset: str | None = None
    status: int | None = None
    date: str | None = None

    @property
    def is_markup(self) -> bool:
        """Whether the bytes hold tags or entities at all; without any they are text that was saved from a page."""
        return self.url is not None or re.search(rb"<[a-zA-Z!/?][^<>]*>|\0", self.body) is not None


def read(where: str) -> Source:
    """The page at a file's path, a http(s) URL, or `-` for standard input.

    Raises:
        CliError: it cannot be read, or is larger than `MAX_BYTES`.
    """
    if where == "-":
        return Source(_bounded(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input"))
    scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*)://", where)
    if scheme:
        if scheme[1].lower() not in ("http", "https"):
            raise CliError(f"{where}: only http and https addresses are fetched")
        return fetch(where)
    path = Path(where)
    if path.is_dir():
        raise CliError(f"{where}: is a folder", ExitCode.UNREACHABLE)
    try:
        with path.open("rb") as file:
            return Source(_bounded(file.read(MAX_BYTES + 1), where))
    except (OSError, ValueError) as error:
        raise CliError(f"{where}: {getattr(error, 'strerror', None) or error}", ExitCode.UNREACHABLE) from None


def _bounded(body: bytes, name: str) -> bytes:
    if len(body) > MAX_BYTES:
        raise CliError(f"{name}: larger than {MAX_BYTES // 2**20} MiB", ExitCode.UNREACHABLE)
    return body


def fetch(url: str) -> Source:
    """One request, redirects followed to public addresses only, within `MAX_BYTES` and `SECONDS`.

    Raises:
        HttpStatus: the server answered with an error.
        CliError: there was no whole answer.
    """
    name = masked(url)
    headers = {"User-Agent": USER_AGENT, "Accept": "text/html,*/*;q=0.5", "Accept-Encoding": "identity"}
    try:
        with GuardedOpener(url, SECONDS) as opener:
            try:
                with opener.open(urllib.request.Request(url, headers=headers)) as response:
                    body = _read_bounded(response, name)
            finally:
                if opener.expired:
                    raise CliError(f"{name}: not complete after {SECONDS:g} s", ExitCode.UNREACHABLE) from None
    except urllib.error.HTTPError as error:
        raise HttpStatus(f"{name}: HTTP {error.code} {error.reason}", error.code) from None
    except (OSError, HTTPException, ValueError) as error:
        raise CliError(f"{name}: {masked(str(getattr(error, 'reason', None) or error))}", ExitCode.UNREACHABLE) from None
    return Source(body, response.url, response.headers.get_content_charset(), response.status, response.headers["Date"])


def _read_bounded(response: HTTPResponse, name: str) -> bytes:
    """The body, within the bound of size, and whole."""
    parts: list[bytes] = []
    size = 0
    while part := response.read1(65536):
        parts.append(part)
        size += len(part)
        if size > MAX_BYTES:
            raise CliError(f"{name}: larger than {MAX_BYTES // 2**20} MiB", ExitCode.UNREACHABLE)
    if response.length:
        raise CliError(f"{name}: cut, {response.length} bytes did not come", ExitCode.UNREACHABLE)
    return b"".join(parts)
