"""Addresses fit for logs and messages."""

from __future__ import annotations

import re

_IN_QUERY = re.compile(r"([?&](?:password|sslpassword|passfile|token|key)=)[^&#\s]*", re.IGNORECASE)


def masked(text: str) -> str:
    """A text without the passwords of the addresses in it, be they of the authority or of the query."""
    return _IN_QUERY.sub(r"\1***", re.sub(r"\S*@\S*", _without_password, text) if "@" in text else text)


def _without_password(word: re.Match[str]) -> str:
    # Up to the last @, since passwords are written unescaped too.
    head, _, host = word[0].rpartition("@")
    start = head.find("://") + 3 if "://" in head else 0
    user, colon, _ = head[start:].partition(":")
    return f"{head[:start]}{user}:***@{host}" if colon and "/" not in user else word[0]
