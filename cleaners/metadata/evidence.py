"""All that the field modules read, gathered once a page."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cached_property
from urllib.parse import urlsplit

from cleaners.metadata import state
from cleaners.metadata.context import Context
from cleaners.metadata.marks import Marks, read_marks
from cleaners.metadata.names import split_names
from cleaners.metadata.nodes import Graph, is_page, types
from cleaners.metadata.outside import outside
from cleaners.metadata.strings import folded, plain, squeeze, text_of
from cleaners.page import Page
from cleaners.records import Candidate, Element

_DASH = re.compile(r"\s+[-–—]\s+")
_MAX_BESIDE = 80
"""Characters of the longest line that is a name beside the site's."""
_COPYRIGHT = re.compile(r"copyright|©|\(c\)|all rights reserved|(?:19|20)\d\d", re.IGNORECASE)


def _holder(text: str) -> str:
    """The name in a line of copyright, without years and what follows a comma."""
    return _COPYRIGHT.sub(" ", text).strip(" .-–—,").partition(",")[0].strip(" .-–—")


class Evidence:
    """What a page says of its article, before any choice.

    Attributes:
        headline: the element of the chosen visible headline, set by the title's choice; later fields look around it.
        people: those of offered names that may have signed, kept by the choice of authors, as most sources offer the same.
    """

    def __init__(self, page: Page, context: Context) -> None:
        self.page = page
        self.context = context
        self.headline: Element | None = None
        self._split: dict[tuple[str, bool], list[str]] = {}
        self.people: dict[tuple[str, ...], tuple[str, ...]] = {}

    @cached_property
    def graph(self) -> Graph:
        titles = (self.page.meta("og:title"), self.page.title_tag, self.page.meta("twitter:title"))
        return Graph(self.page, tuple(plain(title) for title in titles))

    @cached_property
    def marks(self) -> Marks:
        return read_marks(self.page)

    @cached_property
    def outside(self) -> Container[Element]:
        return outside(self.page, self.headline, self.context.container)

    @cached_property
    def state(self) -> list[state.Found]:
        """What the page's script data says of the article; asked only where nothing else speaks."""
        page = self.page
        shown = text_of(self.headline) if self.headline is not None else ""
        titles = {folded(plain(title)) for title in (shown, page.meta("og:title"), page.title_tag) if title}
        return state.read_state(page, titles)

    def profile(self, field: str) -> list[Candidate]:
        """What the site's profile offers for a field."""
        return [candidate for candidate in self.context.profile if candidate.field == field]

    def signers(self, text: str, *, declared: bool) -> list[str]:
        """The names in a byline (see `split_names`); the sources of a page say the same again and again, and each text is read once."""
        key = text, declared
        if key not in self._split:
            self._split[key] = split_names(self._beside_site(text), self.site_names, declared=declared)
        return self._split[key]

    def _beside_site(self, text: str) -> str:
        """What stands beside the site's name in a byline: "SITE – NAME" signs, "PLACE - SITE" does not."""
        parts = _DASH.split(text, maxsplit=1) if len(text) <= _MAX_BESIDE else ()
        if len(parts) != 2:
            return text
        if folded(parts[0]) in self.site_names:
            return parts[1]
        return "" if folded(parts[1]) in self.site_names and " " not in parts[0] else text

    def metas(self, *names: str) -> Iterator[tuple[str, str]]:
        """Name and text of every meta tag with one of the names, in the order of the names."""
        metas = self.page.metas
        for name in names:
            if name in metas:
                for value in metas[name][:50]:
                    if text := plain(value):
                        yield name, text

    @cached_property
    def publishers(self) -> list[tuple[str, str]]:
        """Source and name, as far as the page says who publishes it: JSON-LD publisher, `og:site_name`, `WebSite` …"""
        found = [("og:site_name", value) for _, value in self.metas("og:site_name")]
        for node in (*self.graph.articles, *self.graph.pages):
            # A blog's plug-in calls its author the publisher: a person, who signs, and no publication.
            firms = [one for one in self.graph.objects(node.get("publisher")) if isinstance(one, str) or "Person" not in types(one)]
            found += [("json-ld publisher", name) for name in self.graph.names(firms)]
            wholes = [one for one in self.graph.objects(node.get("isPartOf")) if not is_page(one)]  # search plug-ins say that the article is part of its page
            found += [("json-ld isPartOf", name) for name in self.graph.names(wholes)]
        for node in self.graph.nodes[:50]:
            if node.get("@type") in ("WebSite", "NewsMediaOrganization", "Organization") and (name := plain(node.get("name"))):
                found.append((f"json-ld {node['@type']}", name))
        found += self.metas("application-name", "apple-mobile-web-app-title", "al:android:app_name", "dc.publisher")
        found += [("copyright", holder) for _, text in self.metas("copyright") if (holder := _holder(text))]
        return [(source, name) for source, name in found if len(name) <= 80]

    @cached_property
    def publisher_names(self) -> frozenset[str]:
        """Folded names that the page gives its site outright, and its host: less than `site_names`, where a section may stand as what the article is part of."""
        names = {folded(name) for source, name in self.publishers if source in ("og:site_name", "json-ld publisher", "json-ld WebSite")}
        return frozenset(names | {self.host, self.host.split(".")[0]})

    @cached_property
    def site_names(self) -> frozenset[str]:
        """Folded names of the publisher, and of the host with and without its suffix."""
        names = {folded(name) for _, name in self.publishers}
        names.update(folded(name) for _, whole in self.publishers if len(name := _DASH.split(whole, maxsplit=1)[0]) > 2)  # without the slogan behind it
        if host := self.host:
            names.update((host, host.split(".")[0], f"www.{host}"))
        return frozenset(names)

    @cached_property
    def squeezed_names(self) -> frozenset[str]:
        """`site_names`, each run together."""
        return frozenset(map(squeeze, self.site_names))

    @cached_property
    def shown(self) -> frozenset[str]:
        """Folded texts of the page's first h1 elements."""
        return frozenset(folded(text_of(one)) for one in self.marks.headings[:40] if one.tag == "h1")

    @cached_property
    def lines(self) -> list[str]:
        """The texts of the page's blocks in order."""
        return [block.text for block in self.context.blocks]

    @cached_property
    def headline_block(self) -> int | None:
        """Place of the headline among the blocks; None where it is not shown or there are no blocks."""
        if self.headline is None:
            return None
        inside = set(self.headline.iter())
        return next((place for place, block in enumerate(self.context.blocks) if block.element in inside), None)

    @cached_property
    def path(self) -> str:
        """Path of the page's address, lower case, or ""."""
        try:
            return urlsplit(self.page.url or "").path.lower()
        except ValueError:
            return ""

    @cached_property
    def host(self) -> str:
        """Host of the page's address, without `www.`; "" where it is not known."""
        try:
            return (urlsplit(self.page.url or "").hostname or "").removeprefix("www.")
        except ValueError:
            return ""

    def near(self, elements: list[Element]) -> list[Element]:
        """Elements by their distance to the headline in document order; those before it count three times as far."""
        if len(elements) < 2:
            return elements
        place = self.marks.place
        anchor = max(place(self.headline), 0) if self.headline is not None else 0
        return sorted(elements, key=lambda one: away if (away := place(one) - anchor) >= 0 else -3 * away)

    @cached_property
    def language(self) -> str:
        """Primary subtag of the declared language, lower case, or ""."""
        return self.page.declared_language.replace("_", "-").split("-")[0].lower()[:3]
