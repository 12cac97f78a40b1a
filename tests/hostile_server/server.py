"""A web server of raw sockets: an answer is bytes, or a function that has the connection to itself."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Seen:
    """A request that came: path without query, target as sent, headers in lower case."""

    path: str
    target: str
    headers: dict[str, str]
    connection: int


Handler = Callable[[socket.socket, Seen], None]
Answer = bytes | Handler


@dataclass
class HostileServer:
    """Serves from threads until the `with` block ends; one request a connection, which is then closed.

    Attributes:
        routes: path to answer; an unknown path is a 404.
        requests: what came, in order.
        tls: a server context, for https.
    """

    routes: dict[str, Answer] = field(default_factory=dict)
    requests: list[Seen] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    host: str = "127.0.0.1"

    def __post_init__(self) -> None:
        self._socket = socket.create_server((self.host, 0), backlog=128)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"
        self._open: set[socket.socket] = set()
        self._count = 0

    def __enter__(self) -> HostileServer:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [seen.path for seen in self.requests]

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._count += 1
            threading.Thread(target=self._serve, args=(connection, self._count), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        self._open.add(connection)
        with suppress(OSError), connection:
            connection.settimeout(30)
            wrapped = self.tls.wrap_socket(connection, server_side=True) if self.tls else connection
            seen = _read(wrapped, number)
            if seen is None:
                return
            self.requests.append(seen)
            given = self.routes.get(seen.path, answer(b"not found", 404))
            if callable(given):
                given(wrapped, seen)
            else:
                wrapped.sendall(given)
            with suppress(OSError):  # a close with unread input would reset the connection and cut the answer
                wrapped.shutdown(socket.SHUT_WR)
        self._open.discard(connection)


def _read(connection: socket.socket, number: int) -> Seen | None:
    head = b""
    while b"\r\n\r\n" not in head:
        data = connection.recv(65536)
        if not data:
            return None
        head += data
    first, *lines = head.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    target = first.split(" ")[1]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Seen(target.split("?")[0], target, headers, number)


def answer(body: bytes | str = b"", status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str) -> bytes:
    """A whole answer with its length; further headers by name, `_` for `-`."""
    payload = body.encode() if isinstance(body, str) else body
    fields = {"Content-Type": kind, "Content-Length": str(len(payload)), "Connection": "close"}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = f"HTTP/1.1 {status} Whatever\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return head.encode("latin-1") + b"\r\n" + payload
