"""The languages that a desk can write: those whose words stand apart, so that search and checks can take a text to pieces."""

from __future__ import annotations

from dragoman.text.scripts import narrow_tag

# Primary tag → English name. Source: IANA Language Subtag Registry (descriptions).
NAMES = {
    "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian", "bs": "Bosnian", "ca": "Catalan",
    "ckb": "Sorani Kurdish", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian",
    "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ka": "Georgian",
    "kk": "Kazakh", "ku": "Kurdish", "ky": "Kyrgyz", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "ms": "Malay",
    "nb": "Norwegian Bokmål", "nl": "Dutch", "nn": "Norwegian Nynorsk", "no": "Norwegian", "pl": "Polish", "prs": "Dari",
    "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sd": "Sindhi", "sk": "Slovak", "sl": "Slovenian",
    "so": "Somali", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "tg": "Tajik", "tk": "Turkmen",
    "tr": "Turkish", "ug": "Uyghur", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese", "yi": "Yiddish",
}  # fmt: skip
# The scripts of those that are not written in Latin letters alone, the usual one first. Source: CLDR, likely subtags.
_SCRIPTS = {
    **dict.fromkeys(("ar", "ckb", "fa", "prs", "ps", "sd", "ug", "ur"), ("Arab",)),
    **dict.fromkeys(("bg", "ky", "mk", "ru", "tg", "uk"), ("Cyrl",)),
    **dict.fromkeys(("he", "yi"), ("Hebr",)),
    "az": ("Latn", "Arab", "Cyrl"), "be": ("Cyrl", "Latn"), "bs": ("Latn", "Cyrl"), "el": ("Grek",), "hi": ("Deva",),
    "hy": ("Armn",), "ka": ("Geor",), "kk": ("Cyrl", "Arab", "Latn"), "ku": ("Latn", "Cyrl"), "ms": ("Latn", "Arab"),
    "sr": ("Cyrl", "Latn"), "uz": ("Latn", "Cyrl"),
}  # fmt: skip


# The marks around a title. Source: CLDR, delimiters; for Arabic and its neighbours as their press prints them.
_QUOTES = {
    **dict.fromkeys(
        ("ar", "be", "ca", "ckb", "el", "es", "fa", "hy", "it", "nb", "nn", "no", "prs", "ps", "ru", "ug", "uk"), ("«", "»")
    ),
    **dict.fromkeys(("bg", "cs", "de", "et", "hr", "is", "ka", "lt", "mk", "sk", "sl", "sr"), ("„", "“")),
    **dict.fromkeys(("bs", "hu", "pl", "ro"), ("„", "”")),
    **dict.fromkeys(("fi", "he", "sv"), ("”", "”")),
    "fr": ("«\u00a0", "\u00a0»"),
}  # fmt: skip


def quotes_in(tag: str) -> tuple[str, str]:
    """The marks that a language puts before and after a quotation, with the spaces that belong to them."""
    return _QUOTES.get(_primary(tag), ("“", "”"))


def comma_in(tag: str) -> str:
    """The comma of a language's script."""
    return "،" if script_of(tag) == "Arab" else ","


def scripts_of(language: str) -> tuple[str, ...]:
    """The scripts in which a language of `NAMES` is written, by its primary tag: ISO 15924, the usual one first."""
    return _SCRIPTS.get(language, ("Latn",))


def script_of(tag: str) -> str:
    """The script of a BCP 47 tag: the one that it names, else the language's usual one. ISO 15924."""
    primary, *rest = tag.split("-")
    named = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), None)
    return named or scripts_of(primary.lower())[0]


def name_of(tag: str) -> str:
    """The English name of a tag's language; the tag itself when we have none."""
    return NAMES.get(_primary(tag), tag)


def is_in(language: str, wanted: str, text: str = "") -> bool:
    """Whether a text of the one BCP 47 tag is in the language of the other; a region or a script makes no difference."""
    return _primary(narrow_tag(language, text)) == _primary(wanted)


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()
