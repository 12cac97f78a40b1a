"""One page asked for by a person, without a crawl: the standard library's client behind the guard, within a time for the whole answer."""

from __future__ import annotations

import socket
import ssl
import threading
import urllib.request
from collections.abc import Callable
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import Any, Self

from crawler.guard.addresses import Allowance
from crawler.guard.gate import Gate

Connect = Callable[[str, int], socket.socket]


class AddressRefused(OSError):
    """A redirect led to an address inside a network; it was not connected to."""


class GuardedOpener:
    """Opens an address that a person named, and follows its redirects to public addresses only. Uses no proxy, sends no cookie.

    Args:
        url: the address; its own host and port may lead inside a network.
        seconds: after which all sockets are shut, wherever the answer stands (`expired` is then true).
    """

    def __init__(self, url: str, seconds: float) -> None:
        self.seconds = seconds
        self.expired = False
        self._gate = Gate()
        self._gate.open(self, Allowance.of([url]))
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def open(self, request: urllib.request.Request) -> HTTPResponse:
        """The answer at the end of the redirects (ten at most).

        Raises:
            urllib.error.HTTPError: its status is an error.
            AddressRefused, OSError, HTTPException: there was no answer.
        """
        director = urllib.request.OpenerDirector()  # not `build_opener`, which adds handlers for ftp:, file: and data:
        for handler in (
            _Handler(self._connect),
            urllib.request.HTTPRedirectHandler(),
            urllib.request.HTTPErrorProcessor(),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.UnknownHandler(),
        ):
            director.add_handler(handler)
        response: HTTPResponse = director.open(request, timeout=self.seconds)
        return response

    def _connect(self, host: str, port: int) -> socket.socket:
        """A connection to one of the addresses that were checked."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        if objection := self._gate.objection(host, port, [str(address[0]) for *_, address in found]):
            raise AddressRefused(f"{host} leads to {objection}, which is not on the public internet")
        failure = OSError(f"no address for {host}")
        for family, kind, protocol, _, address in found:
            candidate = socket.socket(family, kind, protocol)
            try:
                candidate.settimeout(self.seconds)
                candidate.connect(address)
            except OSError as error:
                failure = error
                candidate.close()
                continue
            self._sockets.append(candidate)
            return candidate
        raise failure

    def _expire(self) -> None:
        self.expired = True
        for open_socket in self._sockets:
            try:
                open_socket.shutdown(socket.SHUT_RDWR)
            except OSError:  # it is closed
                continue


class _Handler(urllib.request.AbstractHTTPHandler):
    """`http` and `https` over guarded connections."""

    def __init__(self, connect: Connect) -> None:
        super().__init__()
        self._open_socket = connect

    def http_open(self, request: urllib.request.Request) -> HTTPResponse:
        return self.do_open(_Plain, request, connect=self._open_socket)  # type: ignore[arg-type, return-value]

    def https_open(self, request: urllib.request.Request) -> HTTPResponse:
        return self.do_open(_Secure, request, connect=self._open_socket)  # type: ignore[arg-type, return-value]

    http_request = urllib.request.AbstractHTTPHandler.do_request_
    https_request = urllib.request.AbstractHTTPHandler.do_request_


class _Plain(HTTPConnection):
    def __init__(self, host: str, *, connect: Connect, **options: Any) -> None:
        super().__init__(host, **options)
        self._open_socket = connect

    def connect(self) -> None:
        self.sock = self._open_socket(self.host, self.port)


class _Secure(HTTPSConnection):
    def __init__(self, host: str, *, connect: Connect, **options: Any) -> None:
        super().__init__(host, **options)
        self._open_socket = connect

    def connect(self) -> None:
        self.sock = ssl.create_default_context().wrap_socket(self._open_socket(self.host, self.port), server_hostname=self.host)
