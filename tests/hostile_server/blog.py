"""A small blog for the hostile server: sound by default, each answer to be replaced by a bad one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from tests.hostile_server.server import HostileServer, answer

_PARAGRAPHS = (
    "The harbour office counted forty-two boats on {day}, the most since the new pier was opened in spring.",
    "Skippers said that the calm weather had helped, and that the fuel dock had stayed open two hours longer than planned.",
    "The office will publish the numbers every week and asks owners to report their berths by telephone.",
)


class Blog(HostileServer):
    """Robots file, posts feed, sitemap, and `count` posts."""

    def fill(self, count: int = 3) -> Blog:
        """Put the sound answers in place."""
        self.posts = [post_path(number) for number in range(count)]
        self.routes["/robots.txt"] = answer("User-agent: *\nAllow: /\n", kind="text/plain")
        self.list([self.url + path for path in self.posts])
        for number, path in enumerate(self.posts):
            self.routes[path] = answer(page(number))
        return self

    def list(self, urls: Sequence[str]) -> None:
        """Name addresses in the feed and in the sitemap."""
        self.routes["/feeds/posts/default"] = feed_answer(urls)
        self.routes["/sitemap.xml"] = answer(sitemap(urls), kind="application/xml")


def post_path(number: int) -> str:
    return f"/2024/05/boats-{number}.html"


def page(number: int, extra_head: str = "") -> str:
    """A post that the cleaner keeps."""
    paragraphs = "".join(f"<p>{text.format(day=f'the day number {number}')}</p>" for text in _PARAGRAPHS)
    title = f"Harbour count number {number}"
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{extra_head}</head><body><article><h1>{title}</h1>"
        f"<div class='post-body entry-content'>{paragraphs}</div></article></body></html>"
    )


def feed_answer(urls: Sequence[str], total: int | None = None) -> bytes:
    entries = [
        {
            "title": {"$t": f"Harbour count number {number}"},
            "updated": {"$t": f"2024-05-{28 - number % 28:02}T10:00:00Z"},
            "summary": {"$t": "Boats were counted."},
            "link": [{"rel": "alternate", "href": url}],
        }
        for number, url in enumerate(urls)
    ]
    feed = {"openSearch$totalResults": {"$t": str(len(urls) if total is None else total)}, "entry": entries}
    return answer(json.dumps({"feed": feed}), kind="application/json")


def sitemap(urls: Iterable[str], *, index: bool = False) -> str:
    outer, inner = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    items = "".join(f"<{inner}><loc>{url.replace('&', '&amp;')}</loc></{inner}>" for url in urls)
    return f'<?xml version="1.0"?><{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</{outer}>'
