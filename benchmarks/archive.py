"""How fast archives are cleaned, and whether what is killed comes back whole.

    python -m benchmarks.archive throughput DIR [DIR …] --records 1200     us on one and two processes, Ray, datatrove with trafilatura
    python -m benchmarks.archive kill DIR [DIR …] --records 300            kill -9 of a worker, the driver, a Ray node at ten moments each
    python -m benchmarks.archive reasons DIR [DIR …]                       every HTML record has an article or a reason

DIR is a folder of pages as in `benchmarks.extraction` (`html/ID.html.gz`, `truth.json`); `fixtures` stands for the project's own pages. Times are
wall time; CPU is user and system time of all processes of a run, so that a busy machine distorts it least.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.processes import cpu_of, descendants

ROOT = Path(__file__).resolve().parent.parent
FILES = 4  # archives that the records are spread over


class Run(NamedTuple):
    """Wall and CPU seconds of a command and its children."""

    wall: float
    cpu: float


def pages(folders: Sequence[str]) -> list[tuple[str, bytes]]:
    """Addresses and bytes, in an order that does not follow the sets."""
    found: list[tuple[str, bytes]] = []
    for name in folders:
        if name == "fixtures":
            found += [(f"https://news.example/{path.parent.name}", path.read_bytes()) for path in sorted(ROOT.glob("fixtures/pages/*/page.html"))]
            continue
        truth = json.loads((Path(name) / "truth.json").read_text(encoding="utf-8"))
        for path in sorted((Path(name) / "html").glob("*.html.gz")):
            url = truth.get(path.name.removesuffix(".html.gz"), {}).get("url") or f"https://news.example/{path.name}"
            found.append((url, gzip.decompress(path.read_bytes())))
    random.Random(1).shuffle(found)
    return found


def write_archives(folder: Path, found: list[tuple[str, bytes]], records: int) -> list[Path]:
    """The pages, again and again, in gzipped WARC files as CC-NEWS has them."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    paths = [folder / f"{number}.warc.gz" for number in range(FILES)]
    for number, path in enumerate(paths):
        with path.open("wb") as file:
            writer = WARCWriter(file, gzip=True)
            for place in range(number, records, FILES):
                url, body = found[place % len(found)]
                http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
                writer.write_record(writer.create_warc_record(url, "response", io.BytesIO(body), http_headers=http))
    return paths


def command(*arguments: object) -> list[str]:
    """`bullionbite clean-archive` with these arguments."""
    return [sys.executable, "-m", "crawler.cli", "clean-archive", *map(str, arguments)]


def environment() -> dict[str, str]:
    """Ray as quiet as it gets, and the code that is measured."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "RAY_AUTH_MODE": "disabled", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}


def timed(arguments: list[str], cwd: Path) -> Run:
    """Run to the end. CPU is sampled from /proc: the system adds up only children that were waited for, and workers of pools are not."""
    start, used = time.perf_counter(), dict[int, float]()
    with (cwd / "said").open("wb") as said:
        process = subprocess.Popen(arguments, cwd=cwd, env=environment(), stdout=said, stderr=said)
        while process.poll() is None:
            for pid in (process.pid, *descendants(process.pid)):
                used[pid] = max(used.get(pid, 0.0), cpu_of(pid))
            time.sleep(0.25)
    if process.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(arguments)}\n{(cwd / 'said').read_text()[-2000:]}")
    return Run(time.perf_counter() - start, sum(used.values()))


DATATROVE = """
import sys
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.extractors import Trafilatura
from datatrove.pipeline.readers import WarcReader
from datatrove.pipeline.writers import JsonlWriter
if __name__ == "__main__":
    LocalPipelineExecutor(
        [WarcReader(sys.argv[1]), Trafilatura(timeout=20), JsonlWriter(sys.argv[2])], tasks=int(sys.argv[3]), workers=int(sys.argv[4]),
        logging_dir=sys.argv[2] + "/logs",
    ).run()
"""


def throughput(folder: Path, records: int, engines: Sequence[str]) -> None:
    """Records a second and CPU a record of each engine, over the same files."""
    archives = folder / "in"
    (folder / "peer.py").write_text(DATATROVE)
    runs = {
        "one process": command(archives, "--out", "out-one process", "--workers", 1),
        "two processes": command(archives, "--out", "out-two processes", "--workers", 2),
        "ray": command(archives, "--out", "out-ray", "--ray", "local"),
        "datatrove": [sys.executable, str(folder / "peer.py"), str(archives), "out-datatrove", str(FILES), "2"],
    }
    for name in engines:
        run = timed(runs[name], folder)
        made = [path for path in (folder / f"out-{name}").rglob("*") if path.is_file()]
        print(f"{name:14} {records / run.wall:7.1f} records/s {1000 * run.cpu / records:7.2f} ms CPU a record  {len(made)} files", flush=True)


def contents(out: Path) -> dict[str, str]:
    """Every output file and its hash."""
    files = sorted(path for name in ("articles", "skipped", "done") for path in (out / name).glob("[!.]*"))
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _is_worker(pid: int) -> bool:
    """Whether a process is one of those that the fork server made (its children; itself holds no page)."""
    try:
        parent = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
        return b"forkserver" in Path(f"/proc/{parent}/cmdline").read_bytes()
    except OSError:
        return False


def _is_ray_node(pid: int) -> bool:
    try:
        return b"raylet/raylet" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


VICTIMS: dict[str, Callable[[int], bool]] = {"worker": _is_worker, "ray-worker": _is_worker, "ray-node": _is_ray_node}


def kill(folder: Path, moments: int, victims: Sequence[str]) -> None:
    """Kill at seeded moments, run again where the command itself ended, compare with an undisturbed run."""
    archives = folder / "in"
    start = time.perf_counter()
    timed(command(archives, "--out", "whole", "--workers", 2), folder)
    seconds, whole = time.perf_counter() - start, contents(folder / "whole")
    for victim in victims:
        same = killed = 0
        for moment in range(moments):
            shutil.rmtree(folder / "killed", ignore_errors=True)
            arguments = command(archives, "--out", "killed", *(("--ray", "local") if victim.startswith("ray") else ("--workers", 2)))
            wait = random.Random(f"{victim} {moment}").uniform(0.1, 0.95) * seconds + (12 if victim.startswith("ray") else 0)
            killed += _killed(arguments, folder, victim, wait)
            timed(command(archives, "--out", "killed", "--workers", 2), folder)  # what a user does next; all done is fine
            same += (found := contents(folder / "killed")) == whole
            for name in {name for name, mark in found.items() ^ whole.items()}:
                print(f"differs: {name}: {(folder / 'killed' / name).read_bytes()[:300]!r}", file=sys.stderr)
            print(f"{victim} at {wait:.1f} s: {same} of {moment + 1} identical, {killed} killed at work", file=sys.stderr, flush=True)
        print(f"{victim:11} {same} of {moments} ended with identical files; {killed} were killed while at work", flush=True)


def _killed(arguments: list[str], cwd: Path, victim: str, wait: float) -> bool:
    """Run and kill; whether there was something to kill."""
    process = subprocess.Popen(arguments, cwd=cwd, env=environment(), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        process.wait(timeout=wait)
        return False
    except subprocess.TimeoutExpired:
        pass
    found = [process.pid] if victim == "driver" else [pid for pid in descendants(process.pid) if VICTIMS[victim](pid)]
    if found:
        os.kill(random.Random(wait).choice(found), signal.SIGKILL)
    try:
        process.wait(timeout=150)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # our own session: the run that hangs, and what it started
        print(f"{victim}: hung after the kill at {wait:.1f} s", flush=True)
    return bool(found)


def reasons(folder: Path, records: int) -> None:
    """Count articles and reasons; their sum must be the records."""
    subprocess.run(command(folder / "in", "--out", "reasons"), cwd=folder, env=environment(), check=False)
    markers = [json.loads(path.read_bytes()) for path in (folder / "reasons/done").iterdir()]
    total, told = sum(m["records"] for m in markers), sum(m["articles"] + sum(m["skipped"].values()) for m in markers)
    print(f"{records} HTML records in, {total} read, {told} with an article or a reason")


def main() -> None:
    """Read the arguments and run one of the benchmarks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("throughput", "kill", "reasons"))
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--records", type=int, default=1200)
    parser.add_argument("--moments", type=int, default=10)
    parser.add_argument("--engines", nargs="+", default=["one process", "two processes", "ray", "datatrove"])
    parser.add_argument("--victims", nargs="+", default=["worker", "driver", "ray-worker", "ray-node"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        write_archives(folder / "in", pages(options.folders), options.records)
        if options.what == "throughput":
            throughput(folder, options.records, options.engines)
        elif options.what == "kill":
            kill(folder, options.moments, options.victims)
        else:
            reasons(folder, options.records)


if __name__ == "__main__":
    main()
