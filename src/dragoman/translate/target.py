"""The language into which a desk translates, and in which it publishes: one setting, read here by the desk and its commands."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dragoman.errors import SettingInvalid
from dragoman.text.written import NAMES, scripts_of

LANGUAGE_VARIABLE = "DRAGOMAN_LANGUAGE"
ENGLISH = "en"
_TAG = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|[0-9]{3}))?", re.IGNORECASE)
# Source: IANA Language Subtag Registry, regions; of the numbered ones those that tags of languages are written with.
_REGIONS = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD "
    "CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF "
    "GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN "
    "KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA "
    "NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI "
    "SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI "
    "VN VU WF WS YE YT ZA ZM ZW XK 001 150 419"
)


def target_language(environment: Mapping[str, str]) -> str:
    """The desk's language as a BCP 47 tag in its usual spelling; English where nobody set one. Raises: SettingInvalid."""
    return read_language(LANGUAGE_VARIABLE, environment.get(LANGUAGE_VARIABLE, ENGLISH))


def read_language(name: str, value: str) -> str:
    """A tag such as `fr`, `pt-BR` or `az-Arab`, in its usual spelling.

    Args:
        name: of the setting, for the error.

    Raises: SettingInvalid, when it is no tag, or of a language that can't be written here.
    """
    found = _TAG.fullmatch(value.strip())
    if found is None:
        raise SettingInvalid(f"{name}: must be the tag of a language (BCP 47), such as fr, ar or pt-BR, not {value!r}.")
    language, script, region = found[1].lower(), (found[2] or "").title(), (found[3] or "").upper()
    if language not in NAMES:
        known = ", ".join(f"{name} ({tag})" for tag, name in sorted(NAMES.items(), key=lambda pair: pair[1]))
        raise SettingInvalid(f"{name}: a desk cannot write {value!r}. It can write {known}.")
    if script and script not in scripts_of(language):
        raise SettingInvalid(f"{name}: {NAMES[language]} is written here in {' or '.join(scripts_of(language))}, not {script}.")
    if region and region not in _REGIONS.split():
        raise SettingInvalid(f"{name}: there is no region {region} in the registry of languages.")
    # A script that goes without saying is not said. Source: RFC 5646, 4.1.
    said = "" if script == scripts_of(language)[0] else script
    return "-".join(part for part in (language, said, region) if part)
