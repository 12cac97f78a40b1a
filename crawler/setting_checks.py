"""Settings that can be told to be wrong before a run begins: each in one line, and nothing is fetched."""

from __future__ import annotations

import logging
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.exit_codes import ConfigurationError

_NUMBERS = (
    "CLEAN_WORKERS", "CLEAN_TIMEOUT", "RECHECK_BUDGET", "RETRY_AFTER_MAX", "DOWNLOAD_DELAY", "DOWNLOAD_TIMEOUT", "DOWNLOAD_MAXSIZE", "SITES_AT_ONCE",
    "HOST_MAX_BYTES", "HOST_MAX_SECONDS", "HOST_MAX_FAILURES",
)  # fmt: skip
_SWITCHES = ("LOG_JSON", "BROWSER", "ROBOTSTXT_OBEY", "AUTOTHROTTLE_ENABLED")


def check_settings(settings: BaseSettings) -> None:
    """Check numbers, switches, the log's level and folder, and the files that say how pages are cleaned.

    Raises:
        ConfigurationError: one of them is wrong.
    """
    for name in _NUMBERS:
        try:
            valid = settings.getfloat(name) >= 0
        except (TypeError, ValueError):
            valid = False
        if not valid:
            raise ConfigurationError(f"{name} must be a number that is not negative, not {settings.get(name)!r}")
    for name in _SWITCHES:
        try:
            settings.getbool(name)
        except ValueError:
            raise ConfigurationError(f"{name} must be 1 or 0, not {settings.get(name)!r}") from None
    level = settings.get("LOG_LEVEL")
    if isinstance(level, str) and level.upper() not in logging.getLevelNamesMapping():
        raise ConfigurationError(f"LOG_LEVEL (-L) must be one of DEBUG, INFO, WARNING, ERROR and CRITICAL, not {level!r}")
    log = settings.get("LOG_FILE")
    if log and not Path(log).absolute().parent.is_dir():
        raise ConfigurationError(f"LOG_FILE: no folder {Path(log).parent}")
    if settings.get("RULES_DIR") or settings.get("PROFILES_DIR") or settings.get("CLEAN_PROFILE"):
        _check_cleaning(settings)


def _check_cleaning(settings: BaseSettings) -> None:
    """Clean a sentence as the pages will be: a fault of a rule or profile file shows now and not at the first page."""
    import cleaners  # slow to import: only where there is something to check
    from cleaners.errors import BadRule, CleanerError
    from cleaners.records import Options

    rules, profiles = (Path(folder) if (folder := settings.get(name)) else None for name in ("RULES_DIR", "PROFILES_DIR"))
    try:
        cleaners.explain("<p>A sentence.</p>", options=Options(rules_dir=rules, profiles_dir=profiles, profile=settings.get("CLEAN_PROFILE")))
    except BadRule as error:
        raise ConfigurationError(error.detail) from None
    except CleanerError:
        pass  # no article, which no sentence alone is
