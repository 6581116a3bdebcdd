"""Documents that tests write and read: an invented town's press in five scripts."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from dragoman.text.segments import Span
from dragoman.translate.exchange.units import Anchor, Document, ExchangeUnit, Note, State, digest

SCHEMAS = Path(__file__).with_name("schemas")
SENTENCES = {
    "ar": "أعلن مجلس بلدية «نوفرا» عن مشروعٍ جديد، وقال: \u200f«سنبدأ غداً».",
    "fa": "شهردار گفت: «کار را می‌خواهیم از فردا آغاز کنیم».",
    "he": "ראש העיר אמר: ״נתחיל מחר״ (כך!).",
    "ru": "Мэр сказал: «Начнём завтра» — и уехал.",
    "ur": "میئر نے کہا: ”کل شروع کریں گے“۔ 🏗️",
}


def unit(number: int, source: str, target: str | None = None, state: State = State.DRAFT, **more: object) -> ExchangeUnit:
    """A unit with its anchor in a text where each source has a thousand characters' room."""
    start = number * 1000
    anchor = Anchor("cap-7f3a", "31", Span(start, start + len(source)), digest(source))
    state = State.NEW if target is None else state
    return ExchangeUnit(f"s{number}", source, target, state, anchor=anchor, **more)  # type: ignore[arg-type]


def document(*units: ExchangeUnit, language: str = "ar") -> Document:
    return Document("item 12", language, "en", units)


def five_scripts() -> Document:
    """A unit a script and state, with marks, notes, a line break, bidi characters and an emoji."""
    states = [State.ACCEPTED, State.SUBMITTED, State.RETURNED, State.DRAFT, State.ACCEPTED]
    units = [
        unit(
            number,
            source,
            f"The mayor [of Nofra] said […]\n[gloss: {language}] \u2066“{source}”\u2069 🏗️",
            state,
            notes=(Note("Check <this> & that", "Reviewer"),),
        )
        for number, (language, source, state) in enumerate(zip(SENTENCES, SENTENCES.values(), states, strict=True), 1)
    ]
    return document(*units, unit(6, "Untranslated."), unit(7, "Emptied.", ""), language="und")


def schema(name: str) -> etree.XMLSchema:
    """A schema of the standard; nothing is retrieved for it."""
    return etree.XMLSchema(etree.parse(str(SCHEMAS / name), etree.XMLParser(no_network=True)))
