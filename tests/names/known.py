"""A small register of fictional names, in the scripts that the tests write."""

from __future__ import annotations

from dragoman.names.register import Entity, EntityKind, Name, Register


def person(entity_id: str, house: str, **names: str) -> Entity:
    """A person; each language's names parted by `|`."""
    return entity(entity_id, EntityKind.PERSON, house, **names)


def entity(entity_id: str, kind: EntityKind, house: str, **names: str) -> Entity:
    given = tuple(Name(text, language) for language, texts in names.items() for text in texts.split("|"))
    return Entity(entity_id, kind, house, given)


SELKUHI = person(
    "selkuhi",
    "Behrad Selkuhi",
    fa="بهراد سلکوهی",
    ar="بهراد سلكوهي|سلكوهي",
    ur="بہراد سلکوہی",
    ru="Бехрад Селькухи",
    uk="Бехрад Селькухі",
    he="בהרד סלכוהי|סלכוהי",
    tr="Behrad Selkuhi",
)
DIRSAWI = person("dirsawi", "Nu'man al-Dirsawi", ar="نعمان الدرساوي|الدرساوي", he="נועמאן אל-דרסאווי")
SALMA = person("salma", "Salma al-Dirsawi", ar="سلمى الدرساوي|الدرساوي")
KORCHEVIN = person("korchevin", "Zhdan Korchevin", ru="Ждан Корчевин|Корчевин", uk="Ждан Корчевін")
KAMENEVA = person("kameneva", "Agnia Kameneva", ru="Агния Каменева|Каменева")
TINAROGLU = person("tinaroglu", "Sevgül Tınaroğlu", tr="Sevgül Tınaroğlu|Tınaroğlu")
NORBAN = person("norban", "Eliraz Norban", he="אלירז נורבן|נורבן", fa="الیراز نوربان")
KHALMIRA = entity("khalmira", EntityKind.PLACE, "Khalmira", ar="خلميرة", fa="خالمیرا", ru="Хальмира")
GUILDS = entity("guilds", EntityKind.ORGANISATION, "Harbour Guilds of Khalmira", ar="نقابات مرفأ خلميرة")
COMPACT = entity("compact", EntityKind.ORGANISATION, "River Compact", ru="Речной договор", ar="ميثاق النهر")
ABDULLAH = person("marsa", "Abd Allah al-Marsa", ar="عبد الله المرسى")

KNOWN = Register.of([SELKUHI, DIRSAWI, SALMA, KORCHEVIN, KAMENEVA, TINAROGLU, NORBAN, KHALMIRA, GUILDS, COMPACT, ABDULLAH])
