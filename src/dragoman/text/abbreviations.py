"""Words after which a full stop seldom ends a sentence, and words that carry a sentence on; as data, per language.

Source: the orthographic handbooks' lists of common abbreviations of each language and newspaper usage; kept short on
purpose: a missing abbreviation splits one sentence, a wrong one joins two.
"""

from __future__ import annotations

# Written without their final stop, in lower case.
ABBREVIATIONS: dict[str, frozenset[str]] = {
    "ar": frozenset({
        "د", "أ", "م", "ص", "ج", "هـ", "ق", "ت", "ط", "س", "ب", "أ.د", "إلخ", "الخ", "ق.م", "ش.م", "ش.م.م", "ش.م.ل",
    }),
    "fa": frozenset({"م", "ص", "ج", "ق", "ه.ش", "ه.ق", "ه‍.ش", "ه‍.ق", "ق.م", "ر.ک", "ن.ک", "ش.م", "دکتر", "ش"}),
    "ur": frozenset({"ص", "ج", "ڈاکٹر", "پی", "ایم", "این", "ایس", "آئی", "بی", "سی", "ٹی", "ایل", "اے"}),
    "ps": frozenset({"م", "ص", "ج", "ل", "ه.ش"}),
    "he": frozenset({"פרופ", "עמ", "מס", "גב", "רח", "טל", "ר", "שד", "וכו"}),
    "tr": frozenset({
        "dr", "prof", "doç", "av", "sn", "bkz", "a.ş", "ltd", "şti", "t.c", "no", "örn", "cilt", "yay", "haz", "çev",
        "gen", "korg", "org", "tümg", "alb", "yrd", "sok", "cad", "mah", "tel", "yy", "s", "vb", "vd", "vs", "st", "m.ö", "m.s",
    }),
    "az": frozenset({"dr", "prof", "min", "səh", "b.e", "e.ə", "m.ö"}),
    "ru": frozenset({
        "г", "гг", "в", "вв", "т", "с", "стр", "ул", "д", "им", "проф", "акад", "чл", "млн", "млрд", "тыс", "руб", "долл",
        "коп", "см", "напр", "др", "пр", "т.е", "т.д", "т.п", "т.к", "н.э", "ред", "ок", "кв", "пл", "рис", "табл", "гл",
        "обл", "р-н", "пос", "ген", "полк", "тов", "св", "о", "пер",
    }),
    "uk": frozenset({
        "р", "рр", "ст", "с", "вул", "буд", "ім", "проф", "акад", "млн", "млрд", "тис", "грн", "див", "напр",
        "т.д", "т.п", "обл", "м",
    }),
    "en": frozenset({
        "mr", "mrs", "ms", "dr", "prof", "gen", "col", "lt", "capt", "sgt", "maj", "brig", "adm", "cmdr", "gov", "sen", "rep",
        "rev", "st", "jr", "sr", "no", "nos", "vol", "pp", "p", "fig", "vs", "e.g", "i.e", "etc", "cf", "inc", "ltd", "co",
        "corp", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "approx", "dept", "univ",
    }),
    "de": frozenset({"dr", "prof", "hr", "fr", "str", "nr", "bzw", "z.b", "d.h", "u.a", "usw", "ca", "vgl", "s", "abs", "st"}),
    "fr": frozenset({"m", "mm", "mme", "mlle", "dr", "pr", "st", "ste", "p", "pp", "cf", "av", "apr", "n", "vol", "etc"}),
}  # fmt: skip

# After "…" these go on with the same sentence.
CONTINUING: dict[str, frozenset[str]] = {
    "ar": frozenset({"لكن", "ولكن", "بل", "إلا", "ثم", "غير"}),
    "fa": frozenset({"اما", "ولی", "بلکه", "و", "که"}),
    "ur": frozenset({"لیکن", "مگر", "بلکہ", "اور"}),
    "he": frozenset({"אבל", "אך", "אלא"}),
    "tr": frozenset({"ama", "fakat", "ancak"}),
}

# A question or exclamation in quotation marks, followed shortly by one of these, is speech inside its sentence.
SAYING: dict[str, str] = {
    "ar": r"سأل|قال|أجاب|رد|أضاف|تساءل|هتف|صرخ",
    "fa": r"پرسید|گفت|پاسخ|افزود",
    "ur": r"پوچھا|کہا|جواب|بولے",
    "he": r"שאל|ענה|אמר|השיב|ענתה|קרא",
    "ru": r"спросил|ответил|сказал|заявил|воскликнул",
    "uk": r"запитав|відповів|сказав|заявив",
    "tr": r"\bdiye\b|dedi|sordu",
    "en": r"\bsaid\b|\basked\b|\breplied\b|\bshouted\b",
}

# Languages that write ordinals as a number and a full stop.
ORDINAL_STOP = frozenset({"tr", "az", "de", "da", "no", "nb", "fi", "cs", "sk", "pl", "hr", "sr", "sl", "hu", "et", "lv"})
