"""The outlets' feeds: RSS 2.0, Atom 1.0 and JSON Feed 1.1.

Source: https://www.rssboard.org/rss-specification, RFC 4287, https://www.jsonfeed.org/version/1.1/
"""

from __future__ import annotations

import json
from email.utils import format_datetime
from html import escape

from dragoman.demo.outlets import Outlet, Piece


def rss(outlet: Outlet, address: str) -> str:
    """An RSS 2.0 document; `address` is the outlet's root, without a final slash."""
    items = "\n".join(_rss_item(outlet, piece, address) for piece in outlet.pieces)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
        f"<title>{escape(outlet.name_native)}</title>\n<link>{address}/</link>\n"
        f'<atom:link href="{address}{outlet.endpoint}" rel="self" type="application/rss+xml"/>\n'
        f"<description>{escape(outlet.motto)}</description>\n<language>{outlet.language}</language>\n<ttl>15</ttl>\n"
        f"{items}\n</channel>\n</rss>\n"
    )


def _rss_item(outlet: Outlet, piece: Piece, address: str) -> str:
    url = address + outlet.path(piece.slug)
    creator = f"<dc:creator>{escape(piece.byline)}</dc:creator>" if piece.byline else ""
    tags = "".join(f"<category>{escape(tag)}</category>" for tag in piece.tags)
    return (
        f"<item><title>{escape(piece.title)}</title><link>{url}</link>"
        f'<guid isPermaLink="true">{url}</guid><pubDate>{format_datetime(piece.published)}</pubDate>'
        f"{creator}{tags}<description>{escape(piece.summary)}</description></item>"
    )


def atom(outlet: Outlet, address: str) -> str:
    """An Atom 1.0 document."""
    updated = max(piece.published for piece in outlet.pieces).isoformat()
    entries = "\n".join(_atom_entry(outlet, piece, address) for piece in outlet.pieces)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">\n'
        f"<title>{escape(outlet.name_native)}</title>\n<subtitle>{escape(outlet.motto)}</subtitle>\n"
        f'<id>{address}/</id>\n<link href="{address}/"/>\n<link rel="self" href="{address}{outlet.endpoint}"/>\n'
        f"<updated>{updated}</updated>\n{entries}\n</feed>\n"
    )


def _atom_entry(outlet: Outlet, piece: Piece, address: str) -> str:
    url = address + outlet.path(piece.slug)
    author = f"<author><name>{escape(piece.byline)}</name></author>" if piece.byline else ""
    summary = f"<summary>{escape(piece.summary)}</summary>" if piece.summary else ""
    moment = piece.published.isoformat()
    return (
        f'<entry><id>{url}</id><title>{escape(piece.title)}</title><link href="{url}"/>'
        f"<published>{moment}</published><updated>{moment}</updated>{author}{summary}</entry>"
    )


def json_feed(outlet: Outlet, address: str) -> str:
    """A JSON Feed 1.1 document."""
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": outlet.name_native,
            "description": outlet.motto,
            "home_page_url": f"{address}/",
            "feed_url": f"{address}{outlet.endpoint}",
            "language": outlet.language,
            "items": [_json_item(outlet, piece, address) for piece in outlet.pieces],
        },
        ensure_ascii=False,
        indent=1,
    )


def _json_item(outlet: Outlet, piece: Piece, address: str) -> dict[str, object]:
    url = address + outlet.path(piece.slug)
    item: dict[str, object] = {"id": url, "url": url, "title": piece.title, "date_published": piece.published.isoformat()}
    if piece.summary:
        item["summary"] = piece.summary
    if piece.byline:
        item["authors"] = [{"name": piece.byline}]
    return item | {"content_text": piece.summary or piece.title}
