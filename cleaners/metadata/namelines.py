"""Names without "by": lines that say no more than who wrote. Read only where nobody signs in any of the usual ways, as most short lines are labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from cleaners.metadata.dates import holds_date
from cleaners.metadata.evidence import Evidence
from cleaners.metadata.labels import section_candidates, tag_candidates
from cleaners.metadata.names import PARTICLES, split_names
from cleaners.metadata.nodes import types
from cleaners.metadata.signers import is_person
from cleaners.metadata.strings import LETTERS, folded, line_of, plain, stands_alone
from cleaners.records import Block, Candidate, Element

_NAME_WORD = re.compile(r"(?:[^\W\d_]\.){1,3}|[^\W\d_]\.?|[^\W\d_]+(?:[-'’‑][^\W\d_]+)*")
_CREDENTIALS = re.compile(r"\b(?:[A-Z]{2,6}|Ph\.?\s?D|M\.?D|and|und|et|y)\b\.?|\([^()]{0,40}\)")
_PEN_NAME = re.compile(r"(?:posted |written )?by:?\s+@?(\w[\w.-]{2,29})", re.IGNORECASE)
_LABEL = re.compile(r"kicker|eyebrow|categor|crumb|label|topic|\btags?\b|caption|credit|copyright|media|image|photo|foto|bild|button|btn|print|share|toc|menu|nav|slide|section", re.IGNORECASE)
_FURNITURE = frozenset(
    "about added advertisement ago all alerts article articles ask blog book books breaking button buy caption close collection comments contact content copy corner courtesy daily day download edition edited "
    "editorial editors email essay exclusive faq featured final follow forum free getty guest guide guidelines hide home image images join joined key latest learn live login mode more most must news newsletter "
    "now online opinion our page photo photography photos podcast policy press print privacy program published questions quick rate rating read related released report review reviews save search see services share show "
    "sign size special sponsored sport sports staff start stay store stories story subscribe summary tags team terms the thoughts tickets tips today top topics trial tv update updated video videos view "
    "watch week weekly world writer your devamı güncelleme haberin tarihi ویب ڈیسک نیوز رپورٹر تحریریه گروه کد خبر انتهای پیام डेस्क ब्यूरो टीम ডেস্ক প্রতিবেদক রিপোর্ট تحرير فريق مكتب وكالات".split()
)
"""Words of labels, buttons and credits, which are in nobody's name."""
_NOUN_LANGUAGES = frozenset(("de", "lb", "als", "nds"))
"""Languages that write every noun with a capital: a label looks like a name there."""
_SYLLABLE_LANGUAGES = frozenset(("vi",))
"""Languages that write syllables apart: those of a name are words of the text, too, and labels take one capital only."""
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]")
"""Scripts that set no space within a name: several words are a phrase."""
_LINES = frozenset(("p", "div", "span", "td", "dd", "address", "header", "section", "article", "center", "body"))
_NEAR, _PROSE, _LINE, _NAME = 8, 120, 120, 40
_MAX_WORDS = 4
_MOST_SOUGHT = 40
"""Words looked for in the page's text one by one; a search takes a hundredth of what parting the text into words does."""
_ABOUT = 60
"""Characters of the shortest paragraph about an author."""
_FEW = 3
_OWNER_WORDS, _OFTEN = 3, 5
"""Words of an owner's name, and how often a page says "I" that speaks for its owner."""
_OUTRIGHT = frozenset(("og:site_name", "json-ld publisher", "json-ld WebSite"))
_I = re.compile(r"I(?<![.\w]I)(?:['’]\w+)?(?=\s)")
_TITLE_TAIL = re.compile(r"\s[|–—·•-]\s([^|–—·•()]{5,40})$|\s\(([^()]{5,40})\)$")


def candidates(evidence: Evidence) -> Iterator[Candidate]:
    """Names beside headline or dateline, above a paragraph about their bearer, or below the last paragraph; one candidate a place."""
    lines = _Lines(evidence)
    if names := lines.below_headline():
        yield Candidate("authors", names, "name line", "", 0.4)
    elif (name := lines.boxed()) or (name := lines.closing()):
        yield Candidate("authors", (name,), "name line", "", 0.35)
    elif name := lines.pen_name():
        yield Candidate("authors", (name,), "name line", "", 0.3)
    elif name := lines.owner():
        yield Candidate("authors", (name,), "site name", "", 0.25)


def _is_cased(letter: str) -> bool:
    return letter.isupper() or letter.islower()


class _Lines:
    """The short lines of a page that may be names."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._blocks = evidence.context.blocks
        self._start = evidence.headline_block
        self._asked = 0
        self._capitals_tell = evidence.language not in _NOUN_LANGUAGES

    @cached_property
    def _labels(self) -> frozenset[str]:
        """Names of the site, its section and its tags, folded."""
        found = (*section_candidates(self._evidence), *tag_candidates(self._evidence))
        labels = (label for one in found for label in ((one.value,) if one.field == "section" else one.value))
        return self._evidence.site_names.union(map(folded, labels))

    @cached_property
    def _text(self) -> str:
        return "\n".join(self._evidence.lines)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(LETTERS.findall(self._text))

    def _is_written(self, word: str) -> bool:
        """Whether the page has a word as it is: the first are looked for, which is soon done; many are looked up among all of its words."""
        self._asked += 1
        return stands_alone(word, self._text) if self._asked <= _MOST_SOUGHT else word in self._words

    def below_headline(self) -> tuple[str, ...]:
        """The names of the first line that holds nothing else, or nothing else but date and counters, beside the dateline or right below the headline."""
        if self._start is None:
            return ()
        past_prose = False
        for place in range(self._start + 1, min(len(self._blocks), self._start + 1 + _NEAR)):
            block = self._blocks[place]
            if len(block.text) > _LINE:
                past_prose = past_prose or len(block.text) > _PROSE
                continue
            dated = holds_date(block.text, _LINE)
            if (dated or block.role != "li") and self._may_sign(block) and (dated or not past_prose or self._beside_date(place)) and (names := self._names(block, dated)):
                return names
        return ()

    def boxed(self) -> str:
        """The one name below the article that a paragraph goes on with: the box about the author."""
        holder, end = self._article
        if holder is None:
            return ""
        found = {
            block.text
            for block, below in pairwise(self._blocks[end + 1 :])
            if len(block.text) <= _NAME and len(below.text) >= _ABOUT and below.text.startswith(block.text) and self._may_sign(block, in_heading=True) and self._is_name(block.text)
        }
        return found.pop() if len(found) == 1 else ""

    def closing(self) -> str:
        """A name alone in a line right below the last paragraph, in the same element."""
        holder, end = self._article
        below = [block for block in self._blocks[end + 1 : end + 4] if block.element.getparent() is holder and block.link_chars == 0]
        names = [text for block in below if self._may_sign(block) and self._is_name(text := block.text.strip("—–-()• "))]
        return names[0] if len(names) == 1 else ""

    @cached_property
    def _article(self) -> tuple[Element | None, int]:
        """The element that holds most of the page's paragraphs (None for less than three), and the place of its last one."""
        paragraphs = Counter[Element]()
        last: dict[Element, int] = {}
        for place, block in enumerate(self._blocks):
            if len(block.text) >= _PROSE and (parent := block.element.getparent()) is not None:
                paragraphs[parent] += 1
                last[parent] = place
        holder, count = max(paragraphs.items(), key=lambda pair: pair[1], default=(None, 0))
        return (holder, last[holder]) if holder is not None and count >= _FEW else (None, len(self._blocks))

    def pen_name(self) -> str:
        """A login in a line "by ann77" beside the dateline."""
        if self._start is None:
            return ""
        for place in range(self._start + 1, min(len(self._blocks), self._start + 1 + _NEAR)):
            if (found := _PEN_NAME.fullmatch(self._blocks[place].text)) is not None and self._beside_date(place):
                return found[1]
        return ""

    def owner(self) -> str:
        """The site's name where it is set like a person's, and the page speaks of "I" or declares such a person: a blog named after its author."""
        evidence = self._evidence
        declared = {folded(plain(node.get("name"))) for node in evidence.graph.nodes[:50] if "Person" in types(node)}
        tail = _TITLE_TAIL.search(evidence.page.title_tag)
        for name in dict.fromkeys([*(name for source, name in evidence.publishers if source in _OUTRIGHT), *([tail[1] or tail[2]] if tail else [])]):
            if len(name.split()) <= _OWNER_WORDS and is_person(name) and (folded(name) in declared or self._says_i) and self._is_name(name, labels=False):
                return name
        return ""

    @cached_property
    def _says_i(self) -> bool:
        return len(_I.findall("\0".join(text for text in self._evidence.lines if len(text) >= _ABOUT))) >= _OFTEN

    def _may_sign(self, block: Block, *, in_heading: bool = False) -> bool:
        if block.role in ("caption", "figure", "quote") or (block.is_heading and not in_heading):
            return False
        if block.element.tag not in _LINES and not (in_heading or block.role == "li"):
            return False
        return block.element not in self._evidence.outside and not _LABEL.search((block.element.get("class") or "")[:300])

    def _beside_date(self, place: int) -> bool:
        return any(0 <= at < len(self._blocks) and at != self._start and holds_date(self._blocks[at].text, _LINE) for at in (place - 1, place + 1))

    def _names(self, block: Block, dated: bool) -> tuple[str, ...]:
        """The names of a line; () where it says anything else, or, beside a date, where nothing in it is a name."""
        line = line_of(block).replace("/", " / ")
        names = split_names(line)
        good = tuple(name for name in names if f"{name}:" not in line and self._is_name(name))  # what stands before a colon is a label
        if dated:
            return good
        if not any(map(_is_cased, line)):
            return ()  # without capitals a name is set as any other words are
        rest = line
        for name in good:
            rest = rest.replace(name, " ", 1)
        return good if good and not LETTERS.search(_CREDENTIALS.sub(" ", rest)) else ()

    def _is_name(self, text: str, *, labels: bool = True) -> bool:
        """Whether a text is set like a name of two to four words, is no label of the page, and none of its words is one of the language's."""
        words = text.split()
        if not (self._capitals_tell and 2 <= len(words) <= _MAX_WORDS and len(text) <= _NAME) or (labels and folded(text) in self._labels):
            return False
        proper = [word for word in words if word not in PARTICLES]
        if _UNSPACED.search(text):
            return False
        if len(proper) < 2 or words[0] in PARTICLES or not all(_NAME_WORD.fullmatch(word) and not word[0].islower() for word in proper):
            return False
        parts = {part.lower() for word in proper for part in LETTERS.findall(word) if len(part) > 1}
        if not _FURNITURE.isdisjoint(parts) or not _FURNITURE.isdisjoint(words) or not split_names(text):
            return False
        return self._evidence.language in _SYLLABLE_LANGUAGES or not any(part[0].islower() and self._is_written(part) for part in parts)  # a name's words are never written small
