"""Kept blocks to text, and, only when asked for, to HTML, Markdown, images and the ledger of what went."""

from cleaners.assemble.rendering import TreeRendering
from cleaners.assemble.text import text

__all__ = ["TreeRendering", "text"]
