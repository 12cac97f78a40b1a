"""Scrapy signals of the project."""

from __future__ import annotations

robots_read = object()
"""A host's robots.txt was read: `root` (scheme and host), `text`."""
