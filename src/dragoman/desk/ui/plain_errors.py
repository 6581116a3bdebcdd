"""Errors the desk raises on purpose become pages in plain words, or one sentence for htmx."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

from dragoman.errors import DragomanError, NotAllowed

SIGNED_OUT = "You were signed out. Sign in again in another window, then repeat this; what you typed stays here."


def _asks_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response.headers["Location"].startswith(resolve_url(settings.LOGIN_URL))


class PlainErrors:
    """Middleware: NotAllowed answers 403, every other DragomanError 409; a lost session answers htmx with 401."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "htmx", False) and _asks_to_sign_in(response):
            # A redirect would put the sign-in page into a row of the list.
            return HttpResponse(SIGNED_OUT, status=401, content_type="text/plain; charset=utf-8")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DragomanError):
            return None
        status = 403 if isinstance(exception, NotAllowed) else 409
        if getattr(request, "htmx", False):
            return HttpResponse(exception.sentence, status=status, content_type="text/plain; charset=utf-8")
        return render(request, f"{status}.html", {"sentence": exception.sentence}, status=status)
