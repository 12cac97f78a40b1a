"""The command `bullionbite`: clean pages, look into the store, hand out what is new. Crawling itself is `scrapy crawl`."""

from __future__ import annotations

from crawler.cli.app import main

__all__ = ["main"]
