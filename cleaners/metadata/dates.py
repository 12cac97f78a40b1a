"""When the article was published and last changed: the candidates of every source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache

from cleaners.metadata.datetext import Locale, Moment, month_number, parse_date
from cleaners.metadata.daychoice import Offer, settled
from cleaners.metadata.evidence import Evidence
from cleaners.metadata.sought import Sought
from cleaners.metadata.strings import plain, text_of
from cleaners.records import Element
from cleaners.spacing import collapse

# Trust by source: how often each gave the day of the truth where it stood beside another (see docs/metadata.md).
_PUBLISHED = {
    "article:published_time": 0.88, "og:published_time": 0.86, "og:article:published_time": 0.86, "article:published": 0.86,
    "datepublished": 0.85, "parsely-pub-date": 0.84, "sailthru.date": 0.82, "cxenseparse:recs:publishtime": 0.84, "article.published": 0.84,
    "dc.date.issued": 0.8, "dcterms.issued": 0.8, "citation_publication_date": 0.8, "citation_date": 0.8, "publication_date": 0.8, "publish-date": 0.8,
    "publishdate": 0.8, "publisheddate": 0.8, "published_at": 0.8, "pubdate": 0.78, "dc.date.created": 0.7, "dcterms.created": 0.7, "dcterms.date": 0.7, "dc.date": 0.7,
    "vr:published_time": 0.8, "article.created": 0.6, "originalpublicationdate": 0.8, "date": 0.6, "datecreated": 0.5,
    "last-published": 0.4, "article:post_date": 0.7, "rnews:datepublished": 0.85, "parsely-page-date": 0.5,
}  # fmt: skip
_MODIFIED = {
    "article:modified_time": 0.85, "og:updated_time": 0.75, "og:modified_time": 0.8, "datemodified": 0.8, "article.updated": 0.8, "dcterms.modified": 0.7,
    "dc.date.modified": 0.7, "lastmod": 0.6, "last-modified": 0.5, "revised": 0.5, "article:modified": 0.8, "modified": 0.5,
}  # fmt: skip
_META_NAME = re.compile(r"^(?!.*(?:modif|updat|expir|publisher)).*(?:publish|publication|release|issued).{0,12}(?:date|time|on|at)?$|(?:^|[._:-])pub-?date$")
_CHANGES = (
    "updat", "modif", "edited", "revis", "correct", "aktualis", "geändert", "bearbeitet", "mis à jour", "màj", "actualiz", "atualiz", "aggiorn", "bijgewerkt", "uppdater", "oppdater", "opdater",
    "päivitet", "aktualiz", "обновлен", "оновлен", "güncelle", "diperbarui", "更新", "수정", "최종",
)  # fmt: skip
_CHANGED = Sought("|".join(_CHANGES), *_CHANGES)
_FIRST = Sought(
    r"(?:originally|first|initially) (?:published|posted|appeared)|(?:erstmals|zuerst|ursprünglich) (?:veröffentlicht|erschienen)|(?:publié|paru) (?:initialement|pour la première fois)|"
    r"(?:publicad[oa]|pubblicat[oa]) (?:originalmente|originariamente|por primera vez|per la prima volta)|oorspronkelijk gepubliceerd|ursprungligen publicerad",
    "originally ", "first ", "initially ", "erstmals", "zuerst", "ursprünglich", "initialement", "pour la première", "originalmente", "originariamente", "por primera", "per la prima", "oorspronkelijk", "ursprungligen",
)  # fmt: skip
_PUBLISHED_WORD = re.compile(r"publish|posted|veröffentlicht|erstellt|publié|publicad|pubblicat|gepubliceerd|publicerad|publisert|publiceret|opublikowan|опублик|публік", re.IGNORECASE)
_TODAY = Sought(r"todays?-?date|current-?date|date-?today|date-?now|current-?time", "today", "current", "now")
_NOT_OURS = Sought(r"copyright|©|\(c\)|all rights|event|birth|born|since|established", "copyright", "©", "(c)", "all rights", "event", "birth", "born", "since", "established")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:13|14|19|20|25)\d\d|\d年|元年|\d{1,2}[./]\d{1,2}[./]\d\d(?!\d)")
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_URL_DAY_SHORT = re.compile(r"/((?:19|20)\d\d)/([1-9]|1[0-2]|[a-z]{3,9})/(0?[1-9]|[12]\d|3[01])(?!\d)")


def locale_of(evidence: Evidence) -> Locale:
    """Language and countries of the page, from its declared language and the country part of its host."""
    declared = evidence.page.declared_language.replace("_", "-").lower().split("-")
    countries = [part for part in declared[1:] if len(part) == 2]
    suffix = evidence.host.rpartition(".")[2]
    if len(suffix) == 2 and suffix not in ("co", "io", "me", "tv", "ai", "fm", "cc", "ws", "ly", "eu"):
        countries.insert(0, suffix)
    places = (*countries, *([evidence.language] if evidence.language else []))
    return Locale(evidence.language, places, evidence.page.options.fetched_at)


def offers(evidence: Evidence, *, whole: bool = True) -> list[Offer]:
    """Every date that is offered as the article's, most trusted first; those after the fetch by more than a day left out.

    Args:
        whole: ask the page's elements and lines even where the head settles the choice.
    """
    locale = locale_of(evidence)
    found = list(_parsed(_from_head(evidence), locale)) + _from_feed(evidence)
    if not whole and settled(found):
        return sorted(found, key=lambda offer: -offer.trust)
    found += _parsed(_from_body(evidence), locale)
    if not any(offer.field == "published" and offer.trust >= _ENOUGH for offer in found):
        found += _parsed(_from_state(evidence), locale)
    if not found:
        found += _lone(list(_parsed(_from_lines(evidence), locale)))
    return sorted(found, key=lambda offer: -offer.trust)


def _from_feed(evidence: Evidence) -> list[Offer]:
    feed = evidence.page.options.feed
    said = (("published", feed.published), ("modified", feed.updated)) if feed is not None else ()
    return [Offer(field, Moment(value, True), feed.source, "entry", 0.87) for field, value in said if feed is not None and value is not None]


_ENOUGH = 0.7
"""Trust of a date from which script data is not asked."""


def _parsed(texts: Iterator[_Text], locale: Locale) -> Iterator[Offer]:
    for field, text, source, where, trust in texts:
        if (moment := parse_date(text, locale)) is not None and not _is_future(moment, locale):
            yield Offer(field, moment, source, where, trust)


def _from_state(evidence: Evidence) -> Iterator[_Text]:
    for field, text, key in evidence.state:
        if field in ("published", "modified"):
            yield field, text, f"script {key}", "script", 0.45


def _is_future(moment: Moment, locale: Locale) -> bool:
    if locale.fetched_at is None:
        return False
    value = moment.value if moment.value.tzinfo is not None else moment.value.replace(tzinfo=locale.fetched_at.tzinfo)
    return value > locale.fetched_at + timedelta(days=1)


_Text = tuple[str, str, str, str, float]


def _from_head(evidence: Evidence) -> Iterator[_Text]:
    """Field, text, source, place and trust of the dates that profile, JSON-LD and meta tags give."""
    for field in ("published", "modified"):
        for one in evidence.profile(field):
            if isinstance(one.value, datetime):
                yield field, one.value.isoformat(), one.source, one.where, one.confidence
            elif text := plain(one.value):
                yield field, text, one.source, one.where, one.confidence
    yield from _from_jsonld(evidence)
    for table, field in ((_PUBLISHED, "published"), (_MODIFIED, "modified")):
        for name, text in evidence.metas(*(name for name in table if name in evidence.page.metas)):
            yield field, text, name, "meta", table[name]
    for name in evidence.page.metas:
        if _names_publication(name):
            for _, text in evidence.metas(name):
                yield "published", text, name, "meta", 0.72


def _from_body(evidence: Evidence) -> Iterator[_Text]:
    """The same of what the page shows, and of its address."""
    yield from _from_elements(evidence)
    yield from _from_datelines(evidence)
    yield from _from_blocks(evidence)
    yield from _from_url(evidence)


@lru_cache(maxsize=2_000)
def _names_publication(name: str) -> bool:
    """Whether the name of a meta tag that no table has speaks of publication."""
    return name not in _PUBLISHED and name not in _MODIFIED and _META_NAME.search(name[:100]) is not None


def _from_jsonld(evidence: Evidence) -> Iterator[_Text]:
    keys = (("published", "datePublished", 0.9), ("modified", "dateModified", 0.85), ("published", "uploadDate", 0.8), ("published", "dateCreated", 0.6))
    for nodes, drop in ((evidence.graph.articles, 0.0), (evidence.graph.pages, 0.08)):
        for node in nodes[:5]:
            for field, key, trust in keys:
                value = node.get(key)
                for one in value[:2] if isinstance(value, list) else [value]:
                    if isinstance(one, (int, float)) and not isinstance(one, bool):
                        one = str(int(one)) if abs(one) < 1e15 else ""
                    if text := plain(one):
                        yield field, text, f"json-ld {key}", "", trust - drop


def _from_elements(evidence: Evidence) -> Iterator[_Text]:
    """Microdata and `<time>`, outside comments and cards; nearest to the headline first."""
    marks = evidence.marks
    for prop, field in (("datePublished", "published"), ("dateModified", "modified"), ("dateCreated", "published")):
        for element in marks.props(prop)[:10]:
            if element not in evidence.outside:
                value = element.get("datetime") or element.get("content") or element.get("title") or text_of(element)
                yield field, value, f"itemprop {prop}", element.tag, 0.84 if prop != "dateCreated" else 0.6
    for rank, element, inside in _ranked(marks.times, evidence, 4):
        value = element.get("datetime") or element.get("title") or text_of(element)
        changed = _says_changed(element)
        yield "modified" if changed else "published", value, "time", element.tag, (0.74 if inside else 0.42) - 0.04 * rank


def _ranked(elements: list[Element], evidence: Evidence, limit: int) -> Iterator[tuple[int, Element, bool]]:
    """The nearest to the headline, those outside comments, cards and menus only; where there is none, the rest (some themes put the
    article's own date in an aside): rank, element, and whether it is of the first sort."""
    inside = [element for element in elements if element not in evidence.outside]
    for rank, element in enumerate(evidence.near(inside or elements)[:limit]):
        yield rank, element, bool(inside)


def _from_datelines(evidence: Evidence) -> Iterator[_Text]:
    """Visible text of elements whose class speaks of a date, near the headline."""
    lines = [element for element in evidence.marks.datelines if element.tag not in ("time", "body", "html", "main", "article") and not _is_clock(element)]
    for rank, element, inside in _ranked(lines, evidence, 12):
        trust = (0.6 if inside else 0.4) - 0.01 * rank
        for name in ("title", "content", "data-date", "data-datetime", "data-timestamp"):
            if (value := element.get(name)) and any(char.isdigit() for char in value):
                yield "published", value, f"dateline @{name}", _where(element), trust
        text = text_of(element)
        if 6 <= len(text) <= 200 and not _NOT_OURS.search(text):
            for field, part, more in _told(text, changed=_says_changed(element)):
                yield field, part, "dateline", _where(element), trust - 0.05 + more


_MAX_LINE = 140
_MAX_LONE = 40
_NEAR_BEFORE, _NEAR_AFTER = 8, 16
"""Blocks around the headline in which a date without any markup is sought."""


def _from_blocks(evidence: Evidence) -> Iterator[_Text]:
    """Short lines near the headline that hold a full date."""
    blocks = evidence.context.blocks
    start = evidence.headline_block
    if start is None:
        return
    for place in range(max(0, start - _NEAR_BEFORE), min(len(blocks), start + _NEAR_AFTER)):
        block = blocks[place]
        # Name, date and counters side by side are parted by styling alone.
        text = block.text if len(block.pieces) < 2 or len(block.text) > _MAX_LINE else collapse(" ".join(piece.text for piece in block.pieces))
        if place != start and holds_date(text, _MAX_LINE) and not _is_clock(block.element):
            far = place - start if place > start else 2 * (start - place)
            for field, part, more in _told(text):
                yield field, part, "visible date", block.element.tag, 0.5 - 0.01 * far + more


def _from_lines(evidence: Evidence) -> Iterator[_Text]:
    """Lines anywhere on the page that say no more than a date, comments and cards apart."""
    for block in evidence.context.blocks:
        text = block.text
        if holds_date(text, _MAX_LONE) and block.element not in evidence.outside:
            for field, part, more in _told(text):
                yield field, part, "lone date", block.element.tag, 0.35 + more


def _told(text: str, *, changed: bool = False) -> Iterator[tuple[str, str, float]]:
    """Field, text and added trust of the dates of a line: one that names both publication and change is cut between them."""
    if found := _FIRST.search(text):
        yield "published", text[found.end() :], _SAYS_FIRST
        return
    change = _CHANGED.search(text)
    if change is None:
        yield "modified" if changed else "published", text, 0.0
        return
    before, after = text[: change.start()], text[change.start() :]
    first = _PUBLISHED_WORD.search(after)
    # "Updated: 17:02" beside the day of publication does not say on which day: it is cut off, and no date.
    if _has_year(before) and _DIGIT.search(after):
        published, modified = before, after
    elif first is not None and _DIGIT.search(after[: first.start()]) and _has_year(after[first.start() :]):
        published, modified = after[first.start() :], after[: first.start()]
    else:
        published, modified = "", text
    if published:
        yield "published", published, 0.0
    yield "modified", modified, 0.0


_SAYS_FIRST = 0.1
"""Added trust of a date that is said to be that of the first publication."""


def _has_year(text: str) -> bool:
    if _DIGIT.search(text) is None and "元年" not in text:
        return False
    return bool(_YEAR.search(text if text.isascii() else _western(text)))


def holds_date(text: str, most: int) -> bool:
    """Whether a line of at most so many characters may hold a full date of the article."""
    return 6 <= len(text) <= most and _has_year(text) and not _NOT_OURS.search(text)


def _lone(found: list[Offer]) -> list[Offer]:
    """The dates where they all are the same day: a list of other articles would show several."""
    return found if len({offer.moment.value.date() for offer in found}) == 1 else []


def _western(text: str) -> str:
    """`text` with the digits of every script as 0 to 9."""
    return "".join(str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char for char in text)


def _from_url(evidence: Evidence) -> Iterator[_Text]:
    for source, url in (("url", evidence.page.url or ""), ("canonical url", evidence.page.meta("og:url"))):
        if found := _URL_DAY.search(url[:500]):
            yield "published", f"{found[1]}-{found[2]}-{found[3]}", source, "", 0.5
        elif (found := _URL_DAY_SHORT.search(url[:500].lower())) and (month := month_number(found[2]) if found[2].isalpha() else int(found[2])):
            yield "published", f"{found[1]}-{month:02}-{int(found[3]):02}", source, "", 0.5


def _says_changed(element: Element) -> bool:
    """Whether class, attribute or the words right before say that this is the date of a change."""
    parent = element.getparent()
    previous = element.getprevious()
    before = (previous.tail if previous is not None else parent.text if parent is not None else "") or ""
    if previous is not None and not before.strip():
        before = text_of(previous)[-60:]
    around = " ".join((element.get("class") or "", element.get("itemprop") or "", before[-60:], (parent.get("class") or "") if parent is not None else ""))
    return bool(_CHANGED.search(around[:400])) and "publish" not in (element.get("class") or "").lower()


def _is_clock(element: Element) -> bool:
    """Whether an element shows the day of the visit, as some mastheads do."""
    return bool(_TODAY.search((element.get("class") or element.get("id") or "")[:300]))


def _where(element: Element) -> str:
    name = (element.get("class") or element.get("id") or "").split()
    return f"{element.tag}.{name[0]}" if name else str(element.tag)
