"""Bodies that arrived whole, of a size that a page can have."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawler.guard.decoding import End, decode

FLAWS = frozenset({End.CUT, End.UNDECODABLE})  # flags of responses whose body is not what the server wanted to say
FIRST_BYTES = "first_bytes"  # request meta: only so many bytes of the body count, the rest is not read and is not missed

class TooLarge(IgnoreRequest):
    """The decoded body passes `DOWNLOAD_MAXSIZE`."""

    code = str(End.TOO_LARGE)


class BodyMiddleware:
    """Undoes Content-Encoding within `DOWNLOAD_MAXSIZE`; retries bodies that were cut, and flags them when retries don't help.

    Stands in for Scrapy's HttpCompressionMiddleware, which hands out the half of a stream that it could read. A response with a
    flag of `FLAWS` keeps what came of its body, for the dead letter.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.most_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._received: WeakKeyDictionary[Request, int] = WeakKeyDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BodyMiddleware:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.bytes_received, signals.bytes_received)
        return middleware

    def process_request(self, request: Request) -> None:
        """Where the first bytes count, no announced length is too large."""
        if FIRST_BYTES in request.meta:
            request.meta["download_maxsize"] = 0

    def bytes_received(self, data: bytes, request: Request) -> None:
        """Hang up when the bytes that count have come.

        Raises:
            StopDownload: with `fail=False`, which delivers what has come.
        """
        if FIRST_BYTES in request.meta:
            self._received[request] = self._received.get(request, 0) + len(data)
            if self._received[request] > request.meta[FIRST_BYTES]:
                raise StopDownload(fail=False)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Pass whole bodies on; retry cut ones.

        Raises:
            TooLarge: the decoded body passes the bound.
        """
        first = request.meta.get(FIRST_BYTES)
        encodings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").split(",")
        decoded = decode(response.body, encodings if response.body else (), first or self.most_bytes)
        if decoded.end is End.TOO_LARGE and not first:
            del decoded  # the exception's frames live until the page has its outcome, and a bomb's megabytes with them
            raise TooLarge(f"the body is larger than {self.most_bytes} bytes")
        end = self._end(response, decoded.end, has_encoding=decoded.body is not response.body)
        if first and (end is End.TOO_LARGE or "download_stopped" in response.flags):
            end = End.UNDECODABLE if end is End.UNDECODABLE else End.WHOLE
        response = _decoded(response, decoded.body[:first] if first else decoded.body)
        if end not in FLAWS:
            return response
        self.crawler.stats.inc_value(f"downloader/{end}")
        retry = get_retry_request(request, spider=self.crawler.spider, reason=str(end)) if self.crawler.spider else None
        return retry or response.replace(flags=[*response.flags, str(end)])

    def _end(self, response: Response, end: End, *, has_encoding: bool) -> End:
        if "dataloss" in response.flags and end is End.WHOLE:
            return End.CUT
        # No length and a closed connection: whole only where the encoding's own end mark came.
        if "partial" in response.flags and end is End.WHOLE and not has_encoding:
            return End.CUT
        return end


def _decoded(response: Response, body: bytes) -> Response:
    if body is response.body or not body:  # what can't be decoded at all is kept as it came
        return response
    headers = response.headers.copy()
    headers.pop("Content-Encoding", None)
    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    return response.replace(cls=kind, headers=headers, body=body)
