"""Which of the offered bylines is the article's: people before desks and agencies, what the reader sees before what a plug-in filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from cleaners.metadata.evidence import Evidence
from cleaners.metadata.strings import folded
from cleaners.records import Candidate

_AGENCIES = frozenset(
    "associated press|the associated press|ap|reuters|afp|agence france-presse|bloomberg|bloomberg news|dpa|deutsche presse-agentur|efe|ansa|pa|pa media|press association|xinhua|upi|tass|kyodo|"
    "sda|keystone-sda|apa|ntb|ritzau|tt|anp|belga|lusa|pti|ani|ians|agencies|europa press|unian|interfax|antara|yonhap".split("|")
)
_NAMELESS = frozenset(("agencies",))
_ORGANISATION = re.compile(
    r"\b(?:media|press|news|newspapers?|journal|times|tribune|gazette|herald|magazine|network|agency|association|institute|university|college|inc|llc|ltd|company|corp|group|"
    r"foundation|radio|tv|television|broadcasting|zeitung|verlag|diario|jornal|giornale)\b\.?$|\.(?:com|org|net|co|tv)$|^[A-Z]{3,6}$",
    re.IGNORECASE,
)
_METADATA = frozenset(("json-ld author", "json-ld creator", "author", "article:author", "twitter:data1", "twitter:data2", "parsely-author", "sailthru.author"))
_LINKED = frozenset(("rel=author", "author link", "itemprop author"))
_SURE = 0.55
_TITLE = re.compile(r"^(?:dr|prof|mr|mrs|ms)\b\.?\s*")


@lru_cache(maxsize=2_000)
def _is_organisation(name: str) -> bool:
    return _ORGANISATION.search(name) is not None


def is_person(name: str) -> bool:
    """Whether a name of several words is no organisation's, by its last word."""
    return " " in name and not _is_organisation(name)


def names_somebody(offered: Sequence[Candidate], evidence: Evidence) -> bool:
    """Whether some source names a person, a desk or an agency, or the profile anybody: nobody else needs be sought."""
    return any(one.source.startswith("profile:") or _people(one.value, evidence) or not _AGENCIES.isdisjoint(map(folded, one.value)) for one in offered)


def choose(offered: Sequence[Candidate], evidence: Evidence) -> Candidate | None:
    """The profile's names, else the most trusted source that names somebody other than the publisher or an agency.

    Where nobody does, an agency's name goes before a desk of the publisher, and that before the publisher's own.
    """
    if own := [one for one in offered if one.source.startswith("profile:")]:
        return own[0]
    ranked = sorted(offered, key=lambda one: -one.confidence)
    people = [one._replace(value=names) for one in ranked if (names := _people(one.value, evidence))]
    if people:
        return _in_full(_seen(people), people)
    agency = next((one for one in ranked if any(folded(name) in _AGENCIES - _NAMELESS for name in one.value)), None)
    desk = next((one for one in ranked if any(_is_house(name, evidence) for name in one.value)), None)
    return agency or desk or next(iter(ranked), None)


def _people(names: tuple[str, ...], evidence: Evidence) -> tuple[str, ...]:
    """The names that are neither publisher, agency nor login; an organisation only where no person signs beside it."""
    if names not in evidence.people:
        evidence.people[names] = _signing(names, evidence)
    return evidence.people[names]


def _signing(names: tuple[str, ...], evidence: Evidence) -> tuple[str, ...]:
    known = evidence.site_names
    whole = (_without_employer(name, known) for name in names)
    signers = tuple(name for name in whole if folded(name) not in known and folded(name) not in _AGENCIES and not _is_house(name, evidence))
    if all(_is_handle(name) for name in signers):
        return ()
    persons = tuple(name for name in signers if " " in name and not _is_organisation(name))
    return tuple(name for name in signers if not _is_organisation(name)) if persons else signers


def _is_house(name: str, evidence: Evidence) -> bool:
    """Whether a name begins with the host's own ("ABC Lagos" on abc.example) or the site's of several words: a desk or an office of the publisher."""
    key = folded(name)
    first, _, rest = key.partition(" ")
    if not rest or (len(first) <= 2 and " " not in rest):
        return False
    return (len(first) > 2 and first == evidence.host.split(".")[0]) or any(" " in site and key.startswith(f"{site} ") for site in evidence.site_names)


def _without_employer(name: str, known: frozenset[str]) -> str:
    """A name without the agency or publisher right behind it, which some pages set in a line of its own."""
    words = name.split()
    for cut in range(2, len(words)):
        rest = folded(" ".join(words[cut:]))
        if len(rest) > 2 and (rest in _AGENCIES or rest in known):
            return " ".join(words[:cut])
    return name


def _seen(people: list[Candidate]) -> Candidate:
    """The most trusted source, corrected by what the visible bylines say in one voice."""
    first = people[0]
    names = _keys(first)
    visible = [one for one in people if one.source not in _METADATA and one.confidence >= _SURE]
    for one in visible:
        # "By …" names the writers; the links beside it go to editors, reviewers and photographers, too.
        if one.source == "byline text" and _keys(one) < names:
            return one
    if first.source not in _METADATA:
        return first
    if any(_overlap(names, _keys(one)) for one in visible):
        wider = [one for one in visible if names < _keys(one)]
        alike = len(wider) > 1 and len({frozenset(_keys(one)) for one in wider}) == 1
        return wider[0] if alike and any(one.source in _LINKED for one in wider) else first
    # Nothing that the reader sees bears out the head: it names the login that published the page.
    for one in visible:
        seen_twice = sum(_keys(other) == _keys(one) for other in visible) > 1
        if (seen_twice or one.source == "byline text") and all(" " in name and not _is_organisation(name) for name in one.value):
            return one
    return first


def _in_full(chosen: Candidate, people: list[Candidate]) -> Candidate:
    """The chosen names, one that is a first or last name alone replaced by the only full name elsewhere that has it."""
    if not any(" " not in name and name[:1].isupper() for name in chosen.value):  # a script without capitals sets names without spaces
        return chosen
    full = {name for one in people for name in one.value if " " in name}
    wider = {name: [one for one in full if name in (one.split()[0], one.split()[-1])] for name in chosen.value if " " not in name and name[:1].isupper()}
    return chosen._replace(value=tuple(wider[name][0] if len(wider.get(name, ())) == 1 else name for name in chosen.value))


def _keys(one: Candidate) -> set[str]:
    return {_TITLE.sub("", folded(name)) for name in one.value}


def _overlap(some: set[str], others: set[str]) -> bool:
    """Whether a name of the one set is a name of the other, or part of it."""
    return any(one in other or other in one for one in some for other in others)


def _is_handle(name: str) -> bool:
    """Whether a name looks like a login: one word in lower case, with digits, or with a capital inside."""
    return " " not in name and name.isascii() and (name.islower() or any(char.isdigit() for char in name) or bool(re.search(r"[a-z][A-Z]$", name)))
