"""`bullionbite history`, and the diffs and classes behind it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from clikit import Shell, shell
from hypothesis import given
from hypothesis import strategies as st
from storekit import SITE, hours, saved, url

from cleaners.article import content_hash
from crawler.stores import Change, Fetch, Gone, open_store
from crawler.stores.revise import MANY, classify, likeness, paragraph_diff, paragraphs, same

__all__ = ["shell"]

PARAGRAPH = st.sampled_from(["Alpha.", "Beta beta.", "Gamma gamma gamma.", "Delta, at length.", "Omega."])


def test_history_shows_every_version_and_what_it_changed(shell: Shell, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/store.db"
    with open_store(address) as store:
        store.save([saved("mill", "The mill reopened on Monday.\n\nBread is back.\n\nThe mayor spoke.")])
        store.save([saved("mill", "The mill reopened on Tuesday.\n\nBread is back.\n\nThe mayor spoke.", 1)])
        store.save(
            [
                saved(
                    "mill",
                    "The mill reopened on Tuesday.\n\nBread is back.\n\nThe mayor spoke.",
                    2,
                    title="Mill is back",
                )
            ]
        )
        [last] = store.save([Gone(SITE, Fetch(url("mill"), hours(3), status=410))])

    ran = shell("history", url("mill"), "--store", address)
    by_id = shell("history", last.article_id, "--store", address)

    assert ran.out == by_id.out
    assert ran.out.splitlines() == [
        "revision 1  2026-03-01 12:00:00 UTC  new  Mill reopens",
        "revision 2  2026-03-01 13:00:00 UTC  correction  Mill reopens",
        "- The mill reopened on Monday.",
        "+ The mill reopened on Tuesday.",
        "  … 2 paragraphs unchanged",
        "revision 3  2026-03-01 14:00:00 UTC  headline  Mill is back",
        "- Mill reopens",
        "+ Mill is back",
        "  … 3 paragraphs unchanged",
        "revision 4  2026-03-01 15:00:00 UTC  removal  Mill is back",
        "  … 3 paragraphs unchanged",
    ]
    lines = [json.loads(line) for line in shell("history", url("mill"), "--json", "--store", address).out.splitlines()]
    assert [line["change"] for line in lines] == ["new", "correction", "headline", "removal"]
    assert lines[1]["diff"][0] == ["-", "The mill reopened on Monday."]


@given(st.lists(PARAGRAPH, max_size=12), st.lists(PARAGRAPH, max_size=12))
def test_a_diff_turns_the_old_text_into_the_new(old: list[str], new: list[str]) -> None:
    before, after = iter(old), []
    for sign, value in paragraph_diff("\n\n".join(old), "\n\n".join(new)):
        if sign == "=":
            after += [next(before) for _ in range(int(value))]
        elif sign == "-":
            assert next(before) == value
        else:
            after.append(value)

    assert after == new
    assert list(before) == []


@given(st.lists(PARAGRAPH, min_size=1, max_size=8), st.lists(PARAGRAPH, min_size=1, max_size=3), st.data())
def test_paragraphs_put_in_anywhere_are_an_addition(old: list[str], more: list[str], data: st.DataObject) -> None:
    new = list(old)
    for paragraph in more:
        new.insert(data.draw(st.integers(0, len(new))), f"{paragraph} More.")

    assert classify(_document(old), _document(new)) is Change.ADDITION


def _document(blocks: list[str], title: str = "T") -> dict[str, str]:
    text = "\n\n".join(blocks)
    return {"text": text, "title": title, "content_hash": content_hash(text)}


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (["One two three four."], ["One two three five."], Change.CORRECTION),
        (["One two three four."], ["Five six seven eight."], Change.REWRITE),
        (["A b c d.", "E f g h."], ["A b c d."], Change.CORRECTION),
        (["A b c d.", "E f g h.", "I j k l.", "M n o p."], ["A b c d."], Change.REWRITE),
        ([], ["A text where there was none."], Change.REWRITE),
    ],
)
def test_an_edit_is_a_correction_until_half_of_the_words_are_others(
    old: list[str], new: list[str], change: Change
) -> None:
    assert classify(_document(old), _document(new)) is change


def test_white_space_and_composed_letters_are_no_change() -> None:
    old, new = _document(["Caf\u00e9 au  lait."], "The  title"), _document(["Cafe\u0301 au lait."], "The title")

    assert same(old, new)


def test_texts_of_many_equal_paragraphs_are_compared_in_bounded_time() -> None:
    old = ["Same."] * (MANY + 1)
    new = [*old[: MANY // 2], "Other.", *old[MANY // 2 :]]

    diff = paragraph_diff("\n\n".join(old), "\n\n".join(new))

    assert [operation for operation in diff if operation[0] == "+"] == [("+", "Other.")]
    assert likeness(" ".join(old), " ".join(new)) > 0.99
    assert paragraphs("A.\n\n\n\nB.\n") == ["A.", "B."]


def test_an_addition_amid_paragraphs_that_are_all_alike_is_one() -> None:
    old, new = ["Alpha."] * 3, ["More.", "Alpha.", "More.", "Alpha.", "Alpha.", "More."]

    assert classify(_document(old), _document(new)) is Change.ADDITION
