"""The outlets' pages, dressed as news sites dress them: navigation, side column, cookie note, advertisement, footer."""

from __future__ import annotations

import json
from html import escape

from dragoman.demo.outlets import Outlet, Piece

STYLE = (
    "body{font-family:serif;margin:0;color:#222}header,footer{background:#eee;padding:1em}"
    "nav ul{display:flex;gap:1em;list-style:none}"
    ".wrap{display:flex;gap:2em;max-width:70em;margin:auto}main{flex:3}aside{flex:1;font-size:.9em}.cookie{background:#ffd;padding:.5em}"
)


def article(outlet: Outlet, piece: Piece, address: str) -> str:
    """One piece's page, in the outlet's kind of markup."""
    body = {"open-graph": _story, "json-ld": _main_entity, "plain": _bare}[outlet.markup](piece)
    return _frame(
        outlet,
        title=f"{piece.title} | {outlet.name_native}",
        head=_head(outlet, piece, address),
        main=body,
        current=piece,
    )


def front(outlet: Outlet) -> str:
    """The outlet's first page; for an outlet without a feed this is the listing that a desk polls."""
    rows = "\n".join(
        f'<li><a class="notice" href="{outlet.path(piece.slug)}">{escape(piece.title)}</a> '
        f'<span class="date">{escape(piece.printed)}</span></li>'
        for piece in outlet.pieces
    )
    feeds = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json-feed": "application/feed+json"}
    link = ""
    if outlet.format in feeds:
        link = f'<link rel="alternate" type="{feeds[outlet.format]}" href="{outlet.endpoint}">'
    main = f'<h1>{escape(outlet.motto)}</h1>\n<ul class="notices">\n{rows}\n</ul>'
    return _frame(outlet, title=outlet.name_native, head=link, main=main, current=None)


def _frame(outlet: Outlet, *, title: str, head: str, main: str, current: Piece | None) -> str:
    charset = current.charset if current else "utf-8"
    navigation = "".join(f'<li><a href="/#{number}">{escape(name)}</a></li>' for number, name in enumerate(outlet.navigation))
    return f"""<!DOCTYPE html>
<html lang="{outlet.language}" dir="{outlet.direction}">
<head>
<meta charset="{charset}">
<title>{escape(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
{head}
<style>{STYLE}</style>
</head>
<body>
<div class="cookie" id="cookie-note" role="dialog"><p>{escape(outlet.cookie_note)}</p><button type="button">OK</button></div>
<header class="site-header"><a class="logo" href="/">{escape(outlet.name_native)}</a>
<nav><ul>{navigation}</ul></nav></header>
<div class="wrap">
{main}
{_side_column(outlet, current)}
</div>
<footer class="site-footer"><p>{escape(outlet.footer)}</p></footer>
<script>document.querySelector("#cookie-note button").addEventListener("click", e => e.target.parentNode.remove())</script>
</body>
</html>
"""


def _side_column(outlet: Outlet, current: Piece | None) -> str:
    others = [piece for piece in outlet.pieces if current is None or piece.slug != current.slug][:4]
    links = "".join(f'<li><a href="{outlet.path(piece.slug)}">{escape(piece.title)}</a></li>' for piece in others)
    advertisement = f'<div class="advert">{escape(outlet.advertisement)}</div>' if outlet.advertisement else ""
    related = f'<div class="related"><h4>{escape(outlet.related)}</h4><ul>{links}</ul></div>'
    return f'<aside class="sidebar">{related}{advertisement}</aside>'


def _head(outlet: Outlet, piece: Piece, address: str) -> str:
    url = address + outlet.path(piece.slug)
    canonical = f'<link rel="canonical" href="{url}">'
    if outlet.markup == "open-graph":
        tags = {
            "og:type": "article",
            "og:site_name": outlet.name_native,
            "og:title": piece.title,
            "og:url": url,
            "og:description": piece.summary,
            "article:published_time": piece.published.isoformat(),
        }
        return "\n".join(
            [canonical, *(f'<meta property="{name}" content="{escape(value)}">' for name, value in tags.items() if value)]
        )
    if outlet.markup == "json-ld":
        return f'{canonical}\n<script type="application/ld+json">{_linked_data(outlet, piece, url)}</script>'
    return canonical


def _linked_data(outlet: Outlet, piece: Piece, url: str) -> str:
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.title,
        "url": url,
        "datePublished": piece.published.isoformat(),
        "inLanguage": outlet.language,
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name_native},
    }
    if piece.byline:
        data["author"] = {"@type": "Person", "name": piece.byline}
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")


def _paragraphs(piece: Piece) -> str:
    return "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in piece.paragraphs)


def _note(piece: Piece) -> str:
    return f'\n<p class="correction"><em>{escape(piece.note)}</em></p>' if piece.note else ""


def _meta_line(piece: Piece) -> str:
    byline = f'<span class="byline">{escape(piece.byline)}</span> ' if piece.byline else ""
    return f'<p class="meta">{byline}<time datetime="{piece.published.isoformat()}">{escape(piece.printed)}</time></p>'


def _tags(piece: Piece) -> str:
    links = " ".join(f'<a rel="tag" href="/#{escape(tag)}">{escape(tag)}</a>' for tag in piece.tags)
    return f'<div class="tags">{links}</div>' if links else ""


def _story(piece: Piece) -> str:
    summary = f'<p class="summary"><strong>{escape(piece.summary)}</strong></p>' if piece.summary else ""
    return (
        f'<main><article class="story"><header><h1>{escape(piece.title)}</h1>{_meta_line(piece)}{summary}</header>\n'
        f'<div class="story-body">\n{_paragraphs(piece)}{_note(piece)}\n</div>\n{_tags(piece)}</article></main>'
    )


def _main_entity(piece: Piece) -> str:
    return (
        '<main><article itemscope itemtype="https://schema.org/NewsArticle">\n'
        f'<h1 itemprop="headline">{escape(piece.title)}</h1>\n{_meta_line(piece)}\n'
        f'<div itemprop="articleBody">\n{_paragraphs(piece)}{_note(piece)}\n</div>\n{_tags(piece)}</article></main>'
    )


def _bare(piece: Piece) -> str:
    return (
        f'<div id="content"><h1>{escape(piece.title)}</h1>\n{_meta_line(piece)}\n'
        f'<div class="text">\n{_paragraphs(piece)}{_note(piece)}\n</div>\n{_tags(piece)}</div>'
    )
