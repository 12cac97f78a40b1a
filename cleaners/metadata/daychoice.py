"""The choice among dates: the day first, by trust and agreement, then the most exact instant that some source gives for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from cleaners.metadata.datetext import Moment
from cleaners.records import Candidate


class Offer(NamedTuple):
    """A date found: what it means, the parsed moment, its source and trust."""

    field: str
    moment: Moment
    source: str
    where: str
    trust: float

    def candidate(self) -> Candidate:
        return Candidate(self.field, self.moment.value, self.source, self.where, self.trust)


@dataclass(frozen=True)
class Dates:
    """The choice, with what is to be said of it."""

    published: Offer | None
    modified: Offer | None
    notes: tuple[str, ...]


def choose(found: list[Offer]) -> Dates:
    """The day by trust, then the most exact time that some source gives for that day; a change never lies before publication."""
    notes = []
    found = _told_apart(found)
    modified = _exact([offer for offer in found if offer.field == "modified"])
    published = _exact(_first_told([offer for offer in found if offer.field == "published"], modified))
    if published is None and modified is not None:
        published, modified = modified._replace(field="published", source=f"{modified.source} (only date)"), None
        notes.append("published: only a date of change was found")
    if published is not None and modified is not None and _before(modified.moment, published.moment):
        notes.append(f"modified: {modified.source} lies before publication, left out")
        modified = None
    for offer in (published, modified):
        if offer is not None and offer.moment.value.tzinfo is None:
            notes.append(f"{offer.field}: {'no zone' if offer.moment.timed else 'day only'} ({offer.source})")
    return Dates(published, modified, tuple(notes))


_SETTLING = 0.85
"""Trust of dates that no element of the page comes up to (microdata have 0.84)."""


def settled(found: list[Offer]) -> bool:
    """Whether no date less trusted can change the choice: the first instants of publication and change are exact, sure and in order."""
    first: dict[str, Offer] = {}
    for offer in sorted(found, key=lambda offer: -offer.trust):
        first.setdefault(offer.field, offer)
    if len(first) < 2 or any(one.trust < _SETTLING or one.moment.swapped is not None or _rank(one.moment) < 2 for one in first.values()):
        return False
    return _before(first["published"].moment, first["modified"].moment)


def _exact(found: list[Offer]) -> Offer | None:
    """The most trusted offer, or one of the same day that knows the time or the zone it lacks."""
    if not found:
        return None
    first = _borne_out(found)
    best = first
    for offer in found:
        if _rank(offer.moment) > _rank(best.moment) and _same_day(first.moment, offer.moment):
            best = offer
    return best


_DOUBTED = 0.8
"""Trust below which a date needs not stand against two others."""


def _borne_out(found: list[Offer]) -> Offer:
    """The most trusted offer; where that is a mere element of the page, the first on whose day the address and a visible date agree."""
    first = found[0]
    days = {offer.moment.value.date() for offer in found if offer.source in ("url", "canonical url")}
    if first.trust >= _DOUBTED or not days or any(_same_day(Moment(datetime(day.year, day.month, day.day), False), first.moment) for day in days):
        return first
    agreed = [offer for offer in found if offer.moment.value.date() in days and offer.source not in ("url", "canonical url")]
    return agreed[0] if agreed else first


_VISIBLE = frozenset(("dateline", "time", "visible date"))


def _first_told(found: list[Offer], modified: Offer | None) -> list[Offer]:
    """The offers, an earlier visible date first where the head gives the last change as publication, as some site builders do."""
    if not found or modified is None or found[0].trust < _DOUBTED:
        return found
    head = [offer for offer in found if offer.trust >= _DOUBTED]
    if any(_before(offer.moment, modified.moment) for offer in head):
        return found
    day = found[0].moment.value.date()
    seen = [offer for offer in found if offer.source in _VISIBLE and offer.trust >= _SHOWN]
    if seen and all(offer.moment.value.date() < day - timedelta(days=1) for offer in seen):
        return [*seen, *found]
    return found


_SHOWN = 0.45
"""Trust of a visible date close to the headline."""


def _told_apart(found: list[Offer]) -> list[Offer]:
    """The offers, each date that can be read in two ways (3/4/2024) read as the page's plain dates have it."""
    plainly = {offer.moment.value.date() for offer in found if offer.moment.swapped is None}
    told = []
    for offer in found:
        other = offer.moment.swapped
        if other is not None and other.date() in plainly and offer.moment.value.date() not in plainly:
            offer = offer._replace(moment=Moment(other, offer.moment.timed))
        told.append(offer)
    return told


def _rank(moment: Moment) -> int:
    """0 day only (or midnight sharp, which stands for it), 1 a time of day, 2 an instant."""
    value = moment.value
    if not moment.timed or (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0):
        return 0
    return 2 if value.tzinfo is not None else 1


def _same_day(day: Moment, other: Moment) -> bool:
    """Whether two moments may be the same publication: equal days, or times closer than the widest zones lie apart."""
    if day.value.date() == other.value.date():
        return True
    apart = abs(day.value.replace(tzinfo=None) - other.value.replace(tzinfo=None))
    return day.timed and _rank(day) > 0 and apart <= timedelta(hours=14)


def _before(one: Moment, other: Moment) -> bool:
    if one.value.tzinfo is not None and other.value.tzinfo is not None and one.timed and other.timed:
        return one.value < other.value
    if one.timed and other.timed and one.value.tzinfo is None and other.value.tzinfo is None:
        return one.value < other.value
    return one.value.date() < other.value.date()
