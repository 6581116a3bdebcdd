"""The public site. Dispatch pages are served as they were rendered at publication."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, time
from posixpath import normpath
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, format_html
from django.utils.timezone import make_aware
from django.views.decorators.http import require_safe
from django.views.static import serve

from dragoman.desk.people.access import may
from dragoman.desk.people.roles import Right
from dragoman.desk.publish import selectors
from dragoman.desk.publish.models import Publication
from dragoman.desk.publish.render import render_archived
from dragoman.publish.access import Tier, may_read
from dragoman.text.scripts import direction

_PAGE_SIZE = 20
_FEED_SIZE = 30


def _tier(request: HttpRequest) -> Tier:
    """The visitor's tier; a visitor without a session costs no query."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return Tier.PUBLIC
    return selectors.reader_tier(request.user)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What was published, newest date first."""
    page = selectors.public_page(_tier(request), before_key=request.GET.get("before", ""), limit=_PAGE_SIZE)
    response = render(
        request, "publish/home.html", {"publications": page.rows, "next_key": page.next_key, "first": "before" not in request.GET}
    )
    return _shared(response)


@require_safe
def dispatch(request: HttpRequest, series: str, number: int, version: int | None = None) -> HttpResponseBase:
    """A dispatch, or an older version of it."""
    found = selectors.publication(series, number, version)
    if found is None:
        raise Http404
    if refusal := _refuse(request, found):
        return refusal
    return _tagged(request, found.html_sha256, found.tier, lambda: HttpResponse(found.html))


@require_safe
def proof(request: HttpRequest, series: str, number: int, version: int | None = None) -> HttpResponseBase:
    """The proof file of a dispatch."""
    found = selectors.publication(series, number, version)
    return _download(request, found, found.proof_sha256 if found else "")


@require_safe
def proof_by_digest(request: HttpRequest, series: str, number: int, sha256: str) -> HttpResponseBase:
    """A proof file by its SHA-256, also when a newer one has replaced it."""
    return _download(request, selectors.publication_of_proof(series, number, sha256), sha256)


@require_safe
def archived(request: HttpRequest, capture_id: uuid.UUID) -> HttpResponseBase:
    """The text of a cited capture, with what dispatches quote that this visitor may read."""
    tier = _tier(request)
    if tier == Tier.PUBLIC:
        copy = selectors.public_copy(capture_id)
        if copy is None:
            raise Http404
        return _tagged(request, copy.public_html_sha256, Tier.PUBLIC, lambda: HttpResponse(copy.public_html))
    found = selectors.archived_page(capture_id, tier)
    if found is None:
        raise Http404
    response = HttpResponse(render_archived(found))
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The latest dispatches as Atom. Source: RFC 4287"""
    base = settings.BASE_URL
    page = selectors.public_page(_tier(request), limit=_FEED_SIZE)
    atom = _Feed(
        title="Dragoman dispatches",
        link=base + reverse("public_home"),
        description="",
        language=settings.TARGET_LANGUAGE,
        feed_url=base + reverse("public_feed"),
    )
    for row in page.rows:
        link = base + reverse("public_dispatch", args=[row.series.slug, row.number])
        atom.add_item(
            title=f"{row.series.prefix} {row.number}: {row.title}",
            link=link,
            description=_summary(row),
            language=row.dispatch.language,
            unique_id=link,
            pubdate=make_aware(_midnight(row)),
            updateddate=row.published_at,
        )
    return _shared(HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"))


class _Feed(Atom1Feed):
    """Entries that say their own language. Source: RFC 4287, 2"""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}


def _summary(row: Publication) -> str:
    """How a dispatch begins, as HTML, which the library says it is; Atom itself has no word for direction."""
    if direction(row.dispatch.language) == "ltr":
        return escape(row.summary)
    return format_html('<p dir="rtl">{}</p>', row.summary)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Search engines read the dispatches, not the desk, and not other people's articles in our archive."""
    lines = ["User-agent: *", *(f"Disallow: /{part}/" for part in ("desk", "cms", "accounts", "captures")), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def check_us(request: HttpRequest) -> HttpResponse:
    """How to check a quotation without our program: the document, for readers of the site."""
    return render(request, "publish/check_us.html")


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Pictures in the sizes that pages use are public; originals are for those who write."""
    path = normpath(path)  # before it is judged: `images/../original_images/` is no public folder
    if not path.startswith("images/") and not (request.user.is_authenticated and may(request.user, Right.VIEW_DESK)):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _download(request: HttpRequest, found: Publication | None, sha256: str) -> HttpResponseBase:
    """A proof file of a publication that this visitor may read."""
    if found is None or not may_read(_tier(request), found.tier):
        raise Http404
    path = selectors.proof_path(sha256)
    if not path.is_file():
        raise Http404("The proof file is missing from the disk.")
    name = selectors.proof_name(found)

    def download() -> FileResponse:
        return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/wacz")

    return _tagged(request, sha256, found.tier, download)


def _midnight(row: Publication) -> datetime:
    return datetime.combine(row.date, time(0))


def _refuse(request: HttpRequest, found: Publication) -> HttpResponse | None:
    """None when the visitor may read it. What is for staff only does not exist for others; the rest says for whom it is."""
    if may_read(_tier(request), found.tier):
        return None
    if found.tier == Tier.STAFF:
        raise Http404
    response = render(request, "publish/restricted.html", {"publication": found}, status=403)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _tagged(request: HttpRequest, sha256: str, tier: str, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """A response with its entity tag, made only for the one who does not have it already."""
    tag = f'"{sha256[:32]}"'
    known = tag in request.headers.get("If-None-Match", "")
    response = HttpResponseNotModified() if known else make()
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "public, no-cache" if tier == Tier.PUBLIC else "private, no-cache"
    return response


def _shared(response: HttpResponse) -> HttpResponse:
    """A list that differs by tier: caches keep one a session."""
    patch_vary_headers(response, ["Cookie"])
    response.headers["Cache-Control"] = "no-cache"
    return response
