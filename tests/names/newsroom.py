"""A fictional register as a newsroom has it, and texts in which known names are marked: `[words|id]`, `[words|one/other]`."""

from __future__ import annotations

import re

from dragoman.names.register import EntityKind, Register
from tests.names.known import KNOWN, entity, person

PLACE, ORGANISATION = EntityKind.PLACE, EntityKind.ORGANISATION

NEWSROOM = Register.of([
    *KNOWN.entities.values(),
    person("tawqi", "Rami al-Tawqi", ar="رامي الطوقي|الطوقي"),
    person("hazwan", "Hazwan bin Darra", ar="هزوان بن درة"),
    person("wisam", "Wisam al-Hadraji", ar="وسام الحدرجي"),
    person("badran", "Badran Kalsi", ar="بدران كلسي", ur="بدران کلسی"),
    person("layth", "Layth Kanar", ar="ليث كنار|ليث"),
    person("fuad", "Fu'ad Mu'ayyadi", ar="فؤاد المؤيدي", fa="فؤاد مؤیدی"),
    person("saad", "Saad Warnuq", ar="سعد"),
    entity("barq", ORGANISATION, "Barq Agency", ar="وكالة برق"),
    entity("qarmid", PLACE, "Qarmid", ar="القرميد"),
    entity("nuhas", PLACE, "Wadi Nuhas", ar="وادي نحاس"),
    entity("nuhas-guard", ORGANISATION, "Wadi Nuhas Guard", ar="حرس وادي نحاس"),
    person("sohrab", "Sohrab Mehrazadeh", fa="سهراب مهرازاده|مهرازاده"),
    person("niloufar", "Niloufar Dashtban", fa="نیلوفر دشتبان|دشتبان"),
    entity("kuhdar", PLACE, "Kuhdar", fa="کوه‌دار"),
    entity("nilgun", ORGANISATION, "Nilgun Party", fa="حزب نیلگون"),
    person("zaroon", "Zaroon Qizalbani", ur="زارون قزلبانی|قزلبانی"),
    entity("noorasta", PLACE, "Noorasta", ur="نورستہ"),
    person("amitai", "Amitai Zohari", he="אמיתי זוהרי|זוהרי"),
    person("shulamit", "Shulamit Ben-Dror", he="שולמית בן-דרור"),
    entity("nahlon", PLACE, "Nahlon", he="נחלון"),
    entity("madan", ORGANISATION, "Madan", he="מד״ן"),
    person("kerimsoy", "Ferhan Kerimsoy", tr="Ferhan Kerimsoy|Kerimsoy"),
    person("dagdelen", "Işıl Dağdelen", tr="Işıl Dağdelen"),
    entity("yelkova", PLACE, "Yelkova", tr="Yelkova"),
    entity("sarikuyu", PLACE, "Sarıkuyu", tr="Sarıkuyu"),
    person("orlevsky", "Gleb Orlevsky", ru="Глеб Орлевский|Орлевский", uk="Гліб Орлевський"),
    person("orlevskaya", "Nina Orlevskaya", ru="Нина Орлевская|Орлевская"),
    person("barsov", "Tikhon Barsov", ru="Тихон Барсов|Барсов"),
    person("barsova", "Vera Barsova", ru="Вера Барсова|Барсова"),
    person("belago", "Arkady Belago", ru="Аркадий Белаго|Белаго"),
    person("dupreux", "Louis Dupreux", ru="Луи Дюпрё"),
    person("tkachel", "Igor Tkachel", ru="Игорь Ткачель|Ткачель"),
    person("solovets", "Pavel Solovets", ru="Павел Соловец|Соловец"),
    person("chernykh", "Marina Sedykh", ru="Марина Седых"),
    person("kutnyak", "Ilya Kutnyak", ru="Илья Кутняк"),
    person("grushko", "Natalya Grushko", ru="Наталья Грушко"),
    entity("ozersk", PLACE, "Verkhneozersk", ru="Верхнеозёрск"),
    entity("pole", PLACE, "Dolgoye Pole", ru="Долгое Поле"),
    person("hrynenko", "Danylo Hrynenko", uk="Данило Гриненко|Гриненко"),
    person("verbolyuk", "Oksana Verbolyuk", uk="Оксана Верболюк"),
    person("maleshko", "Andriy Maleshko", uk="Андрій Малешко"),
    person("tysovets", "Maryana Tysovets", uk="Мар’яна Тисовець"),
    person("olha", "Olha Kvitova", uk="Ольга Квітова"),
    entity("lypivka", PLACE, "Lypivka", uk="Липівка"),
])  # fmt: skip

_MARKED = re.compile(r"\[([^|\]]+)\|([^\]]+)\]")


def read_marked(marked: str) -> tuple[str, list[tuple[int, int, frozenset[str]]]]:
    """A text without its marks, and (start, end, ids) of each name marked in it."""
    text = ""
    names = []
    at = 0
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        names.append((len(text), len(text) + len(match.group(1)), frozenset(match.group(2).split("/"))))
        text += match.group(1)
        at = match.end()
    return text + marked[at:], names
