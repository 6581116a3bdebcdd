"""What the doctor looks at for translators: the desk's language, the settings of engines, and the house's terms."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from dragoman.desk.jobs.findings import Finding, broken, good, remark
from dragoman.desk.translate.engines import engines, reason_unable
from dragoman.desk.translate.house import terms_list
from dragoman.desk.translate.selectors import accepted_by_language
from dragoman.errors import SettingInvalid, TermsUnreadable
from dragoman.text.written import name_of
from dragoman.translate.engine_settings import ENGINES_VARIABLE
from dragoman.translate.target import LANGUAGE_VARIABLE

TERMS_VARIABLE = "DRAGOMAN_TERMS"
_SHOWN = 3


def check_language() -> Iterator[Finding]:
    """The desk writes the language in which its translations are."""
    language = settings.TARGET_LANGUAGE
    counts = accepted_by_language()
    others = [f"{count:,} in {name_of(tag)} ({tag})" for tag, count in counts.items() if tag != language]
    told = f"the desk writes {name_of(language)} ({language})"
    if not others:
        yield good("language", told)
    elif language in counts:
        yield good("language", f"{told}; of other languages it keeps renderings: {', '.join(others)}")
    else:
        yield remark(
            "language",
            f"{told}, but all its renderings are of other languages: {', '.join(others)}.",
            means="They are kept, and stand beside the text as what they are; no new dispatch can quote them.",
            mend=f"If that was not meant, set {LANGUAGE_VARIABLE} for the web server, the workers and every command.",
        )


def check_engines() -> Iterator[Finding]:
    """The engines' settings can be read; which texts each may have."""
    path = Path(settings.ENGINES_PATH)
    try:
        known = engines()
    except SettingInvalid as error:
        yield broken(
            "translation engines",
            error.sentence,
            means="Nothing can be drafted.",
            mend=f"Mend {path}; the how-to guide on engines shows its form.",
        )
        return
    if not path.exists() and os.environ.get(ENGINES_VARIABLE):
        yield _missing("translation engines", path, ENGINES_VARIABLE, means="Nothing can be drafted.")
    elif not known:
        yield good("translation engines", f"none are set up in {path}")
    for one in known.values():
        allowed = ", ".join(sorted(one.sensitivities))
        yield good("translation engines", f"{one.name}: {f'turned on for {allowed} texts' if allowed else 'not turned on'}")
        if allowed and (reason := reason_unable(one, settings.TARGET_LANGUAGE)):
            yield remark(
                "translation engines",
                reason,
                means="It drafts nothing here.",
                mend="Set up one that writes this language; the how-to guide on engines shows how.",
            )


def check_terms() -> Iterator[Finding]:
    """The house's terms can be read, every row of them."""
    path = Path(settings.TERMS_PATH)
    if not path.exists():
        if os.environ.get(TERMS_VARIABLE):
            yield _missing("terms", path, TERMS_VARIABLE, means="No term is marked or checked.")
        return
    try:
        found = terms_list()
    except TermsUnreadable as error:
        yield broken(
            "terms",
            f"{error.sentence} {error.detail}".strip(),
            means="No term is marked or checked.",
            mend=f"Mend {path}; the how-to guide on terms shows its form.",
        )
        return
    if found.problems:
        yield remark(
            "terms",
            f"{len(found.problems)} of its rows are left out: {'; '.join(found.problems[:_SHOWN])}.",
            means="These are not marked or checked.",
            mend=f"Mend {path}.",
        )
    yield good("terms", f"{len(found.terms):,} terms")


def _missing(subject: str, path: Path, variable: str, *, means: str) -> Finding:
    return broken(
        subject, f"There is no file {path}.", means=means, mend=f"Mend {variable}, which names it, or put the file there."
    )
