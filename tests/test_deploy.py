"""What `deploy/` says can be run: files are valid, and name only what exists."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from clikit import Shell, shell
from compose_spec import PyCompose

from crawler.fleet.sites import read_sites

__all__ = ["shell"]

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def job() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "rayjob.yaml").read_text(encoding="utf-8"))


def test_the_compose_file_is_valid(compose: dict[str, Any]) -> None:
    services = {name: value for name, value in compose.items() if not name.startswith("x-")}
    PyCompose.from_yaml(yaml.safe_dump(services)).validate()
    for service in compose["services"].values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            assert source in compose["volumes"] or (DEPLOY / source).exists()


def test_the_image_copies_and_installs_what_exists() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    for line in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE):
        for source in line.split():
            assert (ROOT / source).exists()
            assert f"!{source}" in ignored
    setup = configparser.ConfigParser(interpolation=None)
    setup.read(ROOT / "setup.cfg")
    for extras in re.findall(r"EXTRAS=(\S+)", text):
        assert set(extras.split(",")) - {"postgres"} <= set(setup["options.extras_require"])


def test_every_command_is_one_of_ours(shell: Shell, compose: dict[str, Any], job: dict[str, Any]) -> None:
    commands = [" ".join(service["command"]) for service in compose["services"].values() if "command" in service]
    commands += [job["spec"]["entrypoint"]]
    found = [shlex.split(part) for line in commands for part in re.findall(r"bullionbite ([^;]+)", line)]
    assert [words[0] for words in found] == ["fleet", "serve", "clean-archive"]
    for name, *rest in found:
        said = shell(name, "--help").out
        for option in (word for word in rest if word.startswith("--")):
            assert option in said, (name, option)


def test_a_container_that_is_told_to_stop_lets_the_crawl_end(compose: dict[str, Any], tmp_path: Path) -> None:
    crawl = tmp_path / "bullionbite"
    crawl.write_text("#!/bin/sh\ntrap 'sleep 0.2; echo committed; exit 8' TERM\necho \"$@\"\nsleep 60 & wait\n")
    crawl.chmod(0o755)
    command = [word.replace("$$", "$") for word in compose["services"]["crawl"]["command"]]
    process = subprocess.Popen(command, env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert process.stdout
        assert process.stdout.readline() == "fleet /etc/bullionbite/sites.toml\n"
        process.terminate()
        assert process.stdout.readline() == "committed\n"
        process.wait(10)
    finally:
        os.killpg(process.pid, signal.SIGKILL)


def test_the_list_of_sites_can_be_read() -> None:
    assert read_sites(DEPLOY / "sites.toml")


def test_the_cluster_runs_the_ray_that_was_tried(job: dict[str, Any]) -> None:
    version = re.search(r"^ray==(\S+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert version
    assert job["spec"]["rayClusterSpec"]["rayVersion"] == version[1]
    assert f"ray:{version[1]}-" in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    groups = [job["spec"]["rayClusterSpec"]["headGroupSpec"], *job["spec"]["rayClusterSpec"]["workerGroupSpecs"]]
    for group in groups:
        pod = group["template"]["spec"]
        volumes = {volume["name"] for volume in pod["volumes"]}
        assert all(mount["name"] in volumes for container in pod["containers"] for mount in container["volumeMounts"])
