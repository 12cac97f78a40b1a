"""From what happened in a run to how it ended: a pure function over a tally, so that every exit code can be tested as a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from crawler.exit_codes import SEVERITY, ExitCode, Verdict
from crawler.health import RunFacts
from crawler.items import Page
from crawler.stores.outcomes import Dead, Gone, Kind, Outcome, Result, Saved

SENT_AWAY = frozenset({"redirected-away", "redirected-offsite"})  # another page than the one asked for came, or was offered
_OWN_REASONS = ("finished", "start_error")  # ends of a spider that nobody cut short; errors of start() count as errors


@dataclass
class Tally:
    """What a run has done so far.

    Attributes:
        kinds: what the store did, by `Kind`.
        failures: pages that could not be fetched or cleaned, by reason code; they are tried again.
        rejections: pages that came whole and are no article, by reason code.
        listings: feeds and sitemaps that were read (or had not changed).
        broken_listings: feeds and sitemaps that could not be read, with the reason.
        cut_listings: those of which only a part could be read, with how much.
        spent_hosts: hosts that were asked nothing more because their budget was spent, with which; what they have left stays due.
        sent_away: where pages were redirected to that asked for an article, and how many (a consent wall, a login, a front page).
        errors: unexpected exceptions, a line each.
        fatal: the first cause that ended the run early, by its code.
        known, lost, vanished: pages that answered again after they had given an article; those of them that gave none now, or are gone.
        examples: for a reason code, the detail of the first page that had it.
        looked_at, silently_revised: articles looked at for their age alone; those of them that had changed.
        paragraphs: in how many new or revised articles each paragraph stands.
        health: why the health gate holds the run's articles back, "" when it does not.
        reason: why the spider closed.
    """

    kinds: Counter[Kind] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    rejections: Counter[str] = field(default_factory=Counter)
    listings: list[str] = field(default_factory=list)
    broken_listings: dict[str, str] = field(default_factory=dict)
    cut_listings: dict[str, str] = field(default_factory=dict)
    spent_hosts: dict[str, str] = field(default_factory=dict)
    sent_away: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    fatal: dict[ExitCode, str] = field(default_factory=dict)
    known: int = 0
    lost: int = 0
    vanished: int = 0
    examples: dict[str, str] = field(default_factory=dict)
    looked_at: int = 0
    silently_revised: int = 0
    paragraphs: Counter[str] = field(default_factory=Counter)
    health: str = ""
    reason: str = "finished"

    @property
    def asked(self) -> int:
        """Pages with an outcome."""
        return self.kinds.total()

    def facts(self) -> RunFacts:
        """What the health gate looks at."""
        rejected = self.rejections + Counter({code: self.failures[code] for code in SENT_AWAY})
        return RunFacts(
            pages=self.good + rejected.total(),
            rejected=rejected,
            sent_away=self.sent_away,
            known=self.known,
            lost=self.lost,
            vanished=self.vanished,
            silently_revised=self.silently_revised,
            looked_at=self.looked_at,
            repeated={text: count for text, count in self.paragraphs.items() if count > 1},
            new=self.kinds[Kind.NEW] + self.kinds[Kind.REVISED],
        )

    @property
    def good(self) -> int:
        """Pages that gave an article, new or known."""
        return sum(self.kinds[kind] for kind in (Kind.NEW, Kind.REVISED, Kind.UNCHANGED, Kind.DUPLICATE))

    def count(self, page: Page, outcome: Outcome, result: Result) -> None:
        """Note what became of a page."""
        match outcome:
            case Dead(sample=None):
                self.failures[outcome.reason] += 1
            case Dead():
                self.rejections[outcome.reason] += 1
        if isinstance(outcome, Dead):
            self.examples.setdefault(outcome.reason, outcome.detail)
        away = isinstance(outcome, Dead) and outcome.reason in SENT_AWAY
        if away:
            self.sent_away[outcome.fetch.final_url.partition("?")[0] or outcome.detail] += 1
        came_whole = away or isinstance(outcome, (Saved, Gone)) or (isinstance(outcome, Dead) and outcome.sample is not None)
        if page.state.article_id is not None and came_whole:
            self.known += 1
            self.lost += isinstance(outcome, Dead)
            self.vanished += isinstance(outcome, Gone)
            self.looked_at += page.is_recheck
            self.silently_revised += page.is_recheck and result.kind is Kind.REVISED
        if isinstance(outcome, Saved) and result.kind in (Kind.NEW, Kind.REVISED):
            self.paragraphs.update(set(outcome.article["text"].split("\n\n")))

    def fail(self, code: ExitCode, cause: str) -> None:
        """Note what ends the run early; the first cause of a code stays."""
        self.fatal.setdefault(code, cause)


def judge(tally: Tally) -> Verdict:
    """How a run ended: the most severe of what happened in it."""
    found = dict(tally.fatal)
    if tally.errors:
        more = f" (and {len(tally.errors) - 1} more)" if len(tally.errors) > 1 else ""
        found.setdefault(ExitCode.UNEXPECTED, tally.errors[0] + more)
    if tally.health:
        found.setdefault(ExitCode.QUARANTINED, tally.health)
    if tally.broken_listings and not tally.listings:
        found.setdefault(ExitCode.UNREACHABLE, _listing_words(tally))
    if tally.reason not in _OWN_REASONS:
        found.setdefault(ExitCode.INTERRUPTED, f"stopped before the end ({tally.reason})")
    if cause := _degraded(tally):
        found.setdefault(ExitCode.DEGRADED, cause)
    for code in SEVERITY:
        if code in found:
            return Verdict(code, found[code])
    return Verdict(ExitCode.DONE)


def _listing_words(tally: Tally) -> str:
    return "; ".join(f"{url}: {why}" for url, why in tally.broken_listings.items())


def _degraded(tally: Tally) -> str:
    """Why the run is less than it should be, "" when it is not."""
    causes = []
    if tally.failures:
        causes.append(f"{tally.failures.total()} of {tally.asked} pages failed ({_top(tally.failures, tally)})")
    if tally.lost and tally.rejections:
        causes.append(f"{tally.lost} of {tally.known} known articles are articles no more ({_top(tally.rejections, tally)})")
    if tally.rejections and not tally.good:
        causes.append(f"none of {tally.asked} pages is an article ({_top(tally.rejections, tally)})")
    if broken := {url: why for url, why in tally.broken_listings.items() if not why.startswith(("HTTP 404", "HTTP 410"))}:
        causes.extend(f"{url}: {why}" for url, why in broken.items())
    causes.extend(f"{url}: {why}" for url, why in tally.cut_listings.items())
    causes.extend(f"{host} was asked nothing more: {why}; the rest stays due" for host, why in tally.spent_hosts.items())
    return "; ".join(causes)


def _top(codes: Counter[str], tally: Tally) -> str:
    """The commonest reasons, each with the detail of its first page."""
    examples = ((count, code, tally.examples.get(code, "")) for code, count in codes.most_common(3))
    return ", ".join(f"{count} {code}" + (f": {detail}" if detail else "") for count, code, detail in examples)


def summary(tally: Tally, place: str) -> str:
    """One line for people and logs: `12 new, 1 revised, 51 unchanged, 2 dead letters -> bullionbite.db`."""
    kinds = tally.kinds
    parts = [f"{kinds[kind]} {name}" for kind, name in ((Kind.NEW, "new"), (Kind.REVISED, "revised")) if kinds[kind]]
    words = ", ".join(parts) or "nothing new"
    rest = [
        (kinds[Kind.UNCHANGED], "unchanged"),
        (kinds[Kind.DUPLICATE], "duplicate"),
        (kinds[Kind.GONE], "gone"),
        (kinds[Kind.DEAD], "dead letters" if kinds[Kind.DEAD] > 1 else "dead letter"),
    ]
    return ", ".join([words, *(f"{count} {name}" for count, name in rest if count)]) + f" → {place}"
