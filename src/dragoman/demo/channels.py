"""Channels' public preview pages, in the structure that Telegram's preview pages have."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC
from html import escape

from dragoman.demo.outlets import Outlet, Piece

Locate = Callable[[str], tuple[str, str]]
"""Turns `outlet:slug` into (name of the outlet, full address of the piece)."""

_HASHTAG = re.compile(r"#(\w+)")


def preview(outlet: Outlet, address: str, locate: Locate) -> str:
    """The page `/s/NAME`: all posts, oldest first."""
    posts = "\n".join(_post(outlet, piece, address, locate) for piece in outlet.pieces)
    name = escape(outlet.name_native)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{name} – Telegram</title>
<meta property="og:title" content="{name}"><meta property="og:site_name" content="Telegram">
<meta property="og:description" content="{escape(outlet.motto)}"><link rel="canonical" href="/s/{outlet.channel}"></head>
<body class="widget_frame_base tgme_widget body_widget_post"><header class="tgme_header"><div class="tgme_channel_info">
<div class="tgme_channel_info_header_title"><span dir="auto">{name}</span></div>
<div class="tgme_channel_info_counters"><div class="tgme_channel_info_counter">
<span class="counter_value">{outlet.subscribers}</span>
<span class="counter_type">subscribers</span></div></div>
<div class="tgme_channel_info_description">{escape(outlet.motto)}</div></div></header>
<main class="tgme_main" data-url="/{outlet.channel}"><div class="tgme_container">
<section class="tgme_channel_history js-message_history">
{posts}
</section></div></main></body></html>
"""


def single(outlet: Outlet, slug: str, address: str, locate: Locate) -> str:
    """The page of one post, as it shows itself inside other pages; of one that was taken away, the page that says so."""
    piece = outlet.by_slug.get(slug)
    shown = (
        '<div class="tgme_widget_message_error">Post not found</div>' if piece is None else _post(outlet, piece, address, locate)
    )
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Telegram Widget</title></head>
<body class="widget_frame_base tgme_widget body_widget_post">
{shown}
</body></html>
"""


def _post(outlet: Outlet, piece: Piece, address: str, locate: Locate) -> str:
    url = address + outlet.path(piece.slug)
    channel = f"{address}/{outlet.channel}"
    name = escape(outlet.name_native)
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message text_not_supported_wrap '
        f'js-widget_message" data-post="{outlet.channel}/{piece.slug}">\n'
        f'<div class="tgme_widget_message_user"><a href="{channel}"><i class="tgme_widget_message_user_photo bgcolor2" '
        f'data-content="{name[0]}"></i></a></div>\n<div class="tgme_widget_message_bubble">'
        f'<div class="tgme_widget_message_author accent_color"><a class="tgme_widget_message_owner_name" href="{channel}">'
        f'<span dir="auto">{name}</span></a></div>\n{_forward(piece, locate)}{_reply(outlet, piece, address)}'
        f'<div class="media_supported_cont">{_photo(piece, url)}'
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{_text(piece, locate)}</div></div>\n'
        f"{_footer(piece, url)}</div></div></div>"
    )


def _forward(piece: Piece, locate: Locate) -> str:
    if not piece.forwarded_from:
        return ""
    name, url = locate(piece.forwarded_from)
    return (
        '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;'
        f'<a class="tgme_widget_message_forwarded_from_name" href="{url}"><span dir="auto">{escape(name)}</span></a></div>'
    )


def _reply(outlet: Outlet, piece: Piece, address: str) -> str:
    answered = outlet.by_slug.get(piece.reply_to)
    if answered is None:
        return ""
    return (
        f'<a class="tgme_widget_message_reply" href="{address}{outlet.path(answered.slug)}">'
        f'<div class="tgme_widget_message_author accent_color"><span class="tgme_widget_message_author_name" dir="auto">'
        f'{escape(outlet.name_native)}</span></div><div class="tgme_widget_message_metatext js-message_reply_text" dir="auto">'
        f"{escape(answered.paragraphs[0][:60])}</div></a>"
    )


def _photo(piece: Piece, url: str) -> str:
    if not piece.photo:
        return ""
    return (
        f'<a class="tgme_widget_message_photo_wrap" href="{url}" '
        f"style=\"width:800px;background-image:url('/photo/{piece.slug}.jpg')\">"
        '<div class="tgme_widget_message_photo" style="padding-top:66%"></div></a>'
    )


def _text(piece: Piece, locate: Locate) -> str:
    lines = escape(piece.body, quote=False).replace("\n", "<br/>")
    text = _HASHTAG.sub(lambda match: f'<a href="?q=%23{match[1]}">{match[0]}</a>', lines)
    if piece.link:
        url = locate(piece.link)[1]
        text += f'<br/><a href="{url}" target="_blank" rel="noopener">{url}</a>'
    return text


def _footer(piece: Piece, url: str) -> str:
    moment = piece.published.astimezone(UTC)
    edited = "edited &nbsp;" if piece.edited else ""
    return (
        '<div class="tgme_widget_message_footer compact js-message_footer">'
        '<div class="tgme_widget_message_info short js-message_info">'
        f'<span class="tgme_widget_message_views">{piece.views}</span><span class="copyonly"> views</span>'
        f'<span class="tgme_widget_message_meta">{edited}<a class="tgme_widget_message_date" href="{url}">'
        f'<time datetime="{moment.isoformat()}" class="time">{moment:%H:%M}</time></a></span></div></div>\n'
    )
