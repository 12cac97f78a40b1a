"""Measure the metadata against labelled pages, beside trafilatura and newspaper4k.

    python benchmarks/metadata.py FOLDER... [--peers] [--halves] [--misses FIELD] [--floors [--raise]]

A folder has `truth.json` ({id: {title, authors, date, url}}) and `html/ID.html.gz`. Compared are, where the truth has the field:
title      equal after folding case, quotes, dashes and white space
day        calendar day of publication; where the truth is a day and the answer an instant, its day in any zone from -11 to +13 will do
instant    within a minute, zone right (only where the truth has a time and a zone)
authors    F1 over names, both sides split into names the same way and compared without case, accents, titles, credentials and order of words
tags       F1 over labels, compared folded (only where the truth has some)

`--halves` reports the sites whose hashed host is even and those where it is odd apart: a rule is made on the one and believed on the other.
Misses come in three classes: the page offers the true value and another was chosen ("choice"), it offers it as the date of change ("change",
a matter of the truth's convention), or no source offers it ("missing").
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import sys
import time
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cleaners.blocks import read_blocks
from cleaners.metadata import Context, read_metadata
from cleaners.metadata.names import split_names
from cleaners.metadata.strings import folded
from cleaners.page import read_page
from cleaners.profiles import choose
from cleaners.records import Candidate

FLOORS = Path(__file__).with_name("metadata_floors.json")
SLACK = 0.002
FIELDS = ("title", "day", "instant", "authors", "tags")


@dataclass
class Answer:
    """What one extractor says of one page, and the seconds it took."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    seconds: float = 0.0
    offered: tuple[Candidate, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass
class Score:
    """Counts over a folder."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    classes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def rates(self) -> dict[str, float]:
        found = {name: self.right[name] / self.asked[name] for name in ("title", "day", "instant") if self.asked[name]}
        for name, counts in (("authors", self.names), ("tags", self.tags)):
            if both := counts["given"] + counts["wanted"]:
                found[name] = 2 * counts["hit"] / both
        return found


def ours(html: bytes, url: str) -> Answer:
    page = read_page(html, url)
    blocks = read_blocks(page).blocks
    profile = choose(page)
    context = Context(profile=profile.candidates(page) if profile else (), blocks=blocks)
    start = time.process_time()
    found = read_metadata(page, context)
    return Answer(found.title, found.authors, found.published, time.process_time() - start, found.candidates, found.tags)


def trafilatura_metadata(html: bytes, url: str) -> Answer:
    from trafilatura import extract_metadata, load_html

    tree = load_html(html)
    start = time.process_time()
    found = extract_metadata(tree, default_url=url) if tree is not None else None
    seconds = time.process_time() - start
    if found is None:
        return Answer(seconds=seconds)
    authors = tuple((found.author or "").split("; ")) if found.author else ()
    return Answer(found.title or "", authors, _iso(found.date), seconds)


def newspaper_metadata(html: bytes, url: str) -> Answer:
    import newspaper

    text = html.decode("utf-8", "replace")
    start = time.process_time()
    article = newspaper.Article(url, fetch_images=False)
    article.download(input_html=text)
    article.parse()
    published = article.publish_date
    return Answer(article.title or "", tuple(article.authors), published if isinstance(published, datetime) else None, time.process_time() - start)


PEERS: dict[str, Callable[[bytes, str], Answer]] = {"trafilatura": trafilatura_metadata, "newspaper4k": newspaper_metadata}


def _iso(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def pages(folder: Path) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Id, bytes and truth of every page of a folder."""
    for name, truth in json.loads((folder / "truth.json").read_text("utf-8")).items():
        yield name, gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()), truth


def judge(answer: Answer, truth: dict[str, Any], score: Score) -> set[str]:
    """Add one page to the score; returns the fields that were wrong."""
    wrong = set()
    score.seconds.append(answer.seconds)
    checks = {"title": same_title(answer.title, truth["title"])} if truth.get("title") else {}
    date = _iso(truth.get("date")) if truth.get("date") else None
    if date is not None and len(truth["date"]) >= 10:
        checks["day"] = same_day(answer.published, date)
        if date.tzinfo is not None:
            checks["instant"] = same_instant(answer.published, date)
    for name, right in checks.items():
        score.asked[name] += 1
        score.right[name] += right
        if not right:
            wrong.add(name)
    if truth.get("authors"):
        wanted, given = name_keys(truth["authors"]), name_keys(list(answer.authors))
        score.names.update(hit=len(wanted & given), wanted=len(wanted), given=len(given))
        if wanted != given:
            wrong.add("authors")
    if truth.get("tags"):
        labels, stated = {folded(tag) for tag in truth["tags"]}, {folded(tag) for tag in answer.tags}
        score.tags.update(hit=len(labels & stated), wanted=len(labels), given=len(stated))
        if labels != stated:
            wrong.add("tags")
    score.classes.update((name, miss_class(name, answer, truth)) for name in wrong)
    return wrong


def miss_class(name: str, answer: Answer, truth: dict[str, Any]) -> str:
    """Why a field is wrong: "choice", "change" or "missing" (see the head of this script)."""
    if name == "title":
        return "choice" if any(one.field == "title" and same_title(one.value, truth["title"]) for one in answer.offered) else "missing"
    if name == "authors":
        wanted = name_keys(truth["authors"])
        return "choice" if any(one.field == "authors" and name_keys(list(one.value)) == wanted for one in answer.offered) else "missing"
    if name == "tags":
        labels = {folded(tag) for tag in truth["tags"]}
        return "choice" if any(one.field == "tags" and {folded(tag) for tag in one.value} == labels for one in answer.offered) else "missing"
    date = datetime.fromisoformat(truth["date"])
    same = same_day if name == "day" else same_instant
    for role, label in (("published", "choice"), ("modified", "change")):
        if any(one.field == role and same(one.value, date) for one in answer.offered):
            return label
    return "missing"


def same_title(given: str, wanted: str) -> bool:
    return re.sub(r"\s+", " ", folded(given)).strip() == re.sub(r"\s+", " ", folded(wanted)).strip()


def same_day(given: datetime | None, wanted: datetime) -> bool:
    if given is None:
        return False
    if wanted.tzinfo is None and given.tzinfo is not None:
        # The truth names a day without saying where: any zone's day of the instant will do.
        return given.astimezone(UTC).date() - wanted.date() in (timedelta(0), timedelta(days=1), timedelta(days=-1)) and any(
            (given.astimezone(UTC) + timedelta(hours=hours)).date() == wanted.date() for hours in range(-11, 14)
        )
    days = {given.date()} | ({given.astimezone(UTC).date()} if given.tzinfo else set())
    return wanted.date() in days or (wanted.tzinfo is not None and wanted.astimezone(UTC).date() in days)


def same_instant(given: datetime | None, wanted: datetime) -> bool:
    return given is not None and given.tzinfo is not None and abs(given - wanted) <= timedelta(minutes=1)


def name_keys(names: str | list[str]) -> set[str]:
    """Names in the form compared: split, letters only, no accents, words in order of the alphabet."""
    listed = [names] if isinstance(names, str) else names
    parts = [part for text in listed for part in (split_names(text) or [text])]
    plain = (unicodedata.normalize("NFKD", folded(part)) for part in parts)
    keys = {" ".join(sorted(re.findall(r"\w+", "".join(c for c in text if not unicodedata.combining(c))))) for text in plain}
    return {" ".join(re.sub(r"\b(?:dr|prof|mr|mrs|ms)\b", "", key).split()) for key in keys} - {""}


def half_of(url: str) -> str:
    """ "even" or "odd", by the hash of the host."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return "odd" if zlib.crc32(host.encode()) & 1 else "even"


def run(folder: Path, extract: Callable[[bytes, str], Answer], misses: str = "", half: str = "") -> Score:
    score = Score()
    for name, html, truth in pages(folder):
        if half and half != half_of(truth.get("url") or ""):
            continue
        answer = _answer(extract, html, truth.get("url") or "")
        if misses and misses in judge(answer, truth, score):
            value = {"title": answer.title, "authors": answer.authors, "tags": answer.tags}.get(misses, answer.published)
            key = "date" if misses in ("day", "instant") else misses
            print(f"{name}\t{truth.get('url', '')[:90]}\n   want {truth.get(key)}\n   have {value}")
        elif not misses:
            judge(answer, truth, score)
    return score


def _answer(extract: Callable[[bytes, str], Answer], html: bytes, url: str) -> Answer:
    """The answer; an extractor that raises on a page has none (peers do, on broken ones), and is charged for it."""
    start = time.process_time()
    try:
        return extract(html, url)
    except Exception as error:
        if extract is ours:
            raise
        print(f"{extract.__name__}: {type(error).__name__} on {url}", file=sys.stderr)
        return Answer(seconds=time.process_time() - start)


def report(label: str, extractor: str, score: Score) -> None:
    rates = score.rates()
    cells = "  ".join(f"{name} {rates[name]:6.1%}" if name in rates else f"{name}    -  " for name in FIELDS)
    print(f"{label:<20} {extractor:<12} {cells}  ms median {statistics.median(score.seconds) * 1e3:.2f} mean {statistics.mean(score.seconds) * 1e3:.2f}")


def report_classes(score: Score) -> None:
    for name in FIELDS:
        counts = {label: count for (of, label), count in sorted(score.classes.items()) if of == name}
        if counts:
            print(f"   misses of {name}: " + ", ".join(f"{count} {label}" for label, count in counts.items()))


def check_floors(found: dict[str, dict[str, float]], lift: bool) -> int:
    """Compare with the stored floors; with `lift`, raise (never lower) them. Returns how many are missed."""
    floors: dict[str, dict[str, float]] = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    missed = 0
    for label, rates in found.items():
        known = floors.setdefault(label, {})
        for name, rate in rates.items():
            if rate < known.get(name, 0.0) - SLACK:
                print(f"below the floor: {label} {name} {rate:.4f} < {known[name]:.4f}")
                missed += 1
            if lift:
                known[name] = max(known.get(name, 0.0), round(rate, 4))
    if lift:
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", "utf-8")
    return missed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--peers", action="store_true", help="measure trafilatura and newspaper4k, too")
    parser.add_argument("--halves", action="store_true", help="also report the two halves of the sites apart")
    parser.add_argument("--misses", default="", choices=("", *FIELDS), help="print every page on which this field is wrong")
    parser.add_argument("--floors", action="store_true", help="fail where a rate is below the stored floor")
    parser.add_argument("--raise", dest="lift", action="store_true", help="raise the stored floors to what was measured")
    options = parser.parse_args()
    found = {}
    for folder in options.folders:
        score = run(folder, ours, options.misses)
        report(folder.name, "bullionbite", score)
        report_classes(score)
        for half in ("even", "odd") if options.halves else ():
            report(f"  {half} sites", "bullionbite", run(folder, ours, half=half))
        found[folder.name] = score.rates()
        for name, extract in PEERS.items() if options.peers else ():
            report(folder.name, name, run(folder, extract))
    return 1 if options.floors and check_floors(found, options.lift) else 0


if __name__ == "__main__":
    sys.exit(main())
