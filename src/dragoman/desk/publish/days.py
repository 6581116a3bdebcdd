"""A day as a dispatch prints it, in the dispatch's language."""

from __future__ import annotations

from datetime import date

from django.utils import formats, translation

from dragoman.compose.notes import print_date
from dragoman.text.written import is_in

# Django's own table has for these the months of another calendar.
_OTHER_MONTHS = ("ckb",)


def print_day(day: date, language: str) -> str:
    """`May 14, 2023`, `14 mai 2023`; ISO 8601 in a language (BCP 47) whose months we have not."""
    if is_in(language, "en"):
        return print_date(day)
    for code in (language.lower(), language.partition("-")[0].lower()):
        if translation.check_for_language(code) and code not in _OTHER_MONTHS:
            with translation.override(code):
                return str(formats.date_format(day, "DATE_FORMAT"))
    return day.isoformat()
