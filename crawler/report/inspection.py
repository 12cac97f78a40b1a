"""What the cleaner made of one page, ready to be shown: every block with its verdict, the article, the metadata and its sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import cleaners
from cleaners.article import Article
from cleaners.errors import BadRule, CleanerError, NotAnArticle
from cleaners.records import Block, Decision, Element, Options
from cleaners.rules import load_rules

_WHY = {
    "model": "the learned model's probability that this is article text, against the page's threshold",
    "neighbour": "a heading with nothing kept behind it",
    "hidden": "hidden from readers inside a visible article",
    "fallback": "the model kept nothing on this page; trafilatura's choice stands",
    "title": "the headline: it is the article's title, not part of its text",
    "duplicate": "repeats the text before it",
    "caption": "a picture's caption",
    "mark": "a bullet, a button or an icon by itself",
    "byline": "who wrote it and when, or how to reach the author: metadata, not part of the text",
    "unprintable": "nothing but characters that no reader sees",
}


class Shown(NamedTuple):
    """One block as it is shown. `why` says in words what the reason means."""

    index: int
    keep: bool
    reason: str
    score: float | None
    role: str
    text: str
    why: str


@dataclass(frozen=True)
class Inspection:
    """A page under the cleaner.

    Attributes:
        url: where the page was fetched, or None.
        pairs: every block with its decision, in document order; empty where the page gave none.
        article: the article, None where the page has none.
        refusal: why there is no article, None where there is one.
        reasons: meanings of rules by id.
    """

    url: str | None
    pairs: Sequence[tuple[Block, Decision]]
    article: Article | None
    refusal: CleanerError | None
    reasons: Mapping[str, str]

    @cached_property
    def blocks(self) -> list[Shown]:
        """The blocks as they are shown, in document order."""
        return [
            Shown(block.index, decision.keep, decision.reason, decision.score, block.role, block.text, self._why(decision))
            for block, decision in self.pairs
        ]

    @cached_property
    def titles(self) -> frozenset[int]:
        """Indexes of the blocks that show the headline, which is kept beside the text and not lost."""
        title = " ".join(self.article.title.split()) if self.article else ""
        return frozenset(
            block.index
            for block, decision in self.pairs
            if not decision.keep and (decision.reason == "title" or (title and block.role == "h1" and " ".join(block.text.split()) == title))
        )

    @property
    def root(self) -> Element | None:
        """The page's root element, None where there is no block."""
        return self.pairs[0][0].element.getroottree().getroot() if self.pairs else None

    @property
    def tally(self) -> list[tuple[str, bool, int]]:
        """(reason, kept, blocks), the most frequent first."""
        counted = Counter((shown.reason, shown.keep) for shown in self.blocks)
        return [(reason, keep, count) for (reason, keep), count in counted.most_common()]

    def _why(self, decision: Decision) -> str:
        family, _, name = decision.reason.partition(":")
        if family == "rule":
            return self.reasons.get(name, "")
        if family == "profile":
            return f"{'inside' if decision.keep else 'outside'} the body that the site profile “{name}” names"
        return _WHY.get(decision.reason, "")


def inspect(body: bytes, url: str | None = None, options: Options | None = None) -> Inspection:
    """Clean a page and keep all that can be shown of it; a page without an article is shown with the reason.

    Raises:
        BadRule: a rule or profile file named in `options` is invalid.
    """
    options = options or Options()
    reasons = {rule.id: rule.why for rule in load_rules(options.rules_dir)}
    try:
        article = cleaners.clean(body, url, options=options)
        return Inspection(url, article.explain(), article, None, reasons)
    except BadRule:
        raise
    except NotAnArticle as refusal:
        return Inspection(url, cleaners.explain(body, url, options=options), None, refusal, reasons)
    except CleanerError as refusal:
        return Inspection(url, (), None, refusal, reasons)
