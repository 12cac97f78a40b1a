"""The command line's own failure."""

from __future__ import annotations

from crawler.exit_codes import ExitCode

NOT_FOUND = 1


class CliError(Exception):
    """A command cannot do what was asked: one sentence for stderr, and the exit code."""

    def __init__(self, message: str, code: int = ExitCode.BAD_CONFIGURATION) -> None:
        super().__init__(message)
        self.code = int(code)
