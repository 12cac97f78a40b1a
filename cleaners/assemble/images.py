"""The pictures of an article: those between its kept blocks and around them, with caption, credit and alternative text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from cleaners.assemble.structure import common_row
from cleaners.blocks import collapse
from cleaners.decoding import printable
from cleaners.records import Block, Containers, Element, Image

_LAZY = ("data-src", "data-original", "data-lazy-src", "data-hi-res-src", "data-url", "src")
"""Where pages keep the address of a picture that a script loads later; the plain `src` is then a placeholder."""
_SMALL = 80
"""Width or height (CSS pixels) up to which a picture is an icon, an avatar or a tracking pixel."""
_NOT_PICTURES = re.compile(r"\.svg(?:\?|$)|/(?:icons?|avatars?|emojis?|sprites?|pixel|logos?)[/._-]|gravatar\.com|1x1|spacer|blank\.gif", re.IGNORECASE)
_CREDIT = re.compile(r"credit|copyright|photographer|source|byline", re.IGNORECASE)
_MAX_IMAGES = 200


def images(kept: Sequence[Block], containers: Containers, resolve: Callable[[str], str]) -> tuple[Image, ...]:
    """The article's pictures in order, each address once.

    A picture belongs to the article where its container, or the nearest around it that has text other than captions, has a kept
    block; so those of related links, author boxes and menus stay out.

    Args:
        kept: the blocks of the article in order.
        containers: the containers of the page.
        resolve: an address as written to an absolute http or https address, or "".
    """
    if not kept:
        return ()
    found: dict[str, Image] = {}
    for element in _candidates(kept, containers):
        image = _read(element, resolve)
        if image is not None and len(found) < _MAX_IMAGES:
            found.setdefault(image.url, image)
    return tuple(found.values())


def _candidates(kept: Sequence[Block], containers: Containers) -> Iterator[Element]:
    """The `<img>` elements whose nearest telling container has a kept block, within the smallest container of the article."""
    article = _article_row(kept, containers)
    elements = list(containers.elements[article].iter("img", "amp-img"))
    holding = _rows_with(kept, containers) if elements else set()
    rows = {element: row for row, element in enumerate(containers.elements)} if elements else {}
    for element in elements:
        around: Element | None = element
        while around is not None and (around not in rows or around.tag in ("figure", "picture")):
            around = around.getparent()
        row = rows.get(around, article) if around is not None else article
        # A container without any text of its own (a wrapper of the picture) says nothing: ask the one around it.
        while row != article and row not in holding and _is_wrapper(row, containers):
            row = containers.parents[row]
        if row == article or row in holding:
            yield element


def _is_wrapper(row: int, containers: Containers) -> bool:
    return containers.starts[row] == containers.stops[row]


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


def _read(element: Element, resolve: Callable[[str], str]) -> Image | None:
    """The picture that an `<img>` shows; None for icons, placeholders and tracking pixels."""
    url = next((url for name in _LAZY if (url := resolve(element.get(name) or ""))), "") or resolve(_from_srcset(element))
    if not url or not url.startswith(("http://", "https://")) or _NOT_PICTURES.search(url) or _is_small(element):
        return None
    caption, credit = _caption(element)
    return Image(url, caption, printable(collapse(element.get("alt") or "")), credit)


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


def _caption(element: Element) -> tuple[str, str]:
    """Caption and credit of the figure around a picture, apart where the page marks the credit."""
    figure: Element | None = element
    for _ in range(6):
        if figure is None or figure.tag == "figure":
            break
        figure = figure.getparent()
    if figure is None or figure.tag != "figure":
        return "", ""
    caption = next(figure.iter("figcaption"), None)
    if caption is None:
        return "", ""
    whole = _text_of(caption)
    for part in caption.iterdescendants("span", "div", "p", "cite", "small", "em", "a"):
        if _CREDIT.search(part.get("class") or ""):
            credit = _text_of(part)
            if credit:
                return printable(whole.replace(credit, "").strip()), printable(credit)
    return printable(whole), ""


def _text_of(element: Element) -> str:
    return collapse("".join(map(str, element.itertext())))
