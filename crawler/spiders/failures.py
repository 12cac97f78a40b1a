"""Reason codes for downloads that failed."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError, ConnectionLost, TimeoutError
from twisted.internet.error import ConnectionDone as ConnectionClosed
from twisted.web.client import ResponseFailed

from crawler.guard.secrets import masked

_CODES: tuple[tuple[type[Exception], str], ...] = (
    (CannotResolveHostError, "host-not-found"),
    (DownloadTimeoutError, "timeout"),
    (TimeoutError, "timeout"),
    (DownloadConnectionRefusedError, "connection-refused"),
    (ResponseDataLossError, "truncated"),
    (DownloadCancelledError, "too-large"),
    (UnsupportedURLSchemeError, "unsupported-scheme"),
    (ConnectionLost, "connection-lost"),
    (ConnectionClosed, "connection-lost"),
    (ConnectError, "connection-failed"),
    (ResponseFailed, "connection-lost"),
    (DownloadFailedError, "download-failed"),
    (OSError, "undecodable-body"),
)


def failure_code(error: BaseException) -> tuple[str, str]:
    """Reason code and one sentence for a failed download; `download-exception` for what no server can have caused."""
    detail = masked((str(error).strip().splitlines() or [""])[0])[:300]
    if isinstance(error, IgnoreRequest):
        return _refusal_code(error, detail), detail
    for kind, code in _CODES:
        if isinstance(error, kind):
            return code, detail
    return "download-exception", f"{type(error).__name__}: {detail}"


def _refusal_code(error: IgnoreRequest, detail: str) -> str:
    if code := getattr(error, "code", ""):
        return str(code)
    if "DOWNLOAD_MAXSIZE" in detail:
        return "too-large"
    return "redirect-loop" if "redirect" in detail.lower() else "refused"
