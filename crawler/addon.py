"""`ADDONS = {"crawler.addon.Addon": 300}`: cleaning, address guard, state and health for an existing Scrapy project (docs/scrapy-addon.md)."""

from __future__ import annotations

import logging
from importlib.util import find_spec

from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings

from crawler import shared_settings
from crawler.extensions.session import Session
from crawler.extensions.verdict import VerdictLog
from crawler.fields import read_field_map
from crawler.guard.middleware import AddressGuardMiddleware
from crawler.middlewares.budget import HostBudgetMiddleware
from crawler.middlewares.cleaning import CleaningMiddleware
from crawler.setting_checks import check_settings

logger = logging.getLogger(__name__)
_CLEANING_PLACE = 30  # near the engine: items of all other spider middlewares are filled
_DEFAULTS = (
    *("ADDRESS_GUARD_ALLOW", "HOST_MAX_BYTES", "HOST_MAX_SECONDS", "HOST_MAX_FAILURES"),
    *("CLEAN_WORKERS", "CLEAN_TIMEOUT", "CLEAN_MEMORY_MB", "STORE_URL"),
)


class Addon:
    """Adds components and defaults; what the project itself sets stays, and is said where the guard does not reach it."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Called by Scrapy when a crawler is made.

        Raises:
            NotConfigured: an extra, or Twisted's reactor, is missing; nothing was changed.
            ConfigurationError: `CLEAN_FIELDS`, a rule or profile folder, or a number or switch is wrong; nothing was changed.
        """
        _require_reactor(settings)
        _require_driver(str(settings.get("STORE_URL", shared_settings.STORE_URL) or ""))
        read_field_map(settings.get("CLEAN_FIELDS"))
        check_settings(settings)
        for name in _DEFAULTS:
            settings.setdefault(name, getattr(shared_settings, name), priority="addon")
        settings.setdefault_in_component_priority_dict("SPIDER_MIDDLEWARES", CleaningMiddleware, _CLEANING_PLACE)
        settings.setdefault_in_component_priority_dict("DOWNLOADER_MIDDLEWARES", HostBudgetMiddleware, shared_settings.HOST_BUDGET_PLACE)
        settings.setdefault_in_component_priority_dict("DOWNLOADER_MIDDLEWARES", AddressGuardMiddleware, shared_settings.GUARD_PLACE)
        _add_handlers(settings)
        if settings.get("STORE_URL"):
            settings.setdefault_in_component_priority_dict("EXTENSIONS", Session, -100)
            settings.setdefault_in_component_priority_dict("EXTENSIONS", VerdictLog, 10)


def _require_reactor(settings: BaseSettings) -> None:
    if not settings.getbool("TWISTED_REACTOR_ENABLED", True):
        raise NotConfigured("the address guard works at Twisted's connections: set TWISTED_REACTOR_ENABLED = True, or leave the add-on out")


def _require_driver(store: str) -> None:
    if store.startswith("postgresql") and find_spec("psycopg") is None:
        raise NotConfigured("STORE_URL names PostgreSQL, whose driver is missing: pip install 'bullionbite[postgres]'")


def _add_handlers(settings: BaseSettings) -> None:
    """Our download handlers where the project names none. Its own are kept: the guard holds if they connect through Twisted's reactor."""
    handlers = settings.getdict("DOWNLOAD_HANDLERS")
    for scheme in ("http", "https"):
        if own := handlers.get(scheme):
            logger.warning("%s of DOWNLOAD_HANDLERS is kept for %s: the address guard holds only if it connects by Twisted's reactor", own, scheme)
    missing = {scheme: path for scheme, path in shared_settings.DOWNLOAD_HANDLERS.items() if scheme not in handlers}
    settings.set("DOWNLOAD_HANDLERS", handlers | missing, priority=settings.getpriority("DOWNLOAD_HANDLERS") or 0)
