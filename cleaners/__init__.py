"""Clean news pages: `clean()` for HTML, `clean_text()` for text that was saved dirty.

>>> from cleaners import clean
>>> article = clean("<html><body><h1>Ferry plan</h1><p>The council approved the plan on Monday.</p></body></html>")
>>> article.text
'The council approved the plan on Monday.'
"""

from cleaners.errors import BadRule, CleanerError, EmptyPage, NotAnArticle, NotHtml, PageTooLarge
from cleaners.pipeline import clean, clean_text, explain
from cleaners.records import Article, Block, Candidate, Decision, FeedEntry, Image, Metadata, Options, Removal

__all__ = [
    "Article", "BadRule", "Block", "Candidate", "CleanerError", "Decision", "EmptyPage", "FeedEntry", "Image", "Metadata",
    "NotAnArticle", "NotHtml", "Options", "PageTooLarge", "Removal", "clean", "clean_text", "explain",
]  # fmt: skip
