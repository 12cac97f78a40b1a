"""Clean news pages: `clean()` for HTML, `clean_text()` for text that was saved dirty.

>>> from cleaners import clean
>>> article = clean("<html><body><h1>Ferry plan</h1><p>The council approved the plan on Monday.</p></body></html>")
>>> article.text
'The council approved the plan on Monday.'
"""

from typing import TYPE_CHECKING, Any

from cleaners.article import Article
from cleaners.errors import BadRule, CleanerError, EmptyPage, NotAnArticle, NotHtml, PageTooLarge
from cleaners.records import Block, Candidate, Decision, FeedEntry, Image, Metadata, Options, Removal

if TYPE_CHECKING:
    from cleaners.memory import SiteMemory, observe
    from cleaners.pipeline import clean, clean_text, explain

__all__ = [
    "Article", "BadRule", "Block", "Candidate", "CleanerError", "Decision", "EmptyPage", "FeedEntry", "Image", "Metadata",
    "NotAnArticle", "NotHtml", "Options", "PageTooLarge", "Removal", "SiteMemory", "clean", "clean_text", "explain",
    "observe",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    # The pipeline costs half a second to import; a crawl's own process needs the records alone (workers clean).
    if name in ("clean", "clean_text", "explain"):
        from cleaners import pipeline

        return getattr(pipeline, name)
    if name in ("SiteMemory", "observe"):
        from cleaners import memory

        return getattr(memory, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
