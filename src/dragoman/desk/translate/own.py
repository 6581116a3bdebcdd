"""What is in the desk's own language already is not translated."""

from __future__ import annotations

from dragoman.desk.read.models import Item
from dragoman.errors import RuleBroken
from dragoman.text.written import name_of


def require_foreign(item: Item, language: str) -> None:
    """Raises: RuleBroken, when an item is in this language (BCP 47) already."""
    if item.is_in(language):
        raise RuleBroken(f"This item is in {name_of(language)} already: there is nothing to translate.", subject=str(item.pk))
