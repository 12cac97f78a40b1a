"""Finding the few objects that matter among the thousands of JSON that a page sends along for its scripts."""

from __future__ import annotations

from typing import Any

from cleaners import _speedups

MAX_OBJECTS = 20_000
"""Objects that are looked at in one value."""
MAX_ITEMS = 2_000
"""Items that are looked at in one list."""

Node = dict[str, Any]
_HOLDERS = frozenset((dict, list))


def bearing(value: Any, keys: frozenset[str], shallow: int = -1) -> list[tuple[Node, int]]:
    """The objects in a value that have a text under one of some keys, or lie no deeper than `shallow`, with their depth; breadth first.

    Args:
        value: what a decoder of JSON gave.
        keys: of the texts.
        shallow: depth up to which every object is given; 0 is the value itself, -1 means none.
    """
    if _speedups.objects is not None:
        found: list[tuple[Node, int]] = _speedups.objects.bearing(value, keys, shallow, MAX_OBJECTS, MAX_ITEMS)
        return found
    return bearing_in_python(value, keys, shallow)


def bearing_in_python(value: Any, keys: frozenset[str], shallow: int) -> list[tuple[Node, int]]:
    """As `bearing`, without the compiled module."""
    found, level, depth, seen = [], [value], 0, 0
    while level and seen < MAX_OBJECTS:
        below: list[Any] = []
        for one in level:
            if type(one) is dict:
                seen += 1
                if depth <= shallow or any(type(one.get(key)) is str for key in keys):
                    found.append((one, depth))
                below += [child for child in one.values() if type(child) in _HOLDERS]
            elif type(one) is list:
                below += [child for child in one[:MAX_ITEMS] if type(child) in _HOLDERS]
        level, depth = below[:MAX_OBJECTS], depth + 1
    return found
