"""Planted errors are found, clean renderings pass, and what is no text is answered."""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache

import pytest
from click.testing import CliRunner

from dragoman.cli import root
from dragoman.translate.checks import CHECKS, Pair, check
from dragoman.translate.termbase import Form, Standing, Term, Termbase
from tests.translate.seeded import SECOND, clean_pairs, planted, seeded_errors

found_in = lru_cache(maxsize=None)(lambda one: tuple(check(one.pair)))
LEAST_FOUND, MOST_ALARMS = 0.95, 0.02


def test_planted_errors_are_found():
    seeded = seeded_errors()
    missed = [one for one in seeded if one.code not in {finding.code for finding in found_in(one)}]
    assert len(seeded) >= 300
    assert {one.code for one in seeded} == set(CHECKS)
    assert len(missed) <= (1 - LEAST_FOUND) * len(seeded), Counter(one.code for one in missed)


def test_planted_errors_of_the_second_set_are_found():
    second = planted(SECOND)
    missed = [one for one in second if one.code not in {finding.code for finding in found_in(one)}]
    assert len(second) >= 100
    assert len(missed) <= (1 - LEAST_FOUND) * len(second), [one.pair.target for one in missed]


def test_parts_of_a_whole_are_numbers():
    assert codes("صوت ثلاثة أرباع النواب ضده", "Three quarters of the deputies voted against it") == []
    assert codes("صوت ثلاثة أرباع النواب ضده", "75 percent of the deputies voted against it") == []
    assert codes("صوت ثلاثة أرباع النواب ضده", "Two thirds of the deputies voted against it") == ["number"]
    assert codes("Четверть домов пуста", "A third of the houses stand empty", "ru") == ["number"]
    assert codes("بعد سنة ونصف", "After eighteen months in the third quarter") == ["number"]  # eighteen alone


def test_clean_renderings_raise_no_alarm():
    clean = clean_pairs()
    alarms = [(pair.target, finding) for pair in clean for finding in check(pair)]
    assert len(clean) >= 300
    assert len({target for target, _ in alarms}) < MOST_ALARMS * len(clean), alarms


def test_findings_stand_inside_the_texts_and_a_fix_removes_its_finding():
    for one in seeded_errors():
        for finding in found_in(one):
            assert 0 <= finding.start <= finding.end <= len(one.pair.target)
            assert finding.source is None or 0 <= finding.source[0] <= finding.source[1] <= len(one.pair.source)
            assert finding.sentence.endswith((".", "?", ")"))
            if finding.fix is not None:
                mended = one.pair.target[: finding.start] + finding.fix + one.pair.target[finding.end :]
                pair = Pair(
                    one.pair.source, mended, one.pair.source_language, one.pair.target_language, one.pair.terms, one.pair.names
                )
                assert len(check(pair)) < len(found_in(one)), (one.pair.target, finding)


@pytest.mark.parametrize("code", ["bracket", "doubled", "invisible", "term", "name", "scripture"])
def test_what_is_wrong_is_pointed_at(code):
    """Where an error is a thing that stands there, the finding's span touches it."""
    for one in seeded_errors():
        if one.code == code and one.end > one.start:
            near = [finding for finding in found_in(one) if finding.code == code and finding.start != finding.end]
            missing = [finding for finding in found_in(one) if finding.code == code and finding.start == finding.end]
            assert missing or code == "bracket" or any(f.start <= one.end and f.end >= one.start for f in near), one.pair.target


def codes(source: str, target: str, source_language: str = "ar", **known) -> list[str]:
    return [finding.code for finding in check(Pair(source, target, source_language, "en", **known))]


@pytest.mark.parametrize("tag", ["ckb", "ku", "ku-IQ"])
def test_sorani_is_known_by_its_letters_under_either_tag(tag):
    assert codes("ئاو نییە.", "There is water.", tag) == ["negation"]
    assert codes("سێ کەس هاتن.", "Four people came.", tag) == ["number"]
    assert codes("ئاو نییە.", "There is no water.", tag) == []
    terms = Termbase(
        [Term("cabinet", (Form("حکومەت", "ckb"), Form("cabinet", "en", Standing.FORBIDDEN), Form("government", "en")))]
    )
    assert codes("حکومەتەکە ڕایگەیاند", "The cabinet said so", tag, terms=terms) == ["term"]
    assert codes("Av tune ye.", "There is water.", "ku") == [], "Kurmanji has no tables: nothing of Sorani is read into it"


@pytest.mark.parametrize(
    ("source", "target"), [("", ""), (" ", " "), ("", "Ours."), ("🙂", "🙂🙂"), ("؟!", "?!"), ("\u064b", "“”")]
)
def test_what_holds_no_words_raises_no_alarm(source, target):
    assert codes(source, target) == []


def test_an_empty_rendering_is_told():
    assert codes("وصل الوفد", " ") == ["length"]


def test_a_very_long_segment_is_answered():
    source = "قال 12 شاهدا (من القرية) إن الماء لا يكفي. " * 1_163
    target = "12 witnesses (from the village) said there was not enough water. " * 770
    assert len(source) >= 50_000 <= len(target)
    assert codes(source, target, names=Termbase([Term("n", (Form("سمير درويش", "ar"), Form("Samir Darwish", "en")))])) == []
    assert "bracket" in codes("x", ")" * 50_000 + "(")


def test_an_unknown_language_is_checked_as_far_as_it_can_be():
    assert [finding.code for finding in check(Pair("Zzz 12", "Zzz 13", "xx", ""))] == ["number"]


def test_controls_are_pointed_at_each_and_their_removal_is_the_fix():
    found = check(Pair("وصل", "It \u202ecame\u202c", "ar", "en"))
    assert [(finding.code, finding.start, finding.fix) for finding in found] == [("invisible", 3, ""), ("invisible", 8, "")]
    assert check(Pair("It goes", "می‌رود", "en", "fa")) == []


def test_a_term_advised_in_a_circle_has_no_fix():
    def advice(better: str, worse: str) -> Term:
        return Term(better, (Form(better, "en"), Form(worse, "en", Standing.FORBIDDEN)))

    plain, circle = (
        Termbase([advice("port", "harbor")]),
        Termbase([advice("port", "harbor"), advice("quay", "port"), advice("harbor", "quay")]),
    )
    (found,) = check(Pair("الميناء", "The Harbor", "ar", "en", plain))
    assert (found.code, found.fix) == ("term", "Port")
    assert codes("الميناء", "The harbor", terms=circle) == []  # another meaning of it is preferred
    chain = Termbase([advice("port", "harbor"), Term("x", (Form("quay", "en"), Form("port", "en", Standing.FORBIDDEN)))])
    assert [finding.fix for finding in check(Pair("الميناء", "The harbor", "ar", "en", chain))] == ["port"]


def test_an_edition_is_asked_for_only_where_the_house_names_one():
    verse = "[البقرة: 255]"
    assert codes(verse, "Quran 2:255") == []
    assert codes(verse, "Quran 2:255", editions={"quran": "Hartwell"}) == ["scripture"]
    assert codes(verse, "Quran 2:255 (Hartwell)", editions={"quran": "Hartwell"}) == []
    assert codes(verse, "Quran 2:255 (Marsh)", editions={"quran": "Hartwell"}) == ["scripture"]
    assert codes("قال", "He quoted Quran 115:1") == ["scripture"]


def test_a_check_can_be_left_out():
    pair = Pair("وصل 12 رجلا", "13 men men came", "ar", "en")
    assert [finding.code for finding in check(pair)] == ["number", "doubled"]
    assert [finding.code for finding in check(pair, skip={"number"})] == ["doubled"]


def test_the_command_checks_files_line_by_line(tmp_path):
    source, target, terms = tmp_path / "source.txt", tmp_path / "target.txt", tmp_path / "terms.csv"
    source.write_text("وصل 12 رجلا\nأغلق الميناء", "utf-8")
    target.write_text("13 men came\nThe harbor closed", "utf-8")
    terms.write_text("term,language,form,standing\np,en,port,\np,en,harbor,forbidden\n", "utf-8")
    arguments = ["translate", "check-files", str(source), str(target), "--from", "ar", "--to", "en", "--terms", str(terms)]
    answer = CliRunner().invoke(root, [*arguments, "--json"])
    assert answer.exit_code == 1
    assert [(row["line"], row["code"], row["fix"]) for row in json.loads(answer.output)] == [
        (1, "number", "12"),
        (2, "term", "port"),
    ]
    assert "line 2 at 4" in CliRunner().invoke(root, arguments).output
    target.write_text("one line", "utf-8")
    assert CliRunner().invoke(root, arguments).exit_code == 1


def found(source: str, target: str, *languages: str) -> list[tuple[str, str, str | None]]:
    """(code, words, fix) of each finding."""
    pair = Pair(source, target, *languages)
    return [(one.code, target[one.start : one.end], one.fix) for one in check(pair)]


@pytest.mark.parametrize(
    ("target", "language"),
    [
        ("بلغ السعر 1,250 ليرة", "ar"),
        ("قالت صحيفة (Le Phare, Paris) ذلك", "ar"),
        ("Il est arrivé à 8:15 par https://phare.example/?a=1;b", "fr"),
        ("Pourquoi ? « Parce que », dit-il : voilà !", "fr"),
        ("Pourquoi? «Parce que», dit-il: voilà!", "fr-CA"),
        ("Er kam: »Wir bleiben.«", "de"),
        ("Han sade: ”Vi stannar.”", "sv"),
        ("הוא אמר: ”נישאר.”", "he"),
        ("The paper (المرفأ، بيروت) says so", "en"),
    ],
)
def test_marks_that_a_language_prints_raise_no_alarm(target: str, language: str):
    assert not {"punctuation", "bracket"} & {code for code, *_ in found("…", target, "und", language)}


def test_marks_of_another_script_and_missing_spaces_are_mended():
    assert found("…", "وافقوا, فهل يكفي?", "und", "ar") == [("punctuation", ",", "،"), ("punctuation", "?", "؟")]
    assert found("…", "Qui؟", "und", "el") == [("punctuation", "؟", ";")]
    missing = [fix for _, _, fix in found("…", "«Oui», dit-il: voilà!", "und", "fr")]
    assert missing == ["«\u00a0", "\u00a0»", "\u00a0:", "\u202f!"]


def test_a_number_is_mended_in_the_digits_of_the_rendering():
    assert found("12 families came", "جاءت ١٣ عائلة", "en", "ar") == [("number", "١٣", "١٢")]
    assert found("12 families came", "جاءت 13 عائلة", "en", "ar") == [("number", "13", "12")]


def test_a_reference_in_an_english_source_is_no_number_that_is_missing():
    assert found("He read Quran 18:10 aloud", "قرأ سورة الكهف: 10 بصوت عال", "en", "ar") == []
