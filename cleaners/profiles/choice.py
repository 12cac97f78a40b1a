"""Which profile a page gets: by name, by host, or by the platform's markup."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from lxml import etree

from cleaners.errors import BadRule
from cleaners.page import Page
from cleaners.profiles import body, fields
from cleaners.profiles.files import Spec, load_profiles
from cleaners.profiles.view import View
from cleaners.records import Candidate, Element, Options


@dataclass(frozen=True, eq=False)
class Profile:
    """What one site or platform says of its pages.

    Attributes:
        spec: the checked contents of the profile's file.
    """

    spec: Spec
    _views: WeakKeyDictionary[Page, View] = field(default_factory=WeakKeyDictionary, repr=False)

    @property
    def name(self) -> str:
        """Name of the profile, as in its file."""
        return self.spec.name

    @property
    def start_url(self) -> str:
        """Address of the site, for a crawl that was given none; "" where the profile does not set it."""
        return self.spec.start_url

    @property
    def hook(self) -> str:
        """Name of the BeautifulSoup hook in `cleaners.sites`, or ""."""
        return self.spec.hook

    def refusal(self, page: Page) -> str:
        """Why the page is no article for certain, as a reason code; "" if nothing says so.

        `index-page` by its address, `error-page` by its markup, `no-article-text` by a body without a word.
        """
        view = self._view(page)
        if body.find(view) is not None:
            return ""
        if view.is_index:
            return "index-page"
        if any(view.lookup.find(selector) for selector in self.spec.error):
            return "error-page"
        return "no-article-text" if body.is_empty(view) else ""

    def body(self, page: Page) -> Element | None:
        """The element that holds the article's text; None on index pages and where the markup is not as the profile expects."""
        return body.find(self._view(page))

    def candidates(self, page: Page) -> tuple[Candidate, ...]:
        """What the page's markup offers for `title`, `published`, `modified`, `authors`, `tags`, `site_name`.

        Values are strings as written (dates unparsed), except for `authors` and `tags`, tuples of strings. A field is sought in the
        post around the body, nearest first; without a body there is no post.
        """
        view = self._view(page)
        found = body.find(view)
        return () if found is None else fields.read(view, found)

    def _view(self, page: Page) -> View:
        """The page as this profile reads it, made once a page; it goes when the page goes."""
        if (view := self._views.get(page)) is None:
            view = self._views[page] = View(page.root, self.spec, address_path(page), page.meta("og:type"), feed_title(page))
        return view


def choose(page: Page, options: Options | None = None) -> Profile | None:
    """The profile for a page: the one named in the options, else by host, else the platform whose markup the page shows.

    Raises:
        BadRule: a profile file is invalid, or no profile has the name that the options ask for.
    """
    options = options or page.options
    if options.profile:
        return get(options.profile, options)
    specs = load_profiles(options.profiles_dir)
    host = _host(page)
    by_host = next((spec for spec in specs.values() if host and _is_host_of(host, spec.hosts)), None)
    if by_host is not None:
        return Profile(by_host)
    return next((Profile(spec) for spec in specs.values() if spec.platform and _shows_platform(page, spec)), None)


def get(name: str, options: Options | None = None) -> Profile:
    """The profile of that name.

    Raises:
        BadRule: there is none, or a profile file is invalid.
    """
    specs = load_profiles(options.profiles_dir if options else None)
    if name not in specs:
        raise BadRule(f"no profile {name!r}; known are {', '.join(sorted(specs))}")
    return Profile(specs[name])


def address_path(page: Page) -> str:
    """Path of the page's address: the canonical link's, else the URL's; "" if neither is known."""
    for address in (*_canonicals(page), page.url or ""):
        if address:
            try:
                return urlsplit(page.absolute(address)).path or "/"
            except ValueError:
                continue
    return ""


def feed_title(page: Page) -> str:
    """The site's name as the platform writes it in the title of its feed links: "Name - Atom"."""
    for link in page.links.get("alternate", ()):
        if found := re.fullmatch(r"(.+?)\s+-\s+(?:Atom|RSS)", (link.get("title") or "").strip()):
            return found[1]
    return ""


def _canonicals(page: Page) -> list[str]:
    return [link.get("href", "") for link in page.links.get("canonical", ())]


def _host(page: Page) -> str:
    """Host of the page's URL, else of its canonical link, lower case, without `www.`."""
    for address in (page.url or "", *_canonicals(page)):
        try:
            if host := urlsplit(address).hostname:
                return host.removeprefix("www.")
        except ValueError:
            continue
    return ""


def _is_host_of(host: str, patterns: tuple[str, ...]) -> bool:
    """Whether the host is one of `patterns` or below one; `name.*` stands for the name under any country's domain."""
    return any(
        re.search(rf"(?:^|\.){re.escape(pattern[:-2])}\.[a-z]{{2,3}}(?:\.[a-z]{{2}})?$", host) is not None
        if pattern.endswith(".*")
        else host == pattern or host.endswith(f".{pattern}")
        for pattern in patterns
    )


def _shows_platform(page: Page, spec: Spec) -> bool:
    """Whether the page's own markup names the platform: generator, feed links, or elements that only it makes."""
    generators = {value.lower() for value in page.metas.get("generator", ())}
    if any(value.startswith(known) for value in generators for known in spec.generators):
        return True
    feeds = (link.get("href", "") for link in page.links.get("alternate", ()))
    if spec.feed_path and any(spec.feed_path in href for href in feeds):
        return True
    # No look-up table here: pages of other platforms must not pay for it; the parser keeps one of ids anyway.
    return not generators and bool(spec.platform_ids) and bool(_any_id(spec.platform_ids)(page.root))


@lru_cache(maxsize=32)
def _any_id(ids: tuple[str, ...]) -> etree.XPath:
    return etree.XPath(f"boolean(id('{' '.join(ids)}')[@id])")
