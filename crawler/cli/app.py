"""The application: its commands, and how every failure becomes one line on stderr and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import typer

from cleaners.errors import BadRule, CleanerError
from crawler.cli.errors import CliError
from crawler.exit_codes import ExitCode
from crawler.stores import StoreError

app = typer.Typer(
    name="bullionbite",
    help="Clean news pages, look into what was crawled, hand out what is new.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        print(f"bullionbite {version('bullionbite')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version and exit.")] = False,
) -> None:
    """Clean news pages, look into what was crawled, hand out what is new."""


COMMANDS = ("pages", "demo", "listing", "history", "exporting", "recleaning", "warc", "upkeep", "copying", "schema", "inspect", "case", "profile", "check", "duplicates", "clean_archive", "fleet", "report", "top", "serve", "doctor")

# Typer's newer versions carry a copy of click, older ones import it: the class is reached through the one name that both export.
_UsageError: type[Any] = next(cls for cls in typer.BadParameter.__mro__ if cls.__name__ == "ClickException")


_INTERRUPTED = 130  # what Typer makes of Ctrl+C; none of our codes


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code (`docs/commands.md`)."""
    for name in COMMANDS:
        import_module(f"crawler.cli.{name}")
    code = _run(arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
    sys.exit(code)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        code = typer.main.get_command(app).main(arguments, prog_name="bullionbite", standalone_mode=False)
        sys.stdout.flush()
        if code == _INTERRUPTED:
            raise KeyboardInterrupt
        return int(code or 0)
    except CliError as error:
        return _failed(str(error), error.code)
    except BadRule as error:
        return _failed(error.detail or str(error), ExitCode.BAD_CONFIGURATION)
    except CleanerError as error:
        return _failed(str(error), ExitCode.DEGRADED)
    except StoreError as error:
        return _failed(str(error), ExitCode.BAD_CONFIGURATION if error.is_misconfiguration else ExitCode.STORAGE_FAILURE)
    except (BrokenPipeError, SystemExit):
        # The reader has had enough (`| head`): nothing to say. Typer turns the error into an exit; nothing else here exits.
        _silence()
        return int(ExitCode.DONE)
    except OSError as error:
        return _failed(
            f"{error.filename}: {error.strerror}" if error.filename else str(error), ExitCode.STORAGE_FAILURE
        )
    except _UsageError as error:
        message = error.format_message().replace("Value error, ", "")
        return _failed(f"{message} (see `bullionbite --help`)", ExitCode.BAD_CONFIGURATION) if message else int(ExitCode.BAD_CONFIGURATION)
    except (typer.Abort, KeyboardInterrupt):
        return _failed("interrupted", ExitCode.INTERRUPTED)


def _silence() -> None:
    """Keep Python from flushing into a closed pipe when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _failed(message: str, code: int) -> int:
    line = " ".join(message.split())
    print(f"bullionbite: {line}", file=sys.stderr)
    return int(code)
