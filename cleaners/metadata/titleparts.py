"""The parts of a title: the headline, and the names of site, section and series that are set off from it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from cleaners.metadata.evidence import Evidence
from cleaners.metadata.strings import folded, squeeze, words

_SEPARATOR = re.compile(r"\s+[|\-–—»·•:~⋆›]+\s+|\s*[|｜ㅣ]\s*|\s+::\s+|\s+«\s+|\s*[:：](?=[^\x00-\u2fff])")
_MARK = re.compile(r"[|\-–—»·•:~⋆›｜ㅣ«：]")
_BARS = frozenset("|｜")
_TAIL = re.compile(r"\s*[（(](?=[^（()）]{1,30}[)）]$)|\s*[|｜ㅣ·•›⋆]|\s+[-–—:~]+\s|\s*[-–—:：](?=[^\x00-\u2fff])")
_MIN_CORE = 12
"""Characters of the shortest title that a longer one is taken to repeat; scripts without letters for single sounds need half."""

_MAX_TAIL = 4
"""Words of the longest tail taken for a name; after more of them a headline goes on."""


def without_site(title: str, evidence: Evidence) -> str:
    """The title without the parts, after or before a separator, that name the site or, set off by a bar, its section."""
    host = evidence.host
    if host and title[: len(host)].lower() == host and title[len(host) :][:1].isspace():
        title = title[len(host) :].strip(" |:·-–—") or title
    for _ in range(4):
        title = without_site_name(title, evidence)
        parts = _separators(title)
        if not parts:
            break
        left, right = title[: parts[-1].start()].strip(), title[parts[-1].end() :].strip()
        longest = 6 if len(parts) > 1 and parts[0][0] == parts[-1][0] else 4  # "headline | section | site"
        if _BARS.intersection(parts[-1][0]) and len(words(right)) <= longest and len(words(left)) > 2:
            title = left
            continue
        left, right = title[: parts[0].start()].strip(), title[parts[0].end() :].strip()
        if names_site(left, evidence) or (_BARS.intersection(parts[0][0]) and len(words(left)) <= 2 < len(words(right)) and folded(left) not in evidence.shown):
            title = right
            continue
        break
    return title


def without_site_name(title: str, evidence: Evidence) -> str:
    """The title up to the site's name; what stands behind the name is the site's slogan."""
    parts = _separators(title)
    for place, part in enumerate(parts):
        end = parts[place + 1].start() if place + 1 < len(parts) else len(title)
        left = title[: part.start()].strip()
        if (end == len(title) or len(left) > _MIN_CORE) and names_site(title[part.end() : end].strip(), evidence):
            return left
    return title


def parts_of(title: str) -> list[str]:
    """The parts of a title that separators set apart; [] where it has but one."""
    parts = _separators(title)
    starts, ends = [0, *(part.end() for part in parts)], [*(part.start() for part in parts), len(title)]
    return [title[start:end].strip() for start, end in zip(starts, ends, strict=True)] if parts else []


@lru_cache(maxsize=500)
def _separators(title: str) -> tuple[re.Match[str], ...]:
    """What sets the parts of a title apart; kept, as a page's sources give the same title and each is asked several times."""
    mark = _MARK.search(title)
    return tuple(_SEPARATOR.finditer(title, len(title[: mark.start()].rstrip()))) if mark is not None else ()


def names_site(part: str, evidence: Evidence) -> bool:
    """Whether a part of a title is the site's name, or differs from it only by white space and suffix."""
    text = folded(part)
    if not text or text in evidence.site_names:
        return True
    squeezed = squeeze(text)
    if len(squeezed) <= 3:
        return False
    host = squeeze(evidence.host)
    if host and (host.startswith(squeezed) or squeezed.endswith(host) or ("." in text and host.endswith(squeezed))):
        return True
    if squeezed in evidence.host.split(".")[:-1]:  # the name itself on one of its subdomains
        return True
    return squeezed in evidence.squeezed_names


def core(title: str, others: Iterable[str]) -> str:
    """The shortest of `others` that `title` repeats with a part set off behind it ("Headline - Site"), else `title`; all folded.

    A site's or section's name that no other source tells cannot be known for one, but that another source gives the headline without it can.
    """
    short = [one for one in others if len(one) < len(title) and len(one) * (1 if one.isascii() else 2) >= _MIN_CORE and title.startswith(one)]
    set_off = (one for one in short if _TAIL.match(title, len(one)) and len(words(title[len(one) :])) <= _MAX_TAIL)
    return min(set_off, key=len, default=title)
