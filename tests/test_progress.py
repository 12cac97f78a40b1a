"""Progress on a terminal (a pseudo-terminal here), and none where no terminal is."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from pathlib import Path

from crawler.progress import counted
from fixtures.replica import ReplicaServer, load_articles
from tests.crawlkit import command, environment

CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def on_a_terminal(arguments: list[str], folder: Path, width: int) -> list[str]:
    """The lines that a command shows on a terminal of so many columns, each redrawn one as its own."""
    ours, theirs = pty.openpty()
    known = environment() | {"TERM": "xterm-256color", "COLUMNS": str(width), "LINES": "30"}
    process = subprocess.Popen(arguments, cwd=folder, env=known, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux's word for: everyone has closed the other side
            break
        if not part:
            break
        shown += part
    os.close(ours)
    assert process.wait(60) == 0, shown.decode()
    return [line.rstrip() for line in re.split(r"[\r\n]+", CONTROLS.sub("", shown.decode())) if line.strip()]


def test_a_crawl_shows_how_far_it_is_how_fast_and_what_came_of_it(tmp_path: Path) -> None:
    with ReplicaServer(articles=load_articles()[:8]) as replica:
        lines = on_a_terminal(command("-a", f"url={replica.url}", "--progress", "-L", "INFO"), tmp_path, 80)
    bars = [line for line in lines if "━" in line]
    assert "reading feeds" in bars[0]
    last = bars[-1]
    assert re.search(r"\b8/8\b +(\d+\.\d|–)/s 8 saved, 0 failed, 0 queued, [\d,]+ removed +\d+:\d\d$", last), last
    assert all(len(line) <= 80 for line in bars)
    assert any("INFO" in line and "━" not in line for line in lines[lines.index(bars[0]) :])  # the log passes above the bar
    assert lines[-1] == "8 new → bullionbite.db"


def test_nothing_is_drawn_where_no_terminal_is(tmp_path: Path) -> None:
    with ReplicaServer(articles=load_articles()[:2]) as replica:
        done = subprocess.run(
            command("-a", f"url={replica.url}", "--progress"), cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=60, check=True
        )
    assert "━" not in done.stdout + done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_counts_are_written_in_words() -> None:
    assert counted(saved=12, removed=3400) == "12 saved, 3,400 removed"
