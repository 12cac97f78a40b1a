"""One address for one post: what Blogger and trackers append is dropped, so that a post has the same key however it was found."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

# courlan knows the trackers (utm_*, fbclid, gclid ...) but keeps what Blogger itself appends: mobile view, jump to a comment,
# share source, feed redirect, language of the interface.
BLOGGER_PARAMETERS = frozenset({"m", "showcomment", "spref", "redirect", "pli", "hl", "zx", "sc", "commentpage"})
_BLOGSPOT = re.compile(r"\.blogspot\.(?:com?\.)?[a-z]{2,3}$")
# Most addresses are spelt as they are kept: host in lower case, no port of the scheme's own, no parameters, nothing to escape. To see that is
# thirty times as fast as to take them apart and put them together again.
_AS_KEPT = re.compile(
    r"https?://(?!xn--|(?:[a-z0-9.-]*\.)?blogspot\.)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
    r"(?::(?!(?:80|443)/)(?:[1-9]\d{1,3}|[1-5]\d{4}))?/(?!ncr(?:/|$))(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*)?"
)
_POST_PATH = re.compile(r"/(?:\d{4}/\d{2}|p)/[^/]+\.html$")


def canonical_url(url: str) -> str:
    """The address without mobile view, comment jumps, share marks, trackers and fragment; country hosts of blogspot become `.com`.

    Other parameters are kept, in alphabetical order. The function is idempotent. An address that is no http(s) URL comes back
    as it was, for the caller to refuse.
    """
    # The fragment goes first: courlan takes the parameters of a fragment for the address's own.
    url = url.strip().partition("#")[0]
    return url if is_as_kept(url) else _rebuilt(url)


def is_as_kept(url: str) -> bool:
    """Whether an address can be seen at a glance to be spelt as it is kept."""
    return _AS_KEPT.fullmatch(url) is not None and ".xn--" not in url


def _rebuilt(url: str) -> str:
    """The address taken apart, without what does not belong to it, and put together again."""
    try:
        parts = urlsplit(_normalized(url))
    except ValueError:
        return url
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return url
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _is_noise(k)]
    path = re.sub(r"^/ncr(?=/|$)", "", parts.path) or "/"
    return urlunsplit((parts.scheme, _host(parts.netloc.lower(), parts.scheme), path, urlencode(sorted(query)), ""))


def _normalized(url: str) -> str:
    from courlan import normalize_url  # on demand: it loads a client for the web, and a run without news needs none

    return normalize_url(safe_url_string(url))


def _is_noise(parameter: str) -> bool:
    name = parameter.lower()
    return name in BLOGGER_PARAMETERS or name.startswith("utm")


def _host(netloc: str, scheme: str) -> str:
    host = netloc.removesuffix(":443" if scheme == "https" else ":80")
    return _BLOGSPOT.sub(".blogspot.com", host)


def is_blogger_post(url: str) -> bool:
    """Whether the path is that of a Blogger post (`/2023/06/slug.html`) or static page (`/p/slug.html`)."""
    return bool(_POST_PATH.match(urlsplit(url).path))


def is_static_page(url: str) -> bool:
    """Whether the path is that of a Blogger static page."""
    return urlsplit(url).path.startswith("/p/")


def is_loopback(url: str) -> bool:
    """Whether the address names this machine (`localhost`, 127.0.0.0/8, `::1`)."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class Site:
    """The site of a crawl: which addresses are its own, and the one spelling they are kept under.

    Attributes:
        root: scheme and host of the start address, without a trailing slash.
        key: host (and port, where it is not the scheme's own): names the site in the store, the lock and the logs.
    """

    def __init__(self, start_url: str) -> None:
        parts = urlsplit(canonical_url(start_url))
        self.root = f"{parts.scheme}://{parts.netloc}"
        self.key = parts.netloc
        self.domain = (parts.hostname or "").removeprefix("www.")

    def __str__(self) -> str:
        return self.key

    def url(self, path: str) -> str:
        """The absolute address of a path of this site."""
        return urljoin(self.root + "/", path.lstrip("/"))

    def adopt(self, url: str) -> str | None:
        """The canonical address of a page of this site, None when it belongs to another.

        A change of scheme or of `www.` is no other site: old feeds list `http:` addresses of a blog that moved to `https:`.
        """
        try:
            parts = urlsplit(canonical_url(urljoin(self.root + "/", url)))
        except ValueError:
            return None
        if parts.scheme not in ("http", "https") or (parts.hostname or "").removeprefix("www.") != self.domain:
            return None
        return self.root + urlunsplit(("", "", parts.path, parts.query, ""))
