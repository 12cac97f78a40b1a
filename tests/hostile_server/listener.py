"""A port inside the network that nobody may come to."""

from __future__ import annotations

import selectors
import socket
import threading
from contextlib import suppress


class Listener:
    """Accepts on every IPv4 and IPv6 address of this machine, answers as a web server would, and counts."""

    def __init__(self) -> None:
        self._sockets = [socket.create_server(("0.0.0.0", 0))]
        self.port: int = self._sockets[0].getsockname()[1]
        if socket.has_ipv6:
            with suppress(OSError):
                self._sockets.append(socket.create_server(("::", self.port), family=socket.AF_INET6))
        self.connections = 0
        self._ending = threading.Event()

    def __enter__(self) -> Listener:
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()
        for listening in self._sockets:
            listening.close()

    def _accept(self) -> None:
        with selectors.DefaultSelector() as selector:
            for listening in self._sockets:
                selector.register(listening, selectors.EVENT_READ)
            while not self._ending.is_set():
                for key, _ in selector.select(0.05):
                    connection, _ = key.fileobj.accept()  # type: ignore[union-attr]
                    self.connections += 1
                    with connection, suppress(OSError):
                        connection.settimeout(1)
                        connection.recv(65536)
                        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret")
