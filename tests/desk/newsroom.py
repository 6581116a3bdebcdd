"""A desk with people, a really captured Arabic page, and accepted translations: made through the product's own services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from dragoman.capture.exchange import Exchange, Fetched, Request
from dragoman.desk.capture.services import Taken, recorder
from dragoman.desk.compose import services as compose
from dragoman.desk.compose.models import Dispatch, Series
from dragoman.desk.people.models import User
from dragoman.desk.people.services import add_person
from dragoman.desk.read.models import Item, Segment
from dragoman.desk.read.services import read_capture
from dragoman.desk.translate import services as translate
from dragoman.desk.translate.models import Rendering
from dragoman.desk.watch.models import Entry, Source

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ARTICLE = [
    "اجتمع مجلس نهر الحجر صباح الاثنين في قاعة البلدية القديمة لبحث الرسالة التي وصلته من سكان الضفة الغربية للنهر.",
    "قال المتحدث باسم المجلس: «لن نتفاوض تحت الضغط». وأضاف أن الأعضاء اتفقوا على الرد خلال أسبوع واحد.",
    "ولم يوقع أحد على أي وثيقة حتى الآن. ومن المقرر أن يعود المجلس إلى الاجتماع يوم الخميس المقبل في القاعة نفسها.",
]
# By the first words of a sentence: its accepted rendering.
ENGLISH = {
    "اجتمع": "The Stone River council met on Monday morning in the old town hall to discuss the letter it had received from the "
    "residents of the river's west bank.",
    "قال": 'The council\'s spokesman said: "We will not negotiate under pressure."',
    "وأضاف": "He added that the members had agreed to reply within one week.",
    "ولم": "No one has signed any document so far.",
    "ومن": "The council is to meet again next Thursday in the same hall.",
}
HOSTILE = '<script>alert("x")</script><p onclick="steal()">زر</p>'


def hire(name: str, *roles: str) -> User:
    """A member of staff whose real name must never be seen in public."""
    person = add_person(by=None, username=name, password="correct horse battery", roles=roles, byline=f"Desk {name[0].upper()}.")
    person.first_name, person.last_name = "Secretina", "Realname"
    person.save()
    return person


MANARA = {
    "slug": "al-manara",
    "name_native": "صحيفة المنارة",
    "name_english": "Al-Manara",
    "kind": "newspaper",
    "country": "XX",
    "language": "ar",
}


def capture_page(
    paragraphs: list[str] | None = None,
    *,
    url: str = "http://manara.example/articles/17",
    title: str = "مجلس نهر الحجر يناقش رسالة السكان",
    extra: str = "",
    outlet: Mapping[str, str] = MANARA,
) -> Item:
    """An article captured, acknowledged and read."""
    source, _ = Source.objects.get_or_create(slug=outlet["slug"], defaults=outlet)
    entry = Entry.objects.create(
        source=source,
        identity=url,
        url=url,
        title=title,
        published_at=NOW,
        published_printed="1 جمادى الآخرة 1448",
        first_seen_at=NOW,
    )
    body = "".join(f"<p>{text}</p>" for text in paragraphs or ARTICLE)
    html = (
        f'<!doctype html><html lang="{outlet["language"]}"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f"<nav><a href='/'>الرئيسية</a></nav><article><h1>{title}</h1>{body}</article>{extra}<footer>جميع الحقوق محفوظة</footer>"
        "</body></html>"
    ).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(html)}\r\n\r\n".encode()
    asked = f"GET {url} HTTP/1.1\r\nHost: manara.example\r\n\r\n".encode()
    exchange = Exchange(
        url=url,
        method="GET",
        started_utc=NOW,
        seconds=0.1,
        request_head=asked,
        response_head=head,
        body=html,
        status=200,
        remote_address="192.0.2.7",
    )
    fetched = Fetched(request=Request(url), hops=(exchange,), error=None)
    (capture,) = recorder().acknowledge([Taken(fetched, entry=entry)])
    return read_capture(capture, now=NOW)


def accept_all(item: Item, translator: User, reviewer: User) -> list[Segment]:
    """Every sentence that ENGLISH knows, translated by one person and accepted by another. Returns these segments in order."""
    assert item.current is not None
    segments = []
    for segment in item.current.segments.all():
        words = item.current.text[segment.start : segment.end]
        english = ENGLISH.get(words.split()[0])
        if english is not None:
            accept_one(segment, english, translator, reviewer)
            segments.append(segment)
    return segments


def accept_one(segment: Segment, text: str, translator: User, reviewer: User, *, language: str = "en") -> Rendering:
    """One rendering, written, submitted and accepted."""
    drafted = translate.write(by=translator, segment=segment, text=text, language=language)
    translate.submit(by=translator, rendering=drafted)
    return translate.accept(by=reviewer, rendering=drafted)


def open_series(publisher: User) -> Series:
    return compose.create_series(by=publisher, name="Special Dispatch", prefix="Special Dispatch No.")


def write_dispatch(
    editor: User, series: Series, segments: list[Segment], *, title: str = "Stone River council: no talks under pressure"
) -> Dispatch:
    """A dispatch with a heading, the desk's own words and one excerpt."""
    dispatch = compose.create_dispatch(
        by=editor, series=series, title=title, day=date(2026, 11, 20), subjects="Stone River, Water", now=NOW, language="en"
    )
    compose.add_prose(by=editor, dispatch=dispatch, text="The spokesman's reply", kind="heading", now=NOW)
    compose.add_prose(
        by=editor, dispatch=dispatch, text="A newspaper reports on a meeting of the council. Following are excerpts:", now=NOW
    )
    if segments:
        compose.insert_excerpt(by=editor, dispatch=dispatch, segments=segments, now=NOW)
    return Dispatch.objects.get(pk=dispatch.pk)
