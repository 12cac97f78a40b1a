"""Dates of other calendars than the Gregorian, as news pages print them: Persian, Islamic, Japanese eras, Taiwan's Minguo, Thai, Nepali, Ethiopian.

A finder gives the Gregorian day and where in the text it stands. Months out of range give none.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from cleaners.metadata.sought import Stems

Day = tuple[int, int, int]
Found = tuple[Day, int, int]

_PERSIAN = "فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند".split("|")
_ISLAMIC = (
    ("محرم", "المحرم", "muharram"), ("صفر", "safar"), ("ربيع الأول", "ربيع الاول", "rabi al-awwal"),
    ("ربيع الآخر", "ربيع الثاني", "ربيع الاخر", "rabi al-thani"), ("جمادى الأولى", "جمادى الاولى", "جمادي الأولى", "jumada al-awwal"),
    ("جمادى الآخرة", "جمادى الثانية", "جمادى الاخرة", "جمادي الآخرة", "jumada al-thani"), ("رجب", "rajab"), ("شعبان", "sha'ban", "shaban"),
    ("رمضان", "ramadan"), ("شوال", "shawwal"), ("ذو القعدة", "ذي القعدة", "ذوالقعدة", "dhu al-qadah"),
    ("ذو الحجة", "ذي الحجة", "ذوالحجة", "dhu al-hijjah"),
)  # fmt: skip
_MONTHS = {form: (True, month) for month, name in enumerate(_PERSIAN, 1) for form in (name, name.replace("ی", "ي"))} | {  # Arabic keyboards have another yeh
    name: (False, month) for month, names in enumerate(_ISLAMIC, 1) for name in names
}
_NAMES = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_NAMED = re.compile(
    rf"(?<!\d)(?:(\d{{1,2}})\s{{0,3}}(?:من\s)?(?:شهر\s|ماه\s)?({_NAMES})(?:\sماه)?|(?<![^\W\d_])({_NAMES})\s(\d{{1,2}}))[\s,،]{{1,4}}(?:سال\s|عام\s)?(\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_IN_LATIN = Stems(*(name for name in _MONTHS if name.isascii()))
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
"""The Gregorian year before the first of the era."""
_ERA = re.compile(rf"({'|'.join(_ERAS)})\s?(\d{{1,3}}|元)\s?年\s?(\d{{1,2}})\s?月\s?(\d{{1,2}})\s?日?")
_NEPALI = (
    ("बैशाख", "वैशाख"), ("जेठ", "जेष्ठ", "ज्येष्ठ"), ("असार", "आषाढ"), ("साउन", "श्रावण"), ("भदौ", "भाद्र"), ("असोज", "आश्विन"), ("कात्तिक", "कार्तिक"),
    ("मंसिर", "मङ्सिर", "मार्ग"), ("पुस", "पुष", "पौष"), ("माघ",), ("फागुन", "फाल्गुन"), ("चैत", "चैत्र"),
)  # fmt: skip
_ETHIOPIAN = (
    ("መስከረም",), ("ጥቅምት",), ("ኅዳር", "ህዳር", "ሕዳር"), ("ታኅሣሥ", "ታህሳስ", "ታኅሳስ", "ታሕሳስ"), ("ጥር",), ("የካቲት",), ("መጋቢት",), ("ሚያዝያ", "ሚያዚያ"), ("ግንቦት",), ("ሰኔ",),
    ("ሐምሌ", "ሀምሌ"), ("ነሐሴ", "ነሀሴ"), ("ጳጉሜን", "ጳጉሜ"),
)  # fmt: skip
_EAST = {name: (True, month) for month, names in enumerate(_NEPALI, 1) for name in names} | {
    name: (False, month) for month, names in enumerate(_ETHIOPIAN, 1) for name in names
}
_EAST_NAMES = "|".join(sorted(map(re.escape, _EAST), key=len, reverse=True))
_IN_EAST = re.compile(rf"(?:(\d{{4}})\s|(?<!\d)(\d{{1,2}})\s)?({_EAST_NAMES})(?![\u0900-\u0963\u1200-\u135f])(?:\s(\d{{1,2}})(?!\d))?(?:\s?(?:गते|ቀን))?(?:[\s,፣]{{1,3}}(\d{{4}})(?!\d))?")
_PERSIAN_LANGUAGES = frozenset(("fa", "ps", "prs", "ckb", "tg"))
_ISLAMIC_LANGUAGES = frozenset(("ar", "ur"))


def find_other(text: str) -> Found | None:
    """The first date of a named Persian, Islamic, Nepali or Ethiopian month, or of an era."""
    ascii_ = text.isascii()
    if not ascii_ and (found := _ERA.search(text)):
        year = 1 if found[2] == "元" else int(found[2])
        return (_ERAS[found[1]] + year, int(found[3]), int(found[4])), found.start(), found.end()
    if (not ascii_ or _IN_LATIN.any_in(text)) and (found := _NAMED.search(text)):
        persian, month = _MONTHS[(found[2] or found[3]).lower()]
        day = (from_persian if persian else from_islamic)(int(found[5]), month, int(found[1] or found[4]))
        return (day, found.start(), found.end()) if day else None
    if not ascii_ and (found := _IN_EAST.search(text)):
        nepali, month = _EAST[found[3]]
        written_year, written_day = found[1] or found[5], found[2] or found[4]
        if written_year and written_day:
            day = (from_nepali if nepali else from_ethiopian)(int(written_year), month, int(written_day))
            return (day, found.start(), found.end()) if day else None
    return None


def gregorian(year: int, month: int, day: int, language: str) -> Day | None:
    """A day in numbers, its year read in the calendar that pages of the language use for such years; None for impossible ones."""
    if 1300 <= year < 1500 and language in _PERSIAN_LANGUAGES:
        return from_persian(year, month, day)
    if 1400 <= year < 1500 and language in _ISLAMIC_LANGUAGES:
        return from_islamic(year, month, day)
    if 2060 < year < 2100 and language == "ne":
        return from_nepali(year, month, day)
    if 2400 < year < 2700 and language in ("th", "lo", "km", ""):
        return year - 543, month, day
    return year, month, day


_EPOCH = date(1921, 3, 21)
"""1 Farvardin 1300."""


def from_persian(year: int, month: int, day: int) -> Day | None:
    """A day of the Persian solar calendar of 1300 to 1499 (1921 to 2121): the years leap whose place in a cycle of 33 is one of eight.

    The rule of 33 years is Borkowski's (The Persian calendar for 3000 years, 1996); it was compared with jdatetime on all months of these years.
    """
    if not (1300 <= year < 1500 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    leaps = sum(1 for one in range(1300, year) if one % 33 in _LEAPS)
    longest = 31 if month <= 6 else 30 if month < 12 or year % 33 in _LEAPS else 29
    if day > longest:
        return None
    passed = 365 * (year - 1300) + leaps + 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1
    found = _EPOCH + timedelta(days=passed)
    return found.year, found.month, found.day


_LEAPS = frozenset((1, 5, 9, 13, 17, 22, 26, 30))


def from_islamic(year: int, month: int, day: int) -> Day | None:
    """A day of the Umm al-Qura calendar (1343 to 1500), by the published tables; other reckonings differ from it by a day."""
    from hijridate import Hijri  # read only by pages that need it

    try:
        found = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return found.year, found.month, found.day


def from_nepali(year: int, month: int, day: int) -> Day | None:
    """A day of Nepal's Bikram Sambat (1975 to 2100), whose months are as long as published tables say."""
    import nepali_datetime  # read only by pages that need it

    try:
        found = nepali_datetime.date(year, month, day).to_datetime_date()
    except ValueError:
        return None
    return found.year, found.month, found.day


_MESKEREM = date(2024, 9, 11).toordinal() - 365 * 2017 - 2017 // 4
"""Day number of 1 Meskerem of the year 0 of the Ethiopian calendar, in which each fourth year, the one before a multiple of four, has a leap day."""


def from_ethiopian(year: int, month: int, day: int) -> Day | None:
    """A day of the Ethiopian calendar: twelve months of 30 days and a thirteenth of five, in leap years six."""
    longest = 30 if month <= 12 else 6 if year % 4 == 3 else 5
    if not (1 <= year <= 9_000 and 1 <= month <= 13 and 1 <= day <= longest):
        return None
    found = date.fromordinal(_MESKEREM + 365 * year + year // 4 + 30 * (month - 1) + day - 1)
    return found.year, found.month, found.day
