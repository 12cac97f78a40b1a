"""The lines at the ends of the kept text that are metadata: the headline, who wrote and when, an address below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from cleaners.decide import FRAGMENT_CHARS
from cleaners.records import Block, Decision

BYLINE_LETTERS = 20
"""Letters beside the authors' names that a line of names may hold: "by", a month, a place."""
OPENING_LINES, BYLINE_CHARS, DATELINE_LETTERS = 4, 200, 90
"""How many of the first lines may be the byline, below a standfirst; the length of the longest; letters beside names in one that tells the day, too."""
LEAD_LETTERS = 6
"""Letters beside names in a line of names below a standfirst: "by", "and"."""
KICKED, KICKER_LETTERS = 1.6, 20
"""Length of a heading with its kicker at most, by that of the title; letters that any kicker may have."""
TITLE_LINES = 1
"""Short lines that may stand above the headline in what was kept: when it was published."""
ADDRESS_CHARS = 400
"""Characters of the longest line that says who the author is, and where to write."""
LISTED_DATES = 3
"""Lines of one form from which on dates are a list's: those of publication and change are two."""
_MAIL = re.compile(r"[\w.+-]{1,40}@[\w-]{1,40}(?:\.[\w-]{2,20}){1,3}")
_INITIALS = re.compile(r"[(（\[][\w.]{2,30}(?:\s?/\s?[\w.]{2,20}){1,3}[)）\]]")
_REACH = re.compile(r"^\W*(?:by|contact|e-?mail|follow|reach|staff\s+writer|reporter|you\s+can\s+(?:reach|contact|e-?mail|follow))?\s*")
_NUMBER = re.compile(r"\d{1,4}")
_DIGITS, _LETTERS = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")


def without_title(blocks: Sequence[Block], decisions: Sequence[Decision], title: str) -> list[Decision]:
    """Drop the headline where it opens the kept text, be it below a line that dates it (and a second copy right behind it): it is the article's `title`.

    A line that is the whole of the text stays: posts without a title are named after what they say.
    """
    result = list(decisions)
    wanted = _closed(title)
    said, seen, lines = False, False, 0
    for block, decision in zip(blocks, decisions, strict=True):
        if not decision.keep or not wanted:
            seen = seen or (block.is_heading and _closed(block.text) == wanted)
        elif _is_headline(block, wanted, seen):
            said = said or not block.is_heading
            result[block.index] = decision._replace(keep=False, reason="title")
        elif (lines := lines + 1) > TITLE_LINES or len(block.text) >= FRAGMENT_CHARS:
            return result
    return list(decisions) if said else result


def _is_headline(block: Block, title: str, seen: bool) -> bool:
    """Whether a block says the title, or is a heading and says it behind a kicker; where the title was seen above, that is the first heading's alone."""
    text = _closed(block.text)
    if text == title:
        return True
    is_behind = text.endswith(title) and len(text) - len(title) <= max(KICKER_LETTERS, (KICKED - 1) * len(title))
    return is_behind and (block.role == "h1" or (block.is_heading and not seen))


def _closed(text: str) -> str:
    return "".join(text.split()).casefold()


def without_byline(blocks: Sequence[Block], decisions: Sequence[Decision], authors: Sequence[str], days: Sequence[date] = ()) -> list[Decision]:
    """Drop the lines at the ends of the kept text that say who wrote and when, and hardly more ("By NAME, 4 June 2024"), or how to reach the author: they are metadata.

    Args:
        blocks: the page's blocks.
        decisions: one a block.
        authors: the article's authors.
        days: when it was published and changed.
    """
    result = list(decisions)
    kept = [decision.index for decision in decisions if decision.keep]
    names = tuple(name.casefold() for name in authors)
    while len(kept) > 1 and _reaches_author(blocks[kept[-1]].text, names) and not decisions[kept[-1]].reason.startswith("profile:"):
        result[kept[-1]] = decisions[kept[-1]]._replace(keep=False, reason="byline")
        kept.pop()
    for place in sorted({*kept[:OPENING_LINES], *kept[-1:]}):
        at_end = place in (kept[0], kept[-1])
        if decisions[place].reason.startswith("profile:"):
            continue
        if place == kept[-1] != kept[0] and _is_signature(blocks[place].text, blocks[kept[-2]].text):
            result[place] = decisions[place]._replace(keep=False, reason="byline")
        if not _is_byline(blocks[place], names, days, at_end):
            continue
        if not _is_of_list(blocks[place].text, (blocks[index].text for index in kept)):
            result[place] = decisions[place]._replace(keep=False, reason="byline")
    return result


def _reaches_author(text: str, names: Sequence[str]) -> bool:
    """Whether a last line begins with an author's name and gives an address: "NAME covers city hall. Reach her at …"."""
    if len(text) > ADDRESS_CHARS or "@" not in text:
        return False
    line = _REACH.sub("", text.casefold(), count=1)
    return any(line.startswith(name) for name in names)


def _is_signature(line: str, before: str) -> bool:
    """Whether a line is an e-mail address or initials in brackets and hardly more, as reporters and desks set them below a text; an address that the line before asks to write to is text."""
    if len(line) >= FRAGMENT_CHARS:
        return False
    if line[0] in "(（[" and _INITIALS.fullmatch(line) is not None:
        return True
    found = _MAIL.search(line) if "@" in line else None
    return found is not None and sum(map(str.isalpha, line)) - sum(map(str.isalpha, found[0])) <= BYLINE_LETTERS and not before.endswith((":", "："))


def _is_of_list(line: str, kept: Iterable[str]) -> bool:
    """Whether a line with numbers is one of several of its form in the text, as the dates of a list of events are."""
    form, size = _form(line), 2 * len(line)
    return "0" in form and sum(len(text) <= size and _form(text) == form for text in kept) >= LISTED_DATES


def _form(line: str) -> str:
    """A line with every number as 0 and every word as a."""
    return _LETTERS.sub("a", _DIGITS.sub("0", line))


def _is_byline(block: Block, names: Sequence[str], days: Sequence[date], at_end: bool) -> bool:
    """Whether a line names the authors, the day, or both, and hardly more; a little more at the very ends of the text."""
    line = block.text.casefold()
    if block.is_heading or len(line) > BYLINE_CHARS or (line.endswith(tuple(".!?。！？…”\"")) and not line.endswith(" min.")):
        return False
    rest = line
    for name in names:
        rest = rest.replace(name, "")
    signed, dated = len(rest) < len(line), _tells_day(line, days)
    letters = sum(map(str.isalpha, rest))
    if signed and dated:
        return letters <= DATELINE_LETTERS
    if signed:
        if len(line) >= FRAGMENT_CHARS or "\n" in line:  # of two lines it is a farewell
            return False
        return letters <= BYLINE_LETTERS if at_end else letters <= LEAD_LETTERS and line.rstrip(" .,;|·–—-)").endswith(tuple(names))
    # Two dates with their times take more words than one: "Published …, last changed …".
    return dated and len(line) < FRAGMENT_CHARS and letters <= BYLINE_LETTERS + sum(map(str.isdigit, rest))


def _tells_day(line: str, days: Sequence[date]) -> bool:
    """Whether a line holds the year and the day of one of these dates, as numbers."""
    numbers = {int(number) for number in _NUMBER.findall(line)} if days and any(map(str.isdigit, line)) else set()
    return any({day.year, day.day} <= numbers for day in days)
