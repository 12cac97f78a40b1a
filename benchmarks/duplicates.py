"""Near-duplicates among many articles: recall of edited copies, false merges, time and peak memory.

    python -m benchmarks.duplicates [--articles 10000] [--edited 0.2] [--copied 0.1]

The articles are of invented words with the frequencies of a language (Zipf). A copy has the given share of its words replaced, here
and there, which is harder to recognise than a sentence replaced.
"""

from __future__ import annotations

import argparse
import random
import resource
import time

from crawler.duplicates import Finder

VOCABULARY = 20_000


def article(seed: str) -> list[str]:
    """150 to 700 words."""
    source = random.Random(seed)
    return [_word(source) for _ in range(source.randint(150, 700))]


def _word(source: random.Random) -> str:
    return f"w{int(VOCABULARY ** source.random())}"


def copy(tokens: list[str], share: float, seed: str) -> list[str]:
    """The article with a share of its words replaced."""
    source = random.Random(seed)
    return [_word(source) if source.random() < share else token for token in tokens]


def main(arguments: list[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--edited", type=float, default=0.2)
    parser.add_argument("--copied", type=float, default=0.1)
    options = parser.parse_args(arguments)
    copies = int(options.articles * options.copied)
    originals = options.articles - copies

    def text_of(number: int) -> str:
        tokens = article(str(number if number < originals else number - originals))
        return " ".join(tokens if number < originals else copy(tokens, options.edited, f"copy {number}"))

    started = time.process_time()
    with Finder(text_of) as finder:
        for number in range(options.articles):
            finder.add(number, text_of(number))
            if (number + 1) % max(1, options.articles // 4) == 0:
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                print(f"{number + 1} articles, {time.process_time() - started:.1f} s CPU, peak {peak:.0f} MB", flush=True)
        groups = list(finder.groups())
    found = sum(number - originals in group for group in groups for number in group if number >= originals)
    wrong = sum(len({number if number < originals else number - originals for number in group}) > 1 for group in groups)
    print(f"{found} of {copies} copies found ({found / max(copies, 1):.1%}), {wrong} false merges")


if __name__ == "__main__":
    main()
