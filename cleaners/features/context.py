"""Evidence in a block's neighbours, in the page as a whole, and in what the page's head says of the article."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from cleaners.features.structure import Weights
from cleaners.features.text import Floats, TextCounts
from cleaners.page import Page
from cleaners.records import Block, Containers

_WORD = re.compile(r"\w+")

ROLES = ("p", "li", "quote", "cell", "caption", "dt", "dd", "figure", "pre", "other")
CONTEXT_NAMES = (
    *(f"role_{role}" for role in ROLES), "heading", "hidden", "bold",
    *(f"{what}_{step:+d}" for step in (-3, -2, -1, 1, 2, 3) for what in ("length", "links", "ends", "heading")),
    "same_place_-1", "same_place_+1", "elements_-1", "elements_+1", "images_-1", "images_+1",
    "good_before", "good_after", "near_good_before", "near_good_after", "place", "from_heading1", "since_heading", "times",
    "title_overlap", "is_title", "description_overlap", "has_body", "in_body", "names_author",
    "page_blocks", "page_good", "page_links", "page_dense", "page_capitals",
)  # fmt: skip


def context_columns(page: Page, blocks: list[Block], containers: Containers, counts: TextCounts, weights: Weights) -> Floats:
    """The columns `CONTEXT_NAMES` for every block."""
    count = len(blocks)
    links = weights.linked / np.maximum(weights.length, 1)
    heading = np.fromiter((int(b.role[1]) if b.role[0] == "h" and len(b.role) == 2 else 0 for b in blocks), np.float32, count)
    roles = np.fromiter((_ROLE_NUMBER.get(b.role, -1) for b in blocks), np.int64, count)
    columns = [roles == number for number in range(len(ROLES))]
    columns += [heading, np.fromiter((b.hidden for b in blocks), np.float32, count), _bold(blocks)]
    length = np.log1p(counts.length)
    for step in (-3, -2, -1, 1, 2, 3):
        columns += [_shift(length, step, -1), _shift(links, step, -1), _shift(counts.ends, step, -1), _shift(heading, step, -1)]
    columns += _gaps(containers)
    columns += _surroundings(weights, heading)
    texts = [block.text for block in blocks]
    seen = Counter(texts)
    columns.append(np.fromiter((seen[text] for text in texts), np.float32, count))
    columns += _head_columns(page, texts)
    total = max(float(weights.length.sum()), 1.0)
    page_wide = (
        np.log1p(count), np.log1p(weights.good.sum()), weights.linked.sum() / total, counts.counts[:, 6].sum() / total,
        counts.counts[:, 2].sum() / max(float(counts.counts[:, 1].sum()), 1.0),
    )  # fmt: skip
    columns += [np.full(count, value) for value in page_wide]
    return np.stack(columns, axis=1, dtype=np.float32, casting="unsafe")


_ROLE_NUMBER = {role: number for number, role in enumerate(ROLES)}
_BOLD = frozenset(("b", "strong"))


def _bold(blocks: list[Block]) -> Floats:
    """1 where the whole block stands in bold, as home-made headings and bylines do."""
    return np.fromiter((len(b.pieces) == 1 and b.pieces[0].parent.tag in _BOLD for b in blocks), np.float32, len(blocks))


def _shift(values: Floats, step: int, fill: float) -> Floats:
    """`values` of the block `step` places further on; `fill` past the ends."""
    result = np.full(len(values), fill, np.float32)
    if step > 0:
        result[:-step] = values[step:]
    else:
        result[-step:] = values[:step]
    return result


def _gaps(containers: Containers) -> list[Floats]:
    """What lies in the tree between a block and its neighbours: another parent, elements, images."""
    parents = np.array(containers.parents)[np.array(containers.rows)].astype(np.float32)
    seen = np.array(containers.seen, np.float32).reshape(-1, 2)
    elements, images = seen[:, 0], seen[:, 1]
    return [
        parents == _shift(parents, -1, -9), parents == _shift(parents, 1, -9),
        np.minimum(elements - _shift(elements, -1, 0), 50), np.minimum(_shift(elements, 1, 1e6) - elements, 50),
        np.minimum(images - _shift(images, -1, 0), 5), np.clip(_shift(images, 1, 0) - images, 0, 5),
    ]  # fmt: skip


def _surroundings(weights: Weights, heading: Floats) -> list[Floats]:
    """Place in the page's text, good text on either side, and distance to headings."""
    count = len(heading)
    place = np.arange(count, dtype=np.float32)
    before = np.cumsum(weights.good) - weights.good
    total = max(float(weights.good.sum()), 1.0)
    good = (weights.good > 0).astype(np.float32)
    sums = np.concatenate((np.zeros(6), np.cumsum(good), np.full(5, good.sum())))
    near_before = sums[5 : 5 + count] - sums[:count]
    near_after = sums[11 : 11 + count] - sums[6 : 6 + count]
    first = np.flatnonzero(heading == 1)
    from_first = place - first[0] if len(first) else np.full(count, -99, np.float32)
    marks = np.where(heading > 0, place, -99)
    return [
        before / total, 1 - (before + weights.good) / total, near_before, near_after, np.cumsum(weights.length) / max(float(weights.length.sum()), 1.0),
        np.clip(from_first, -50, 100), np.minimum(place - np.maximum.accumulate(marks), 50),
    ]  # fmt: skip


def _head_columns(page: Page, texts: list[str]) -> list[Floats]:
    """Agreement with the title, the description, the body and the author that the page's head declares."""
    count = len(texts)
    title = frozenset(_WORD.findall((page.meta("og:title") or page.title_tag).lower()))
    description = page.meta("og:description", "description", "twitter:description").lower()
    described = frozenset(_WORD.findall(description))
    body = _declared_body(page)
    authors = _author_names(page)
    overlap, exact, about, in_body, by = (np.zeros(count, np.float32) for _ in range(5))
    for place, text in enumerate(texts):
        size = len(text)
        if size < 400:
            lower = text.lower()
            if size < 200:
                words = frozenset(_WORD.findall(lower))
                if words:
                    overlap[place] = len(words & title) / len(words | title) if title else 0
                    exact[place] = words == title
                    about[place] = len(words & described) / len(words)
                if size < 120 and authors:
                    by[place] = any(name in lower for name in authors)
            elif description:
                about[place] = lower[:60] in description
        if body and size >= 20:
            in_body[place] = _squeeze(text)[:80] in body
    return [overlap, exact, about, np.full(count, bool(body), np.float32), in_body, by]


_TAGS = re.compile(r"<[^>]{0,500}>")


def _squeeze(text: str) -> str:
    return "".join(_WORD.findall(text[:120].lower()))


def _declared_body(page: Page) -> str:
    """The article's text as JSON-LD or the feed give it, letters and digits only; "" where neither does."""
    bodies = [node["articleBody"] for node in page.jsonld if isinstance(node.get("articleBody"), str)]
    feed = page.options.feed
    if feed is not None and feed.full:
        bodies.append(feed.body)
    best = max(bodies, key=len, default="")
    return "".join(_WORD.findall(_TAGS.sub(" ", best).lower())) if len(best) > 200 else ""


def _author_names(page: Page) -> tuple[str, ...]:
    """Names of the authors that the page's head declares, in lower case."""
    names = list(page.metas.get("author", ())) + list(page.metas.get("article:author", ()))
    for node in page.jsonld:
        author = node.get("author")
        for one in author if isinstance(author, list) else [author]:
            name = one.get("name") if isinstance(one, dict) else one
            if isinstance(name, str):
                names.append(name)
    return tuple({name.lower() for name in names if 4 < len(name) < 60 and "/" not in name})
