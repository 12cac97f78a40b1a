"""The hottest loops compiled, where a C compiler was at hand when the package was installed.

Each name is a compiled module, or None: then the same is done in Python, slower, with the same results. The
variable `CLEANERS_PURE_PYTHON=1` asks for Python.
"""

from __future__ import annotations

import importlib
import logging
import os
from types import ModuleType

_log = logging.getLogger(__name__)


def _load(name: str) -> ModuleType | None:
    if os.environ.get("CLEANERS_PURE_PYTHON", "0") not in ("", "0"):
        return None
    try:
        return importlib.import_module(f"cleaners._speedups.{name}")
    except ModuleNotFoundError:
        return None
    except (ImportError, TypeError, ValueError) as error:  # compiled for an lxml of another make
        _log.warning("the compiled module %s cannot be used (install the package anew): %s", name, error)
        return None


tree, words, forest, markup, numbers = map(_load, ("tree", "words", "forest", "markup", "numbers"))
