"""The shape of a hostile page and the plain article that most of them are built around."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

SENTENCES = (
    "The harbour council of Marrow Bay voted on Tuesday to buy a second ferry for the northern islands, ending eleven months of "
    "argument about money, tides and the noise of engines before dawn. Seven members were in favour, four against, and one was at sea.",
    "The vessel carries 140 passengers and twelve cars, and is to enter service in the first week of May if the tide allows. Until then "
    "the old boat keeps its winter timetable, with four crossings a day, none on Sundays, and no coffee on board, the harbour master said.",
    "Two thirds of the price comes from a regional fund for small ports; the rest is covered by a fare increase of thirty cents. The "
    "fishermen called it a tax on bread. A first tender is expected before the end of March, and the committee will report to the council.",
)
FIRST, MIDDLE, LAST = SENTENCES
HEAD = '<meta charset="utf-8"><title>Second Ferry</title><meta property="og:type" content="article">'
NAV = '<nav><ul><li><a href="/">Home</a></li><li><a href="/news/">News</a></li></ul></nav>'


@dataclass(frozen=True)
class Hostile:
    """A page and what must come of it.

    Attributes:
        name: what is hostile about it.
        build: makes the bytes; called late, for some are large.
        wanted: sentences that a browser would show in the article, so they must be in the text; empty where there is no article,
            and then an article or any `CleanerError` will do.
        charset: the charset of the HTTP header, if any.
    """

    name: str
    build: Callable[[], bytes]
    wanted: tuple[str, ...] = SENTENCES
    charset: str | None = None


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>\n" for text in (texts or SENTENCES))


def page(body: str, head: str = HEAD, html: str = '<html lang="en">', doctype: str = "<!DOCTYPE html>") -> str:
    """A page with a menu, a headline and `body` in its article."""
    return f"{doctype}{html}<head>{head}</head><body>{NAV}<article><h1>Second Ferry</h1>{body}</article><footer><p>© 2026</p></footer></body></html>"


def hostile(name: str, markup: str | bytes | Callable[[], str | bytes], wanted: tuple[str, ...] = SENTENCES, charset: str | None = None) -> Hostile:
    """A case; text is sent in UTF-8 (lone surrogates as they are)."""

    def build() -> bytes:
        made = markup() if callable(markup) else markup
        return made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass")

    return Hostile(name, build, wanted, charset)
