"""A profile proposed from a site's own pages: the selectors that hold, on nearly all of them, what the cleaner chose without one."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from cleaners.page import Page
from cleaners.profiles.view import texts
from cleaners.records import Decision, Element, Metadata, PageBlocks
from cleaners.selectors import Lookup

PRESENT = 0.9  # share of the pages that a selector must be found on
COVERED = 0.95  # share of a page's kept text that its body must hold
_BUILT = re.compile(r"\d|^(?:css|sc|jss|svelte|emotion)-|__[A-Za-z]*[a-z][A-Z]|^.$")  # names that a build or a database makes


@dataclass(frozen=True, slots=True)
class Sample:
    """A page that gave an article without the profile: its blocks, a decision on each, and the metadata that were chosen."""

    page: Page
    found: PageBlocks
    decisions: Sequence[Decision]
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class Found:
    """A selector and its evidence: on how many pages it holds, and the least and mean share that it holds there (0-1)."""

    selector: str
    pages: int
    covered: float = 1.0
    purity: float = 1.0


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the pages say: `body` is None where no selector holds on nearly all of them; `fields` by name; `boilerplate` in the body."""

    pages: int
    body: Found | None
    fields: dict[str, Found]
    boilerplate: tuple[Found, ...]


def propose(samples: Sequence[Sample]) -> Proposal:
    """The profile that the pages support; a selector that fails on more than a tenth of them is not proposed."""
    held = [dict(_containers(sample)) for sample in samples]
    body = _body(held)
    fields: dict[str, Found] = {}
    boilerplate: tuple[Found, ...] = ()
    if body:
        for name in ("title", "published", "authors"):
            if found := _field(name, samples, body.selector):
                fields[name] = found
        boilerplate = _boilerplate(held, samples, body.selector)
    return Proposal(len(samples), body, fields, boilerplate)


def toml(proposal: Proposal, name: str, host: str) -> str:
    """The proposal as a profile file, with its evidence as comments."""
    total = proposal.pages
    lines = [f"# Proposed from {total} pages; look at every line before use.", f"name = {json.dumps(name)}", f"hosts = [{json.dumps(host)}]"]
    if body := proposal.body:
        lines += ["", f"# On {body.pages} of {total} pages; holds at least {body.covered:.0%} of the kept text; {body.purity:.0%} of its text is kept."]
        lines += [f"body = [{json.dumps(body.selector)}]"]
    else:
        lines += ["", f"# body: no container holds {COVERED:.0%} of the kept text on {PRESENT:.0%} of the pages."]
    if proposal.boilerplate:
        lines += ["", "# Inside the body, never kept; to take them away write rules (docs/rules.md) with scope = \"body\":"]
        lines += [f"#   {one.selector}  (on {one.pages} of {total} pages)" for one in proposal.boilerplate]
    for field, found in proposal.fields.items():
        lines += ["", f"[fields.{field}]", f"# Agrees with the chosen {field} on {found.pages} of {total} pages."]
        lines += [f"selectors = [{json.dumps(found.selector)}]"]
        lines += ['attributes = ["datetime", "content", "title"]', "text = false"] if field == "published" else []
        lines += [r"strip = '^[Bb]y\s+'"] if field == "authors" else []
    return "\n".join(lines) + "\n"


def selectors(element: Element) -> Iterator[str]:
    """Selectors of an element by what its author named it: id, itemprop, tag with class, or a tag that says what it is."""
    tag = element.tag
    if _is_stable(identity := element.get("id", "")):
        yield f"#{identity}"
    for kind in element.get("itemprop", "").split():
        if _is_stable(kind):
            yield f"[itemprop~={kind}]"
    for token in dict.fromkeys(element.get("class", "").split()):
        if _is_stable(token):
            yield f"{tag}.{token}"
    if tag in ("article", "main", "h1", "time"):
        yield tag


def _is_stable(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z][\w-]*", name, re.ASCII) is not None and _BUILT.search(name) is None


_Held = dict[str, tuple[float, float]]  # selector: share of the page's kept text inside, share of its own text that is kept


def _containers(sample: Sample) -> Iterator[tuple[str, tuple[float, float]]]:
    """Every selector that finds one container alone on the page."""
    sizes = [len(block.text) for block in sample.found.blocks]
    keeps = [size if decision.keep else 0 for size, decision in zip(sizes, sample.decisions, strict=True)]
    size_to, kept_to = [0, *accumulate(sizes)], [0, *accumulate(keeps)]
    lookup = Lookup(sample.page.root)
    table = sample.found.containers
    for element, start, stop in zip(table.elements, table.starts, table.stops, strict=True):
        if (size := size_to[stop] - size_to[start]) and isinstance(element.tag, str):
            kept = kept_to[stop] - kept_to[start]
            for selector in selectors(element):
                if len(lookup.find(selector)) == 1:
                    yield selector, (kept / max(kept_to[-1], 1), kept / size)


def _body(held: Sequence[_Held]) -> Found | None:
    """The selector with the least beside the kept text, of those that hold nearly all of it on nearly all pages."""
    shares: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for page in held:
        for selector, (covered, purity) in page.items():
            if covered >= COVERED:
                shares[selector].append((covered, purity))
    fit = [
        Found(selector, len(pages), min(covered for covered, _ in pages), sum(purity for _, purity in pages) / len(pages))
        for selector, pages in shares.items()
        if len(pages) >= PRESENT * len(held)
    ]
    return max(fit, key=lambda one: (one.pages, round(one.purity, 2), one.covered), default=None)


def _boilerplate(held: Sequence[_Held], samples: Sequence[Sample], body: str) -> tuple[Found, ...]:
    """Containers inside the body of half the pages or more of which no word is ever kept."""
    counts: defaultdict[str, int] = defaultdict(int)
    spoiled: set[str] = set()
    for page, sample in zip(held, samples, strict=True):
        lookup = Lookup(sample.page.root)
        bodies = set(lookup.find(body))
        for selector, (covered, _) in page.items():
            if covered:
                spoiled.add(selector)
            elif any(ancestor in bodies for ancestor in lookup.find(selector)[0].iterancestors()):
                counts[selector] += 1
    return tuple(Found(one, count) for one, count in counts.items() if one not in spoiled and 2 * count >= len(samples))


def _field(name: str, samples: Sequence[Sample], body: str) -> Found | None:
    """The selector whose one element outside the body says what was chosen, on nearly all pages."""
    counts: defaultdict[str, int] = defaultdict(int)
    for sample in samples:
        lookup = Lookup(sample.page.root)
        inside = {element for one in lookup.find(body) for element in one.iter()}
        agreeing = (e for e in sample.page.body.iter() if isinstance(e.tag, str) and e not in inside and _says(e, name, sample.metadata))
        named = {selector for element in agreeing for selector in selectors(element)}
        for selector in named:
            counts[selector] += len(lookup.find(selector)) == 1
    fit = [Found(selector, count) for selector, count in sorted(counts.items()) if count >= PRESENT * len(samples)]
    return max(fit, key=lambda one: one.pages, default=None)


def _says(element: Element, name: str, metadata: Metadata) -> bool:
    """Whether the element's text or attributes are the value that was chosen."""
    value = getattr(metadata, name)
    if not value:
        return False
    if name == "published":
        return any(element.get(key, "").startswith(str(value)[:10]) for key in ("datetime", "content", "title"))
    text = " ".join("".join(texts(element)).split())
    if name == "authors":
        return re.sub(r"^[Bb]y\s+", "", text) in _names(value)
    return bool(text == value)


def _names(value: Iterable[str]) -> set[str]:
    return {*value, ", ".join(value)}
