"""Time zones as pages write them: offsets, `Z`, and names, the ambiguous ones by the page's language and country."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Hours east of UTC. Names that mean one thing wherever news is written.
_FIXED = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "met": 1, "mest": 2, "eet": 2, "eest": 3, "msk": 3,
    "мск": 3, "trt": 3, "eat": 3, "cat": 2, "sast": 2, "wat": 1, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "akst": -9, "akdt": -8, "hst": -10, "nst": -3.5, "ndt": -2.5, "adt": -3, "brt": -3, "art": -3, "clt": -4, "clst": -3, "cot": -5, "pet": -5,
    "pkt": 5, "npt": 5.75, "ict": 7, "wib": 7, "wita": 8, "wit": 9, "hkt": 8, "sgt": 8, "myt": 8, "pht": 8, "awst": 8, "jst": 9, "kst": 9,
    "aest": 10, "aedt": 11, "acst": 9.5, "acdt": 10.5, "nzst": 12, "nzdt": 13,
}  # fmt: skip
# Names that follow summer time.
_REGIONS = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles", "eastern": "America/New_York",
            "central": "America/Chicago", "pacific": "America/Los_Angeles", "aet": "Australia/Sydney"}  # fmt: skip
# Names of several zones: by country or language of the page, "" where neither says.
_AMBIGUOUS: dict[str, dict[str, float]] = {
    "ist": {"": 5.5, "in": 5.5, "ie": 1, "ga": 1, "il": 2, "he": 2},
    "bst": {"": 1, "uk": 1, "bd": 6, "bn": 6},
    "cst": {"": -6, "cn": 8, "tw": 8, "zh": 8, "cu": -5},
    "ast": {"": -4, "sa": 3, "ae": 3, "ar": 3},
    "gst": {"": 4, "gs": -2},
    "sst": {"": 8, "as": -11},
}
_OFFSET = re.compile(r"(?:gmt|utc)?\s?([+\-−])(\d{1,2})(?::?(\d{2}))?(?![\d.])")
_NAME = re.compile(r"[^\W\d_]{1,8}")


def find_zone(text: str, when: datetime, places: tuple[str, ...]) -> tzinfo | None:
    """The zone that a text written after a time of day names.

    Args:
        text: what stands behind the time, at most some forty characters count.
        when: the naive time, which decides between winter and summer time.
        places: country and language codes of the page, lower case, most telling first.
    """
    text = text[:60].lower().strip().lstrip("([,.- ") if text[:1] not in "+-−" else text[:60].lower()
    if found := _OFFSET.match(text):
        hours, minutes = int(found[2]), int(found[3] or 0)
        if len(found[2]) == 2 and found[3] is None and not text.startswith(("+", "-", "−", "gmt", "utc")):
            return None
        if hours <= 14 and minutes < 60:
            offset = timedelta(hours=hours, minutes=minutes)
            return timezone(offset if found[1] == "+" else -offset)
        return None
    for name in _NAME.findall(text)[:3]:
        if (zone := _named(name, when, places)) is not None:
            return zone
    return None


def _named(name: str, when: datetime, places: tuple[str, ...]) -> tzinfo | None:
    if name in _AMBIGUOUS:
        choices = _AMBIGUOUS[name]
        return timezone(timedelta(hours=next((choices[place] for place in places if place in choices), choices[""])))
    if name in _FIXED:
        return timezone(timedelta(hours=_FIXED[name]))
    if name in _REGIONS:
        try:
            offset = when.replace(tzinfo=ZoneInfo(_REGIONS[name])).utcoffset()
        except ZoneInfoNotFoundError:  # a system without zone data: the time stays naive, with a note
            return None
        return timezone(offset) if offset is not None else None
    return None
