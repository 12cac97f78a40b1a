"""Who wrote the article: people and named desks; the publisher only where nobody else signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter

from cleaners.metadata.evidence import Evidence
from cleaners.metadata.marks import PROFILE, innermost
from cleaners.metadata.names import MAX_BYLINE, split_names, unique
from cleaners.metadata.nodes import types
from cleaners.metadata.signers import names_somebody
from cleaners.metadata.sought import LOWER, Opening, Sought, Stems
from cleaners.metadata.strings import folded, line_of, signature_of, text_of
from cleaners.records import Candidate, Element
from cleaners.spacing import collapse

_METAS = {
    "author": 0.75, "article:author": 0.75, "parsely-author": 0.78, "sailthru.author": 0.76, "byl": 0.8, "dc.creator": 0.74, "dcterms.creator": 0.74,
    "citation_author": 0.8, "article:author_name": 0.75, "og:article:author": 0.7, "article.author": 0.7, "cxenseparse:author": 0.7, "authors": 0.7, "rbauthors": 0.6,
    "creator": 0.5, "og:author": 0.6, "vf:author": 0.7, "byline": 0.75, "bi3dauthor": 0.5, "content_author": 0.75,
}  # fmt: skip
_BY = re.compile(r"^(?:by|von|par|por|di|door|av|af|oleh|penulis|reporter|kontributor|tác giả|autor|автор|текст|text|words by|written by|posted by)\s*:?\s+\S", re.IGNORECASE)
_WRITTEN = re.compile(r"^(?:(?:this|the) (?:article|post|story|piece|guide|report) (?:was|is) )?(?:written|posted|authored|article|story|words) by:?\s+\S|^(?:authors?|contributors?|автор(?:ы)?|текст)\s*:\s*\S|^(?:geschrieben von|escrito por|écrit par|scritto da|geschreven door|skrevet av|skriven av|napisał[ay]?)\s+\S", re.IGNORECASE)
_BY_ALONE = re.compile(r"(?:(?:written|posted|published)\s+)?(?:by|von|por|par|di|door|av|af)\s*:?|authors?\s*:?|autore?s?\s*:?", re.IGNORECASE)
_AUTHOR_ALONE = re.compile(r"(?:written|words|article|posted)\s+by\s*:?|(?:about the )?authors?(?:\(s\))?\s*:?", re.IGNORECASE)
_BY_LATER = re.compile(r"(?<=\d)[^\n]{0,40}?\b(?:[Bb]y|BY|von|par|por)\s+(?=[A-ZÀ-Ý])|\|\s*[Bb]y\s+(?=[A-ZÀ-Ý])")
_BIOGRAPHY = re.compile(
    r"((?:[A-ZÀ-Ý][\w.'’-]{0,20}\s){1,3}[A-ZÀ-Ý][\w'’-]{1,20}),?\s(?:is|ist|est|es|è|é)\s(?:an?|the|our|eine?|une?|una?|uma?)\s(?:[\w’'-]{1,20}[\s,]{1,2}){0,6}"
    r"(?:writer|editor|journalist|reporter|author|blogger|columnist|correspondent|contributor|redakteur|autor|journaliste|periodista|giornalista|jornalista)"
)
_MAY_SIGN = Stems(
    *"by von par por di door av af oleh penulis reporter kontributor tác autor autore autors autorn autores autoren author authors contributor contributors автор текст text words skrevet skriven napisał napisała napisały da".split()
)
_BY_RUN_ON = re.compile(r"by[a-z]")
_OPENS = Opening(r"written|posted|authored|article|story|words|about the|author|contributor|th(?:is|e) (?:article|post|story|piece|guide|report) |автор|текст|geschr|escrito|écrit|scritto|skrevet|skriven|napisa")
"""What `_WRITTEN` and `_AUTHOR_ALONE` begin with, told sooner than that some word of the line may sign."""
_BY_ELSEWHERE = re.compile(r"(?:作者|撰文|記者|文|लेखक|بقلم|كتبت?|מאת|نویسنده)\s*[:：]\s*(?=\S)")
"""What names in scripts without capitals stand behind, anywhere in a line of facts."""
_UP_TO = re.compile(r"[|｜•·\n]|(?<=[\u3040-\u9fff])\s")
_SENTENCE = re.compile(r"[a-zß-ÿ]{3}[.!?](?:\s|$)(?!\s*$)|(?:\s[a-zß-ÿ]+){5}")
_LABEL = re.compile(r"written|author|verfasst|geschrieben|autor|auteur|écrit|escrito|scritto|geschreven|skriv|napisan", re.IGNORECASE)
_BESIDE = Sought(
    r"role|title|biog|desc|image|avatar|photo|social|twitter|follow|position|contact|share|label|prefix|count|comment|separator|related|email|"
    r"(?:^|[\s_-])(?:bio|img|pic|job|date|time|icon|read|org|info)(?:$|[\s_-])",
    *"role title biog desc image avatar photo social twitter follow position contact share label prefix count comment separator related email bio img pic job date time icon read org info".split(),
    flags=LOWER,
)
_LISTED = 0.15
"""Trust that a list of names loses with the site's among them."""
_VISIBLE = frozenset(("byline", "byline text", "author link"))
_WHOLE = frozenset(("body", "html", "main", "article", "img", "svg"))
_MAX_LINE = 160
_NEAR_BEFORE, _NEAR = 4, 12
"""Blocks before and after the headline in which a byline in words is sought."""


def candidates(evidence: Evidence) -> Iterator[Candidate]:
    """Lists of names, one candidate a source; what stands far from the headline is left to `far`."""
    for one in evidence.profile("authors"):
        # The profile says what a name is on its site: a pen name, "News Desk" and the blog's own name are names there.
        values = (one.value,) if isinstance(one.value, str) else one.value
        if names := unique(filter(None, map(collapse, values))):
            yield one._replace(value=tuple(names))
    yield from _from_jsonld(evidence)
    for name, trust in _METAS.items():
        if name in evidence.page.metas:
            texts = [_turned(text, name) for _, text in evidence.metas(name) if not _is_address(text)]
            for one in _offer(name, trust, texts, evidence):
                # A list with the site in it is one of publishers: the paper and the portal that shows its article.
                listed = len(one.value) > 1 and any(folded(part) in evidence.site_names for part in one.value)
                yield one._replace(confidence=trust - _LISTED) if listed else one
    for number in "12":
        if _LABEL.search(evidence.page.meta(f"twitter:label{number}")):
            yield from _offer(f"twitter:data{number}", 0.7, [text for _, text in evidence.metas(f"twitter:data{number}")], evidence)
    feed = evidence.page.options.feed
    if feed is not None and (names := unique(part for text in feed.authors for part in split_names(text, evidence.site_names))):
        yield Candidate("authors", tuple(names), feed.source, "entry", 0.72)
    yield from _from_elements(evidence)
    yield from _near(evidence)
    yield from _from_lead(evidence)


def settled(chosen: Candidate | None, evidence: Evidence) -> bool:
    """Whether no name that is trusted as little as those of `far` can change the choice: it names people, and each in full."""
    if chosen is None or chosen.source.startswith("profile:"):
        return chosen is not None
    return chosen.confidence > _FAR and names_somebody([chosen], evidence) and all(" " in name for name in chosen.value)


def from_state(evidence: Evidence) -> Iterator[Candidate]:
    """The names of the page's script data, one candidate a key."""
    named: dict[str, list[str]] = {}
    for field, text, key in evidence.state:
        if field == "authors":
            named.setdefault(key, []).append(text)
    for key, texts in named.items():
        yield from _offer(f"script {key}", 0.5, texts, evidence)


def _turned(text: str, name: str) -> str:
    """"Last, First", as library metadata write it, the other way round."""
    last, comma, first = text.partition(", ")
    inverted = comma and "," not in first and (name == "citation_author" or (name.startswith("dc") and " " not in last))
    return f"{first} {last}" if inverted else text


def _from_jsonld(evidence: Evidence) -> Iterator[Candidate]:
    for node in evidence.graph.articles[:5]:
        for key, trust in (("author", 0.9), ("creator", 0.7)):
            people: list[str] = []
            others: list[str] = []
            for one in evidence.graph.objects(node.get(key)):
                named = evidence.graph.names([one])
                is_group = isinstance(one, dict) and bool({"Organization", "NewsMediaOrganization"}.intersection(types(one)))
                (others if is_group else people).extend(part for text in named for part in evidence.signers(text, declared=True))
            if people or others:
                yield Candidate("authors", tuple(unique(people or others)), f"json-ld {key}", "", trust if people else trust - 0.3)


def _from_elements(evidence: Evidence) -> Iterator[Candidate]:
    """Microdata, `rel=author` and byline classes, outside comments and cards, the nearest to the headline."""
    marks = evidence.marks
    inside = evidence.near([element for element in marks.props("author") if element not in evidence.outside])
    yield from _offer("itemprop author", 0.8, [text for element in _first_group(inside, evidence) for text in _named_inside(element)], evidence)
    for source, trust, links in (("rel=author", 0.72, marks.rels("author")), ("author link", 0.7, marks.profiles)):
        inside = evidence.near([element for element in links if element not in evidence.outside])
        if not inside and len({text_of(element) for element in links[:20]}) == 1:
            inside, trust = links[:1], trust - 0.25  # in the article's own footer; cards name several people
        yield from _offer(source, trust, [signature_of(element) for element in _first_group(inside, evidence)], evidence)
    leaves = evidence.near(_leaves(evidence))
    if not leaves and len(names := {signature_of(one) for one in marks.bylines if _is_hcard(one)}) == 1:
        yield from _offer("hcard", 0.5, list(names), evidence)  # in the post's own footer; cards name several people
    trust = 0.68
    while leaves and trust > 0.5:
        group = _first_group(leaves, evidence)
        found = list(_offer("byline", trust, [text for element in group for text in _signed(element)], evidence))
        yield from found
        trust -= 0.06 if found else 0.0
        done = set(group)
        leaves = [element for element in leaves if element not in done]


def _is_hcard(element: Element) -> bool:
    """Whether an element is the name in an author's hCard: `.author.vcard .fn`. Comments' are `.comment-author.vcard`."""
    parent = element.getparent()
    return parent is not None and "fn" in (element.get("class") or "").split() and {"author", "vcard"} <= set((parent.get("class") or "").split())


def _offer(source: str, trust: float, texts: list[str], evidence: Evidence) -> Iterator[Candidate]:
    declared = source not in _VISIBLE
    names = unique(name for text in texts if len(text) <= MAX_BYLINE for name in evidence.signers(text, declared=declared))
    if names:
        yield Candidate("authors", tuple(names), source, "", trust)


def _leaves(evidence: Evidence) -> list[Element]:
    """Byline elements that hold no other: the author's name itself, not the box with portrait, role and biography around it."""
    lines = [
        element
        for element in evidence.marks.bylines
        if element.tag not in _WHOLE and element not in evidence.outside and not _BESIDE.search((element.get("class") or "")[:300].lower())
    ]
    return innermost(lines)


def _signed(element: Element) -> list[str]:
    """The texts of a byline: of the links to authors' pages in it, else its own."""
    links = [link for link in element.iterdescendants("a") if PROFILE.search((link.get("href") or "")[:300])]
    return [text_of(link) for link in links[:20] if text_of(link)] or [signature_of(element)]


def _named_inside(element: Element) -> list[str]:
    """The `name` inside an author's microdata, else its content or text."""
    inner = [one for one in element.iterdescendants() if "name" in (one.get("itemprop") or "").split()]
    texts = [one.get("content") or signature_of(one) for one in inner[:20]] or [element.get("content") or signature_of(element)]
    return [text for text in texts if not _is_address(text)]


def _first_group(links: list[Element], evidence: Evidence) -> list[Element]:
    """The nearest link and those that stand close behind it in the document: one byline."""
    if len(links) < 2:
        return links
    group: list[Element] = []
    placed = [(evidence.marks.place(one), one) for one in links]
    end = placed[0][0]
    for place, one in sorted((pair for pair in placed if pair[0] >= end), key=itemgetter(0)):
        if place - end > 15:
            break
        group.append(one)
        end = place
    return group


def _near(evidence: Evidence) -> Iterator[Candidate]:
    """Lines without markup near the headline: "By …", or "… by …" behind a date."""
    start, blocks = evidence.headline_block, evidence.context.blocks
    if start is None:
        return
    for place in range(max(0, start - _NEAR_BEFORE), min(len(blocks), start + _NEAR + 1)):
        block = blocks[place]
        if place == start or len(block.text) > _MAX_LINE or block.element in evidence.outside:
            continue
        if not block.text.isascii() and (found := _BY_ELSEWHERE.search(block.text)) is not None:
            yield from _offer("byline text", 0.6, [_UP_TO.split(block.text[found.end() :], maxsplit=1)[0]], evidence)
            continue
        if not _may_sign(block.text):
            continue
        text = line_of(block)
        if (_BY.match(text) or _WRITTEN.match(text)) and not _SENTENCE.search(text):
            yield from _offer("byline text", 0.6, [text.split("\n")[0]], evidence)
        elif place + 1 < len(blocks) and (_BY_ALONE.fullmatch(text) or _AUTHOR_ALONE.fullmatch(text)):
            yield from _offer("byline text", 0.58, [blocks[place + 1].text[:_MAX_LINE].split("\n")[0]], evidence)
        elif (found := _BY_LATER.search(text)) is not None:
            yield from _offer("byline text", 0.5, [text[found.end() :]], evidence)


_LEAD_REPORTERS = re.compile(
    r"[（(](?:本[报報])?(?:记者|記者)\s*[:：]?\s*(?P<chinese>[一-鿿·、，,\s]{2,40}?)(?:报道|報導)?[)）]|\[[^\[\]\n]{0,20}?(?P<bracketed>[가-힣]{2,4})\s?(?:기자|특파원)\]|(?<![가-힣])(?P<korean>[가-힣]{2,4})\s(?:기자|특파원)\s?="
)


def _from_lead(evidence: Evidence) -> Iterator[Candidate]:
    """The reporters that the first paragraph names in brackets or before "=", as agencies and papers of China and Korea sign."""
    start = evidence.headline_block or 0
    for block in evidence.context.blocks[start : start + _NEAR]:
        if not block.text.isascii() and (found := _LEAD_REPORTERS.search(block.text, 0, _MAX_LINE)) is not None:
            names = found["chinese"] or found["bracketed"] or found["korean"]
            yield from _offer("lead", 0.56, re.split(r"[、，,\s]+", names.strip()), evidence)
            return


def _may_sign(text: str) -> bool:
    """Whether a line has a word that bylines have."""
    return _MAY_SIGN.any_word_in(text) or _BY_RUN_ON.search(text.lower()) is not None


def far(evidence: Evidence) -> Iterator[Candidate]:
    """Lines anywhere else that say who wrote ("Written by …"), and biographies below the headline."""
    start, blocks = evidence.headline_block, evidence.context.blocks
    near = range(start - _NEAR_BEFORE, start + _NEAR + 1) if start is not None else range(0)
    for place in _OPENS.places(evidence.lines):
        block = blocks[place]
        if place in near or len(block.text) > _MAX_LINE or block.element in evidence.outside:
            continue
        text = line_of(block)
        if _WRITTEN.match(text) and not _SENTENCE.search(text):
            yield from _offer("byline text", _FAR, [text.split("\n")[0]], evidence)
        elif place + 1 < len(blocks) and _AUTHOR_ALONE.fullmatch(text):
            yield from _offer("byline text", 0.42, [blocks[place + 1].text[:_MAX_LINE].split("\n")[0]], evidence)
    for text in evidence.lines[start + 1 :] if start is not None else ():
        if len(text) > _MAX_LINE and (found := _BIOGRAPHY.match(text, 0, 200)) is not None:
            yield from _offer("biography", 0.4, [found[1]], evidence)


_FAR = 0.45
"""Trust of a byline far from the headline; of all that `far` yields the most."""


def _is_address(text: str) -> bool:
    return "://" in text or text.startswith(("www.", "/", "@"))
