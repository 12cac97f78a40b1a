"""What the benchmarks ask Linux about processes (`/proc`)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def cpu_of(pid: int) -> float:
    """User and system time of a process so far, 0 where it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> int:
    """Resident megabytes of a process, 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS:")), 0)


def descendants(pid: int) -> Iterator[int]:
    """The processes below one, the nearest first."""
    try:
        children = [int(n) for task in Path(f"/proc/{pid}/task").iterdir() for n in (task / "children").read_text().split()]
    except OSError:
        return
    yield from children
    for child in children:
        yield from descendants(child)
