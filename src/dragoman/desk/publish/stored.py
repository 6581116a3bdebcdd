"""The part of the publish services that stores pages as they are served: rendered once, then only read."""

from __future__ import annotations

import hashlib

from django.db.models import QuerySet

from dragoman.desk.publish.models import ArchivedCopy, CitedPassage, Publication
from dragoman.desk.publish.render import render_archived, render_dispatch
from dragoman.desk.publish.selectors import archived_page, source_remarks
from dragoman.publish.access import Tier


def render_again(publication: Publication) -> None:
    """Render a publication's page anew from its content and its remarks, as after a change of either or of the templates."""
    html = render_dispatch(publication.content, superseded=not publication.current, remarks=source_remarks(publication))
    publication.html, publication.html_sha256 = html, digest(html)
    publication.save(update_fields=["html", "html_sha256"])


def renew_public_copies(cited: QuerySet[CitedPassage]) -> None:
    """Render anew what everybody may see of each capture that is cited here."""
    for capture_id in cited.order_by().values_list("capture_id", flat=True).distinct():
        page = archived_page(capture_id, Tier.PUBLIC)
        html = render_archived(page) if page else ""
        ArchivedCopy.objects.filter(pk=capture_id).update(public_html=html, public_html_sha256=digest(html) if html else "")


def digest(html: str) -> str:
    """SHA-256 of a page as it is sent, in hexadecimal."""
    return hashlib.sha256(html.encode()).hexdigest()
