"""The part of the publish services that stores pages as they are served: rendered once, then only read."""

from __future__ import annotations

import hashlib

from dragoman.desk.publish.models import Publication
from dragoman.desk.publish.render import render_dispatch
from dragoman.desk.publish.selectors import source_remarks


def render_again(publication: Publication) -> None:
    """Render a publication's page anew from its content and its remarks, as after a change of either or of the templates."""
    html = render_dispatch(publication.content, superseded=not publication.current, remarks=source_remarks(publication))
    publication.html, publication.html_sha256 = html, digest(html)
    publication.save(update_fields=["html", "html_sha256"])


def digest(html: str) -> str:
    """SHA-256 of a page as it is sent, in hexadecimal."""
    return hashlib.sha256(html.encode()).hexdigest()
