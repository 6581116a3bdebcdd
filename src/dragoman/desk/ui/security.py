"""The content security policy of our own pages: nothing inline, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
    )
)
# The CMS's admin writes styles and scripts into its pages; it is for staff only and shows no captured content.
_EXCEPT = "/cms/"


class ContentSecurityPolicy:
    """Middleware: the policy on every answer that does not bring its own, save under /cms/."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(_EXCEPT):
            response.headers.setdefault("Content-Security-Policy", POLICY)
        return response
