"""Template tags of the public pages: {% load public %}."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dragoman.desk.publish.days import print_day
from dragoman.desk.ui.foreign import settle
from dragoman.text.written import comma_in, quotes_in

register = template.Library()


@register.filter
def web_address(url: str) -> str:
    """An address that may become a link; empty for any other than http and https (a captured page chose it)."""
    return url if url.startswith(("http://", "https://")) else ""


@register.filter
def print_date(day: date, language: str) -> str:
    """A day in a language."""
    return print_day(day, language)


@register.simple_tag
def marks_of(language: str) -> dict[str, str]:
    """`comma`, `open` and `close` (quotation marks) of a language."""
    before, after = quotes_in(language)
    return {"comma": comma_in(language), "open": before, "close": after}


@register.filter
def utc(moment: str | datetime) -> str:
    """`2026-11-21 08:30:05 UTC`, out of a datetime or of ISO 8601."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


@register.filter
def day(moment: str | datetime) -> str:
    """`November 21, 2026` in UTC, out of a datetime or of ISO 8601; of our own messages, which are English."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return print_day(at.astimezone(UTC).date(), "en")


@register.simple_tag
def pieces(paragraph: Iterable[Mapping[str, Any]]) -> SafeString:
    """A paragraph of an excerpt: words, and marks set apart by kind."""
    return format_html_join("", "{}", ((_piece(piece),) for piece in paragraph))


def _piece(piece: Mapping[str, Any]) -> SafeString:
    if piece["kind"] == "words":
        return settle(piece["shown"])
    return format_html('<span class="mark {}" title="{}">{}</span>', piece["kind"], piece["meaning"], settle(piece["shown"]))


@register.simple_tag
def stretches(paragraph: Iterable[Any]) -> SafeString:
    """A paragraph of the original, the quoted parts highlighted."""
    parts = ((part["text"], part["quoted"]) if isinstance(part, dict) else (part.text, part.quoted) for part in paragraph)
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", settle(text)) if quoted else settle(text),) for text, quoted in parts)
    )
