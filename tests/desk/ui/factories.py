"""A small desk's contents, written to the models directly."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dragoman.desk.capture.models import Capture
from dragoman.desk.people.models import User
from dragoman.desk.people.services import add_person
from dragoman.desk.read.models import Item, Segment, Version
from dragoman.desk.translate.models import Rendering
from dragoman.desk.watch.models import Endpoint, Entry, Poll, Round, Source

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Piece:
    """An item's native words: a headline and its sentences, one paragraph each."""

    language: str
    source: str
    english: str
    title: str
    sentences: tuple[str, ...]


PIECES = (
    Piece(
        "ar",
        "صدى الميناء",
        "Port Echo",
        "الوزير نادر الحلبي يبعث برسالة إلى قادة المجموعات الثلاث",
        (
            "بعث الوزير نادر الحلبي يوم السبت 23 شوال 1444 برسالة إلى قادة المجموعات الثلاث.",
            "وقال في رسالته: «لن نقبل بأقل من اتفاق كامل»، مؤكدا أن المهلة تنتهي بعد 7 أيام.",
            "ونقلت الصحيفة عن مصدر مطلع (لم تسمه) أن الرد سيأتي خلال أسبوع.",
        ),
    ),
    Piece(
        "fa",
        "خبرگزاری کرانه",
        "Karaneh News Agency",
        "پاسخ رسمی به نامهٔ وزیر: «می‌پذیریم، اما با دو شرط»",
        (
            "سخنگوی هیئت گفت که پاسخ رسمی به نامهٔ وزیر روز یکشنبه ۲۴ اردیبهشت ۱۴۰۲ فرستاده شد.",
            "او افزود: «می‌پذیریم، اما با دو شرط که پیش‌تر گفته‌ایم.»",
        ),
    ),
    Piece(
        "he",
        "קול החוף",
        "Voice of the Coast",
        "פגישה נדירה: השר נאדר אל-חלבי נפגש עם ראשי הקבוצות בעיר הנמל",
        (
            "לפי הדיווח, הפגישה נמשכה כ-3 שעות והשתתפו בה 5 נציגים.",
            'דובר מטעם השר אמר: "זו רק ההתחלה".',
        ),
    ),
    Piece(
        "ru",
        "Вестник Залива",
        "Gulf Herald",
        "Редкая встреча: министр Надер аль-Халаби ответил на письмо",
        ("Министр ответил на письмо спустя неделю.", "Подробности встречи не раскрываются."),
    ),
)


def person(username: str, *roles: str) -> User:
    """A member of staff with these roles; the password is `pw`."""
    return add_person(by=None, username=username, password="pw", roles=roles)


def source(piece: Piece = PIECES[0], *, slug: str = "") -> Source:
    return Source.objects.get_or_create(
        slug=slug or piece.english.lower().replace(" ", "-"),
        defaults={
            "name_native": piece.source,
            "name_english": piece.english,
            "language": piece.language,
            "time_zone": "Asia/Beirut",
            "kind": Source.Kind.NEWSPAPER,
        },
    )[0]


def capture(url: str = "https://press.example/1", *, at: datetime = NOW, **fields: object) -> Capture:
    values: dict[str, object] = {
        "url": url,
        "fetched_at": at,
        "status": 200,
        "media_type": "text/html; charset=utf-8",
        "payload_sha256": uuid.uuid4().hex * 2,
        "salt": b"0" * 16,
    }
    return Capture.objects.create(**(values | fields))


def item(piece: Piece = PIECES[0], *, number: int = 1, with_title: bool = True, **fields: object) -> Item:
    """An item with one version; with `with_title`, its text begins with the headline."""
    of = source(piece)
    url = f"https://press.example/{of.slug}/{number}"
    values: dict[str, object] = {
        "title": piece.title,
        "language": piece.language,
        "url": url,
        "published_at": NOW - timedelta(hours=number),
        "published_printed": "23 شوال 1444" if piece.language == "ar" else "21.11.2026",
        "first_seen_at": NOW - timedelta(minutes=number),
    }
    made = Item.objects.create(source=of, **(values | fields))
    sentences = (piece.title, *piece.sentences) if with_title else piece.sentences
    version = Version.objects.create(
        item=made,
        number=1,
        capture=capture(url, at=NOW - timedelta(minutes=number)),
        title=made.title,
        text="\n\n".join(sentences),
        created_at=NOW,
    )
    start = 0
    for place, sentence in enumerate(sentences):
        Segment.objects.create(
            version=version,
            number=place,
            paragraph=place,
            start=start,
            end=start + len(sentence),
            anchor_start=start,
            anchor_end=start + len(sentence),
        )
        start += len(sentence) + 2
    made.current = version
    made.save(update_fields=["current"])
    return made


def rendering(segment: Segment, translator: User, text: str, *, state: str = "draft", reviewer: User | None = None) -> Rendering:
    return Rendering.objects.create(
        segment=segment,
        text=text,
        state=state,
        translator=translator,
        reviewer=reviewer,
        created_at=NOW,
        changed_at=NOW,
        reviewed_at=NOW if reviewer else None,
        language="en",
    )


def segments(of: Item) -> list[Segment]:
    assert of.current is not None
    return list(of.current.segments.order_by("number"))


def endpoint(of: Source, *, number: int = 1, outcome: str = "new", failures: int = 0, days: int = 30) -> Endpoint:
    """An address with one poll a day; the newest `failures` of them failed."""
    made = Endpoint.objects.create(
        source=of,
        kind=Endpoint.Kind.FEED,
        url=f"https://press.example/{of.slug}/{number}.xml",
        next_due_at=NOW,
        failures=failures,
        last_polled_at=NOW,
        last_success_at=NOW - timedelta(days=failures),
        last_outcome=outcome,
        last_sentence="The server did not answer within 30 seconds." if failures else "",
    )
    round_ = Round.objects.create(started_at=NOW, finished_at=NOW)
    Poll.objects.bulk_create(
        Poll(
            round=round_,
            endpoint=made,
            at=NOW - timedelta(days=day),
            outcome=outcome if day < failures else "new",
            sentence=made.last_sentence if day < failures else "",
            new_count=0 if day < failures else 3,
            problems=["Entry 4 has no address and was left out."] if day == 1 else [],
        )
        for day in range(days)
    )
    return made


def failed_entry(of: Source, title: str = "بيان عاجل") -> Entry:
    return Entry.objects.create(
        source=of,
        identity=uuid.uuid4().hex,
        url="https://press.example/gone",
        title=title,
        state=Entry.State.FAILED,
        outcome="refused",
        sentence="The server refused the page (404).",
        first_seen_at=NOW,
    )
