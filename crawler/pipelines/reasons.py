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
