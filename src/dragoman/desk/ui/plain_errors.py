"""Errors the desk raises on purpose become pages in plain words, or one sentence for htmx."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dragoman.errors import DragomanError, NotAllowed


class PlainErrors:
    """Middleware: NotAllowed answers 403, every other DragomanError 409."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DragomanError):
            return None
        status = 403 if isinstance(exception, NotAllowed) else 409
        if getattr(request, "htmx", False):
            return HttpResponse(exception.sentence, status=status, content_type="text/plain; charset=utf-8")
        return render(request, f"{status}.html", {"sentence": exception.sentence}, status=status)
