"""The handbook's cron line and systemd units, run as they stand there (with another folder and site)."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.exit_codes import ExitCode
from fixtures.replica import ReplicaServer, load_articles
from tests.crawlkit import ROOT

HANDBOOK = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", HANDBOOK, re.DOTALL)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder as the handbook assumes it: the project's scrapy.cfg, a virtual environment, data/."""
    (tmp_path / "scrapy.cfg").write_bytes((ROOT / "scrapy.cfg").read_bytes())
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "data").mkdir()
    return tmp_path


def local(line: str, folder: Path, url: str) -> str:
    return line.replace("/srv/bullionbite", str(folder)).replace("https://your-blog.example", url)


def test_the_cron_line_runs_with_the_environment_of_cron(installed: Path) -> None:
    (line,) = blocks("cron")
    minute, *_, command = line.strip().split(" ", 5)
    assert minute == "*/10"
    with ReplicaServer(articles=load_articles()[:3]) as replica:
        shell = local(command, installed, replica.url)
        done = subprocess.run(["/bin/sh", "-c", shell], env={"PATH": "/usr/bin:/bin", "HOME": str(installed)}, check=False, timeout=120)
    assert done.returncode == 0
    assert (installed / "data" / "crawl.log").read_text(encoding="utf-8").strip() == "3 new → bullionbite.db"
    assert len((installed / "data" / "articles.jsonl").read_text(encoding="utf-8").splitlines()) == 3


def test_the_systemd_units_are_whole_and_their_command_runs(installed: Path) -> None:
    service, timer = (configparser.ConfigParser(interpolation=None) for _ in range(2))
    for parser, text in zip((service, timer), blocks("ini"), strict=True):
        parser.optionxform = str  # type: ignore[assignment, method-assign]
        parser.read_string(text)
    assert timer["Install"]["WantedBy"] == "timers.target"
    assert {int(code) for code in service["Service"]["SuccessExitStatus"].split()} <= set(ExitCode)
    with ReplicaServer(articles=load_articles()[:3]) as replica:
        command = shlex.split(local(service["Service"]["ExecStart"], installed, replica.url))
        folder = local(service["Service"]["WorkingDirectory"], installed, "")
        done = subprocess.run(command, cwd=folder, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0
    assert json.loads(done.stderr.splitlines()[-1])["message"] == "3 new → bullionbite.db"
    assert "bullionbite_run_exit_code" in (installed / "data" / "crawl.prom").read_text(encoding="utf-8")
