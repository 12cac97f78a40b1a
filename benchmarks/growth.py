"""How the time of a page grows with its size: one made-up article with its menus, lists and boxes, from 0.3 to 10 MB.

    python -m benchmarks.growth

Times are CPU seconds of this process, the best of two, for `clean` with its metadata and text; a linear cleaner has the same
milliseconds a megabyte in every row.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from cleaners import clean

SIZES = (312_500, 625_000, 1_250_000, 2_500_000, 5_000_000, 10_000_000)
RUNS = 2
WORDS = "the ferry harbour council said plan would cost more than was agreed in spring after a vote on lime trees and honey from the mill near river".split()
HEAD = '<html lang="en"><head><title>Ferry plan</title></head><body><nav><ul>' + '<li><a href="/x">Menu item</a></li>' * 40 + "</ul></nav><article><h1>Ferry plan</h1>"
BOX = '<div class="related"><a href="/y">Read more about the ferry</a></div>'


def prose(dice: random.Random, sentences: int) -> str:
    """Sentences without meaning."""
    return " ".join(" ".join(dice.choices(WORDS, k=dice.randint(8, 18))).capitalize() + "." for _ in range(sentences))


def grown(size: int) -> bytes:
    """A page of about `size` bytes."""
    dice = random.Random(size)
    parts, length = [HEAD], len(HEAD)
    while length < size:
        part = f"<p>{prose(dice, 4)}</p>\n"
        if dice.random() < 0.1:
            part += f"<h2>{prose(dice, 1)[:40]}</h2><ul><li>{prose(dice, 1)}</li></ul>{BOX}"
        parts.append(part)
        length += len(part)
    return "".join([*parts, "</article><footer>All rights reserved</footer></body></html>"]).encode()


def rows() -> Iterator[str]:
    """Rows of the table."""
    for size in SIZES:
        page, best = grown(size), float("inf")
        for _ in range(RUNS):
            begun = time.process_time()
            clean(page, "https://any.example/ferry-plan")
            best = min(best, time.process_time() - begun)
        yield f"| {len(page) / 1e6:.1f} | {best:.2f} | {best / len(page) * 1e9:.0f} |"


def main() -> None:
    """Prints the table."""
    clean(grown(20_000), "https://any.example/ferry-plan")  # loads what is no page's cost
    print("| MB | CPU s | ms a MB |\n|---|---|---|")
    for row in rows():
        print(row, flush=True)


if __name__ == "__main__":
    main()
