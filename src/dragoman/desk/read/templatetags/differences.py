"""Template tags of the difference view: {% load differences %}."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dragoman.desk.read.differences import Stretch
from dragoman.desk.ui.foreign import settle
from dragoman.text.difference import Kind

register = template.Library()
_ELEMENTS = {"taken out": "del", "put in": "ins"}
_SIGNS = {
    Kind.CHANGED: "≠",
    Kind.TAKEN_OUT: "−",
    Kind.PUT_IN: "+",
    Kind.MOVED_AWAY: "↷",
    Kind.MOVED_HERE: "↶",
}
_SUMMARY = {Kind.MOVED_HERE: "moved"}


@register.filter
def shown(stretch: Stretch) -> SafeString:
    """Words as they were or are; what was put in or taken out says so to who doesn't see it.

    The words about it stand in an element with a direction of its own, which leaves the paragraph's direction to the text.
    """
    element = _ELEMENTS.get(stretch.kind)
    if element is None:
        return settle(stretch.text)
    return format_html(
        '<{0}><span class="unseen" dir="ltr" lang="en">[{1}: </span>{2}<span class="unseen" dir="ltr" lang="en">]</span></{0}>',
        element,
        stretch.kind,
        settle(stretch.text),
    )


@register.filter
def change_sign(kind: Kind) -> str:
    """A sign before the word, so that no reader needs the colour."""
    return _SIGNS.get(kind, "")


@register.filter
def told(kind: Kind) -> str:
    """A kind as a summary says it."""
    return _SUMMARY.get(kind, kind.value)
