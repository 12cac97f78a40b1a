"""The pictures of an article: those between its kept blocks and around them, with caption, credit and alternative text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from urllib.parse import urlsplit

from cleaners.assemble.captions import box_of, caption_of, described
from cleaners.assemble.structure import common_row
from cleaners.decoding import printable
from cleaners.jsonld import file_of
from cleaners.page import Page
from cleaners.records import Block, Containers, Element, Image
from cleaners.spacing import collapse

_LAZY = ("data-src", "data-original", "data-lazy-src", "data-hi-res-src", "data-url", "src")
"""Where pages keep the address of a picture that a script loads later; the plain `src` is then a placeholder."""
_SMALL = 80
"""Width or height (CSS pixels) up to which a picture is an icon, an avatar or a tracking pixel."""
_NOT_PICTURES = re.compile(r"\.svg(?:\?|$)|/(?:icons?|avatars?|emojis?|sprites?|pixel|logos?)[/._-]|gravatar\.com|1x1|spacer|blank\.gif", re.IGNORECASE)
_SIGNS = (".svg", "/icon", "/avatar", "/emoji", "/sprite", "/pixel", "/logo", "gravatar", "1x1", "spacer", "blank.gif")
"""In lower case, one of what an address must hold for that pattern to match."""
_MAX_IMAGES = 200
_BEACON = frozenset(("src", "alt", "style", "border"))
"""All attributes that the `<img>` of a visitor counter has, beside a width and height of 1."""


def images(
    kept: Sequence[Block], captions: Set[int], containers: Containers, page: Page, resolve: Callable[[str], str]
) -> tuple[Image, ...]:
    """The article's pictures in order, each address once.

    A picture belongs to the article where its container, or the nearest around it that has text other than captions, has a kept
    block; so those of related links, author boxes and menus stay out.

    Args:
        kept: the blocks of the article in order.
        captions: indices of the blocks that rules call captions.
        containers: the containers of the page.
        page: the page, whose JSON-LD may describe its pictures.
        resolve: an address as written to an absolute http or https address, or "".
    """
    if not kept:
        return ()
    known = described(page.jsonld)
    found: dict[str, Image] = {}
    for element, box in _candidates(kept, captions, containers):
        url = _address(element, resolve)
        if url and url not in found and len(found) < _MAX_IMAGES and not _is_small(element) and not _is_beacon(element, url):
            found[url] = _read(element, box, url, known)
    return tuple(found.values())


def _candidates(kept: Sequence[Block], captions: Set[int], containers: Containers) -> Iterator[tuple[Element, Element | None]]:
    """The `<img>` elements whose nearest telling container has a kept block, within the smallest container of the article; each with its box."""
    article = _article_row(kept, containers)
    elements = list(containers.elements[article].iter("img", "amp-img"))
    if not elements:
        return
    holding = _rows_with(kept, containers)
    inner = range(article, _end(article, containers))  # what lies around the article has a kept block, as the article has
    rows = dict(zip(containers.elements[inner.start : inner.stop], inner, strict=True))
    for element in elements:
        box = box_of(element)
        around: Element | None = box.getparent() if box is not None else element
        while around is not None and (around not in rows or around.tag in ("figure", "picture")):
            around = around.getparent()
        row = rows.get(around, article) if around is not None else article
        own = rows.get(box) if box is not None else None
        # A container without any text (a wrapper of the picture), or with none but its caption, says nothing: ask the one around it.
        while row != article and row not in holding and _is_wrapper(row, own, captions, containers):
            row = containers.parents[row]
        if row == article or row in holding:
            yield element, box


def _end(row: int, containers: Containers) -> int:
    """The row behind the last one inside a container."""
    depths, at = containers.depths, row + 1
    while at < len(depths) and depths[at] > depths[row]:
        at += 1
    return at


def _is_wrapper(row: int, box: int | None, captions: Set[int], containers: Containers) -> bool:
    start, stop = containers.starts[row], containers.stops[row]
    if box is not None and (containers.starts[box], containers.stops[box]) == (start, stop):
        return True
    return stop - start <= len(captions) and all(index in captions for index in range(start, stop))


def _article_row(kept: Sequence[Block], containers: Containers) -> int:
    """The smallest container with all kept blocks, or the `<article>` or `<main>` around it."""
    row = outer = common_row(kept, containers)
    while outer > 0 and containers.elements[outer].tag not in ("article", "main"):
        outer = containers.parents[outer]
    return outer if outer > 0 else row


def _rows_with(kept: Sequence[Block], containers: Containers) -> set[int]:
    """Every container that has a kept block, at whatever depth."""
    rows: set[int] = set()
    for block in kept:
        row = containers.rows[block.index]
        while row >= 0 and row not in rows:
            rows.add(row)
            row = containers.parents[row]
    return rows


def _read(element: Element, box: Element | None, url: str, known: Mapping[str, tuple[str, str]]) -> Image:
    """The picture that an `<img>` in a box shows."""
    caption, credit = caption_of(element, box)
    said, by = known.get(file_of(url), ("", ""))
    return Image(url, caption or said, printable(collapse(element.get("alt") or "")), credit or by)


def _address(element: Element, resolve: Callable[[str], str]) -> str:
    """Where the picture of an `<img>` is; "" for icons, placeholders and tracking pixels."""
    url = next((url for name in _LAZY if (href := element.get(name)) and (url := resolve(href))), "") or resolve(_from_srcset(element))
    return url if url.startswith(("http://", "https://")) and not _is_no_picture(url) else ""


def _is_no_picture(url: str) -> bool:
    lowered = url.lower()
    if url.isascii() and not any(sign in lowered for sign in _SIGNS):  # as most do not: to look for them takes a tenth of the time
        return False
    return _NOT_PICTURES.search(url) is not None


def _from_srcset(element: Element) -> str:
    """The last (by custom the widest) address of a `srcset`."""
    candidates = (element.get("srcset") or element.get("data-srcset") or "").split(", ")
    return candidates[-1].split()[0] if candidates[-1].split() else ""


def _is_small(element: Element) -> bool:
    for name in ("width", "height"):
        digits = re.match(r"\d{1,5}", element.get(name) or "")
        if digits and int(digits[0]) <= _SMALL:
            return True
    return False


def _is_beacon(element: Element, url: str) -> bool:
    """Whether an `<img>` counts visitors who run no scripts: it has nothing but an address, which names no file."""
    around = element.getparent()
    if around is None or around.tag != "noscript" or element.get("alt") or not _BEACON.issuperset(element.keys()):
        return False
    return "." not in urlsplit(url).path.rpartition("/")[2]
