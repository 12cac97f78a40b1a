"""Bullion Bite: a Blogger news site."""

from __future__ import annotations

from crawler.spiders.blogger import BloggerSpider


class BullionBiteSpider(BloggerSpider):
    """`scrapy crawl bullionbite`; the site's address comes from `-a url=`, `BULLIONBITE_URL`, `SITE_URL` or the profile."""

    name = "bullionbite"
    profile = "bullionbite"
