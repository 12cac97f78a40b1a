"""Caption and credit of a picture, wherever templates put them: figures, boxes by class, attributes, or the last words of the caption itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from cleaners.decoding import printable
from cleaners.jsonld import credit_of, file_of
from cleaners.records import Element
from cleaners.spacing import collapse

_CREDIT = re.compile(r"credit|copyright|photographer|source|byline|attribution|photo-?by|fotograf|(?:^|[\s_-])(?:author|agency|owner)(?:$|[\s_-])", re.IGNORECASE)
_CAPTION = re.compile(r"caption|legend|bildunterschrift|bildtext|descri|(?:^|[\s_-])cap(?:$|[\s_-])", re.IGNORECASE)
_BOX = re.compile(r"caption|media--|gallery|slide|(?:^|[\s_-])(?:figure|picture|photo|image|img|media)(?:$|[\s_-])|(?:image|photo|picture)-?(?:box|wrap|container|holder|block|item)", re.IGNORECASE)
_SILENT = frozenset(("script", "style", "noscript", "template", "button", "svg"))
_NO_TEXT = _SILENT | {"img", "amp-img", "picture", "source", "figure"}
_PROSE = frozenset(("main", "body", "html", "section"))
_PICTURES = ("img", "amp-img")
_CREDIT_ATTRIBUTES = ("data-credit", "data-image-credit", "data-photo-credit", "data-copyright", "data-photographer", "data-image-copyright")
_CAPTION_ATTRIBUTES = ("data-caption", "data-image-caption", "data-media-caption")
_CLIMB, _MOST_PARTS, _MAX_CAPTION = 6, 60, 1_000
_TAG = re.compile(r"<[^<>]{0,300}>")

_AGENCY = r"(?:AP|AFP|EPA|EFE|PA|dpa|APA|ANSA|ANP|TT|NTB|REUTERS|Reuters|Getty(?:\sImages)?|Shutterstock|iStock(?:photo)?|Alamy|Bloomberg|Xinhua|Imago|IMAGO|Unsplash|Pexels|Pixabay|Flickr|Wikimedia(?:\sCommons)?|Zuma(?:\sPress)?)"
_LABEL = (
    r"(?:(?i:(?:photo|image|picture|illustration|graphic|video)s?\s(?:credit|courtesy)s?|(?:photo|foto|image|picture|pic|photograph|illustration|graphic|bild|cr[ée]dit(?:s|o|os)?(?:\sphoto)?|photographie|fotograf[ií]a|fotografie|"
    r"fotos|screenshots?|kuva|zdjęcie|fot\.|фото|kép|snímek|photos|source|quelle|fuente|fonte|bron)(?:\scourtesy)?))"
)
# "Photo: Ann Okafor", "Photo by Ann Okafor", "© Ann Okafor": a label with its mark, and a name in capitals, at the end or behind a sentence.
_SET_OFF = r"(?:^|(?<=[.!?…\"”»)])\s*|\s+[|/–—-]\s+)"
_WORDS = r"(?:[^.!?]|(?<=[A-Z])\.)"  # of a name, initials included
_LABELLED = re.compile(
    rf"{_SET_OFF}(?P<credit>(?:(?:{_LABEL}\s?(?::|(?i:by|von|par|de|di|av|af)\b)|(?i:courtesy\sof|copyright))\s*[^\W\d_a-zß-öø-ÿ]|(?:{_LABEL}\s?)?(?:©|\([cC]\))\s*\w){_WORDS}{{1,158}}\.?)$"
)
_IN_BRACKETS = re.compile(r"\s*[(\[](?P<credit>[^()\[\]]{2,118})[)\]]\.?$")
_TELLS = re.compile(rf"{_LABEL}\s?(?::|©|(?i:by|von|par|de|di|av|af)\b)|©|(?i:courtesy|copyright|handout)|\b{_AGENCY}\b|^[^\W\d_a-z][^/]{{1,50}}/\s?[^\W\d_a-z]")
_BY_AGENCY = re.compile(
    rf"{_SET_OFF}(?P<credit>(?:{_AGENCY}(?:\s(?:Photo|Images))?(?:\s?/\s?[^.!?|/]{{2,60}}){{0,2}}"
    rf"|[^\W\d_a-z][^.!?|]{{1,60}}?(?:\s?/\s?|\svia\s|\sfor\s){_AGENCY}(?:\s(?:Photo|Images))?(?:\s?/\s?[^.!?|/]{{2,60}})?))\.?$"
)
_HIDDEN_LABEL = re.compile(r"(?:image|photo|media|video|picture)\s(?:source|caption|credit),\s*|credit\s?(?:\.\.\.|…)\s*", re.IGNORECASE)


def caption_of(picture: Element, box: Element | None) -> tuple[str, str]:
    """Caption and credit of a picture in its box (see `box_of`), "" for what the page does not give."""
    caption, credit = _of_box(box) if box is not None else ("", "")
    holders = [picture, *([box] if box is not None else [])]
    caption = caption or _first(holders, _CAPTION_ATTRIBUTES)
    credit = credit or _first(holders, _CREDIT_ATTRIBUTES)
    if not credit:
        caption, credit = split_credit(caption)
    return caption, credit


def split_credit(caption: str) -> tuple[str, str]:
    """A caption and the credit that ends it, as the page words it; the credit is "" where none is known for one."""
    text = caption[-_MAX_CAPTION:]
    if (found := _IN_BRACKETS.search(text)) is not None and _TELLS.search(found["credit"]):
        return _cut(caption, text, found)
    found = _LABELLED.search(text) or _BY_AGENCY.search(text)
    return _cut(caption, text, found) if found is not None else (caption, "")


def _cut(caption: str, text: str, found: re.Match[str]) -> tuple[str, str]:
    return caption[: len(caption) - len(text) + found.start()].rstrip(" |/–—-"), found["credit"].strip()


def described(nodes: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """Caption and credit by file name of the pictures that JSON-LD describes."""
    found: dict[str, tuple[str, str]] = {}
    for one in _objects(nodes):
        url = one.get("url") or one.get("contentUrl")
        if isinstance(url, str):
            found.setdefault(file_of(url), (_plain(one.get("caption")), _plain(credit_of(one))))
    return found


def _objects(nodes: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for node in nodes:
        for value in (node, node.get("image"), node.get("associatedMedia")):
            for one in (value if isinstance(value, list) else [value])[:_MOST_PARTS]:
                if isinstance(one, dict) and (one is not node or node.get("@type") == "ImageObject"):
                    yield one


def _plain(value: Any) -> str:
    return printable(collapse(_TAG.sub(" ", value[:_MAX_CAPTION]))) if isinstance(value, str) else ""


def box_of(picture: Element) -> Element | None:
    """The figure around a picture, else the nearest box named after one that holds a caption or a credit and hardly anything else."""
    named: Element | None = None
    at = picture.getparent()
    for _ in range(_CLIMB):
        if at is None or at.tag in _PROSE:
            break
        if at.tag == "figure":
            return at
        if named is None and _is_box((at.get("class") or "")[:300]) and _says_something(at):
            named = at
        at = at.getparent()
    return named


@lru_cache(maxsize=2_000)
def _is_box(classes: str) -> bool:
    """Whether an element is named after a picture's box; remembered, because the pictures of a page, and of a site, stand in the same ones."""
    return _BOX.search(classes) is not None


@lru_cache(maxsize=5_000)
def _called(name: str) -> tuple[bool, bool]:
    """Whether a part is named after a caption, and whether after a credit; remembered as boxes are."""
    return _CAPTION.search(name) is not None, _CREDIT.search(name) is not None


def _says_something(box: Element) -> bool:
    """Whether a box has one picture and a part named after caption or credit."""
    if len(list(islice(box.iterdescendants(*_PICTURES), 2))) != 1:
        return False
    parts = list(islice(box.iterdescendants(), _MOST_PARTS + 2))
    if len(parts) > _MOST_PARTS + 1 or not any(_is_text(part) and any(_called(_name(part))) for part in parts):
        return False
    links = sum(len(_text(link)) for link in box.iter("a"))
    return 2 * links <= len(_text(box)) <= _MAX_CAPTION


def _of_box(box: Element) -> tuple[str, str]:
    """Caption and credit in a box: elements by tag, class or microdata; the caption without the credit inside it."""
    caption = next((part for part in box.iter("figcaption") if _nearest(part) is box or box.tag != "figure"), None)
    parts = [part for part, _ in zip(box.iterdescendants(), range(_MOST_PARTS), strict=False) if isinstance(part.tag, str)]
    credit = next((part for part in parts if part.tag != "figcaption" and _is_credit(part) and _text(part) and (caption is None or not _holds(part, caption))), None)
    if caption is None:
        caption = next((part for part in parts if _is_text(part) and _called(_name(part))[0] and part is not credit and not _has_picture(part)), None)
    said = _text(credit) if credit is not None else ""
    whole = _text(caption) if caption is not None else ""
    if credit is not None and caption is not None and (credit is caption or _holds(caption, credit)):
        whole = whole.replace(said, "", 1).strip()
    return _without_label(whole), _bare(_without_label(said))


def _bare(credit: str) -> str:
    """A credit without the brackets and marks that set it off."""
    credit = credit.strip(" |–—-")
    return credit[1:-1].strip() if credit[:1] + credit[-1:] in ("()", "[]") and credit.count(credit[0]) == 1 else credit


def _without_label(text: str) -> str:
    """Text without the label that only screen readers are told."""
    found = _HIDDEN_LABEL.match(text)
    return text[found.end() :] if found else text


def _nearest(element: Element) -> Element | None:
    return next(element.iterancestors("figure"), None)


def _is_credit(part: Element) -> bool:
    prop = part.get("itemprop") or ""
    return _is_text(part) and (part.tag in ("cite", "small") or prop in ("copyrightHolder", "creditText", "copyrightNotice", "author") or _called(_name(part))[1])


def _is_text(part: Element) -> bool:
    return part.tag not in _NO_TEXT


def _name(part: Element) -> str:
    return f"{part.get('class') or ''} {part.get('itemprop') or ''}"[:300]


def _holds(outer: Element, inner: Element) -> bool:
    return any(one is outer for one in inner.iterancestors())


def _has_picture(part: Element) -> bool:
    return next(part.iter(*_PICTURES), None) is not None


def _first(elements: list[Element], names: tuple[str, ...]) -> str:
    for one in elements:
        written = one.keys()
        for name in names:
            if name in written and (text := _plain(one.get(name))):
                return text
    return ""


def _text(element: Element) -> str:
    parts: list[str] = []
    _collect(element, parts, 30)
    return printable(collapse("".join(parts)[: 2 * _MAX_CAPTION]))


def _collect(element: Element, parts: list[str], depth: int) -> None:
    parts.append(element.text or "")
    for child in element:
        if depth and child.tag not in _SILENT:
            _collect(child, parts, depth - 1)
        parts.append(child.tail or "")
