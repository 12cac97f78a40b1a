"""The health gate: is what this run brought like what healthy runs of the site brought?

A site that changes its template, or puts a wall before its pages, still answers 200. The gate compares a run with robust baselines
(median and MAD) of healthy runs, and looks for marks that no healthy run has. It says nothing before there are enough samples.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from crawler.stores.outcomes import Sample

LEAST_BASELINE = 20  # samples of healthy runs before anything is compared
LEAST_RUN = 5  # pages of this run before its medians mean anything
DEVIATIONS = 6.0  # MADs (scaled to standard deviations) between the medians; 6 keeps false alarms of skewed measures rare
_SCALED_MAD = 1.4826  # makes the MAD of a normal distribution its standard deviation

# For each measure: the least change of the median that matters, whatever the MAD (baselines of one theme hardly vary), and the
# direction that is bad. Lengths are compared as logarithms, so 0.7 is a factor of two.
_LIMITS: dict[str, tuple[float, int]] = {
    "text_chars": (0.7, 0),
    "field_fill": (0.25, -1),  # more than one of the five fields
    "removed_share": (0.25, 0),
    "confidence": (0.2, -1),
}


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What the gate looks at beside samples.

    Attributes:
        pages: pages with an outcome that came whole (articles and rejections).
        rejected: reason code -> pages that came whole and gave no article, or were redirected elsewhere.
        sent_away: place -> pages that were redirected there.
        known: pages that answered again after they had given an article; `lost` of them gave none now, `vanished` are gone (404).
        silently_revised: articles whose text changed though no feed or sitemap says so; of `looked_at` looked at for age alone.
        repeated: paragraph -> in how many new articles of this run it stands.
        new: new and revised articles.
    """

    pages: int
    rejected: Mapping[str, int]
    known: int
    lost: int
    vanished: int
    silently_revised: int
    looked_at: int
    repeated: Mapping[str, int]
    new: int
    sent_away: Mapping[str, int] = field(default_factory=dict)


def examine(facts: RunFacts, current: Sequence[Sample], baseline: Sequence[Sample]) -> str:
    """Why the run's articles must be held back, in a sentence or more; "" when nothing speaks against them.

    Args:
        facts: counts of this run.
        current: samples of this run.
        baseline: samples of earlier healthy runs, the latest first.
    """
    if wall := _wall(facts):
        return wall
    if len(baseline) < LEAST_BASELINE:
        return ""
    return "; ".join(filter(None, (_losses(facts), _debris(facts), *_shifts(current, baseline))))


def _wall(facts: RunFacts) -> str:
    """Most pages lead to one and the same place: no site does that to its readers, so this needs no baseline."""
    for place, count in sorted(facts.sent_away.items(), key=lambda pair: -pair[1])[:1]:
        if count >= LEAST_RUN and count * 2 > facts.pages:
            return f"{count} of {facts.pages} pages were sent on to {place}: a consent wall, a login or a block stands before the articles"
    return ""


def _losses(facts: RunFacts) -> str:
    """Pages that should be articles and are none."""
    reasons = ", ".join(f"{count} {code}" for code, count in sorted(facts.rejected.items(), key=lambda pair: -pair[1])[:3])
    if facts.lost >= 3 and facts.lost * 2 >= facts.known:
        return f"{facts.lost} of {facts.known} known articles are articles no more ({reasons})"
    if facts.vanished >= LEAST_RUN and facts.vanished * 2 > facts.known:
        return f"{facts.vanished} of {facts.known} known articles are said to be gone"
    rejected = sum(facts.rejected.values())
    if facts.pages >= LEAST_RUN and rejected * 2 > facts.pages:
        return f"{rejected} of {facts.pages} pages are no articles ({reasons})"
    if facts.silently_revised >= LEAST_RUN and facts.silently_revised * 2 > facts.looked_at:
        return f"{facts.silently_revised} of {facts.looked_at} articles changed although neither feed nor sitemap says so"
    return ""


def _debris(facts: RunFacts) -> str:
    """A paragraph that stands in many new articles is the template's, not the author's."""
    for paragraph, count in sorted(facts.repeated.items(), key=lambda pair: -pair[1])[:1]:
        if count >= LEAST_RUN and count * 3 >= facts.new:
            return f"the same paragraph stands in {count} of {facts.new} new articles ({paragraph[:60]!r})"
    return ""


def _shifts(current: Sequence[Sample], baseline: Sequence[Sample]) -> Iterable[str]:
    """Measures whose median left the range of healthy runs, template by template (a new template against the last good one)."""
    for template in dict.fromkeys(sample.template for sample in current):
        now = [sample for sample in current if sample.template == template and sample.measures]
        like = [sample for sample in baseline if sample.template == template]
        known = len(like) >= LEAST_BASELINE
        if len(now) < LEAST_RUN:
            continue
        for measure, (least, direction) in _LIMITS.items():
            if words := _shift(measure, now, like if known else baseline, (least, direction)):
                yield words + ("" if known else f" on the new template {template} (last good one: {baseline[0].template})")


def _shift(measure: str, now: Sequence[Sample], before: Sequence[Sample], limit: tuple[float, int]) -> str:
    ours, theirs = _values(measure, now), _values(measure, before)
    if len(ours) < LEAST_RUN or len(theirs) < LEAST_BASELINE:
        return ""
    least, direction = limit
    centre, here = median(theirs), median(ours)
    spread = _SCALED_MAD * median(abs(value - centre) for value in theirs)
    # The median of n values strays by about 1.25 s/sqrt(n) by itself.
    allowed = max(least, DEVIATIONS * 1.25 * spread / math.sqrt(len(ours)))
    change = here - centre
    if abs(change) <= allowed or (direction and change * direction < 0):
        return ""
    show = math.expm1 if measure == "text_chars" else float
    return f"median {measure.replace('_', ' ')} is {show(here):.3g} where healthy runs have {show(centre):.3g}"


def _values(measure: str, samples: Sequence[Sample]) -> list[float]:
    values = [sample.measures[measure] for sample in samples if measure in sample.measures]
    return [math.log1p(value) for value in values] if measure == "text_chars" else values
