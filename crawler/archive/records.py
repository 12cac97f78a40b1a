"""What travels through an archive job: where a page came from, the page, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MAX_BYTES = 64 * 1024 * 1024  # of one page, compressed or not


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in the inputs a page stands.

    Attributes:
        file: path of the input file.
        offset: byte at which its record begins (for gzipped WARC the record's gzip member, for compressed JSON Lines the decompressed line).
        uri: address of the page, "" where none is known.
        date: ISO 8601 instant of the fetch, None where none is known.
        digest: the archive's own payload digest, else `sha256:` and the hex digest of the payload.
        truncated: why the archiving crawler itself cut the page (`WARC-Truncated`), "" for whole pages.
    """

    file: str
    offset: int
    uri: str = ""
    date: str | None = None
    digest: str | None = None
    truncated: str = ""


@dataclass(frozen=True, slots=True)
class Http:
    """What the archive's headers say of the payload; `status` None where it holds no response, `encodings` in the order of `Content-Encoding`."""

    status: int | None
    content_type: str = ""
    encodings: tuple[str, ...] = ()
    chunked: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A page as it was archived; `http` None where it came without headers."""

    origin: Origin
    payload: bytes = field(repr=False)
    http: Http | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that gives no article: its reason code (kebab case) and one sentence at most."""

    origin: Origin
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """An article: its document as `Article.to_dict` gives it, without the fields that the job leaves out."""

    origin: Origin
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unit:
    """What one process does in one go.

    Attributes:
        name: of its output files; follows from the input's path, so that it is the same in every run.
        kind: `warc`, `jsonl` or `html`.
        path: the file, or the folder whose HTML files (not those of its subfolders) it is.
        signature: of the input's size and time of change; another signature means that the unit must be done again.
    """

    name: str
    kind: str
    path: Path
    signature: str


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done with every unit.

    Attributes:
        out: the output folder.
        form: `parquet` or `jsonl`.
        markup: also write Markdown, HTML and images, which cost a tenth of the rest.
        workers: processes that clean for one unit.
        seconds, megabytes: limits for one page.
        rules, profiles: folders of further rules and profiles.
    """

    out: Path
    form: str = "parquet"
    markup: bool = False
    workers: int = 1
    seconds: float = 10.0
    megabytes: int = 512
    rules: Path | None = None
    profiles: Path | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a unit: `records` = `articles` + the sum of `skipped` (reason -> count).

    `unread` says why its input could not be read, "" where it could: such a unit has no outputs, and is still to do.
    """

    unit: str
    records: int
    articles: int
    skipped: Mapping[str, int]
    unread: str = ""
