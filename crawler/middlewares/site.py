"""Requests stay on the spider's site, redirects included."""

from __future__ import annotations

from scrapy import Request, Spider
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached


class Offsite(IgnoreRequest):
    """The request (or the redirect) leads to another site."""

    code = "redirected-offsite"


class SiteMiddleware(OffsiteMiddleware):
    """Refuses requests to other sites by raising, so that the errback of a redirected page learns of it.

    Scrapy's own middleware drops them silently when they are scheduled, and lets `dont_filter` requests through.
    """

    def request_scheduled(self, request: Request, spider: Spider) -> None:
        """Nothing: `process_request` refuses, with the request's errback told."""

    def process_request(self, request: Request, spider: Spider | None = None) -> Request | None:
        """Refuse requests to hosts outside the spider's `allowed_domains`; take user names and passwords out of addresses.

        Raises:
            Offsite: the request is not sent.
        """
        if self.crawler.spider is not None and not self.should_follow(request, self.crawler.spider):
            self.stats.inc_value("offsite/filtered")
            raise Offsite(f"leads to {urlparse_cached(request).hostname}")
        parts = urlparse_cached(request)
        if "@" not in parts.netloc:
            return None
        return request.replace(url=parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl())
