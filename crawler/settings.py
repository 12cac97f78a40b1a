"""Scrapy settings of the project, in the order of Scrapy's own documentation; what users may want to set is in docs/crawling.md."""

from __future__ import annotations

import os

from scrapy.settings import default_settings as _scrapy

from crawler import shared_settings as _shared

BOT_NAME = "bullionbite"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"

# Who we are. Sites should be able to reach you: set CRAWLER_CONTACT to an address or a page about your crawler.
USER_AGENT = f"bullionbite/0.1 (Scrapy; {os.environ.get('CRAWLER_CONTACT', 'obeys robots.txt')})"
ROBOTSTXT_USER_AGENT = "bullionbite"

# Politeness. A loopback address (the replica) is crawled without delay, see crawler/spiders/site.py.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
RETRY_AFTER_MAX = 120.0  # seconds; a Retry-After beyond is not waited for
COOKIES_ENABLED = False
# Off, Scrapy's middleware for cookies would still be imported, with two clients for the web: a twentieth of a run with nothing new.
_COOKIES = "scrapy.downloadermiddlewares.cookies.CookiesMiddleware"
DOWNLOADER_MIDDLEWARES_BASE = {name: place for name, place in _scrapy.DOWNLOADER_MIDDLEWARES_BASE.items() if name != _COOKIES}

# What a response may be: http(s), whole, of a size that a page can have, from a server that is who it says.
DOWNLOAD_HANDLERS = _shared.DOWNLOAD_HANDLERS
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024
DOWNLOAD_WARNSIZE = 4 * 1024 * 1024
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_FAIL_ON_DATALOSS = False  # BodyMiddleware retries cut bodies and keeps the bytes for the dead letter
DOWNLOAD_VERIFY_CERTIFICATES = True
# No page, feed, sitemap, redirect or robots file can make us connect inside the network (docs/security.md). What the operator names
# as start address is open, and the hosts listed here: ["intranet.example", "staging.example:8080"].
TWISTED_DNS_RESOLVER = "crawler.guard.resolver.GuardedResolver"
ADDRESS_GUARD_ALLOW = _shared.ADDRESS_GUARD_ALLOW
HTTPPROXY_ENABLED = False  # True uses the proxies of the environment (http_proxy, https_proxy, no_proxy)
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
HTTPERROR_ALLOW_ALL = True  # spiders and pipelines give every answer a reason code
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the page becomes a dead letter, which the summary counts
# What one host may cost in one run, 0 for no bound; what is not fetched then stays due (crawler/middlewares/budget.py).
HOST_MAX_BYTES = _shared.HOST_MAX_BYTES
HOST_MAX_SECONDS = _shared.HOST_MAX_SECONDS
HOST_MAX_FAILURES = _shared.HOST_MAX_FAILURES
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip",
}
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the session asks for every page once; nothing is dropped silently

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "crawler.middlewares.site.SiteMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.middlewares.retry.PatientRetryMiddleware": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.guard.bodies.BodyMiddleware": 590,
    "crawler.middlewares.budget.HostBudgetMiddleware": _shared.HOST_BUDGET_PLACE,
    "crawler.guard.middleware.AddressGuardMiddleware": _shared.GUARD_PLACE,
}

# Cleaning: worker processes (0 cleans in the crawl's own process, where no limit holds), seconds and megabytes for one page.
CLEAN_WORKERS = _shared.CLEAN_WORKERS
CLEAN_TIMEOUT = _shared.CLEAN_TIMEOUT
CLEAN_MEMORY_MB = _shared.CLEAN_MEMORY_MB
RULES_DIR = None
PROFILES_DIR = None

ITEM_PIPELINES = {
    "crawler.pipelines.clean.CleanPipeline": 300,
    "crawler.pipelines.deduplicate.DeduplicatePipeline": 400,
    "crawler.pipelines.follow.FollowPipeline": 450,
    "crawler.pipelines.store.StorePipeline": 500,
}
CONCURRENT_ITEMS = 16
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 20_000_000  # bytes of pages that wait for cleaning or the store, from which on none is fetched
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"

# Where articles go. FEEDS, -o and -O work as everywhere in Scrapy; files are written beside and renamed.
STORE_URL = _shared.STORE_URL
MARKDOWN_DIR = None
FEED_STORAGES = {"": "crawler.feeds.LocalFeedStorage", "file": "crawler.feeds.LocalFeedStorage"}
FEED_EXPORTERS = {"csv": "crawler.feeds.PlainCsvExporter"}
FEED_EXPORT_ENCODING = "utf-8"
FEED_STORE_EMPTY = True  # LocalFeedStorage creates an empty file where there is none, and never empties one

# Articles that nobody says have changed, looked at again in one run (see crawler/schedule.py for when).
RECHECK_BUDGET = 20

EXTENSIONS = {
    "crawler.extensions.session.Session": -100,  # before the feed exporter: the verdict stands before outputs are published
    "crawler.extensions.deadline.Deadline": 10,
    "crawler.extensions.progress.ProgressBar": 20,
    "crawler.extensions.metrics.MetricsFile": 30,
    "crawler.extensions.latency.Latency": 40,
}
# A console and a remote control are doors. Set to None in EXTENSIONS they would still be imported, which costs a tenth of an idle run.
_DOORS = ("scrapy.extensions.telnet.TelnetConsole", "scrapy.extensions.remote_control.RemoteControl")
EXTENSIONS_BASE = {name: place for name, place in _scrapy.EXTENSIONS_BASE.items() if name not in _DOORS}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
MEMUSAGE_LIMIT_MB = 2048

METRICS_FILE = None  # a path: the run's numbers for Prometheus' textfile collector
LOG_JSON = False  # one JSON object a line instead of text
LOG_LEVEL = "INFO"
LOG_SHORT_NAMES = False
STATS_DUMP = True
