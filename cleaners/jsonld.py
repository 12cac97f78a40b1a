"""JSON-LD of a page, read once (placeholder of the shape; the metadata work owns it)."""

from __future__ import annotations

import json
from typing import Any

from cleaners.records import Element


def read_jsonld(root: Element) -> list[dict[str, Any]]:
    """Every JSON-LD node of the page, graphs and nesting flattened, in document order."""
    nodes: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            try:
                _flatten(json.loads(script.text or "", strict=False), nodes)
            except ValueError:
                continue
    return nodes


def _flatten(value: Any, nodes: list[dict[str, Any]]) -> None:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            nodes.append(item)
            _flatten(item.get("@graph", []), nodes)
