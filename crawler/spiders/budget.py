"""How far one run of a news spider goes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.exit_codes import ConfigurationError


@dataclass(frozen=True, slots=True)
class Budget:
    """Bounds of a run; a run that meets one ends well, and the next goes on.

    Attributes:
        pages: pages asked for (feeds and sitemaps not counted).
        depth: links followed from the start address.
        seconds: time for asking; 0 for no bound.
    """

    pages: int = 10_000
    depth: int = 6
    seconds: float = 0.0
    _started: float = field(default_factory=time.monotonic)

    @classmethod
    def of(cls, arguments: Mapping[str, Any], defaults: Any) -> Budget:
        """From the arguments `max_pages`, `max_depth` and `max_seconds`, else from the spider class's attributes of these names.

        Raises:
            ConfigurationError: one is no whole number that is not negative.
        """
        found = {}
        for name in ("max_pages", "max_depth", "max_seconds"):
            value = str(arguments.get(name, getattr(defaults, name)))
            if not value.isdecimal():
                raise ConfigurationError(f"{name} must be a whole number that is not negative, not {value!r}")
            found[name] = int(value)
        return cls(found["max_pages"], found["max_depth"], found["max_seconds"])

    def allows(self, asked: int) -> bool:
        """Whether one more page may be asked for."""
        return asked < self.pages and (not self.seconds or time.monotonic() - self._started < self.seconds)
