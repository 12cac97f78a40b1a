"""Text that was saved dirty: no HTML is left to say what a line is, so lines are judged by what they say and where they stand.

A line goes where an anchored pattern is the whole of it (`data/shortcodes.toml`, `data/saved.toml`) and its place agrees: shortcodes
anywhere, labels of buttons, menus and share rows before the first or after the last line of prose, a sentence about cookies only
beside such a line. Prose about cookies has neither shape nor place.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import NamedTuple

from cleaners import rules
from cleaners.records import Removal
from cleaners.saved_consent import consent_lines, consent_rule, label, shortcode, without_pairs

_BLANK = " \t\xa0\u200b\u200e\u200f\ufeff\u3000"
_END = re.compile(r"[.!?…。！？॥।؟:;][\"'”’»)\]]*$")
_BYLINE = re.compile(r"(?i:(?:posted\s+|written\s+|published\s+)?by\s+:?\s*)(?P<name>[^\W\d_][\w.’'\- ]{1,60})")
_SITE = re.compile(r"(?i:(?P<name>.{2,60}?)\s+(?:uses?|menggunakan|utiliza|usa|utilise|utilizza|verwendet|nutzt|gebruikt|använder|bruker|bruger|używa|používá|использует|kullanır|sử\s+dụng)\s+(?:[\w-]+\s+){0,2}cookies?\b|(?:©|\(c\)|copyright)\s*(?:©\s*)?\d{4}\s*[-–|,]?\s*(?P<owner>[^.|–\n]{2,60}?)(?:\s*[.|–].*)?$)")
_NO_NAME = re.compile(r"(?i:(?:this|our|the|my|your)\s+(?:web\s*)?(?:site|blog|page)s?|we|it|website|all\s+rights.*)")
_LIST_HEADS = frozenset(("saved.navigation", "line.related-alone"))
_POINTER = 200  # characters of a pointer to another article at most
_WRAP = 100  # characters; text set in columns keeps its lines shorter


class SavedText(NamedTuple):
    """What is left of a saved text.

    Attributes:
        title: its headline, or "".
        site_name: the site it was saved from, or "".
        authors: names on its byline.
        paragraphs: the text, a paragraph each.
        removed: the lines that went, in order, with the rule that took each (`where` is the line's number).
    """

    title: str
    site_name: str
    authors: tuple[str, ...]
    paragraphs: tuple[str, ...]
    removed: tuple[Removal, ...]


class _Line(NamedTuple):
    number: int
    text: str
    after_blank: bool


class _Lines:
    """The lines of the text that are not yet spoken for, and the ledger."""

    def __init__(self, text: str) -> None:
        self.left: list[_Line] = []
        self.removed: list[Removal] = []
        blank = True
        for number, raw in enumerate(re.split(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text), 1):
            line = " ".join(raw.translate({0xFEFF: None, 0x200B: None}).split()).strip(_BLANK)
            if line:
                self.left.append(_Line(number, line, blank))
            blank = not line

    def remove(self, start: int, stop: int, rule: str) -> None:
        """Enter the lines `start <= index < stop` in the ledger and take them away."""
        for line in self.left[start:stop]:
            self.removed.append(Removal(f"rule:{rule}", f"line {line.number}", line.text[:200], len(line.text), 1))
        del self.left[start:stop]

    def strip_markers(self) -> None:
        """Take themes' markers off the front and end of lines that hold more, such as `(alert-warning)` and ↩."""
        book = rules.index()
        for index, line in enumerate(self.left):
            (front, stop), (end, start) = book.markers.start(line.text), book.end_markers.end(line.text)
            if (front or end) and (rest := line.text[stop:start].strip()):
                for rule, marker in ((front, line.text[:stop].strip()), (end, line.text[start:].strip())):
                    if rule:
                        self.removed.append(Removal(f"rule:{rule}", f"line {line.number}", marker[:200], len(marker), 0))
                self.left[index] = line._replace(text=rest)

    def remove_where(self, rule_of: Callable[[int], str]) -> None:
        """Remove every line that has a rule; the rules are asked before any line goes."""
        verdicts = [rule_of(index) for index in range(len(self.left))]
        for index in range(len(self.left) - 1, -1, -1):
            if verdicts[index]:
                self.remove(index, index + 1, verdicts[index])


def clean_saved(text: str) -> SavedText:
    """Tell title, site name and paragraphs of a dirty saved text from what the page's widgets left in it.

    Args:
        text: the text as saved; any line ends, one, two or no blank lines between paragraphs.
    """
    lines = _Lines(text)
    clues = [line.text for line in lines.left]
    _remove_consent(lines)
    _cut_comments(lines)
    _remove_ends(lines)
    lines.remove_where(lambda index: _loose_debris(lines.left, index))
    site_name = _site_name(clues)
    title = _take_title(lines)
    authors: tuple[str, ...] = ()
    if title:
        _drop_repeated(lines, title)
        site_name = _take_site_line(lines, site_name)
        authors = _take_byline(lines)
        title = _without_site(title, site_name)
        _drop_repeated(lines, title)
    lines.strip_markers()
    paragraphs = tuple(_unwrapped(lines.left))
    removed = sorted(lines.removed, key=lambda removal: int(removal.where.removeprefix("line ")))
    return SavedText(title, site_name, authors, paragraphs, tuple(removed))


def _words(line: str) -> int:
    """Words of a line, as far as spaces tell them; two characters of Chinese, Japanese or Thai count as one."""
    return len(line.split()) + sum("\u0e00" <= letter < "\u0e80" or "\u3000" <= letter < "\ua000" for letter in line) // 2


def _is_prose(line: str) -> bool:
    return _words(line) >= 12 and _END.search(line) is not None


def _cut_comments(lines: _Lines) -> None:
    """Everything from the head of the comments on, where prose stands before it; comments themselves read like prose."""
    for index, line in enumerate(lines.left):
        if label(line.text) == "saved.comments" and any(_is_prose(before.text) for before in lines.left[:index]):
            lines.remove(index, len(lines.left), "saved.comments")
            return


def _remove_consent(lines: _Lines) -> None:
    consent = consent_lines([line.text for line in lines.left])
    lines.remove_where(lambda index: consent_rule(lines.left[index].text) if consent[index] else "")


def _remove_ends(lines: _Lines) -> None:
    """Labels before the first and after the last line that is none; one line always stays."""
    while len(lines.left) > 1 and (rule := _end_rule(lines.left[-1].text)):
        lines.remove(len(lines.left) - 1, len(lines.left), rule)
    while len(lines.left) > 1 and (rule := _end_rule(lines.left[0].text)):
        lines.remove(0, 1, rule)
    _cut_lists(lines)


def _end_rule(line: str) -> str:
    rule = label(line)
    return shortcode(line) or ("" if rule == "saved.consent-sentence" else rule)


def _cut_lists(lines: _Lines) -> None:
    """From the head of a list of other posts to the end, where nothing behind the head is prose.

    The label of an advertisement heads none: short lines behind it are the text's.
    """
    for index in range(len(lines.left) - 1, 0, -1):
        if _is_prose(lines.left[index].text):
            return
        line = lines.left[index].text
        rule = "saved.navigation" if label(line) == "saved.navigation" else shortcode(line)
        if rule in _LIST_HEADS and any(_is_prose(before.text) for before in lines.left[:index]):
            lines.remove(index, len(lines.left), rule)


def _loose_debris(left: list[_Line], index: int) -> str:
    """Shortcodes anywhere; labels between paragraphs only in company."""
    line = left[index].text
    if rule := shortcode(line):
        return rule
    if index and len(line) < _POINTER and not _END.search(line) and (rule := rules.index().pointers.whole(line)):
        return rule  # "Read also: …"; as a sentence it is the article's
    rule = label(line)
    if rule in ("saved.share", "saved.navigation", "saved.comments"):
        beside = [left[other].text for other in (index - 1, index + 1) if 0 <= other < len(left)]
        if index > 1 and any(label(other) in ("saved.share", "saved.comments") for other in beside):
            return rule
    return ""


def _site_name(clues: list[str]) -> str:
    """The name that a consent sentence or the copyright line gives, where the text has it as a line of its own too or twice."""
    names = []
    for line in clues:
        text = without_pairs(line)
        if (found := _SITE.match(text)) and len(text) < 300:
            name = (found["name"] or found["owner"] or "").strip()
            if name and len(name.split()) <= 6 and not _NO_NAME.fullmatch(name):
                names.append(name)
    return next((name for name in names if name in clues or names.count(name) > 1), "")


def _take_title(lines: _Lines) -> str:
    """The first line, where more follows and it does not read like a paragraph."""
    if len(lines.left) < 2:
        return ""
    first = lines.left[0].text
    words = _words(first)
    if len(first) > 250 or words > 40 or (words > 12 and first.endswith((".", "。", "।"))):
        return ""
    del lines.left[0]
    return first


def _drop_repeated(lines: _Lines, title: str) -> None:
    while len(lines.left) > 1 and lines.left[0].text == title:
        lines.remove(0, 1, "saved.title-repeated")


def _take_site_line(lines: _Lines, site_name: str) -> str:
    """The site's name on a line of its own below the headline: known from elsewhere in the text, or short and followed by prose."""
    if len(lines.left) < 2:
        return site_name
    line = lines.left[0].text
    if site_name and line != site_name:
        return site_name
    is_name = len(line.split()) <= 5 and len(line) <= 40 and not _END.search(line) and not any(c.isdigit() for c in line)
    if line == site_name or (is_name and not _BYLINE.fullmatch(line) and _is_prose(lines.left[1].text)):
        del lines.left[0]
        return line
    return site_name


def _take_byline(lines: _Lines) -> tuple[str, ...]:
    if len(lines.left) > 1 and (found := _BYLINE.fullmatch(lines.left[0].text)):
        lines.remove(0, 1, "saved.byline")
        return (found["name"].strip(),)
    return ()


def _without_site(title: str, site_name: str) -> str:
    """A title copied from the browser's tab has the site's name before or behind it."""
    if site_name and title != site_name:
        name = re.escape(site_name)
        return re.sub(rf"^{name}\s*[:|–—-]\s+|\s+[|–—-]\s+{name}$", "", title) or title
    return title


def _unwrapped(left: list[_Line]) -> list[str]:
    """The paragraphs: a line each, or the lines between blank lines joined where the text was set in columns."""
    inner = [line for line, following in itertools.pairwise(left) if not following.after_blank]
    is_wrapped = (
        len(inner) > 1
        and max(len(line.text) for line in left) <= _WRAP
        and sum(len(line.text) >= 40 and not _END.search(line.text) for line in inner) * 2 > len(inner)
    )
    paragraphs: list[str] = []
    for line in left:
        if is_wrapped and paragraphs and not line.after_blank:
            paragraphs[-1] += f" {line.text}"
        else:
            paragraphs.append(line.text)
    return paragraphs
