"""The progress of long commands: seen on a terminal, nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from storekit import SITE, hours

from crawler.stores import Fetch, Saved, open_store
from tests.crawlkit import environment
from tests.test_reclean import PARAGRAPHS, address, page


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    import cleaners

    url = f"sqlite:///{tmp_path}/store.db"
    with open_store(url) as store:
        for name in PARAGRAPHS:
            document = cleaners.clean(page(name), address(name)).to_dict()
            store.save([Saved(SITE, Fetch(address(name), hours(0)), document, page(name))])
    return url


COMMANDS = {
    "reclean": (["reclean", "--workers", "0", "--dry-run"], "pages"),
    "export": (["export", "--since-last", "desk"], "articles"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_progress_is_seen_on_a_terminal_alone(name: str, store_url: str, tmp_path: Path) -> None:
    arguments, word = COMMANDS[name]
    line = [sys.executable, "-m", "crawler.cli", *arguments, "--store", store_url]
    piped = subprocess.run(line, env=environment(), capture_output=True, text=True, timeout=120, check=True)
    assert f" {word} " not in piped.stderr.replace(" articles exported", "")
    assert "\x1b" not in piped.stderr + piped.stdout
    master, terminal = pty.openpty()
    again = [*line, "--replay"] if name == "export" else line
    process = subprocess.Popen(again, env=environment() | {"TERM": "xterm"}, stdout=subprocess.PIPE, stderr=terminal)
    os.close(terminal)
    shown = b""
    while True:
        try:
            shown += os.read(master, 65536)
        except OSError:  # the terminal has closed
            break
    os.close(master)
    out = process.communicate(timeout=60)[0].decode()
    assert f"{word} " in shown.decode()
    assert "3/" in shown.decode()
    assert out == piped.stdout
