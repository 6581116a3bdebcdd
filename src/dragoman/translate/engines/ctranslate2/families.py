"""Families of models that CTranslate2 runs, known by their vocabulary, and the tokens by which they are told languages.

Source: the model cards of OPUS-MT, NLLB-200, M2M-100 and MADLAD-400, and CTranslate2's guides to them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from dragoman.errors import EngineRefused
from dragoman.translate.engine import primary

# Our tag → the code of FLORES-200. Source: NLLB-200's list of languages.
FLORES = {
    "ar": "arb_Arab", "az": "azj_Latn", "be": "bel_Cyrl", "bg": "bul_Cyrl", "bn": "ben_Beng", "ckb": "ckb_Arab", "cs": "ces_Latn",
    "da": "dan_Latn", "de": "deu_Latn", "el": "ell_Grek", "en": "eng_Latn", "es": "spa_Latn", "fa": "pes_Arab", "fi": "fin_Latn",
    "fr": "fra_Latn", "he": "heb_Hebr", "hi": "hin_Deva", "hu": "hun_Latn", "hy": "hye_Armn", "id": "ind_Latn", "it": "ita_Latn",
    "ja": "jpn_Jpan", "ka": "kat_Geor", "kk": "kaz_Cyrl", "ko": "kor_Hang", "ku": "kmr_Latn", "ky": "kir_Cyrl", "nl": "nld_Latn",
    "no": "nob_Latn", "pl": "pol_Latn", "prs": "prs_Arab", "ps": "pbt_Arab", "pt": "por_Latn", "ro": "ron_Latn", "ru": "rus_Cyrl",
    "sd": "snd_Arab", "so": "som_Latn", "sr": "srp_Cyrl", "sv": "swe_Latn", "sw": "swh_Latn", "tg": "tgk_Cyrl", "tk": "tuk_Latn",
    "tr": "tur_Latn", "ug": "uig_Arab", "uk": "ukr_Cyrl", "ur": "urd_Arab", "uz": "uzn_Latn", "vi": "vie_Latn", "yi": "ydd_Hebr",
    "zh": "zho_Hans", "zh-Hant": "zho_Hant", "zh-TW": "zho_Hant",
}  # fmt: skip
# ISO 639-3 codes of OPUS-MT's many-language models where they differ from FLORES'.
_OPUS = {"ar": "ara", "fa": "fas", "az": "aze_Latn", "ps": "pus", "sw": "swa", "sr": "srp_Cyrl", "zh": "cmn_Hans"}
_OTHER_TAGS = {"he": "iw", "yi": "ji", "id": "in", "no": "nb"}


class Family(StrEnum):
    """How a model is told its languages."""

    MARIAN = "opus-mt"  # one pair; or many targets, named in front of the source
    NLLB = "nllb"  # the source's code in front of the source, the target's as first word of the target
    M2M = "m2m-100"  # the same with other codes
    MADLAD = "madlad"  # the target named in front of the source


@dataclass(frozen=True)
class Tokens:
    """What is put in front of a source, and what a target begins with."""

    before_source: tuple[str, ...] = ()
    target_prefix: tuple[str, ...] = ()


def family_of(vocabulary: Collection[str]) -> Family:
    """By the tokens that only one family has."""
    if "eng_Latn" in vocabulary:
        return Family.NLLB
    if "__en__" in vocabulary:
        return Family.M2M
    if "<2en>" in vocabulary:
        return Family.MADLAD
    return Family.MARIAN


def language_tokens(family: Family, vocabulary: Collection[str], source: str, target: str) -> Tokens:
    """The tokens for a pair of BCP 47 languages. Raises: EngineRefused when the model does not know one."""
    if family is Family.NLLB:
        codes = [_known([FLORES.get(tag) or FLORES.get(primary(tag), tag)], vocabulary, tag) for tag in (source, target)]
        return Tokens((codes[0],), (codes[1],))
    if family is Family.M2M:
        codes = [_known([f"__{one}__" for one in _tags(tag)], vocabulary, tag) for tag in (source, target)]
        return Tokens((codes[0],), (codes[1],))
    if family is Family.MADLAD:
        return Tokens((_known([f"<2{one}>" for one in _tags(target)], vocabulary, target),))
    if any(token.startswith(">>") and token.endswith("<<") for token in vocabulary):
        return Tokens((_known([f">>{one}<<" for one in _opus_codes(target)], vocabulary, target),))
    return Tokens()


def _tags(language: str) -> list[str]:
    first = primary(language)
    return list(dict.fromkeys([language, first, _OTHER_TAGS.get(first, first)]))


def _opus_codes(language: str) -> list[str]:
    first = primary(language)
    flores = FLORES.get(first, first)
    return [_OPUS.get(first, flores[:3]), flores[:3], flores, *_tags(language)]


def _known(candidates: list[str], vocabulary: Collection[str], language: str) -> str:
    found = next((token for token in candidates if token in vocabulary), None)
    if found is None:
        raise EngineRefused(f"The model does not know the language {language}.", detail=f"no token {' or '.join(candidates)}")
    return found
