"""When a page is due again: often while it is young, rarely when it is old, and later after every failure."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, timedelta

# An article is looked at again when it is this old, then every 30 days: corrections come within hours, removals at any time.
LADDER = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=7), timedelta(days=30))
_FIRST_RETRY, _LAST_RETRY = timedelta(minutes=15), timedelta(days=7)
_FIRST_REJECTED, _LAST_REJECTED = timedelta(days=1), timedelta(days=30)


def next_recheck(now: datetime, changed: datetime | None, waited: timedelta | None = None) -> datetime:
    """When to look at an article again.

    Args:
        now: the instant of this look.
        changed: the article's last known change (publication, update or revision); None: only now.
        waited: how long this look was put off by the last one. The next wait is at most one step of the ladder longer, so an
            article that changed without saying so is watched closely for a while, however old it claims to be.
    """
    changed = min(changed or now, now)
    due = next((changed + step for step in LADDER if changed + step > now), now + LADDER[-1])
    if waited is None:
        return due
    step = bisect_left(LADDER, waited) + 1
    return min(due, now + LADDER[min(step, len(LADDER) - 1)])


def next_retry(now: datetime, failures: int) -> datetime:
    """When to try a page again whose fetch or cleaning failed for the (`failures` + 1)th time."""
    return now + min(_FIRST_RETRY * 4 ** min(failures, 10), _LAST_RETRY)


def next_look(now: datetime, failures: int) -> datetime:
    """When to look again at a page that came whole and was no article."""
    return now + min(_FIRST_REJECTED * 4 ** min(failures, 10), _LAST_REJECTED)
