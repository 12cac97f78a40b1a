"""What every view is held to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


@dataclass(frozen=True)
class Look:
    """A way of looking: colour scheme, width, and what axe-core is asked there."""

    name: str
    colours: str
    width: int
    asked: dict[str, Any] = field(default_factory=dict)


# Contrast is axe-core's dearest question and one of colours alone, the others are of the markup: each is asked where its answer may be another.
LIGHT = Look("light", "light", 1280)
DARK = Look("dark", "dark", 1280, {"runOnly": ["color-contrast", "link-in-text-block"]})
PHONE = Look("phone", "light", 390, {"rules": {"color-contrast": {"enabled": False}}})


def looks(page: Page) -> Iterator[Look]:
    """The page as it is, opened anew in each look."""
    for look in (LIGHT, DARK, PHONE):
        page.emulate_media(color_scheme=look.colours)  # type: ignore[arg-type]
        page.set_viewport_size({"width": look.width, "height": 800})
        page.reload()
        yield look


def faults(page: Page, look: Look = LIGHT) -> list[str]:
    """What axe-core finds serious or critical, the copy of the fetched page (which is not ours) left out, and whether it is wider than the screen."""
    for plot in page.locator("[data-chart]").all():  # drawn when seen
        plot.scroll_into_view_if_needed()
    results = Axe().run(page, context={"exclude": [["iframe"]]}, options={"resultTypes": ["violations"], **look.asked})
    found = [
        f"{look.name}: {violation['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for violation in results.response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"][:3]
    ]
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        found.append(f"{look.name}: wider than the screen")
    return found
