"""What `scrapy crawl` tells the shell, cron and systemd. The numbers are public: documented in `docs/operations.md`, never renumbered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """How a run ended; of several reasons the one that stands first in `SEVERITY` counts."""

    DONE = 0
    UNEXPECTED = 1
    BAD_CONFIGURATION = 2
    DEGRADED = 3
    UNREACHABLE = 4
    QUARANTINED = 5
    STORAGE_FAILURE = 6
    ALREADY_RUNNING = 7
    INTERRUPTED = 8


MEANING = {
    ExitCode.DONE: "done, also when there was nothing new",
    ExitCode.UNEXPECTED: "an unexpected exception; what was stored before it is whole",
    ExitCode.BAD_CONFIGURATION: "bad configuration or usage; nothing was fetched",
    ExitCode.DEGRADED: "some pages or listings failed (they are kept as dead letters and tried again), or a host's budget was spent (its other pages stay due)",
    ExitCode.UNREACHABLE: "no feed and no sitemap could be read, or robots.txt refused them; nothing was changed",
    ExitCode.QUARANTINED: "the health gate held the run's articles back; outputs are unchanged",
    ExitCode.STORAGE_FAILURE: "the store or an output could not be written; what was committed is whole",
    ExitCode.ALREADY_RUNNING: "another run of this site is under way",
    ExitCode.INTERRUPTED: "stopped by a signal or a limit before the end; the next run goes on from there",
}

SEVERITY = (
    ExitCode.STORAGE_FAILURE,
    ExitCode.BAD_CONFIGURATION,
    ExitCode.UNEXPECTED,
    ExitCode.QUARANTINED,
    ExitCode.UNREACHABLE,
    ExitCode.INTERRUPTED,
    ExitCode.DEGRADED,
    ExitCode.DONE,
)


def most_severe(codes: Iterable[ExitCode]) -> ExitCode:
    """The code of several runs together. That another run has a site is the least of what can be told."""
    found = set(codes)
    return next((code for code in (*SEVERITY[:-1], ExitCode.ALREADY_RUNNING) if code in found), ExitCode.DONE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The end of a run: its code and one sentence that names the cause ("" when all went well)."""

    code: ExitCode
    cause: str = ""

    @property
    def publishes(self) -> bool:
        """Whether the run's items may replace yesterday's outputs."""
        return self.code in (ExitCode.DONE, ExitCode.DEGRADED)


class ConfigurationError(Exception):
    """A setting or argument is missing or wrong; the message is one line that says what to set."""
