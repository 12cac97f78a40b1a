"""Why an item is dropped: a class each, because Scrapy counts drops by class (`item_dropped_reasons_count/*`)."""

from __future__ import annotations

from scrapy.exceptions import DropItem


class Unchanged(DropItem):
    """The article is stored as it is."""


class Duplicate(DropItem):
    """The article is stored under another address, or the address was already seen in this run."""


class Gone(DropItem):
    """The site has removed the page; its article is kept and marked."""


class DeadLetter(DropItem):
    """The page gave no article; it is kept with its reason."""


class Stopped(DropItem):
    """The run is ending; the page stays due."""


class Hub(DropItem):
    """The page is a list of articles: its links were followed, and there is nothing to store."""


class Deferred(DropItem):
    """More of the article is on its way (a further part, the AMP version, the browser's view); it comes again as one page."""
