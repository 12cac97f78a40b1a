"""A proxy on loopback for a browser: what the gate judges is what is connected to, whatever asked for it, so names cannot rebind.

A browser resolves names and connects by itself, where neither Twisted's resolver nor an interception of requests (which does not see
redirects, nor sockets) can hold it. Behind a proxy it does neither: it hands over names, and this resolves, judges and connects.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from crawler.guard.gate import Gate

_SECONDS = 15.0  # for a request's head, and for a connection
_MOST_REQUEST = 1024 * 1024  # bytes of a request's body
_MOST_ANSWER = 32 * 1024 * 1024  # bytes that one connection may bring
_STEP = 65_536
_KEPT_BACK = (b"proxy-", b"connection:", b"keep-alive:")


class _Refused(Exception):
    """The request is answered with this status line."""


class GuardedProxy:
    """`CONNECT` for https and web sockets, plain requests for http, one a connection.

    Args:
        gate: judges every host with the addresses that its name leads to.
        refused: called for each connection that the gate refuses.
    """

    def __init__(self, gate: Gate, refused: Callable[[], object] = lambda: None) -> None:
        self._gate = gate
        self._refused = refused
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self) -> str:
        """Listen on a free port; the proxy's address."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Stop listening, and cut what is open."""
        if self._server is not None:
            self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await self._serve(reader, writer)
        except _Refused as refusal:
            writer.write(f"HTTP/1.1 {refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            with suppress(OSError):
                await writer.drain()
        except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # either side hung up, or speaks no HTTP: the browser sees a failed request
        finally:
            self._connections.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _SECONDS)
        line, *fields = head.rstrip(b"\r\n").split(b"\r\n")
        method, target, _ = line.decode("latin-1").split(" ")
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        if not parts.hostname or (method != "CONNECT" and parts.scheme != "http"):
            raise _Refused("400 Bad Request")
        there, upstream = await asyncio.wait_for(self._connect(parts.hostname, parts.port or (443 if method == "CONNECT" else 80)), _SECONDS)
        try:
            if method == "CONNECT":
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await _both_ways((reader, writer), (there, upstream))
                return
            path = parts._replace(scheme="", netloc="").geturl() or "/"
            kept = [field for field in fields if not field.lower().startswith(_KEPT_BACK)]
            upstream.write(b"\r\n".join([f"{method} {path} HTTP/1.1".encode("latin-1"), *kept, b"Connection: close", b"", b""]))
            upstream.write(await reader.readexactly(_body_length(fields)))
            await _pipe(there, writer)
        finally:
            upstream.close()

    async def _connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to one of the addresses that were judged.

        Raises:
            _Refused: the gate objects, or there is no such host, or it does not answer.
        """
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise _Refused("502 Bad Gateway") from None
        addresses = [str(address[0]) for *_, address in found]
        if self._gate.objection(host, port, addresses):
            self._refused()
            raise _Refused("403 Forbidden")
        for address in addresses:
            with suppress(OSError):
                return await asyncio.open_connection(address, port)
        raise _Refused("502 Bad Gateway")


def _body_length(fields: list[bytes]) -> int:
    """Bytes of a request's body.

    Raises:
        _Refused: it is too large, or of unknown length.
    """
    named = dict(field.lower().split(b":", 1) for field in fields if b":" in field)
    length = int(named.get(b"content-length", b"0"))
    if b"transfer-encoding" in named or not 0 <= length <= _MOST_REQUEST:
        raise _Refused("413 Content Too Large")
    return length


Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _both_ways(ours: Ends, theirs: Ends) -> None:
    """Pass bytes on until one side ends."""
    pipes = [asyncio.create_task(_pipe(ours[0], theirs[1])), asyncio.create_task(_pipe(theirs[0], ours[1]))]
    try:
        await asyncio.wait(pipes, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for pipe in pipes:
            pipe.cancel()
        await asyncio.gather(*pipes, return_exceptions=True)


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    passed = 0
    while passed <= _MOST_ANSWER and (data := await reader.read(_STEP)):
        writer.write(data)
        await writer.drain()
        passed += len(data)
