"""English names of the languages that desks watch."""

from __future__ import annotations

# Source: IANA Language Subtag Registry (descriptions); tags that Django's own table lacks or names otherwise.
_OURS = {
    "am": "Amharic",
    "ckb": "Sorani Kurdish",
    "fa": "Persian",
    "ha": "Hausa",
    "ku": "Kurdish",
    "prs": "Dari",
    "ps": "Pashto",
    "sd": "Sindhi",
    "so": "Somali",
    "ti": "Tigrinya",
    "yi": "Yiddish",
    "zh": "Chinese",
}


def language_name(tag: str) -> str:
    """The English name of a BCP 47 tag, by its language alone where the whole tag has none; the tag itself when unknown."""
    from django.conf.locale import LANG_INFO

    for known in (tag, tag.partition("-")[0]):
        if known in _OURS:
            return _OURS[known]
        if "name" in LANG_INFO.get(known, {}):
            return str(LANG_INFO[known]["name"])
    return tag
