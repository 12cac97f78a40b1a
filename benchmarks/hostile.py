"""What hostile pages cost: every page of `tests/hostile`, and what doubling one thing does to the time.

    python -m benchmarks.hostile [--slowest 10] [--limit 2.0]

Times are CPU seconds of this process (`time.process_time`), best of two, for `clean` and the writing of text, HTML, Markdown and ledger;
making the page is not counted. The doubling table gives the seconds at each size and the ratio to the size before.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from cleaners import CleanerError, clean
from cleaners.records import Options
from tests.hostile.base import HEAD, Hostile, page, paragraphs
from tests.hostile.markup import markup
from tests.hostile.shapes import nested, shapes
from tests.hostile.texts import texts

RUNS = 2
Grown = Callable[[int], str]
DOUBLED: dict[str, tuple[int, Grown]] = {
    "`<p>`": (10_000, lambda size: page(paragraphs() + "<p>x" * size)),
    "`<p>` of prose": (5_000, lambda size: page(paragraphs(*(f"Sentence {n} of a very long chronicle of the harbour." for n in range(size))))),
    "`<br>`": (200_000, lambda size: page(paragraphs() + "<br>" * size)),
    "`<a>`": (40_000, lambda size: page(paragraphs() + '<a href="/x">link</a> ' * size)),
    "attributes of one tag": (40_000, lambda size: page("<div " + " ".join(f"a{n}=1" for n in range(size)) + ">" + paragraphs() + "</div>")),
    "JSON-LD, objects": (5_000, lambda size: page(paragraphs(), HEAD + _json_ld('{"@type":"Thing","name":"x"}', size))),
    "JSON-LD, one broken": (5_000, lambda size: page(paragraphs(), HEAD + _json_ld('{"@type":"Thing","name":"x"', size))),
    "nesting, `<div>`": (2_500, lambda size: page(nested("div", size))),
    "nesting, `<b>`": (2_500, lambda size: page(nested("b", size))),
    "table cells": (12_500, lambda size: page(paragraphs() + "<table>" + "<tr><td>1</td><td>2</td></tr>" * (size // 2) + "</table>")),
}
"""What is doubled: the smallest size, and the page of a size. Each is measured at one, two and four times that."""


@dataclass(frozen=True)
class Timed:
    """A page cleaned: CPU seconds, and the text (empty where it was refused)."""

    name: str
    seconds: float
    text: str


def _json_ld(item: str, size: int) -> str:
    return f'<script type="application/ld+json">[{",".join([item] * size)}]</script>'


def timed(name: str, body: bytes, charset: str | None = None) -> Timed:
    """The best of `RUNS`; what a refusal costs counts too."""
    best, text = float("inf"), ""
    for _ in range(RUNS):
        begun = time.process_time()
        try:
            article = clean(body, "https://hostile.example/story.html", options=Options(charset=charset))
            article.to_dict()
            text = article.text
        except CleanerError:
            text = ""
        best = min(best, time.process_time() - begun)
    return Timed(name, best, text)


def kept(case: Hostile, result: Timed) -> bool:
    """Whether every sentence that a browser would show is in the text."""
    return all(sentence in result.text for sentence in case.wanted)


def hostile_set(slowest: int, limit: float) -> None:
    """Cleans the whole set and prints what it cost."""
    results = [(case, timed(case.name, case.build(), case.charset)) for case in (*shapes(), *texts(), *markup())]
    wanted = [(case, result) for case, result in results if case.wanted]
    lost = [case.name for case, result in wanted if not kept(case, result)]
    over = sum(result.seconds > limit for _, result in results)
    print(f"{len(results)} pages, {over} over {limit:g} s, article kept in {len(wanted) - len(lost)} of {len(wanted)} that have one")
    for name in lost:
        print(f"  lost: {name}")
    for result in sorted((result for _, result in results), key=lambda each: -each.seconds)[:slowest]:
        print(f"  {result.seconds * 1000:6.0f} ms  {result.name}")


def doublings() -> Iterator[str]:
    """Rows of the table."""
    for name, (least, grown) in DOUBLED.items():
        seconds = [timed(name, grown(least * factor).encode()).seconds for factor in (1, 2, 4)]
        ratios = [later / earlier for earlier, later in pairwise(seconds)]
        yield f"| {name} | {least:,} | {'; '.join(f'{each:.2f}' for each in seconds)} | {'; '.join(f'{each:.2f}' for each in ratios)} |"


def main() -> None:
    """Prints the set, then the doublings."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slowest", type=int, default=10, help="how many of the slowest pages to name")
    parser.add_argument("--limit", type=float, default=2.0, help="CPU seconds a page may take")
    arguments = parser.parse_args()
    clean(page(paragraphs()))  # Loads the models, which is no page's cost.
    hostile_set(arguments.slowest, arguments.limit)
    print("\n| doubled | from | CPU s at 1, 2, 4 times | ratio of each doubling |\n|---|---|---|---|")
    for row in doublings():
        print(row, flush=True)


if __name__ == "__main__":
    main()
