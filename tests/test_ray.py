"""The same job on a Ray cluster of this machine: the same files, and a page that kills its worker still costs that page alone."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from archivekit import articles, clean_archive, fixture_pages, skipped, warc
from clikit import Shell, shell

__all__ = ["shell"]

pytest.importorskip("ray")  # an extra that .ci/run installs


def test_a_job_on_ray_ends_with_the_same_files(tmp_path: Path) -> None:
    pages = fixture_pages(6)
    bad = ("https://news.example/bad", pages[0][1] + b"<!-- crash-here -->")
    (tmp_path / "a.warc.gz").write_bytes(warc([*pages[:3], bad])[0])
    (tmp_path / "b.warc.gz").write_bytes(warc(pages[3:])[0])
    jobs = [
        clean_archive("a.warc.gz", "b.warc.gz", "--out", out, "-f", "jsonl", "--workers", 1, *more, folder=tmp_path, trapped=True)
        for out, more in (("here", ()), ("ray", ("--ray", "local")))
    ]
    said = [job.communicate()[1] for job in jobs]
    assert [job.returncode for job in jobs] == [3, 3], said
    assert articles(tmp_path / "ray") == articles(tmp_path / "here")
    assert [item["reason"] for item in skipped(tmp_path / "ray")] == ["cleaner-crash"]


def test_an_address_where_no_cluster_is_is_told_at_once(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"html": ""}\n')
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{unheard.getsockname()[1]}"
        for address in (place, f"ray://{place}"):
            ran = shell("clean-archive", tmp_path / "a.jsonl", "--out", tmp_path / "out", "--ray", address)
            assert ran.code == 2
            assert f"no Ray cluster at {address}: " in ran.err
