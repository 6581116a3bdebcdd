"""Words that a browser sent, before anything is done with them."""

from __future__ import annotations

from django.http import QueryDict


def words(sent: QueryDict, name: str, limit: int, default: str = "") -> str:
    """A value, without NUL (which PostgreSQL cannot hold) and cut at `limit` characters."""
    return sent.get(name, default).replace("\0", "")[:limit]
