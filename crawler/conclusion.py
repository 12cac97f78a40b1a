"""How a crawl ended, also one that never got to its spider."""

from __future__ import annotations

import logging

from scrapy.crawler import Crawler

from crawler.exit_codes import ConfigurationError, ExitCode, Verdict

logger = logging.getLogger(__name__)


def conclude(crawler: Crawler, error: BaseException | None) -> tuple[Verdict, str]:
    """The verdict and the summary ("" where there is none) of a crawl that is over; its session is ended.

    Args:
        crawler: the crawl.
        error: what broke it, None where it came to its end.
    """
    from crawler.extensions.session import Session  # on demand: a run that finds the site locked never needs them
    from crawler.verdicts import judge

    session = crawler.get_extension(Session) if crawler._extensions is not None else None
    if isinstance(error, ConfigurationError):
        return Verdict(ExitCode.BAD_CONFIGURATION, str(error)), ""
    if error is not None:
        logger.error("The crawl broke down", exc_info=error)
        return Verdict(ExitCode.UNEXPECTED, f"{type(error).__name__}: {error}"), ""
    if session is None:
        return Verdict(ExitCode.UNEXPECTED, "the session extension is missing from EXTENSIONS"), ""
    session.end()
    verdict = judge(session.tally)
    return verdict, session.summary() if verdict.publishes or session.tally.asked else ""
