"""English names of the languages that desks watch, and the language that this one writes."""

from __future__ import annotations

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import HttpRequest

from dragoman.text.written import NAMES

# Source: IANA Language Subtag Registry (descriptions); languages that no desk writes, and Django's own table lacks.
_WATCHED = {"am": "Amharic", "ha": "Hausa", "ti": "Tigrinya", "zh": "Chinese"}


def language_name(tag: str) -> str:
    """The English name of a BCP 47 tag, by its language alone where the whole tag has none; the tag itself when unknown."""
    for known in (tag, tag.partition("-")[0]):
        if name := NAMES.get(known) or _WATCHED.get(known):
            return name
        if "name" in LANG_INFO.get(known, {}):
            return str(LANG_INFO[known]["name"])
    return tag


def target_language(request: HttpRequest) -> dict[str, str]:  # noqa: ARG001 -- as Django calls it
    """For every page: the language that this desk writes."""
    return {"target_language": settings.TARGET_LANGUAGE}
