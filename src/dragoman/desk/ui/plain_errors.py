"""Errors the desk raises on purpose become pages in plain words, or one sentence for htmx."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

from dragoman.desk.refused_writes import refused_write
from dragoman.errors import DatabaseUnwritable, DragomanError, NotAllowed

logger = logging.getLogger(__name__)

SIGNED_OUT = "You were signed out. Sign in again in another window, then repeat this; what you typed stays here."


def _asks_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response.headers["Location"].startswith(resolve_url(settings.LOGIN_URL))


class PlainErrors:
    """Middleware: NotAllowed answers 403, a full disk 507, other DragomanErrors 409; a lost session answers htmx with 401."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "htmx", False) and _asks_to_sign_in(response):
            # A redirect would put the sign-in page into a row of the list.
            return HttpResponse(SIGNED_OUT, status=401, content_type="text/plain; charset=utf-8")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        error = refused_write(exception) or exception
        if not isinstance(error, DragomanError):
            return None
        if isinstance(error, DatabaseUnwritable):
            logger.error("nothing can be saved: %s", error.detail)
        return answer(request, error)


def answer(request: HttpRequest, error: DragomanError) -> HttpResponse:
    """A page in plain words, or one sentence for htmx."""
    status = 403 if isinstance(error, NotAllowed) else 507 if isinstance(error, DatabaseUnwritable) else 409
    if getattr(request, "htmx", False):
        return HttpResponse(error.sentence, status=status, content_type="text/plain; charset=utf-8")
    return render(request, f"{status}.html", {"sentence": error.sentence}, status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """What failed outside of every view, such as keeping a session on a full disk; otherwise, the desk made a mistake."""
    error = sys.exception()
    refused = refused_write(error) if error else None
    return answer(request, refused) if refused else render(request, "500.html", status=500)
