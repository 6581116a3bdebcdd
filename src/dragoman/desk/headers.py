"""What browsers may do with our pages: the Content-Security-Policy.

Our pages hold foreign words of unknown origin, so they allow nothing inline and nothing from elsewhere: no inline
script, no `style` attribute, no foreign image. The CMS's admin needs inline script and style. A view that sets its
own policy (the archived copy of a captured page, which gets a stricter one) keeps it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"

OURS = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
CMS = OURS | {
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "base-uri": "'self'",
}
CMS_PREFIXES = ("/cms/",)


def policy_for(path: str) -> str:
    """The policy of the page at a path of this site."""
    directives = CMS if path.startswith(CMS_PREFIXES) else OURS
    return "; ".join(f"{name} {value}" for name, value in directives.items())


class ContentPolicyMiddleware:
    """Gives every response its policy, unless its view chose one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        response.headers.setdefault(HEADER, policy_for(request.path))
        return response
