"""The desk's first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dragoman.desk.people.access import needs
from dragoman.desk.people.roles import Right
from dragoman.desk.ui.today import first_step, gather


@require_safe
@needs(Right.VIEW_DESK)
def today(request: HttpRequest) -> HttpResponse:
    """The shift: every number is a link to just those things."""
    assert request.user.is_authenticated
    return render(request, "ui/today.html", {"sections": gather(request.user), "step": first_step(request.user)})
