"""The form that adds a source."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings

from dragoman.desk.watch.models import Endpoint, Source
from dragoman.text.written import name_of

INTERVALS = (
    (300, "every 5 minutes"),
    (900, "every 15 minutes"),
    (3600, "every hour"),
    (21_600, "every 6 hours"),
    (86_400, "once a day"),
)


class SourceForm(forms.Form):
    """An address, and whatever the monitor knows of it; the rest is read from the address itself."""

    url = forms.CharField(
        label="Address",
        max_length=2000,
        help_text="Of a feed, a channel's public preview, or a page that lists articles. A page that names its feed is enough.",
        widget=forms.URLInput(attrs={"dir": "ltr", "autocomplete": "off", "placeholder": "https://"}),
    )
    name_native = forms.CharField(
        label="Name in its own language", max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    name_english = forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"}))
    language = forms.CharField(
        label="Language", max_length=16, required=False, help_text="A tag: ar, fa, he, ru, tr, ur …", widget=forms.TextInput()
    )
    country = forms.CharField(label="Country", max_length=2, required=False, help_text="Two letters: LB, IR, IL …")
    kind = forms.ChoiceField(label="What it is", choices=[("", "Find out"), *Endpoint.Kind.choices], required=False)
    selector = forms.CharField(
        label="Where the articles are listed",
        max_length=500,
        required=False,
        help_text="For a page without a feed: the CSS selector of the links, such as main h2 a.",
        widget=forms.TextInput(attrs={"class": "mono", "dir": "ltr", "autocomplete": "off"}),
    )
    time_zone = forms.CharField(
        label="Time zone of its dates",
        max_length=64,
        required=False,
        initial="UTC",
        help_text="For dates printed without a zone: Asia/Beirut, Asia/Tehran …",
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
    )
    interval_seconds = forms.TypedChoiceField(label="Look for something new", choices=INTERVALS, coerce=int, initial=900)
    render_pages = forms.BooleanField(
        label="Render its pages in a browser as well",
        required=False,
        help_text="For pages that are built by scripts: keeps a screenshot, a PDF and the text as shown. Takes seconds a page.",
    )
    sensitivity = forms.ChoiceField(
        label="How far its texts may go",
        choices=Source.Sensitivity.choices,
        initial=Source.Sensitivity.INTERNAL,
        required=False,
        help_text="Which translation engines may have them; an administrator turns each engine on for each of these.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name_english"].label = f"Name in {name_of(settings.TARGET_LANGUAGE)}"

    def clean_time_zone(self) -> str:
        return str(self.cleaned_data["time_zone"]).strip() or "UTC"

    def clean_sensitivity(self) -> str:
        return self.cleaned_data["sensitivity"] or Source.Sensitivity.INTERNAL

    def clean_kind(self) -> str | None:
        return self.cleaned_data["kind"] or None


def zones() -> list[str]:
    """Names of time zones to choose from."""
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/")))
