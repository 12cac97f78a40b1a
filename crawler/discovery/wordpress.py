"""WordPress' REST interface: its posts, latest change first, as feed entries."""

from __future__ import annotations

import html
import json
import re
from urllib.parse import urlencode

from cleaners.records import FeedEntry
from crawler.discovery.records import DiscoveryError, FeedPage, parse_instant

PAGE_SIZE = 100  # the most that WordPress grants


def posts_url(root: str, page: int) -> str:
    """The address of a page of the list of posts; `root` is what `<link rel="https://api.w.org/">` names."""
    query = {"per_page": PAGE_SIZE, "page": page, "orderby": "modified", "_fields": "link,date_gmt,modified_gmt,title"}
    joint = "&" if "?" in root else "?"
    return f"{root.rstrip('/')}/wp/v2/posts{joint}{urlencode(query)}"


def read_posts(body: bytes) -> FeedPage:
    """Read a page of posts.

    Raises:
        DiscoveryError: the body is no list of posts.
    """
    try:
        posts = json.loads(body)
        return FeedPage(tuple(_entry(post) for post in posts))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DiscoveryError(f"no list of posts: {type(error).__name__}: {error}"[:200]) from None


def _entry(post: dict[str, object]) -> FeedEntry:
    title = post.get("title")
    rendered = str(title.get("rendered", "")) if isinstance(title, dict) else ""
    return FeedEntry(
        url=str(post["link"]),
        title=html.unescape(re.sub(r"<[^>]*>", "", rendered)),
        published=parse_instant(f"{post.get('date_gmt') or ''}+00:00"),
        updated=parse_instant(f"{post.get('modified_gmt') or ''}+00:00"),
        source="rest",
    )
