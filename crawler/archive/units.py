"""Which units the inputs of a job are made of."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from crawler.archive.pages import html_files
from crawler.archive.records import Unit

_KINDS = (
    ("warc", (".warc", ".warc.gz")),
    ("jsonl", (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.zst", ".ndjson.zst")),
)


class Plan(NamedTuple):
    """The units of a job in order, and the files of the input folders that are of no kind we read."""

    units: list[Unit]
    ignored: list[Path]


def plan(inputs: Iterable[Path], out: Path | None = None) -> Plan:
    """Find the units: a WARC or JSON Lines file is one, and so is every folder that holds HTML files.

    Args:
        inputs: files and folders.
        out: the job's own folder, which is left out where it lies in an input.

    Raises:
        OSError: an input does not exist, or a folder cannot be read.
        ValueError: an input is a file of no kind we read, or the job's own folder.
    """
    units: dict[str, Unit] = {}
    ignored: list[Path] = []
    for path in inputs:
        if path.is_dir() and path.resolve() == out:
            raise ValueError(f"{path}: an input cannot be the output folder, too; one within it can")
        if path.is_dir():
            found = list(_in_folder(path, out, ignored))
        elif path.stat() and (kind := _kind(path)):
            found = [_unit(kind, path, [path])]
        else:
            raise ValueError(f"{path}: neither a folder nor a file of WARC or JSON Lines (by its name)")
        units |= {unit.name: unit for unit in found}
    return Plan(list(units.values()), ignored)


def _in_folder(root: Path, out: Path | None, ignored: list[Path]) -> Iterator[Unit]:
    for name, folders, names in os.walk(root, onerror=_refuse):
        folders[:] = [folder for folder in sorted(folders) if (Path(name) / folder).resolve() != out]
        folder = Path(name)
        pages = html_files(folder)
        if pages:
            yield _unit("html", folder, pages)
        for path in sorted(folder / name for name in {*names} - {page.name for page in pages}):
            if (kind := _kind(path)) and path.exists():
                yield _unit(kind, path, [path])
            else:
                ignored.append(path)


def _refuse(error: OSError) -> None:
    raise error


def _kind(path: Path) -> str:
    return next((kind for kind, suffixes in _KINDS if path.name.lower().endswith(suffixes)), "")


def _unit(kind: str, path: Path, files: list[Path]) -> Unit:
    whole = path.resolve()
    mark = hashlib.sha256(str(whole).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    words = re.sub(r"[^A-Za-z0-9._-]+", "_", whole.name)[:100].strip(".") or "root"
    stats = [(file.name, file.stat()) for file in files]
    facts = "\n".join(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in stats)
    return Unit(f"{words}-{mark}", kind, whole, hashlib.sha256(facts.encode("utf-8", "surrogateescape")).hexdigest())
