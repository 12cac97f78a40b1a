"""The site's name where no markup gives it: what `<title>`, address, links to the first page and notices of copyright agree on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from cleaners.metadata.evidence import Evidence
from cleaners.metadata.strings import folded, plain, squeeze, text_of, words
from cleaners.metadata.titleparts import parts_of
from cleaners.records import Candidate, Element

_MIN_NAME, _MAX_NAME, _MAX_WORDS = 3, 50, 6
_MAX_LINKS, _MAX_HREF, _MAX_NOTICE = 400, 200, 300
_HOME_PATH = re.compile(r"/?(?:(?:index|home)\.\w{2,5})?", re.IGNORECASE)
_LOGO_WORDS = re.compile(r"\b(?:logo|home ?page|home|(?:link|go|back) to)\b", re.IGNORECASE)
_NOTICE = re.compile(r"©|\(c\)\s|copyright|all rights reserved", re.IGNORECASE)
_SECOND_LEVEL = frozenset(("co", "com", "org", "net", "ac", "gov", "edu", "or", "ne"))


def candidates(evidence: Evidence) -> Iterator[Candidate]:
    """Parts of `<title>` that the address, a link to the first page or a notice of copyright bears out, the last part first; then links that the address does.

    Sections and authors are borne out by none of them. How often this is right: docs/metadata.md.
    """
    parts = [part for part in reversed(parts_of(plain(evidence.page.title_tag))) if _may_name(part)]
    links = {folded(name): name for name in _home_links(evidence) if _may_name(name)}
    for part in parts:
        if _is_host(part, evidence.host):
            yield Candidate("site_name", part, "title, host", "head", 0.5)
        elif folded(part) in links:
            yield Candidate("site_name", part, "title, home link", "head", 0.48)
        elif _holds_rights(part, evidence):
            yield Candidate("site_name", part, "title, copyright", "head", 0.46)
    for name in links.values():
        if _is_host(name, evidence.host):
            yield Candidate("site_name", name, "home link, host", "a", 0.44)


def _may_name(text: str) -> bool:
    return _MIN_NAME <= len(text) <= _MAX_NAME and 0 < len(words(text)) <= _MAX_WORDS and any(map(str.isalpha, text))


def _home_links(evidence: Evidence) -> Iterator[str]:
    """What the links to the site's first page show or say: text, image, label."""
    for link in islice(evidence.page.root.iter("a"), _MAX_LINKS):
        if _leads_home(link.get("href") or "", evidence.host):
            for text in _said(link):
                yield " ".join(_LOGO_WORDS.sub(" ", plain(text)).split()).strip(" -–—|:,.")


def _said(link: Element) -> list[str | None]:
    return [text_of(link), *(image.get("alt") for image in link.iter("img")), link.get("title"), link.get("aria-label")]


def _leads_home(href: str, host: str) -> bool:
    """Whether an address is that of the host's first page."""
    if len(href) > _MAX_HREF:
        return False
    try:
        parts = urlsplit(href)
        own = (parts.hostname or "").removeprefix("www.") == host if parts.netloc else not parts.scheme and bool(parts.path)
    except ValueError:
        return False
    return own and not (parts.query or parts.fragment) and _HOME_PATH.fullmatch(parts.path) is not None


def _is_host(name: str, host: str) -> bool:
    """Whether a name is the host's run together, with its suffix or without, an article before it or not."""
    labels = host.split(".")
    if len(labels) < 2:
        return False
    own = -3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else -2
    keys = {_key(labels[own]), _key("".join(labels[own:])), _key(host)}
    said = _key(name)
    return len(said) >= _MIN_NAME and not keys.isdisjoint((said, said.removeprefix("the"), f"the{said}"))


def _key(text: str) -> str:
    """Letters and digits in folded form, without accents."""
    apart = unicodedata.normalize("NFKD", folded(text))
    return squeeze("".join(char for char in apart if not unicodedata.combining(char)))


def _holds_rights(name: str, evidence: Evidence) -> bool:
    """Whether a notice of copyright names it."""
    wanted = f" {' '.join(words(name))} "
    return any(wanted in f" {' '.join(words(line))} " for line in evidence.lines if len(line) <= _MAX_NOTICE and _NOTICE.search(line))
