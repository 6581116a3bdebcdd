"""Checks, marks, terms and dates on the cases that tests hold, first sets and second ones, with peers where there is one.

Targets are issue 6's. Our rules were mended with these cases, the peers were not: the documents of each library say what the
second sets gave before. Peers: translate-toolkit's pofilter, given the same pairs; a search for the term as it is written;
python-dateutil, given just the words of the date. Speed is counted in processor time.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from dateutil import parser

from benchmarks.harness import Row, report
from benchmarks.support import toolkit
from dragoman.text.dates import find
from dragoman.text.marks import follow
from dragoman.translate.checks import check
from dragoman.translate.termbase import Form, Term, Termbase
from tests.text import test_dates, test_marks, test_marks_later
from tests.translate import test_termbase
from tests.translate.seeded import SECOND, Seeded, clean_pairs, planted, seeded_errors

FOUND, ALARMS, TERMS = 95, 2, 0.9


def main() -> None:
    rows = [*check_rows(), *mark_rows()]
    for file, note in ((test_termbase.CASES, "first set"), (test_termbase.SECOND, "second set")):
        rows += term_rows(file, note)
    rows += date_rows(test_dates.CASES, "first set")
    rows += date_rows(test_dates.SECOND, "second set")
    report(rows)


def check_rows() -> Iterator[Row]:
    seeded, clean = seeded_errors(), clean_pairs()
    begun = time.process_time()
    alarms = sum(bool(check(pair)) for pair in clean)
    speed = len(clean) / (time.process_time() - begun)
    peer_found, peer_alarms = _pofilter(seeded) if toolkit.is_there() else (None, None)
    if peer_found is None:
        print(toolkit.MISSING)
    yield Row(
        "checks, planted errors found",
        ours=_found(seeded),
        unit="%",
        target=FOUND,
        peer=peer_found,
        peer_name="pofilter",
        note=f"{len(seeded)}",
    )
    yield Row("checks, planted errors found", ours=_found(planted(SECOND)), unit="%", target=FOUND, note="second set alone")
    yield Row(
        "checks, clean pairs in alarm",
        ours=round(100 * alarms / len(clean), 1),
        unit="%",
        target=ALARMS,
        peer=peer_alarms,
        peer_name="pofilter",
        less_is_better=True,
        note=f"{len(clean)}",
    )
    yield Row("checks, speed", ours=round(speed), unit="pairs/s")


def _found(seeded: Sequence[Seeded]) -> float:
    return round(100 * sum(one.code in {finding.code for finding in check(one.pair)} for one in seeded) / len(seeded), 1)


def _pofilter(seeded: Sequence[Seeded]) -> tuple[float, float]:
    """Per cent of errors at which any of its checks fails, and of clean pairs."""
    failing = toolkit.check_pairs([(one.pair.source, one.pair.target) for one in seeded])
    alarms = toolkit.check_pairs([(pair.source, pair.target) for pair in clean_pairs()])
    return _share(failing), _share(alarms)


def _share(answers: Sequence[list[str]]) -> float:
    return round(100 * sum(map(bool, answers)) / len(answers), 1)


def mark_rows() -> Iterator[Row]:
    departures = [case[:2] for case in test_marks.SEEDED] + test_marks_later.SEEDED
    honest = test_marks.CLEAN + test_marks_later.CLEAN
    found = sum(bool(follow(*case)) for case in departures)
    alarms = sum(bool(follow(*case)) for case in honest)
    yield Row(
        "marks, departures found", ours=round(100 * found / len(departures), 1), unit="%", target=100, note=f"{len(departures)}"
    )
    yield Row("marks, false alarms", ours=alarms, unit="", target=0, less_is_better=True, note=f"{len(honest)}")


def term_rows(file: Path, note: str) -> Iterator[Row]:
    cases = test_termbase.read_cases(file)
    ours = [(spans, _our_terms(form, text, language)) for language, form, text, spans in cases]
    plain = [(spans, _plain_terms(form, text)) for _, form, text, spans in cases]
    for name, number in (("precision", 0), ("recall", 1)):
        yield Row(
            f"terms, {name}",
            ours=_precision_recall(ours)[number],
            unit="",
            target=TERMS,
            peer=_precision_recall(plain)[number],
            peer_name="as written",
            note=f"{note}, {len(cases)}",
        )


def _our_terms(form: str, text: str, language: str) -> set[tuple[int, int]]:
    base = Termbase([Term("one", (Form(form, language),))])
    return {(one.start, one.end) for one in base.find(text, language)}


def _plain_terms(form: str, text: str) -> set[tuple[int, int]]:
    return {found.span() for found in re.finditer(rf"\b{re.escape(form)}\b", text, re.IGNORECASE)}


def _precision_recall(pairs: Sequence[tuple[set[tuple[int, int]], set[tuple[int, int]]]]) -> tuple[float, float]:
    right = sum(len(wanted & found) for wanted, found in pairs)
    return (
        round(right / max(1, sum(len(found) for _, found in pairs)), 3),
        round(right / max(1, sum(len(wanted) for wanted, _ in pairs)), 3),
    )


def date_rows(cases: Sequence[tuple[str, ...]], note: str) -> Iterator[Row]:
    """Cases that say why there is no date are right when none is given."""
    ours = [_our_days(language, marked) for language, marked, *_ in cases]
    peers = [_peer_days(marked) for _, marked, *_ in cases]
    wanted = [(case[3], case[4]) if case[3] != "-" else None for case in cases]
    for name, counted in (("right", _right), ("wrong", _wrong)):
        yield Row(
            f"dates, {name}",
            ours=counted(ours, wanted),
            unit="%" if name == "right" else "",
            target=None if name == "right" else 0,
            peer=counted(peers, wanted),
            peer_name="python-dateutil",
            less_is_better=name == "wrong",
            note=f"{note}, {len(cases)}",
        )


Days = tuple[str, str] | None


def _our_days(language: str, marked: str) -> Days:
    found = find(marked.replace("⟦", "").replace("⟧", ""), None if language == "-" else language)
    return next(((one.earliest, one.latest) for one in found if one.earliest and one.latest), None)


def _peer_days(marked: str) -> Days:
    words = marked[marked.index("⟦") + 1 : marked.index("⟧")]
    with suppress(ValueError, OverflowError, TypeError):
        day = parser.parse(words, default=parser.parse("2000-01-01")).date()
        return _iso(day)
    return None


def _iso(day: date) -> Days:
    return day.isoformat(), day.isoformat()


def _right(found: Sequence[Days], wanted: Sequence[Days]) -> float:
    return round(100 * sum(one == other for one, other in zip(found, wanted, strict=True)) / len(wanted), 1)


def _wrong(found: Sequence[Days], wanted: Sequence[Days]) -> float:
    return sum(one is not None and one != other for one, other in zip(found, wanted, strict=True))


if __name__ == "__main__":
    main()
