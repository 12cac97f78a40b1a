"""What a site's memory is worth: precision and recall over the number of the site's other pages that were learnt.

    python -m benchmarks.site_memory FOLDER... [--least 8] [--planted]

A folder is one of `benchmarks.extraction`'s. Its pages are grouped by host. On hosts with `--least` pages or more each page is cleaned
with a memory of 0, 1, 2, 5, 10, 20, 40 … *other* pages of the host (a seeded choice, the page's own text never among them). On hosts
with fewer, all pages are learnt and then cleaned again, as `bullionbite reclean` does. `--planted` puts sentences of a site's
own (invented, the same on every page: a sign-up below the second paragraph, a notice at the end) into the pages first: what house
text looks like that a model does not know. F1 as in `benchmarks.extraction`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cleaners import Article, CleanerError, SiteMemory, clean, observe
from training.metric import Score, mean, score

STEPS = (0, 1, 2, 5, 10, 20, 40, 80)
HOUSE = (
    "Our reporters walk the harbour every morning so that you need not, and readers who join the Lantern Circle make that possible.",
    "The Lantern is owned by its readers and printed on the quay since the year of the great flood.",
)


@dataclass(frozen=True)
class Labelled:
    """A page with its truth."""

    name: str
    url: str
    html: bytes
    text: str

    def cleaned(self, memory: SiteMemory | None = None) -> Article | None:
        """The article, None where the page is refused."""
        try:
            return clean(self.html, self.url, memory=memory)
        except CleanerError:
            return None

    def scored(self, memory: SiteMemory | None = None) -> Score:
        """Precision and recall of its text."""
        article = self.cleaned(memory)
        return score(article.text if article else "", self.text)


def planted(html: bytes) -> bytes:
    """The page with a house sentence behind its second long paragraph and another behind its last."""
    ends = [match.end() for match in re.finditer(rb"<p\b[^>]*>[^<]{120,}(?:<(?!/p)[^>]*>[^<]*)*</p>", html)]
    for place, sentence in sorted({ends[min(1, len(ends) - 1)]: HOUSE[0], ends[-1]: HOUSE[1]}.items(), reverse=True) if ends else ():
        html = html[:place] + f"<p>{sentence}</p>".encode() + html[place:]
    return html


def sites(folder: Path, plant: bool) -> dict[str, list[Labelled]]:
    """The folder's pages by host, those of hosts with one page left out."""
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    found: dict[str, list[Labelled]] = defaultdict(list)
    for name, facts in truth.items():
        html = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        host = urlsplit(facts.get("url") or "").netloc.removeprefix("www.")
        found[host].append(Labelled(name, facts["url"], planted(html) if plant else html, facts["text"]))
    return {host: pages for host, pages in found.items() if len(pages) > 1}


def learnt(pages: list[Labelled]) -> SiteMemory:
    """A memory of these pages."""
    articles = (page.cleaned() for page in pages)
    return SiteMemory().learn(observe(article.explain()) for article in articles if article is not None)


def curve(pages: list[Labelled]) -> dict[int, list[Score]]:
    """Scores of all pages by the number of other pages learnt."""
    traces = {page.name: observe(article.explain()) for page in pages if (article := page.cleaned()) is not None}
    scores: dict[int, list[Score]] = {}
    for step in STEPS:
        if step >= len(pages):
            break
        scores[step] = []
        for page in pages:
            others = sorted(name for name in traces if name != page.name)
            chosen = random.Random(f"{page.name} {step}").sample(others, min(step, len(others)))
            scores[step].append(page.scored(SiteMemory().learn(traces[name] for name in chosen)))
    return scores


def show(label: str, scores: list[Score]) -> None:
    """One line of the table."""
    overall = mean(scores)
    print(f"{label:34s}{len(scores):6d}  {overall.precision:.4f}  {overall.recall:.4f}  {overall.f1:.4f}", flush=True)


def main(arguments: list[str] | None = None) -> None:
    """Print a table a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--least", type=int, default=8)
    parser.add_argument("--planted", action="store_true")
    options = parser.parse_args(arguments)
    for folder in options.folders:
        print(f"{folder.name}{', planted' if options.planted else ''}\n{'':34s} pages  {'P':>6s}  {'R':>6s}  {'F1':>6s}")
        few: list[list[Labelled]] = []
        for host, pages in sites(folder, options.planted).items():
            if len(pages) < options.least:
                few.append(pages)
                continue
            for step, scores in curve(pages).items():
                show(f"{host}, {step} other pages", scores)
        if few:
            show(f"{len(few)} small sites, no memory", [page.scored() for pages in few for page in pages])
            memories = [(pages, learnt(pages)) for pages in few]
            show(f"{len(few)} small sites, recleaned", [page.scored(memory) for pages, memory in memories for page in pages])


if __name__ == "__main__":
    main()
