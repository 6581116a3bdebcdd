"""The register of sources: who is watched, how it goes, and adding one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dragoman.desk.people.access import may, needs
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.ui.sent import words
from dragoman.desk.watch import register, selectors, services
from dragoman.desk.watch.due import poll_soon
from dragoman.desk.watch.forms import SourceForm, zones
from dragoman.desk.watch.health import Strip, strip
from dragoman.desk.watch.models import Source
from dragoman.desk.watch.selectors import SourceRow
from dragoman.errors import DragomanError, NotAllowed

VIEWS = (("", "All"), ("failing", "Failing"), ("silent", "Silent for three days"))


@dataclass(frozen=True)
class Line:
    """A line of the register with its strip drawn."""

    row: SourceRow
    strip: Strip


@require_safe
@needs(Right.VIEW_DESK)
def sources(request: HttpRequest) -> HttpResponse:
    """The register with the health of each source at a glance."""
    after = words(request.GET, "after", 80)
    now = timezone.now()
    view, among = _view(words(request.GET, "view", 20), now)
    page = selectors.source_rows(today=now.date(), after=after, among=among)
    context = {
        "lines": [Line(row, strip(row.health)) for row in page.rows],
        "next_key": page.next_key,
        "after": after,
        "view": view,
        "views": [(name, heading, name == view) for name, heading in VIEWS],
        "may_manage": may(_person(request), Right.MANAGE_SOURCES),
    }
    return render(request, "watch/sources.html", context)


def _view(asked: str, now: datetime) -> tuple[str, QuerySet[Source] | None]:
    """A view of the register and its sources; None stands for all. An unknown view is the whole register."""
    if asked == "failing":
        return asked, selectors.failing_sources()
    if asked == "silent":
        # By number, without the joins that found them, which would count endpoints wrongly.
        silent = selectors.silent_sources(now).order_by().values("pk")
        return asked, Source.objects.filter(pk__in=silent)
    return "", None


@require_safe
@needs(Right.VIEW_DESK)
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """One source: its addresses, what each poll found, and what failed and why."""
    try:
        page = selectors.source_page(slug, today=timezone.now().date())
    except Source.DoesNotExist:
        raise Http404("no such source") from None
    failing = [endpoint for endpoint in page.endpoints if endpoint.active and endpoint.failures]
    good = [endpoint.last_success_at for endpoint in page.endpoints if endpoint.last_success_at]
    context = {
        "page": page,
        "source": page.source,
        "strip": strip(page.health),
        "failing": failing,
        "last_good": max(good) if good else None,
        "entries": sum(page.entry_counts.values()),
        "remarks": [(poll, remark) for poll in page.polls for remark in poll.problems][:100],
        "may_manage": may(_person(request), Right.MANAGE_SOURCES),
    }
    return render(request, "watch/source.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.MANAGE_SOURCES)
def source_add(request: HttpRequest) -> HttpResponse:
    """Add a source; whatever is wrong is said beside the form, and what was typed stays."""
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = services.add_source(by=_person(request), **form.cleaned_data)
        except NotAllowed:
            raise
        except DragomanError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, "Added. Its first items come with the next round, usually within a minute.")
            return redirect("source", slug=added.slug)
    return render(request, "watch/add.html", {"form": form, "zones": zones()}, status=422 if form.errors else 200)


@require_POST
@needs(Right.MANAGE_SOURCES)
def poll_now(request: HttpRequest, slug: str) -> HttpResponse:
    """The one button of a failing source."""
    found = get_object_or_404(Source, slug=slug)
    count = poll_soon(by=_person(request), source=found, now=timezone.now())
    words = "It is due now: the next round polls it, usually within a minute." if count else "It is being polled this moment."
    messages.success(request, words)
    return redirect("source", slug=slug)


@require_POST
@needs(Right.MANAGE_SOURCES)
def rendering(request: HttpRequest, slug: str) -> HttpResponse:
    """Turn the rendering of a source's pages on (`render_pages` is 1) or off."""
    found = get_object_or_404(Source, slug=slug)
    wanted = request.POST.get("render_pages") == "1"
    register.set_render_pages(by=_person(request), source=found, render_pages=wanted, now=timezone.now())
    messages.success(request, f"From now on its pages are {'' if wanted else 'not '}rendered when they are captured.")
    return redirect("source", slug=slug)


@require_POST
@needs(Right.MANAGE_SOURCES)
def sensitivity(request: HttpRequest, slug: str) -> HttpResponse:
    """Say how far a source's texts may go."""
    found = get_object_or_404(Source, slug=slug)
    changed = services.set_sensitivity(by=_person(request), source=found, sensitivity=words(request.POST, "sensitivity", 16))
    messages.success(request, f"From now on: {changed.get_sensitivity_display()}.")
    return redirect("source", slug=slug)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
