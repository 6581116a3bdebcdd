"""Outputs that are no drafts, and outputs like them that are."""

from __future__ import annotations

import pytest

from dragoman.translate.engine import Output, Task
from dragoman.translate.refusals import Parrot, Reason, refuse

ARABIC = "قال الوزير إن الحكومة ستواصل العمل على مشروع المياه في الخلميرة."
ENGLISH = "The minister said that the government would continue its work on the Khalmira water project."
TO_ENGLISH = Task("ar", "en")

REFUSED = {
    "nothing": ("", Reason.EMPTY),
    "white space": (" \n\u200f ", Reason.EMPTY),
    "marks alone": ("... !", Reason.EMPTY),
    "the source": (ARABIC, Reason.COPIED),
    "the source, other spelling": (ARABIC.replace("إن", "ان").replace("الوزير", "الوزيـــر"), Reason.COPIED),
    "most of the source": (f"Translation: {ARABIC[:-12]}", Reason.COPIED),
    "a word again and again": ("The minister minister minister minister minister said", Reason.REPEATED),
    "a phrase again and again": ("The minister said " + "that the government would " * 5, Reason.REPEATED),
    "a syllable again and again": ("The minister hahahahahahahahahahahahahahaha", Reason.REPEATED),
    "one letter": ("A" + "o" * 40, Reason.REPEATED),
    "French": ("Le ministre a déclaré que le gouvernement poursuivrait son travail sur le projet d'eau.", Reason.WRONG_LANGUAGE),
    "Russian": ("Министр заявил, что правительство продолжит работу над водным проектом.", Reason.WRONG_LANGUAGE),
    "other Arabic": ("لا أستطيع المساعدة في هذا الطلب، يرجى المحاولة مرة أخرى لاحقا", Reason.WRONG_LANGUAGE),
    "a treatise": (" ".join(f"Remark {n}: the minister is a person of chapter {n * n}." for n in range(40)), Reason.BLOATED),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_draft_is_refused_with_its_reason(case: str):
    text, reason = REFUSED[case]
    refusal = refuse(ARABIC, Output(text), TO_ENGLISH)
    assert refusal
    assert refusal.reason == reason


def test_an_output_that_was_cut_off_is_refused():
    refusal = refuse(ARABIC, Output(ENGLISH, whole=False), TO_ENGLISH)
    assert refusal
    assert refusal.reason == Reason.CUT_OFF


GOOD = {
    "plain": (ARABIC, ENGLISH, TO_ENGLISH),
    "a name that stays": ("Reuters", "Reuters", Task("fr", "en")),
    "two words that stay": ("Agence France", "Agence France", Task("fr", "en")),
    "short": ("نعم.", "Yes.", TO_ENGLISH),
    "quoted original": (ARABIC, 'The minister said "الحكومة ستواصل" that the government will go on.', TO_ENGLISH),
    "circle of the source": ("لا لا لا لا لا لن نعود", "No no no no no we shall not return", TO_ENGLISH),
    "figures": (ARABIC, "The minister: 40 1 0 0 0 0 0 0", TO_ENGLISH),
    "dashes": (ARABIC, "----------------------------------- The minister said that the government goes on.", TO_ENGLISH),
    "Persian for Dari": (ENGLISH, "وزیر گفت که دولت به کار خود در پروژه آب ادامه خواهد داد.", Task("en", "prs")),
    "variety of the target": (ARABIC, ENGLISH, Task("ar", "en-GB")),
}


@pytest.mark.parametrize("case", GOOD)
def test_drafts_are_let_pass(case: str):
    source, text, task = GOOD[case]
    assert refuse(source, Output(text), task) is None


def test_the_same_for_another_passage_is_refused():
    parrot = Parrot()
    apology = "I am sorry, but I cannot help with that today."
    assert parrot.refuse(ARABIC, apology) is None
    assert parrot.refuse("لم يحضر الرئيس أمس.", apology).reason == Reason.REPEATED
    assert parrot.refuse(ARABIC, apology) is None, "the same passage may stand twice in a text"


def test_short_passages_may_have_one_translation():
    parrot = Parrot()
    assert parrot.refuse("رفض التعليق.", "He declined to comment.") is None
    assert parrot.refuse("لم يعلق.", "He declined to comment.") is None


def test_fifty_thousand_characters_are_looked_through():
    long = " ".join(f"word{n}" for n in range(6_000))
    assert refuse(long, Output(long[::-1]), TO_ENGLISH) is None
