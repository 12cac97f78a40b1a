"""The article's main image, with the caption and credit that the page gives it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cleaners.jsonld import credit_of, file_of
from cleaners.metadata.evidence import Evidence
from cleaners.metadata.strings import plain
from cleaners.records import Candidate, Image

_METAS = {"og:image": 0.85, "og:image:secure_url": 0.84, "og:image:url": 0.83, "twitter:image": 0.7, "twitter:image:src": 0.7, "parsely-image-url": 0.6, "sailthru.image.full": 0.6, "thumbnail": 0.4}


def candidates(evidence: Evidence) -> Iterator[Candidate]:
    """Images that the head, JSON-LD and `link rel=image_src` offer, addresses made absolute."""
    captions = dict(_captions(evidence))
    for node in evidence.graph.articles[:3]:
        for key, trust in (("image", 0.8), ("thumbnailUrl", 0.5)):
            for one in list(evidence.graph.objects(node.get(key)))[:10]:
                image = _image(one, evidence)
                if image is not None:
                    yield Candidate("image", image, f"json-ld {key}", "", trust)
    for name, text in evidence.metas(*_METAS):
        if url := _address(text, evidence):
            caption, credit = captions.get(file_of(url), ("", ""))
            alt = plain(evidence.page.meta("og:image:alt", "twitter:image:alt"))
            yield Candidate("image", Image(url, caption, alt, credit), name, "meta", _METAS[name])
    for link in evidence.page.links.get("image_src", ())[:2]:
        if url := _address(link.get("href") or "", evidence):
            yield Candidate("image", Image(url), "link image_src", "head", 0.6)


def _image(value: Any, evidence: Evidence) -> Image | None:
    """An image from a JSON-LD value: an address, or an `ImageObject`."""
    node = {"url": value} if isinstance(value, str) else value
    raw = node.get("url") or node.get("contentUrl")
    url = _address(raw[0] if isinstance(raw, list) and raw else raw, evidence)
    if not url:
        return None
    caption, credit = _words(node)
    return Image(url, caption, plain(node.get("name"))[:300], credit)


def _words(node: dict[str, Any]) -> tuple[str, str]:
    """Caption and credit of an `ImageObject`."""
    return plain(node.get("caption") or node.get("description"))[:1000], plain(credit_of(node))[:200]


def _captions(evidence: Evidence) -> Iterator[tuple[str, tuple[str, str]]]:
    """Caption and credit by image file, from JSON-LD: the same picture is often linked in another size."""
    for node in evidence.graph.articles[:3]:
        for one in list(evidence.graph.objects(node.get("image")))[:10]:
            if isinstance(one, dict) and isinstance(url := one.get("url") or one.get("contentUrl"), str):
                yield file_of(url), _words(one)


def _address(value: Any, evidence: Evidence) -> str:
    url = evidence.page.absolute(value[:2000]) if isinstance(value, str) and value.strip() else ""
    return url if url.startswith(("http://", "https://")) else ""
