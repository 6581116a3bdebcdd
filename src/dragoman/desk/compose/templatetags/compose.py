"""Template tags of the dispatch editor: {% load compose %}."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dragoman.desk.capture.standing import standing
from dragoman.desk.compose.evidence import EvidenceState
from dragoman.desk.compose.models import ExcerptSegment
from dragoman.desk.ui.chain import Holds, Link
from dragoman.desk.ui.foreign import settle
from dragoman.text.follow import Divergence

register = template.Library()
_AROUND_CHARS = 40


@register.simple_tag
def pointed_at(text: str, divergence: Divergence) -> SafeString:
    """The words around a divergence, the divergence itself marked; a place of missing words shows as ‸."""
    first, last = max(0, divergence.start - _AROUND_CHARS), divergence.end + _AROUND_CHARS
    here = text[divergence.start : divergence.end] or "‸"
    return format_html(
        "{}{}<mark>{}</mark>{}{}",
        "…" if first else "",
        settle(text[first : divergence.start]),
        settle(here),
        settle(text[divergence.end : last]),
        "…" if last < len(text) else "",
    )


@register.simple_tag
def evidence_links(state: EvidenceState, *, follows: bool, accepted: bool) -> dict[str, Link]:
    """The chain of an excerpt on the desk, as far as there is a capture to look at."""
    held = {True: Holds.HELD, False: Holds.FAILED}
    links = {
        "sentence": Link(held[follows], sentence="Follows its translation." if follows else "Departs from its translation."),
        "translation": Link(
            held[accepted], sentence="Accepted by a second person." if accepted else "Not the accepted translation."
        ),
        "original": Link(held[state.words_held], sentence=state.sentence),
        "bytes": Link(held[state.bytes_held], sentence=state.sentence),
    }
    return links | (standing(state.capture) if state.capture else {})


@register.filter
def original(row: ExcerptSegment) -> str:
    """The words of a quoted sentence in its own language."""
    return row.segment.version.text[row.segment.start : row.segment.end]
