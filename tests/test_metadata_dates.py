"""Dates as pages of many languages write them, one row a pattern."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.metadata import datetext
from cleaners.metadata.calendars import from_ethiopian, from_persian
from cleaners.metadata.datetext import Locale, parse_date

FETCHED = datetime(2024, 1, 10, 12, 0, tzinfo=UTC)

ATTRIBUTES = [
    ("2023-12-22T10:00:00+01:00", "2023-12-22T10:00:00+01:00"),
    ("2023-12-22T10:00:00.123Z", "2023-12-22T10:00:00.123000+00:00"),
    ("2023-12-22T10:00:00.123456789Z", "2023-12-22T10:00:00.123456+00:00"),
    ("2023-12-22T10:00+0000", "2023-12-22T10:00:00+00:00"),
    ("2023-12-22T10:00:00 +0530", "2023-12-22T10:00:00+05:30"),
    ("2023-12-22 10:00 PM EST", "2023-12-22T22:00:00-05:00"),
    ("2023-12-22T10:00:00-05:00[America/New_York]", "2023-12-22T10:00:00-05:00"),
    ("20231222T100000Z", "2023-12-22T10:00:00+00:00"),
    ("20231222", "2023-12-22T00:00:00"),
    ("2023-12-22", "2023-12-22T00:00:00"),
    ("1703238000", "2023-12-22T09:40:00+00:00"),
    ("1703238000000", "2023-12-22T09:40:00+00:00"),
    ("Fri, 22 Dec 2023 10:00:00 GMT", "2023-12-22T10:00:00+00:00"),
    ("Fri Dec 22 2023 10:00:00 GMT+0100 (CET)", "2023-12-22T10:00:00+01:00"),
    ("2023-13-22", None),
    ("2023-02-30", None),
    ("1889-01-01", None),
    ("9999-01-01", None),
    ("Copyright 2023", None),
    ("3 May", None),
    ("", None),
]

WORDS = [
    ("en", "December 22, 2023 at 10:00 AM EST", "2023-12-22T10:00:00-05:00"),
    ("en", "Published 12:30 p.m. ET June 22, 2023", "2023-06-22T12:30:00-04:00"),
    ("en", "Sept. 3, 2023, 8:05 a.m. PDT", "2023-09-03T08:05:00-07:00"),
    ("en", "Dec 22nd 2023", "2023-12-22T00:00:00"),
    ("en-us", "12/22/2023 10:00 PM", "2023-12-22T22:00:00"),
    ("en-us", "03/04/2023", "2023-03-04T00:00:00"),
    ("en-gb", "03/04/2023", "2023-04-03T00:00:00"),
    ("en-gb", "Friday 22 July 2022 10:05 BST", "2022-07-22T10:05:00+01:00"),
    ("en-in", "22 Dec 2023 | 10:00 IST", "2023-12-22T10:00:00+05:30"),
    ("en-ie", "22 Jul 2023 10:00 IST", "2023-07-22T10:00:00+01:00"),
    ("de", "22. Dezember 2023, 10.30 Uhr", "2023-12-22T10:30:00"),
    ("de", "28.04.2023-19:20", "2023-04-28T19:20:00"),
    ("de", "3. März 2024 10:00 MEZ", "2024-03-03T10:00:00+01:00"),
    ("fr", "Publié le 22 décembre 2023 à 10h05", "2023-12-22T10:05:00"),
    ("es", "22 de diciembre de 2023 18:05 CET", "2023-12-22T18:05:00+01:00"),
    ("pt", "22/12/2023 às 10h05", "2023-12-22T10:05:00"),
    ("it", "22 dicembre 2023", "2023-12-22T00:00:00"),
    ("nl", "22 dec. 2023 om 10:05", "2023-12-22T10:05:00"),
    ("sv", "22 december 2023 kl. 10.05", "2023-12-22T10:05:00"),
    ("fa", "۱۲ مرداد ۱۴۰۳ - ۱۴:۳۰", "2024-08-02T14:30:00"),
    ("fa", "۱۴۰۳/۰۵/۱۲ ساعت ۰۸:۱۵", "2024-08-02T08:15:00"),
    ("fa", "1403-05-12", "2024-08-02T00:00:00"),
    ("fa", "30 اسفند 1403", "2025-03-20T00:00:00"),
    ("fa", "۱۵ ارديبهشت ۱۴۰۵ - ۱۱:۴۰", "2026-05-05T11:40:00"),
    ("fa", "4 تير 1404", "2025-06-25T00:00:00"),
    ("fa", "30 اسفند 1402", None),
    ("fa", "جمعه ۱۲ مرداد ۱۴۰۳ / 2 August 2024", "2024-08-02T00:00:00"),
    ("ar", "15 رمضان 1445 هـ", "2024-03-25T00:00:00"),
    ("ar", "15 رمضان 1445هـ - 25 مارس 2024م", "2024-03-25T00:00:00"),
    ("ar", "ذو الحجة 10، 1445", "2024-06-16T00:00:00"),
    ("en", "15 Ramadan 1445", "2024-03-25T00:00:00"),
    ("en", "15 Ramadan 1999", None),
    ("ja", "令和6年3月25日 10時05分", "2024-03-25T10:05:00"),
    ("ja", "平成元年5月1日", None),
    ("zh", "中華民國113年3月25日", "2024-03-25T00:00:00"),
    ("th", "25 มีนาคม 2567", "2024-03-25T00:00:00"),
    ("ne", "२०८१ बैशाख १ गते शनिबार", "2024-04-13T00:00:00"),
    ("ne", "प्रकाशित: असोज ३, २०७२", "2015-09-20T00:00:00"),
    ("ne", "१२ वैशाख २०७२ ११:५६", "2015-04-25T11:56:00"),
    ("ne", "जेठ १५, २०६५ १०:३०", "2008-05-28T10:30:00"),
    ("ne", "2081-01-01", "2024-04-13T00:00:00"),
    ("ne", "२०८१/०१/०१", "2024-04-13T00:00:00"),
    ("ne", "2024-04-13", "2024-04-13T00:00:00"),
    ("en", "2081-01-01", None),
    ("ne", "जनवरी १, २०२४", "2024-01-01T00:00:00"),
    ("ne", "असोज ३३, २०७२", None),
    ("ne", "असोज ३", None),
    ("am", "መስከረም 1 ቀን 2000 ዓ.ም", "2007-09-12T00:00:00"),
    ("am", "ግንቦት 20 ቀን 1983 ዓ.ም", "1991-05-28T00:00:00"),
    ("am", "ጥቅምት 3 2017", "2024-10-13T00:00:00"),
    ("am", "ታህሳስ 29፣ 2017", "2025-01-07T00:00:00"),
    ("am", "ጳጉሜን 6 ቀን 2015 ዓ.ም", "2023-09-11T00:00:00"),
    ("am", "ጳጉሜን 6 ቀን 2016 ዓ.ም", None),
    ("fi", "22. joulukuuta 2023", "2023-12-22T00:00:00"),
    ("pl", "22 grudnia 2023", "2023-12-22T00:00:00"),
    ("cs", "22. prosince 2023 10:05", "2023-12-22T10:05:00"),
    ("hr", "22. listopada 2023", "2023-10-22T00:00:00"),
    ("pl", "22 listopada 2023", "2023-11-22T00:00:00"),
    ("ru", "22 декабря 2023, 10:00 МСК", "2023-12-22T10:00:00+03:00"),
    ("uk", "22 грудня 2023", "2023-12-22T00:00:00"),
    ("hu", "2023. december 22., péntek 10:11", "2023-12-22T10:11:00"),
    ("lt", "2023 m. gruodžio 22 d. 10:05", "2023-12-22T10:05:00"),
    ("el", "22 Δεκεμβρίου 2023", "2023-12-22T00:00:00"),
    ("tr", "22 Aralık 2023", "2023-12-22T00:00:00"),
    ("id", "22 Desember 2023 10:05 WIB", "2023-12-22T10:05:00+07:00"),
    ("vi", "22 tháng 12, 2023", "2023-12-22T00:00:00"),
    ("th", "22 ธันวาคม 2566", "2023-12-22T00:00:00"),
    ("hi", "22 दिसंबर 2023", "2023-12-22T00:00:00"),
    ("ar", "22 ديسمبر 2023", "2023-12-22T00:00:00"),
    ("ar", "٢٢ ديسمبر ٢٠٢٣", "2023-12-22T00:00:00"),
    ("ja", "2023年12月22日 10時05分", "2023-12-22T10:05:00"),
    ("ko", "입력 2023.12.22. 오후 3:05", "2023-12-22T15:05:00"),
    ("zh", "2023年12月22日 下午3:05", "2023-12-22T15:05:00"),
]

AGO = [
    ("en", "3 hours ago", FETCHED - timedelta(hours=3)),
    ("en", "15 mins ago", FETCHED - timedelta(minutes=15)),
    ("de", "vor 2 Stunden", FETCHED - timedelta(hours=2)),
    ("fr", "il y a 5 minutes", FETCHED - timedelta(minutes=5)),
    ("es", "hace 4 horas", FETCHED - timedelta(hours=4)),
    ("ja", "3時間前", FETCHED - timedelta(hours=3)),
]


def read(text: str, tag: str = "en", fetched_at: datetime | None = None) -> str | None:
    language, _, country = tag.partition("-")
    found = parse_date(text, Locale(language, (country, language) if country else (language,), fetched_at))
    return found.value.isoformat() if found else None


@pytest.mark.parametrize(("text", "expected"), ATTRIBUTES)
def test_attribute(text: str, expected: str | None) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(("tag", "text", "expected"), WORDS)
def test_in_words(tag: str, text: str, expected: str) -> None:
    assert read(text, tag) == expected


@pytest.mark.parametrize(("tag", "text", "expected"), AGO)
def test_relative(tag: str, text: str, expected: datetime) -> None:
    assert read(text, tag, FETCHED) == expected.isoformat()
    assert read(text, tag) is None


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 12, 31), timezones=st.just(UTC)))
def test_iso_dates_survive(value: datetime) -> None:
    assert read(value.isoformat()) == value.isoformat()


@given(st.text(max_size=300), st.sampled_from(["en", "de", "ja", "th", "zz", ""]))
def test_any_text_gives_a_date_in_range_or_none(text: str, language: str) -> None:
    found = parse_date(text, Locale(language, (language,), FETCHED))
    assert found is None or 1989 <= found.value.year <= 2101


@given(st.integers(1300, 1499), st.integers(1, 12), st.integers(1, 29))
def test_persian_days_follow_each_other(year: int, month: int, day: int) -> None:
    known, following = from_persian(year, month, day), from_persian(year, month, day + 1)
    assert known is not None
    following = following or from_persian(year + month // 12, month % 12 + 1, 1)  # day + 1 may be the next month's first
    assert (following is None and (year, month) == (1499, 12)) or datetime(*known) + timedelta(days=1) == datetime(*following)


@given(st.integers(1983, 2090), st.integers(1, 13), st.integers(1, 30))
def test_ethiopian_days_follow_each_other(year: int, month: int, day: int) -> None:
    known = from_ethiopian(year, month, day)
    if known is None:
        assert month == 13
        return
    following = from_ethiopian(year, month, day + 1) or from_ethiopian(year + month // 13, month % 13 + 1, 1)
    assert following is not None
    assert datetime(*known) + timedelta(days=1) == datetime(*following)


def test_ethiopian_days_of_history() -> None:
    assert from_ethiopian(1888, 6, 23) == (1896, 3, 1)  # the battle of Adwa
    assert from_ethiopian(1967, 1, 2) == (1974, 9, 12)  # the emperor deposed


@given(st.from_regex(datetext._STAMP, fullmatch=True), st.sampled_from(["", "en", "th", "fa", "ne"]))
def test_stamps_are_read_as_other_texts_of_their_form(text: str, language: str) -> None:
    soon, found = datetext._from_stamp(text), datetext._ISO.match(text)
    assert found is not None
    assert soon is None or repr(soon) == repr(datetext._from_iso(found, Locale(language)))
