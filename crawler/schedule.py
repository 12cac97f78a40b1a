"""When a page is due again: often while it is young, rarely when it is old, and later after every failure."""

from __future__ import annotations

from datetime import datetime, timedelta

# An article is looked at again when it is this old, then every 30 days: corrections come within hours, removals at any time.
LADDER = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=7), timedelta(days=30))
_FIRST_RETRY, _LAST_RETRY = timedelta(minutes=15), timedelta(days=7)
_FIRST_REJECTED, _LAST_REJECTED = timedelta(days=1), timedelta(days=30)


def next_recheck(now: datetime, changed: datetime | None) -> datetime:
    """When to look at an article again, from the instant of its last known change (publication, update or revision)."""
    changed = min(changed or now, now)
    for step in LADDER:
        if changed + step > now:
            return changed + step
    return now + LADDER[-1]


def next_retry(now: datetime, failures: int) -> datetime:
    """When to try a page again whose fetch or cleaning failed for the (`failures` + 1)th time."""
    return now + min(_FIRST_RETRY * 4 ** min(failures, 10), _LAST_RETRY)


def next_look(now: datetime, failures: int) -> datetime:
    """When to look again at a page that came whole and was no article."""
    return now + min(_FIRST_REJECTED * 4 ** min(failures, 10), _LAST_REJECTED)
