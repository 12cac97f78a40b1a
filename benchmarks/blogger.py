"""How exact the cleaner is on Blogger-style posts: made pages in seven families of themes, fourteen editors, with known truth.

Run `python -m benchmarks.blogger [--pages 700] [--seed 1] [--show 5] [--only custom]`. The pages are made from the seed, so a figure can
be had again. The families' names and widgets come from what theme makers ship, not from the fixtures.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from random import Random
from typing import NamedTuple

import cleaners
from benchmarks import blogger_prose as prose
from benchmarks.blogger_blocks import BLOCKS
from benchmarks.blogger_debris import AT_END, IN_BODY
from benchmarks.blogger_editors import EDITORS, Body, inline
from benchmarks.blogger_themes import FAMILIES, Post, page


class Case(NamedTuple):
    """A made page and what must come out of it."""

    name: str
    html: str
    url: str
    post: Post
    text: str
    debris: list[str]


def cases(pages: int, seed: int) -> Iterator[Case]:
    """`pages` made pages, the same for the same seed."""
    for number in range(pages):
        random = Random(seed * 1_000_003 + number)
        family = FAMILIES[number % len(FAMILIES)]
        editor = random.choice(list(EDITORS))
        body = _body(random, editor)
        post = Post(
            prose.title(random), prose.name(random), _instant(random), list(dict.fromkeys(prose.label(random) for _ in range(random.randint(1, 4)))),
            prose.blog_name(random), f"/2023/{random.randint(1, 12):02d}/post-{number}.html", "\n".join(body.markup),
        )  # fmt: skip
        html, around = page(random, family, post)
        yield Case(f"{number} {family} {editor}", html, f"https://blog.example{post.path}", post, "\n\n".join(body.truth), body.debris + around)


def _body(random: Random, editor: str) -> Body:
    """One to thirty paragraphs, short posts most often, with other blocks and debris between them."""
    body = Body(random)
    left = random.choice((1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 12, 20, 30))
    while left > 0:
        run = min(left, random.randint(1, 6))
        texts = [prose.paragraph(random, 1 if left == 1 and random.random() < 0.5 else 0) for _ in range(run)]
        body.truth += texts
        body.markup.append(EDITORS[editor](random, [inline(random, text) for text in texts]))
        left -= run
        if editor == "unclosed" or "br" in editor or editor == "mixed":
            body.markup.append("<br /><br />")
        if left and random.random() < 0.5:
            random.choice(BLOCKS)(body)
        if random.random() < 0.3:
            random.choice(IN_BODY)(body)
    if random.random() < 0.3:
        random.choice(AT_END)(body)
    return body


def _instant(random: Random) -> datetime:
    zone = timezone(timedelta(minutes=random.choice((-480, -420, -180, 0, 60, 330, 420, 540))))
    return datetime(2023, 1, 1, tzinfo=zone) + timedelta(minutes=random.randrange(525_000))


def faults(case: Case) -> dict[str, str]:
    """What came out wrong: aspect (`text`, `debris`, `title`, `author`, `instant`, `labels`) -> what it was."""
    try:
        article = cleaners.clean(case.html, case.url)
    except cleaners.CleanerError as error:
        return {aspect: str(error) for aspect in ("text", "title", "author", "instant", "labels")}
    found = {}
    if article.text != case.text:
        found["text"] = article.text
    leaked = [words for words in case.debris if words.rstrip("<") not in case.text and _leaks(words, article.text)]
    if leaked:
        found["debris"] = leaked[0]
    if article.title != case.post.title:
        found["title"] = article.title
    if article.authors != [case.post.author]:
        found["author"] = repr(article.authors)
    if article.published is None or article.published.tzinfo is None or article.published != case.post.published:
        found["instant"] = f"{article.published} for {case.post.published}"
    if sorted(article.tags) != sorted(case.post.labels):
        found["labels"] = f"{article.tags} for {case.post.labels}"
    return found


def _leaks(words: str, text: str) -> bool:
    """Whether debris stands in the text; words that end in `<` count only as a whole block or line."""
    return words[:-1] in text.split("\n") if words.endswith("<") else words in text


def main() -> None:
    """Print the rates and the first faults."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=int, default=700)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--show", type=int, default=0, help="print so many faulty pages of each aspect")
    arguments.add_argument("--only", default="", help="only cases whose name holds this")
    options = arguments.parse_args()
    counts: Counter[str] = Counter()
    wrong_by_kind: Counter[str] = Counter()
    total = 0
    for case in cases(options.pages, options.seed):
        if options.only not in case.name:
            continue
        total += 1
        for aspect, value in faults(case).items():
            counts[aspect] += 1
            if aspect == "text":
                wrong_by_kind.update(case.name.split()[1:])
            if counts[aspect] <= options.show:
                print(f"--- {case.name}: {aspect}\n{_difference(case, value) if aspect == 'text' else value}")
    print(f"{total} pages, seed {options.seed}: text exact {1 - counts['text'] / total:.2%}, debris on {counts['debris'] / total:.2%}")
    print(", ".join(f"{aspect} right {1 - counts[aspect] / total:.2%}" for aspect in ("title", "author", "instant", "labels")))
    if wrong_by_kind:
        print("text wrong by kind:", dict(wrong_by_kind.most_common()))


def _difference(case: Case, text: str) -> str:
    wanted, got = case.text.split("\n\n"), text.split("\n\n")
    lost = [f"  lost  {block!r}" for block in wanted if block not in got]
    more = [f"  extra {block!r}" for block in got if block not in wanted]
    return "\n".join(lost[:4] + more[:4]) or "  (order)"


if __name__ == "__main__":
    main()
