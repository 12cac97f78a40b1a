"""The hottest loops compiled, where a C compiler was at hand when the package was installed.

Each name is a compiled module, or None: then the same is done in Python, slower, with the same results. The
variable `CLEANERS_PURE_PYTHON=1` asks for Python.
"""

from __future__ import annotations

import importlib
import logging
import os
from types import ModuleType

INTERFACE = 28
"""Version of what is passed between the compiled modules and the code around them (`interface.pxi`)."""

_log = logging.getLogger(__name__)


def _load(name: str) -> ModuleType | None:
    if os.environ.get("CLEANERS_PURE_PYTHON", "0") not in ("", "0"):
        return None
    try:
        module = importlib.import_module(f"cleaners._speedups.{name}")
    except ModuleNotFoundError:
        return None
    except (ImportError, TypeError, ValueError) as error:  # compiled for an lxml of another make
        _log.warning("the compiled module %s cannot be used (install the package anew): %s", name, error)
        return None
    if getattr(module, "INTERFACE", None) != INTERFACE:
        _log.warning("the compiled module %s is of another version than the code around it: install the package anew", name)
        return None
    return module


NAMES = ("tree", "finds", "links", "words", "lines", "lexicon", "evidence", "forest", "markup", "numbers", "verdict", "outputs", "objects")
tree, finds, links, words, lines, lexicon, evidence, forest, markup, numbers, verdict, outputs, objects = map(_load, NAMES)


def modules() -> dict[str, ModuleType | None]:
    """The compiled modules by name, None for those that Python does the work of."""
    return {name: globals()[name] for name in NAMES}
