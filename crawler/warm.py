"""Imported by the server that worker processes are forked from: the cleaner, used once.

Rules, the model, its words and the library of a second opinion are loaded by the first pages that need them, in half a second to a whole one.
Loaded here, they are there in every worker, and in memory once. The model that tells languages (0.3 s, 100 MB) is not: few sites declare none and are not in English.
"""

from __future__ import annotations

from cleaners.records import Options
from crawler.cleaning import clean_page
from crawler.collecting import settle

_PROSE = b"<p>Bread is back in town, said the miller, and the baker was glad to hear of it so early in the morning.</p>"
_PAGES = (
    b"<html lang=en><head><title>The mill reopens</title></head><body><article><h1>The mill reopens</h1>" + 6 * _PROSE + b"</article></body></html>",
    b"<html lang=en><title>A page without an article</title><p>Little.</p>",  # which asks for the second opinion
)

for _page in _PAGES:
    clean_page(_page, "https://news.example/2026/03/mill.html", Options(), follow=True)
settle()
