"""Copies are found across sites, edited ones too; what merely looks alike is not."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from clikit import Shell, shell
from storekit import hours

import cleaners
from crawler.duplicates import Finder, similarity
from crawler.stores import Fetch, Saved, open_store
from fixtures.replica.expectations import all_expected

__all__ = ["shell"]

TEXT = (
    "The harbour council approved the ferry plan on Monday after a debate that lasted until midnight. Islanders had complained that "
    "the last boat leaves at seven, and that whoever misses it sleeps in the waiting room among the nets. Two boats will be added in May, "
    "and the fare rises by a penny, which the treasurer called a bargain for a dry bed."
)


def edited(text: str, share: float = 0.2) -> str:
    source = random.Random(text)
    return " ".join(source.choice(("other", "rather", "quite", "some", "few", "indeed")) if source.random() < share else word for word in text.split())


def series(*figures: int) -> str:
    a, b, c, d = figures
    return f"Tides at the old quay this week: high water on Monday at {a} and on Tuesday at {b}, low water at {c} and {d}, says the harbour master, who asks everybody to keep off the wet stairs."


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (TEXT, TEXT.upper(), True),
        (TEXT, edited(TEXT), True),
        (TEXT, TEXT.replace("The harbour council", "Ostermouth, Tuesday: the council"), True),
        (TEXT, edited(TEXT, 0.8), False),
        (series(610, 655, 1210, 1255), series(711, 756, 1311, 1356), False),
        ("Closed on Monday.", "Closed on Sunday.", False),
    ],
)
def test_which_texts_are_one(one: str, other: str, same: bool) -> None:
    with Finder({1: one, 2: other}.__getitem__) as finder:
        finder.add(1, one)
        finder.add(2, other)
        assert list(finder.groups()) == ([[1, 2]] if same else [])


def test_no_two_articles_of_the_replica_are_merged_and_their_copies_are_found() -> None:
    texts = [text for text in dict.fromkeys(one.text for one in all_expected()) if len(text.split()) >= 60]
    texts += [edited(text) for text in texts]
    with Finder(texts.__getitem__) as finder:
        for number, text in enumerate(texts):
            finder.add(number, text)
        groups = list(finder.groups())
    half = len(texts) // 2
    assert all({number % half for number in group} == {group[0] % half} for group in groups)
    assert len(groups) >= 0.95 * half


def test_similarity_is_symmetric() -> None:
    assert similarity(TEXT, edited(TEXT)) == similarity(edited(TEXT), TEXT)


def test_the_earliest_leads_and_all_stay_stored(shell: Shell, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    with open_store(url) as store:
        for site, day, text in (("gazette", 3, TEXT), ("courier", 1, edited(TEXT)), ("herald", 2, series(1, 2, 3, 4))):
            html = f"<html><head><meta property='article:published_time' content='2026-03-0{day}T08:00:00Z'><title>News</title></head><body><article><h1>News</h1><p>{text}</p></article></body></html>"
            address = f"https://{site}.example/a.html"
            store.save([Saved(site, Fetch(address, hours(0)), cleaners.clean(html, address).to_dict(), html.encode())])
    ran = shell("duplicates", "--store", url, "--json")
    assert ran.code == 0
    (group,) = map(json.loads, ran.out.splitlines())
    assert group["lead"]["site"] == "courier"
    assert [one["site"] for one in group["copies"]] == ["gazette"]
    with open_store(url) as store:
        assert store.count() == 3
    assert "https://gazette.example/a.html" in shell("duplicates", "--store", url).out
