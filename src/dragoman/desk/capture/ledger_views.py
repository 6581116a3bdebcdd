"""The public ledger: the last checkpoint, tiles of hashes, public keys. Nothing here says what a leaf holds."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dragoman.capture.tiles import read_path
from dragoman.desk.capture import keys
from dragoman.desk.capture.checkpoints import latest
from dragoman.desk.capture.ledger import read_tile

_TEXT, _BYTES = "text/plain; charset=utf-8", "application/octet-stream"
_FOREVER = "public, max-age=31536000, immutable"


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The last signed head."""
    signed = latest()
    if signed is None:
        raise Http404("nothing is signed yet")
    return _public(signed.note.encode(), _TEXT, "public, max-age=10")


@require_safe
def tile(request: HttpRequest, tile: str) -> HttpResponse:  # noqa: ARG001
    """One tile, whole or its first hashes; neither ever changes."""
    try:
        wanted = read_path(tile)
    except ValueError:
        raise Http404("no such tile") from None
    content = read_tile(wanted)
    if content is None:
        raise Http404("no such tile yet")
    return _public(content, _BYTES, _FOREVER)


@require_safe
def key_list(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Every public key of the ledger, a line each: from how many leaves on it signs, and the key."""
    lines = "".join(f"{entry.from_size} {entry.key.text}\n" for entry in keys.entries())
    return _public(lines.encode(), _TEXT, "public, max-age=300")


@require_safe
def history(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Where one ledger of this desk ended and the next began: signed notes, an empty line between them."""
    return _public(keys.history().encode(), _TEXT, "public, max-age=300")


def _public(content: bytes, media_type: str, caching: str) -> HttpResponse:
    """Anyone may read it, a page of another site included."""
    return HttpResponse(content, media_type, headers={"Cache-Control": caching, "Access-Control-Allow-Origin": "*"})
