"""How far a page's sources agree on fields for which no labelled set has a truth: section, kind, image, description, site name, paywall.

    python -m benchmarks.metadata_agreement FOLDER...

For every field and every two sources: pages on which both speak, and the share on which they say the same (folded; images by file name; a
section also where the one names the other's part, as "Sport" does "Sport > Football"). Agreement is no proof of truth: both may be wrong, and
a breadcrumb may name a broader section than JSON-LD. It shows which source strays.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from benchmarks.metadata import pages
from cleaners.blocks import read_blocks
from cleaners.jsonld import file_of
from cleaners.metadata import Context, read_metadata
from cleaners.metadata.strings import folded, words
from cleaners.page import read_page
from cleaners.records import Candidate, Image, Metadata

FIELDS = ("section", "kind", "image", "description", "site_name")
_FEWEST = 5
"""Pages on which two sources must both speak to be reported."""


def read(html: bytes, url: str) -> Metadata:
    page = read_page(html, url)
    blocks = read_blocks(page).blocks
    return read_metadata(page, Context(blocks=blocks, text="\n".join(block.text for block in blocks if len(block.text) > 150)))


def normal(one: Candidate) -> str:
    """The form in which two sources' values are compared."""
    value = one.value
    return file_of(value.url).lower() if isinstance(value, Image) else folded(str(value))


def agree(field: str, left: str, right: str) -> bool:
    if field == "section":
        some, others = set(words(left)), set(words(right))
        return bool(some) and bool(others) and (some <= others or others <= some)
    return left == right


def first_values(found: Metadata, field: str) -> dict[str, str]:
    """The first value that each source offers for a field, in normal form."""
    values: dict[str, str] = {}
    for one in found.candidates:
        if one.field == field:
            values.setdefault(one.source, normal(one))
    return values


def compare(all_found: list[Metadata]) -> Iterator[tuple[str, str, int, float]]:
    """Field, pair of sources, pages on which both speak, share on which they agree; most pages first."""
    both: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    for found in all_found:
        for field in FIELDS:
            for (one, left), (other, right) in combinations(sorted(first_values(found, field).items()), 2):
                both[field, one, other].append(agree(field, left, right))
    for (field, one, other), same in sorted(both.items(), key=lambda pair: (FIELDS.index(pair[0][0]), -len(pair[1]))):
        if len(same) >= _FEWEST:
            yield field, f"{one} / {other}", len(same), sum(same) / len(same)


def walls(all_found: list[Metadata]) -> tuple[Counter[str], int]:
    """How often each sign of a paywall was seen, and how many pages were marked."""
    signs = Counter(one.source for found in all_found for one in found.candidates if one.field == "paywalled")
    return signs, sum(found.paywalled for found in all_found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    folders: list[Path] = parser.parse_args().folders
    all_found: list[Metadata] = [read(html, truth.get("url") or "") for folder in folders for _, html, truth in pages(folder)]
    given: Counter[str] = Counter(field for found in all_found for field in FIELDS if getattr(found, field))
    print(f"{len(all_found)} pages; " + ", ".join(f"{field} on {given[field]}" for field in FIELDS))
    for field, pair, count, share in compare(all_found):
        print(f"{field:<12} {pair:<60} {count:>5} {share:7.1%}")
    signs, marked = walls(all_found)
    print(f"paywalled    {marked} pages; signs: " + ", ".join(f"{sign} {count}" for sign, count in signs.most_common()))




if __name__ == "__main__":
    main()
