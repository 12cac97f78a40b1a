"""The result of cleaning: an `Article`, and what is derived from its text."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from cleaners import _speedups
from cleaners.decoding import on_one_line
from cleaners.records import Block, Decision, Image, LiveEntry, Metadata, Removal


class Rendering(Protocol):
    """The parts of an article that are made only when asked for, because most callers want the text alone."""

    def markdown(self) -> str: ...
    def html(self) -> str: ...
    def images(self) -> tuple[Image, ...]: ...
    def removed(self) -> tuple[Removal, ...]: ...
    def explain(self) -> tuple[tuple[Block, Decision], ...]: ...


@dataclass(frozen=True)
class Article:
    """A clean article.

    `text` has paragraphs, headings, list items and quotes in order, a blank line between blocks, and no headline, byline or caption.
    `content_hash` is the SHA-256 (hex) of the normalised text; `confidence` (0-1) says how sure the cleaner is of the text.
    `markdown`, `html`, `images` and `removed` are made on first use.
    """

    url: str | None
    text: str
    metadata: Metadata
    confidence: float
    rendering: Rendering = field(repr=False, compare=False)

    @property
    def title(self) -> str:
        return self.metadata.title

    @property
    def canonical_url(self) -> str | None:
        return self.metadata.canonical_url

    @property
    def authors(self) -> list[str]:
        return list(self.metadata.authors)

    @property
    def published(self) -> datetime | None:
        return self.metadata.published

    @property
    def modified(self) -> datetime | None:
        return self.metadata.modified

    @property
    def site_name(self) -> str:
        return self.metadata.site_name

    @property
    def language(self) -> str:
        return self.metadata.language

    @property
    def section(self) -> str:
        return self.metadata.section

    @property
    def tags(self) -> list[str]:
        return list(self.metadata.tags)

    @property
    def description(self) -> str:
        return self.metadata.description

    @property
    def kind(self) -> str:
        return self.metadata.kind

    @property
    def paywalled(self) -> bool:
        return self.metadata.paywalled

    @property
    def image(self) -> Image | None:
        return self.metadata.image

    @property
    def entries(self) -> list[LiveEntry]:
        return list(self.metadata.entries)

    @property
    def notes(self) -> list[str]:
        return list(self.metadata.notes)

    @property
    def provenance(self) -> dict[str, str]:
        return dict(self.metadata.provenance)

    @cached_property
    def markdown(self) -> str:
        return self.rendering.markdown()

    @cached_property
    def html(self) -> str:
        return self.rendering.html()

    @cached_property
    def images(self) -> list[Image]:
        return list(self.rendering.images())

    @cached_property
    def removed(self) -> list[Removal]:
        return list(self.rendering.removed())

    @cached_property
    def word_count(self) -> int:
        return count_words(self.text)

    @cached_property
    def content_hash(self) -> str:
        return content_hash(self.text)

    def explain(self) -> list[tuple[Block, Decision]]:
        """Every block of the page with its decision and reason, in document order."""
        return list(self.rendering.explain())

    def to_dict(self, fields: Sequence[str] | None = None) -> dict[str, Any]:
        """JSON-ready values under the field names of the public schema (`docs/article.schema.json`), of all fields or of those named."""
        return {name: _plain(getattr(self, name)) for name in (ARTICLE_FIELDS if fields is None else fields)}


ARTICLE_FIELDS = (
    "url", "canonical_url", "title", "text", "markdown", "html", "authors", "published", "modified", "site_name", "language",
    "section", "tags", "description", "kind", "paywalled", "images", "word_count", "content_hash", "confidence", "notes",
    "removed", "provenance", "image", "entries",
)  # fmt: skip


def content_hash(text: str) -> str:
    """SHA-256 (hex) of the text in NFC, case kept, white space collapsed: equal for texts that read the same."""
    return hashlib.sha256(on_one_line(unicodedata.normalize("NFC", text)).encode("utf-8", "replace")).hexdigest()


_SPACELESS = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
_BEYOND_SPACED = re.compile("[\u0e01-\u1fff\u2c00-\U0010ffff]")  # from Thai on, the first of them, but for punctuation: the rest needs no look at its name


def count_words(text: str) -> int:
    """Words in text; in scripts written without spaces a word counts two letters, a common reading-time convention."""
    spaced, beyond = (tally_in_python if _speedups.words is None else _speedups.words.tally)(text)
    dense = sum(count for c, count in Counter(beyond).items() if c.isalpha() and unicodedata.name(c, "").startswith(_SPACELESS))
    return int(spaced + dense // 2)


def tally_in_python(text: str) -> tuple[int, str]:
    """The words of a text between white space, and its characters that may be of a script written without spaces."""
    return len(text.split()), "" if text.isascii() else "".join(_BEYOND_SPACED.findall(text))


def _plain(value: Any) -> Any:
    """A JSON-ready copy of a record value: dates as ISO 8601, tuples as lists, records as objects."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, Removal):  # a score a page, of texts and numbers alone
        return value._asdict()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, datetime):
        return value.isoformat()
    return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
