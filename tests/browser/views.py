"""What every view is held to."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def serious(page: Page) -> list[str]:
    """What axe-core finds serious or critical, the copy of the fetched page (which is not ours) left out."""
    results = Axe().run(page, context={"exclude": [["iframe"]]}, options={"resultTypes": ["violations"]})
    return [
        f"{found['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for found in results.response["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"][:3]
    ]
