"""The health gate: is what this run brought like what healthy runs of the site brought?"""

from __future__ import annotations

from crawler.stores import Store
from crawler.verdicts import Tally


def examine(store: Store, site: str, run: int | None, tally: Tally) -> str:
    """Why the run's articles must be held back, "" when all is well."""
    return ""
