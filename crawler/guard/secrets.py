"""Addresses fit for logs and messages."""

from __future__ import annotations

import re

# Up to the last @, since passwords are written unescaped too; a path that is masked with it is a small loss.
_PASSWORD = re.compile(r"(?<=://)([^:/?#\s@]*):\S*@")
_IN_QUERY = re.compile(r"([?&](?:password|sslpassword|passfile|token|key)=)[^&#\s]*", re.IGNORECASE)


def masked(text: str) -> str:
    """A text without the passwords of the addresses in it, be they of the authority or of the query."""
    return _IN_QUERY.sub(r"\1***", _PASSWORD.sub(r"\1:***@", text))
