"""What folding does to single characters, as data.

Source: Unicode 15 names and decompositions; the letter classes are those that Arabic, Persian, Urdu, Pashto, Kurdish,
Hebrew, Cyrillic and Latin writers use for one another (one keyboard's kaf is another's kef).
"""

from __future__ import annotations

# One class a line: the letters of the left stand for the one on the right.
LETTERS: dict[str, str] = {
    # Arabic script: hamza and its seats, wasla, high hamza forms
    "أإآٱٲٳٵ": "ا",
    "ؤۆۇۈۉۋۊٶٷ": "و",
    "ئىیېےۍێۓٸ": "ي",
    "کڪګڬڭڮ": "ك",
    "ڰڱڲڳڴ": "گ",
    "ةۃەہھۀۂۥۿ": "ه",
    "ڕڑړ": "ر",
    "ڵ": "ل",
    "ںڼ": "ن",
    "ٹټ": "ت",
    "ڈډ": "د",
    # Hebrew final forms
    "ך": "כ",
    "ם": "מ",
    "ן": "נ",
    "ף": "פ",
    "ץ": "צ",
    # Latin letters without a decomposition
    "ı": "i",
    "ø": "o",
    "ł": "l",
    "đðḍ": "d",
    "ħ": "h",
    "ŧ": "t",
    "əǝ": "e",
    "ŋ": "n",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ß": "ss",
    # punctuation that search and comparison see as one
    "‐‑‒–—―−־": "-",
    "٫": ".",
    "٬": ",",
    "٪": "%",
}

# Written or not at the writer's whim: never part of the folded text.
DROPPED = (
    "ء"  # hamza on the line
    "ـ"  # tatweel
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u061c"  # joiners, direction marks
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # bidi controls
    "'’‘ʼʻʽʾʿ`´ˈʹ′‛＇ʔʕ"  # apostrophe-like letters: ayn, hamza, soft sign
    "׳"  # geresh
)

# Ranges of combining marks that only vocalise or accent (first, last).
DROPPED_MARKS: tuple[tuple[int, int], ...] = (
    (0x0300, 0x036F),
    (0x0483, 0x0489),
    (0x0591, 0x05BD),
    (0x05BF, 0x05BF),
    (0x05C1, 0x05C2),
    (0x05C4, 0x05C5),
    (0x05C7, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E4),
    (0x06E7, 0x06E8),
    (0x06EA, 0x06ED),
    (0x08CA, 0x08E1),
    (0x08E3, 0x08FF),
    (0x1AB0, 0x1ACE),
    (0x1DC0, 0x1DFF),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
)

# Blessings and the basmala in one character: several words, so they stay what they are.
KEPT = "ﷺﷻ﷽"

# Languages whose own spelling rule replaces an accented letter by two.
BY_LANGUAGE: dict[str, dict[str, str]] = {
    "de": {"ä": "ae", "ö": "oe", "ü": "ue"},
    "da": {"å": "aa", "ø": "oe"},
    "nb": {"å": "aa", "ø": "oe"},
    "no": {"å": "aa", "ø": "oe"},
}

# Source: CLDR 44, languages whose likely script runs from right to left; ISO 15924 codes of such scripts.
RTL_LANGUAGES = frozenset({
    "ar", "arc", "ary", "arz", "azb", "bal", "bgn", "bqi", "ckb", "dv", "fa", "glk", "he", "iw", "khw", "lrc", "mzn",
    "pnb", "prs", "ps", "rhg", "sd", "sdh", "syr", "ug", "ur", "yi",
})  # fmt: skip
RTL_SCRIPTS = frozenset({"adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"})
