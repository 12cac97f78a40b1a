"""Messages about runs that did not end well, through Spidermon (the extra `[spidermon]`): see docs/operations.md."""

from __future__ import annotations

import smtplib
from email.message import Message
from email.utils import getaddresses
from typing import Any

import sentry_sdk
from scrapy.crawler import Crawler
from scrapy.utils.misc import load_object
from spidermon import Monitor, MonitorSuite, monitors
from spidermon.contrib.actions.email import SendEmail
from spidermon.contrib.actions.sentry import SendSentryMessage
from spidermon.contrib.actions.slack import SendSlackMessage

from crawler.exit_codes import ExitCode, Verdict
from crawler.extensions.session import Session
from crawler.verdicts import judge

_SECONDS = 20.0  # for a mail server or Sentry to answer: the run has ended, and cron waits


def verdict(crawler: Crawler) -> Verdict:
    """How a crawl ended."""
    return judge(Session.of(crawler).tally)


def words(crawler: Crawler) -> str:
    """The site, how its run ended, and why: one line."""
    end = verdict(crawler)
    return f"{Session.of(crawler).site}: {end.code.name.lower().replace('_', ' ')} (exit {int(end.code)}): {end.cause}"


@monitors.name("run")
class RunMonitor(Monitor):
    """Fails when a run ended with a code that a person should look at."""

    @monitors.name("ended well")
    def test_ended_well(self) -> None:
        crawler = self.data.crawler
        quiet = {int(code) for code in crawler.settings.getlist("MESSAGE_QUIET_CODES", [ExitCode.DEGRADED, ExitCode.INTERRUPTED])}
        if (code := int(verdict(crawler).code)) and code not in quiet:
            self.fail(words(crawler))


class RunSuite(MonitorSuite):
    """For `SPIDERMON_ENGINE_STOP_MONITORS`: sends by every messenger of the setting `MESSENGERS` when a run did not end well."""

    def __init__(self, crawler: Crawler) -> None:
        messengers = [load_object(name) for name in crawler.settings.getlist("MESSENGERS")]
        super().__init__(monitors=[RunMonitor], monitors_failed_actions=messengers, crawler=crawler)


class Email(SendEmail):
    """An e-mail by the standard library: Spidermon's own is sent by a reactor that has stopped by then.

    Reads `SPIDERMON_EMAIL_SENDER`, `SPIDERMON_EMAIL_TO`, `SPIDERMON_SMTP_HOST`, `_PORT`, and where needed `_USER`, `_PASSWORD`,
    `_ENFORCE_TLS` (STARTTLS), `_ENFORCE_SSL`.
    """

    def __init__(self, crawler: Crawler, **options: Any) -> None:
        super().__init__(**{**options, "subject": "unused", "body_html": "unused"})
        self.crawler = crawler

    @classmethod
    def from_crawler_kwargs(cls, crawler: Crawler) -> dict[str, Any]:
        return {**super().from_crawler_kwargs(crawler), "crawler": crawler}

    def get_subject(self) -> str:
        """Site and code."""
        return f"Crawl of {words(self.crawler)}"[:150]

    def get_body_text(self) -> str:
        """The cause, and what to do."""
        return f"{words(self.crawler)}\n\n{Session.of(self.crawler).summary()}\n\nWhat the codes mean: docs/operations.md\n"

    def get_body_html(self) -> str:
        """None: plain text is all that is needed."""
        return ""

    def send_message(self, message: Message, **_: Any) -> None:
        """Hand the message to the mail server.

        Raises:
            OSError, SMTPException: it did not take it.
        """
        settings = self.crawler.settings
        connect = smtplib.SMTP_SSL if settings.getbool("SPIDERMON_SMTP_ENFORCE_SSL") else smtplib.SMTP
        with connect(settings["SPIDERMON_SMTP_HOST"], settings.getint("SPIDERMON_SMTP_PORT", 25), timeout=_SECONDS) as server:
            if settings.getbool("SPIDERMON_SMTP_ENFORCE_TLS"):
                server.starttls()
            if user := settings.get("SPIDERMON_SMTP_USER"):
                server.login(user, settings.get("SPIDERMON_SMTP_PASSWORD", ""))
            del message["Bcc"]
            receivers = [address for _, address in getaddresses([*self.to, *(self.cc or ()), *(self.bcc or ())])]
            server.sendmail(self.sender, receivers, message.as_string())


class Slack(SendSlackMessage):
    """Spidermon's Slack message with the run's own line; reads `SPIDERMON_SLACK_SENDER_TOKEN`, `_SENDER_NAME`, `_RECIPIENTS`."""

    include_attachments = False

    def get_message(self) -> str:
        """The run's line."""
        return words(self.data.crawler)


class Sentry(SendSentryMessage):
    """Spidermon's event for Sentry, sent before the process ends; reads `SPIDERMON_SENTRY_DSN`, `_PROJECT_NAME`, `_ENVIRONMENT_TYPE`."""

    def send_message(self, message: dict[str, Any]) -> None:
        """Send the event, and wait until it is out."""
        client = sentry_sdk.Client(dsn=self.sentry_dsn, environment=self.environment, default_integrations=False)
        scope = sentry_sdk.Scope(client=client)
        for name, value in self.get_tags(message).items():
            scope.set_tag(name, value)
        text = words(self.data.crawler)
        client.capture_event({"message": text, "level": self.sentry_log_level, "fingerprint": [message["title"]]}, scope=scope)
        client.close(timeout=_SECONDS)
