"""Other names that a person goes by: *Bob* for *Robert*, Саша for Александр; read from `tables/forms.tsv`."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.resources import files


def other_forms(word: str, script: str) -> tuple[str, ...]:
    """The forms of a given name, and the names that it may be a form of; empty for most words.

    Args:
        word: spelled.
        script: ISO 15924 code.
    """
    return _all_forms().get((script, word), ())


def full_names(word: str, script: str) -> tuple[str, ...]:
    """The names that a short or other form may stand for; arguments as of `other_forms`."""
    return _table()[0].get((script, word), ())


@cache
def with_forms() -> frozenset[str]:
    """The words of any script that have other forms: few names have one of them."""
    return frozenset(word for _, word in _all_forms())


@cache
def _all_forms() -> _Table:
    names, forms = _table()
    return {key: (*forms.get(key, ()), *names.get(key, ())) for key in {*forms, *names}}


_Table = dict[tuple[str, str], tuple[str, ...]]


@cache
def _table() -> tuple[_Table, _Table]:
    """(names of each form, forms of each name)."""
    names: defaultdict[tuple[str, str], tuple[str, ...]] = defaultdict(tuple)
    forms: _Table = {}
    for line in (files("dragoman.names") / "tables" / "forms.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        script, name, listed = line.split("\t")
        forms[script, name] = tuple(listed.split())
        for form in forms[script, name]:
            names[script, form] += (name,)
    return dict(names), forms
