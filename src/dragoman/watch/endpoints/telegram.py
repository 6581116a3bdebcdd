"""Read a public Telegram channel's preview page, the page that a browser shows at t.me/s/NAME."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from dragoman.watch.endpoints.dates import read_date
from dragoman.watch.endpoints.markup import absolute, is_page
from dragoman.watch.endpoints.payload import decode
from dragoman.watch.endpoints.telegram_text import words_of

_COUNT = re.compile(r"([\d.,\s\u00a0]+)\s*([KMB]?)\Z", re.IGNORECASE)
_TIMES = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}
MAX_BYTES = 5_000_000
"""No preview page is larger; what lies beyond is not looked at."""
_MEDIA = {
    "tgme_widget_message_photo_wrap": "photo",
    "tgme_widget_message_video_player": "video",
    "tgme_widget_message_roundvideo_player": "video",
    "tgme_widget_message_document_wrap": "document",
    "tgme_widget_message_voice_player": "voice",
    "tgme_widget_message_sticker_wrap": "sticker",
    "tgme_widget_message_location_wrap": "location",
    "tgme_widget_message_poll": "poll",
}
_MEDIA_SELECTOR = ", ".join(f".{name}" for name in _MEDIA)


class Outcome(StrEnum):
    """What a preview page turned out to be; each value is a sentence's key in `SENTENCES`."""

    MESSAGES = "messages"
    NO_POSTS = "no-posts"
    NO_PREVIEW = "no-preview"
    NO_CHANNEL = "no-channel"
    NOT_A_PREVIEW = "not-a-preview"


SENTENCES = {
    Outcome.MESSAGES: "",
    Outcome.NO_POSTS: "The channel's preview shows no posts.",
    Outcome.NO_PREVIEW: "The channel exists, but does not show its posts on the web.",
    Outcome.NO_CHANNEL: "There is no public channel of this name.",
    Outcome.NOT_A_PREVIEW: "This is not a Telegram channel's preview page.",
}


@dataclass(frozen=True)
class Origin:
    """Whom a message was forwarded from; `url` is empty when the account is hidden."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class LinkPreview:
    """The page that a message's link leads to, as Telegram shows it."""

    url: str
    title: str = ""


@dataclass(frozen=True)
class Message:
    """One record of a channel: a post, an album (one record, several ids) or a service notice.

    Attributes:
        id: number in the channel; an album's first.
        text: as written, lines kept, NFC not applied; empty for a post without words.
        published: UTC.
        media: one word a thing shown: photo, video, document, voice, sticker, location, poll.
        media_unavailable: Telegram does not show it on the web ("Media is too big").
        views: as rounded by Telegram; None where it shows none.
        reactions: emoji, or `custom:` and its id, and how many.
    """

    id: int
    url: str
    text: str = ""
    published: datetime | None = None
    published_printed: str = ""
    ids: tuple[int, ...] = ()
    author: str = ""
    edited: bool = False
    service: bool = False
    forwarded_from: Origin | None = None
    reply_to: str = ""
    media: tuple[str, ...] = ()
    media_unavailable: bool = False
    poll: str = ""
    links: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    preview: LinkPreview | None = None
    views: int | None = None
    reactions: dict[str, int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The id, by which posts are ordered."""
        return self.id

    @property
    def date(self) -> datetime | None:
        """When it was posted, UTC."""
        return self.published


@dataclass(frozen=True)
class Preview:
    """A preview page. `older` is the address of the page before this one; empty on the first."""

    messages: tuple[Message, ...]
    outcome: Outcome
    channel: str = ""
    title: str = ""
    subscribers: int | None = None
    older: str = ""

    @property
    def sentence(self) -> str:
        """Why there are no messages, for a monitor; empty when there are."""
        return SENTENCES[self.outcome]


def parse_preview(payload: bytes, url: str) -> Preview:
    """The records of a preview page, oldest first as the page has them. Never raises: `outcome` says what came.

    Args:
        payload: HTML with its content coding undone.
        url: where it came from; relative links are resolved against it.
    """
    page = LexborHTMLParser(decode(payload[:MAX_BYTES], "text/html"))
    messages = tuple(message for node in page.css(".tgme_widget_message[data-post]") if (message := _message(node, url)))
    main = page.css_first(".tgme_main[data-url]")
    older = page.css_first("link[rel=prev]")
    return Preview(
        messages,
        outcome=Outcome.MESSAGES if messages else _why_empty(page),
        channel=_attribute(main, "data-url").strip("/") or urlsplit(url).path.rstrip("/").rpartition("/")[2],
        title=_words(page.css_first(".tgme_channel_info_header_title") or page.css_first(".tgme_page_title")),
        subscribers=_subscribers(page),
        older=_attribute(older, "href"),
    )


def _why_empty(page: LexborHTMLParser) -> Outcome:
    if page.css_first(".tgme_channel_history") or page.css_first(".tme_no_messages_found"):
        return Outcome.NO_POSTS
    if page.css_first(".tgme_page_title") or page.css_first(".tgme_page_extra"):
        return Outcome.NO_PREVIEW
    title = _words(page.css_first("title"))
    if page.css_first(".tgme_page_wrap, .tgme_page") or title.startswith("Telegram: Contact"):
        return Outcome.NO_CHANNEL
    return Outcome.NOT_A_PREVIEW


def _message(node: LexborNode, url: str) -> Message | None:
    post = _attribute(node, "data-post")
    number = post.rpartition("/")[2]
    if not number.isdigit():
        return None
    moment = node.css_first(".tgme_widget_message_date time[datetime]")
    printed = _attribute(moment, "datetime")
    address = _attribute(node.css_first("a.tgme_widget_message_date"), "href")
    body = _body(node)
    return Message(
        id=int(number),
        url=absolute(address, url).partition("?")[0] or f"https://t.me/{post}",
        text=words_of(body) if body else "",
        published=read_date(printed),
        published_printed=printed,
        ids=_album(node),
        author=_words(node.css_first(".tgme_widget_message_from_author")),
        edited=_is_edited(node),
        service="service_message" in _classes(node),
        forwarded_from=_origin(node),
        reply_to=_attribute(node.css_first("a.tgme_widget_message_reply"), "href"),
        media=tuple(_media(node)),
        media_unavailable=_is_unavailable(node),
        poll=_words(node.css_first(".tgme_widget_message_poll_question")),
        links=tuple(_links(body)),
        hashtags=tuple(_hashtags(body)),
        preview=_link_preview(node),
        views=read_count(_words(node.css_first(".tgme_widget_message_views"))),
        reactions=_reactions(node),
    )


def _body(node: LexborNode) -> LexborNode | None:
    return node.css_first(".tgme_widget_message_text.js-message_text") or node.css_first(".tgme_widget_message_text")


def _album(node: LexborNode) -> tuple[int, ...]:
    addresses = [_attribute(each, "href") for each in node.css(".grouped_media_wrap")]
    numbers = [urlsplit(address).path.rpartition("/")[2] for address in addresses]
    return tuple(int(number) for number in numbers if number.isdigit())


def _media(node: LexborNode) -> Iterator[str]:
    for found in node.css(_MEDIA_SELECTOR):
        for name in _classes(found):
            if name in _MEDIA:
                yield _MEDIA[name]


def _is_unavailable(node: LexborNode) -> bool:
    """Shown as unavailable inside what is supported; every message also has a part for old browsers, which says nothing."""
    supported = node.css_first(".media_supported_cont")
    return bool(supported and supported.css_first(".message_media_not_supported, .not_supported"))


def _is_edited(node: LexborNode) -> bool:
    meta = node.css_first(".tgme_widget_message_meta")
    return bool(meta) and _words(meta).lower().startswith("edited")


def _origin(node: LexborNode) -> Origin | None:
    name = node.css_first(".tgme_widget_message_forwarded_from_name")
    if name is None:
        return None
    return Origin(_words(name), _attribute(name, "href"))


def _links(body: LexborNode | None) -> Iterator[str]:
    for link in body.css("a[href]") if body else ():
        address = _attribute(link, "href")
        if is_page(address):
            yield address


def _hashtags(body: LexborNode | None) -> Iterator[str]:
    for link in body.css("a[href^='?q=']") if body else ():
        yield _words(link)


def _link_preview(node: LexborNode) -> LinkPreview | None:
    link = node.css_first("a.tgme_widget_message_link_preview")
    if link is None:
        return None
    return LinkPreview(_attribute(link, "href"), _words(link.css_first(".link_preview_title")))


def _reactions(node: LexborNode) -> dict[str, int]:
    counted: dict[str, int] = {}
    for reaction in node.css(".tgme_reaction"):
        custom, emoji = reaction.css_first("tg-emoji"), _words(reaction.css_first("i.emoji"))
        identity = _attribute(custom, "emoji-id")
        name = f"custom:{identity}" if identity and not emoji else emoji
        count = read_count(_words(reaction).removeprefix(emoji).strip())
        if name and count is not None:
            counted[name] = count
    return counted


def _subscribers(page: LexborHTMLParser) -> int | None:
    for counter in page.css(".tgme_channel_info_counter"):
        if "subscriber" in _words(counter.css_first(".counter_type")):
            return read_count(_words(counter.css_first(".counter_value")))
    return None


def read_count(shown: str) -> int | None:
    """A count as Telegram shows it: `987`, `1.2K`, `16.3M`, `12 345`."""
    found = _COUNT.match(shown.strip())
    if not found:
        return None
    number = re.sub(r"[\s\u00a0]", "", found.group(1)).replace(",", ".")
    try:
        return round(float(number) * _TIMES[found.group(2).upper()])
    except ValueError:
        return None


def _words(node: LexborNode | None) -> str:
    return " ".join(node.text().split()) if node is not None else ""


def _attribute(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "").strip() if node is not None else ""


def _classes(node: LexborNode) -> list[str]:
    return _attribute(node, "class").split()


def is_preview(payload: bytes) -> bool:
    """Does the page look like a channel's preview, or one of its empty answers?"""
    head = decode(payload[:20_000], "text/html")
    return "tgme_" in head and "telegram" in head.lower()
