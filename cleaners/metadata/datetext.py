"""One date as pages write it, in attributes and in words, to a datetime: bounded, in the page's language, never guessing."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from cleaners.metadata.calendars import find_other, gregorian
from cleaners.metadata.zones import find_zone

MAX_TEXT = 200
"""Characters of a date that are looked at; datelines with both dates and a place stay below 120."""
_FIRST_YEAR, _LAST_YEAR = 1990, 2060


class Moment(NamedTuple):
    """A date as found: `value` is aware if a zone was given; `timed` is False where only the day was.

    `swapped` is the other reading of numbers such as 3/4/2024, None where there is but one.
    """

    value: datetime
    timed: bool
    swapped: datetime | None = None


class Locale(NamedTuple):
    """What decides how a date reads.

    Attributes:
        language: primary subtag of the page's language, "" unknown.
        places: country codes and the language, most telling first, for zone names and the order of day and month.
        fetched_at: aware instant of the fetch; without it relative times are no dates.
    """

    language: str = ""
    places: tuple[str, ...] = ()
    fetched_at: datetime | None = None


_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:\s*[Tt]\s*|[\s_]+)(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s*([ap]\.?m\b\.?)?([^\n]{0,40}))?",
    re.IGNORECASE,
)
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-3]):?[0-5]\d)?", re.ASCII)
"""What machines write most often of all that `_ISO` matches."""
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[Tt]?(\d{2}):?(\d{2}):?(\d{2})?(?:\.\d{1,9})?(?P<zone>[Zz]|[+-]\d{2}:?\d{2})?)?$")
_EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?$")


@lru_cache(maxsize=2_000)
def parse_date(text: str, locale: Locale) -> Moment | None:
    """The date that a text gives, or None; of two dates the first.

    Months and days out of range, years outside 1990-2060 and relative times without a fetch time are no dates.
    """
    text = unicodedata.normalize("NFKC", text[:MAX_TEXT]).strip()
    if not any(char.isdigit() for char in text):
        return None
    if _STAMP.fullmatch(text) and (moment := _from_stamp(text)) is not None:
        return moment
    if found := _ISO.match(text):
        return _from_iso(found, locale)
    if found := _EPOCH.match(text):
        return _from_epoch(int(found[1]))
    if found := _COMPACT.match(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
        return _moment((year, month, day), (hour, minute, second) if found[4] else None, found["zone"] or "", locale)
    return _in_words(text, locale) or _relative(text, locale)


def _from_stamp(text: str) -> Moment | None:
    """What `_from_iso` makes of a stamp of a year that counts, in a fifth of the time; None where it has to look."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return None
    return Moment(value, True) if _FIRST_YEAR <= value.year <= _LAST_YEAR else None


def _from_iso(found: re.Match[str], locale: Locale) -> Moment | None:
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    if found[8] is not None and found[8].lower().startswith("p") and hour < 12:
        hour += 12
    clock = (hour, minute, second) if found[4] else None
    moment = _moment((year, month, day), clock, found[9] or "", locale)
    if moment and found[7]:
        return moment._replace(value=moment.value.replace(microsecond=int(found[7][:6].ljust(6, "0"))))
    return moment


def _from_epoch(seconds: int) -> Moment | None:
    try:
        value = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return Moment(value, True) if _FIRST_YEAR <= value.year <= _LAST_YEAR else None


def _moment(day: tuple[int, int, int], clock: tuple[int, int, int] | None, zone: str, locale: Locale) -> Moment | None:
    if (known := gregorian(*day, locale.language)) is None:
        return None
    year, month, date = known
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    hour, minute, second = clock or (0, 0, 0)
    try:
        value = datetime(year, month, date, hour % 24 if hour == 24 else hour, minute, min(second, 59))
    except ValueError:
        return None
    if clock and (tz := find_zone(zone, value, locale.places)) is not None:
        value = value.replace(tzinfo=tz)
    return Moment(value, clock is not None)


_CLOCK = re.compile(
    r"(?<![\d.,/+])(?P<before>오전|오후|上午|下午|午前|午後)?\s?(?P<hour>\d{1,2})\s?(?:[:.h時时시點点]|u(?=\d))\s?(?P<minute>\d{2})(?!\d)(?:分|분)?(?:[:.](?P<second>\d{2})(?!\d))?"
    r"\s?(?P<half>[ap]\.?\s?m\b\.?)?(?P<rest>[^\n]{0,40})"
    r"|(?<![\d.,/:-])(?P<hour2>\d{1,2})\s?(?P<half2>[ap]\.?m\b\.?)(?P<rest2>[^\n]{0,40})",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\d+|[^\W\d_][^\s\d,;|()/·•\-–—:]*")
_EAST = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?")
_VIETNAMESE = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2}),?\s+(?:năm\s+)?(\d{4})", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<![\d./-])(?:(\d{4})([./-])\s?(\d{1,2})\2\s?(\d{1,2})|(\d{1,2})([./-])\s?(\d{1,2})\6\s?(\d{4}|\d{2}(?![:.]\d{2}(?!\d))))(?![\d/]|-\d{1,2}-)")
_YEAR_FIRST = re.compile(r"\d{4}")
_MONTH_FIRST = frozenset(("us", "ph"))
"""Countries that write the month before the day; English without a country is read so, too."""


def _in_words(text: str, locale: Locale) -> Moment | None:
    """A date in words or numbers, with the first time of day behind it (or, in a few languages, before it)."""
    for find in (_east, _by_month_name, _by_other_calendar, _by_numbers):
        if (found := find(text, locale)) is not None:
            day, start, end = found
            clock = _CLOCK.search(text, end) or _CLOCK.search(text[:start])
            zone = (clock["rest"] or clock["rest2"] or "") if clock else ""
            moment = _moment(day, _time_of(clock) if clock else None, zone, locale)
            return _both_ways(moment) if moment and find is _by_numbers and not _YEAR_FIRST.match(text, start) else moment
    return None


def _both_ways(moment: Moment) -> Moment:
    """The moment with its other reading, day and month swapped, where both are months."""
    value = moment.value
    return moment._replace(swapped=value.replace(month=value.day, day=value.month)) if value.day <= 12 and value.day != value.month else moment


def _by_other_calendar(text: str, locale: Locale) -> _Found | None:
    return find_other(text)


def _time_of(found: re.Match[str]) -> tuple[int, int, int] | None:
    hour, minute = int(found["hour"] or found["hour2"]), int(found["minute"] or 0)
    half = (found["half"] or found["half2"] or "").lower()[:1]
    if half == "p" or found["before"] in ("오후", "下午", "午後"):
        hour += 12 if hour < 12 else 0
    elif (half == "a" or found["before"] in ("오전", "上午", "午前")) and hour == 12:
        hour = 0
    return (hour, minute, int(found["second"] or 0)) if hour <= 24 and minute < 60 else None


_Found = tuple[tuple[int, int, int], int, int]


def _east(text: str, locale: Locale) -> _Found | None:
    if text.isascii():
        return None
    if found := _EAST.search(text):
        return (int(found[1]), int(found[2]), int(found[3])), found.start(), found.end()
    if found := _VIETNAMESE.search(text):
        return (int(found[3]), int(found[2]), int(found[1])), found.start(), found.end()
    return None


def _by_month_name(text: str, locale: Locale) -> _Found | None:
    """A month's name with a year within four tokens and a day next to it or between them: every order of every language."""
    tokens = list(_TOKEN.finditer(text.lower()))[:60]
    for at, token in enumerate(tokens):
        if token[0].isdigit() or not (month := _month(token[0], tokens[at + 1][0] if at + 1 < len(tokens) else "", locale.language)):
            continue
        near = [(abs(i - at), i) for i in range(max(0, at - 3), min(len(tokens), at + 5)) if tokens[i][0].isdigit()]
        year = next((i for _, i in sorted(near, key=lambda pair: (pair[0], -pair[1])) if len(tokens[i][0]) == 4 and _is_year(tokens[i][0])), None)
        day = next((i for _, i in sorted(near) if len(tokens[i][0]) <= 2 and 1 <= int(tokens[i][0]) <= 31 and _is_day(text, tokens[i])), None)
        if year is not None and day is not None:
            used = (at, year, day)
            return (int(tokens[year][0]), month, int(tokens[day][0])), tokens[min(used)].start(), tokens[max(used)].end()
    return None


def _is_year(digits: str) -> bool:
    return _FIRST_YEAR <= int(digits) <= _LAST_YEAR or 2500 < int(digits) < 2700


def _is_day(text: str, token: re.Match[str]) -> bool:
    """Whether a number is no part of a time of day."""
    return text[token.end() : token.end() + 1] not in (":", "h") and text[token.start() - 1 : token.start()] != ":"


def _by_numbers(text: str, locale: Locale) -> _Found | None:
    found = _NUMBERS.search(text)
    if found is None:
        return None
    if found[1]:
        return (int(found[1]), int(found[3]), int(found[4])), found.start(), found.end()
    first, second, year = int(found[5]), int(found[7]), int(found[8])
    year += 2000 if year < 100 else 0
    american = found[6] == "/" and (bool(_MONTH_FIRST.intersection(locale.places)) or (locale.language in ("en", "") and len(locale.places) <= 1))
    month_first = second > 12 or (american and first <= 12)
    day, month = (second, first) if month_first else (first, second)
    return (year, month, day), found.start(), found.end()


def _month(word: str, following: str, language: str) -> int:
    """Number of the month that a word names in the page's language, in English, or else in the one sense other languages give it; 0 none."""
    names, anywhere = _months()
    word = word.rstrip(".'’")
    for known in (names.get(language, {}), names["en"]):
        if month := known.get(word) or known.get(f"{word} {following.rstrip('.')}", 0):
            return month
    return anywhere.get(word, 0)


def month_number(word: str) -> int:
    """Number of the month that a word names in any language, 0 for other words."""
    return _month(word.lower(), "", "")


@lru_cache(maxsize=1)
def _months() -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """Month by name in each language, and by the names of five letters or more that no two languages read differently."""
    table = tomllib.loads((files("cleaners.metadata") / "months.toml").read_text("utf-8"))
    names = {language: {name: month for month, forms in enumerate(rows, 1) for name in forms} for language, rows in table.items()}
    seen: dict[str, set[int]] = {}
    for known in names.values():
        for name, month in known.items():
            seen.setdefault(name, set()).add(month)
    return names, {name: min(months) for name, months in seen.items() if len(months) == 1 and len(name) >= 5}


# How long ago: the unit by its first letters, in the languages whose sites write so most.
_AGO = re.compile(
    r"(?:vor|il y a|hace|há|fa|sedan|siden|geleden|przed)?\s*(\d{1,3})\s*\+?\s?"
    r"(?P<unit>min|hour|hr|h\b|stund|std|heure|hora|ora\b|ore\b|uur|uren|timm|timer|godzin|час|saat|jam|時間|小时|小時|시간|分|분|day|tag|jour|d[ií]a|giorn|dag|dni|дн|gün|hari|日|天|일)",
    re.IGNORECASE,
)
_AGO_WORD = re.compile(r"\bago\b|vor\s|il y a|hace\s|há\s|\bfa\b|sedan|siden|geleden|temu|назад|önce|lalu|前|전", re.IGNORECASE)
_DAYS = ("day", "tag", "jour", "d", "giorn", "dn", "дн", "gün", "hari", "日", "天", "일")


def _relative(text: str, locale: Locale) -> Moment | None:
    """ "3 hours ago" and its like, counted back from the fetch; days give a day, hours and minutes an approximate instant."""
    if locale.fetched_at is None or len(text) > 80 or not _AGO_WORD.search(text):
        return None
    found = _AGO.search(text)
    if found is None:
        return None
    count, unit = int(found[1]), found["unit"].lower()
    if unit.startswith(_DAYS):
        return Moment((locale.fetched_at - timedelta(days=count)).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0), False)
    minutes = unit.startswith("min") or unit in ("分", "분")
    return Moment(locale.fetched_at - (timedelta(minutes=count) if minutes else timedelta(hours=count)), True)
