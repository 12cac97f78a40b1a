"""Scrapy's download handler with a bound on what may come before a body."""

from __future__ import annotations

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAddress
from twisted.web._newclient import HEADER, STATUS, Request
from twisted.web.iweb import IResponse

MOST_HEAD_BYTES = 256 * 1024  # status lines and headers of one answer; browsers take as much


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Twisted bounds a header line, and neither the number of lines nor of interim (1xx) answers."""

    _head_bytes = 0

    def request(self, request: Request) -> IResponse:
        self._head_bytes = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES:
                self.transport.abortConnection()
                return
        super().dataReceived(data)


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:
        return _BoundedProtocol(self._quiescentCallback)


class BoundedDownloadHandler(HTTP11DownloadHandler):
    """For `http` and `https` in `DOWNLOAD_HANDLERS`."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory
