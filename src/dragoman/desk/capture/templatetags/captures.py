"""Template tags about captures: {% load captures %}."""

from __future__ import annotations

from django import template

from dragoman.desk.capture.models import Capture
from dragoman.desk.capture.standing import standing
from dragoman.desk.ui.chain import Link

register = template.Library()


@register.inclusion_tag("capture/standing.html")
def ledger_and_time(capture: Capture) -> dict[str, dict[str, Link]]:
    """How the capture stands in the ledger and in time, as two facts."""
    return {"links": standing(capture)}
