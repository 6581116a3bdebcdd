"""Known names on the desk's pages: marked in place, listed beside, and never in the way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse

from dragoman.desk.read import known
from dragoman.desk.read.doctor import check_register
from dragoman.desk.read.known import RegisterFile, clip, highlights, names_in, summary
from dragoman.desk.ui.foreign import Highlight, settle
from dragoman.names.linker import Linker
from dragoman.names.register import Entity, EntityKind, Register, dump_register
from tests.desk.ui.factories import PIECES, item, person, segments
from tests.names.known import KNOWN
from tests.names.known import person as known_person

REGISTER = dump_register(
    Register.of(
        [
            known_person("halabi", "Nader Al-Halabi", ar="نادر الحلبي", he="נאדר אל-חלבי", ru="Надер аль-Халаби"),
            known_person("halabi2", "Noor Al-Halabi", ar="نور الحلبي|الحلبي"),
            known_person("quoting", '"Quoted" <Co>', ar="الصحيفة"),
        ]
    )
)


@pytest.fixture
def register(tmp_path: Path, settings) -> Path:
    path = tmp_path / "register.jsonl"
    path.write_text(REGISTER, encoding="utf-8")
    settings.REGISTER_PATH = path
    return path


@pytest.fixture
def mona(client):
    client.force_login(person("mona", "monitor"))


def page(client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


@pytest.mark.django_db
def test_an_items_names_are_marked_and_listed(client, mona, register):
    made = item(PIECES[0])
    segments(made)
    shown = page(client, "item", made.pk)
    assert shown.count('<mark class="known" title="Nader Al-Halabi (person)"') == 3  # headline; the text has it twice
    assert '<mark class="known" title="Nader Al-Halabi (person)" id="name-1">نادر الحلبي</mark>' in shown
    assert '<a href="#name-1"><bdi>Nader Al-Halabi</bdi></a>' in shown
    assert "&quot;Quoted&quot; &lt;Co&gt;" in shown
    assert "<Co>" not in shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("piece", "words"), [(PIECES[0], "نادر الحلبي"), (PIECES[2], "נאדר אל-חלבי"), (PIECES[3], "Надер аль-Халаби")]
)
def test_the_queue_marks_headlines_and_gives_house_spellings(client, mona, register, piece, words):
    item(piece)
    shown = page(client, "queue")
    assert f'<mark class="known" title="Nader Al-Halabi (person)">{words}</mark>' in shown
    assert "<bdi>Nader Al-Halabi</bdi></span>" in shown


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, "", "not a register", "\x00"])
def test_pages_stand_without_a_register_or_with_a_bad_one(client, mona, register, content):
    if content is None:
        register.unlink()
    else:
        register.write_text(content, encoding="utf-8")
    made = item(PIECES[0])
    segments(made)
    assert "<mark" not in page(client, "item", made.pk)
    assert "<mark" not in page(client, "queue")


@pytest.mark.django_db
def test_names_cost_no_queries(client, mona, register, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    made = item(PIECES[0])
    segments(made)
    page(client, "item", made.pk)
    with CaptureQueriesContext(connection) as with_names:
        page(client, "item", made.pk)
    register.unlink()
    with CaptureQueriesContext(connection) as without:
        page(client, "item", made.pk)
    assert len(with_names) == len(without)


def test_the_register_is_read_again_when_it_changes(register):
    file = RegisterFile(register)
    first = file.linker()
    assert first is file.linker()
    register.write_text(dump_register(KNOWN), encoding="utf-8")
    os.utime(register, ns=(1, 1))
    again = file.linker()
    assert again is not first
    assert again.link("Behrad Selkuhi")
    register.unlink()
    assert file.linker() is None


def test_a_large_register_never_holds_a_page_up(tmp_path):
    path = tmp_path / "register.jsonl"
    row = '{"id": "%d", "kind": "person", "house": "Orlo Venn %d"}\n'
    path.write_text("".join(row % (number, number) for number in range(8_000)), encoding="utf-8")
    assert path.stat().st_size > known.READ_AT_ONCE_BYTES
    file = RegisterFile(path)
    file.linker()
    for thread in [thread for thread in known.threading.enumerate() if thread.name == "register"]:
        thread.join(60)
    assert file.linker().link("Orlo Venn 7999")[0].best.entity.id == "7999"


def test_several_texts_are_read_in_one_go_each_with_its_own_places(register):
    texts = ["قال نادر", "الحلبي", "", "ثم نادر الحلبي"]
    found = names_in(texts)
    for text, mentions in zip(texts, found, strict=True):
        assert all(text[mention.start : mention.end] == mention.text for mention in mentions)
    assert [[mention.text for mention in mentions] for mentions in found] == [[], ["الحلبي"], [], ["نادر الحلبي"]]


def test_what_was_found_is_remembered_until_the_register_changes(register):
    texts = ["Behrad Selkuhi", "قال نادر الحلبي"]
    found = names_in(texts)
    assert [len(mentions) for mentions in found] == [0, 1]
    assert names_in(texts) is found
    assert names_in(texts, "tr") is not found
    register.write_text(dump_register(KNOWN), encoding="utf-8")
    os.utime(register, ns=(1, 1))
    assert [len(mentions) for mentions in names_in(texts)] == [1, 0]


def test_the_same_letters_cut_otherwise_are_other_texts(register):
    assert [[mention.start for mention in mentions] for mentions in names_in(["نادر الحلبي", "\n\n"])] == [[0], []]
    assert [[mention.start for mention in mentions] for mentions in names_in(["", "نادر الحلبي\n\n"])] == [[], [0]]
    assert names_in(["\udcff نادر الحلبي"])[0][0].text == "نادر الحلبي"


def test_only_so_many_texts_are_remembered(register):
    first = names_in(["نادر الحلبي"])
    for number in range(known.REMEMBERED):
        names_in([str(number)])
    again = names_in(["نادر الحلبي"])
    assert again is not first
    assert again == first


def test_ambiguous_names_say_so():
    linker = Linker(KNOWN)
    (marked,) = highlights(linker.link("قال الدرساوي"))
    assert marked.doubtful
    assert marked.title == "Nu'man al-Dirsawi (person) or Salma al-Dirsawi (person)"


def test_the_list_says_who_else_it_may_be():
    linker = Linker(KNOWN)
    (listed,) = summary([], linker.link("قال الدرساوي"), anchors="name")
    assert (listed.house, listed.others) == ("Nu'man al-Dirsawi", ("Salma al-Dirsawi",))
    (sure,) = summary([], linker.link("Behrad Selkuhi"), anchors="name")
    assert sure.others == ()


def test_a_house_spelling_reorders_nothing_around_it():
    turned = Register.of([Entity("x", EntityKind.PERSON, "Behrad \u202eSelkuhi")])
    (marked,) = highlights(Linker(turned).link("Behrad Selkuhi"))
    assert marked.title == "Behrad Selkuhi (person)"


@pytest.mark.django_db
def test_the_reading_pane_lists_the_names_that_it_marks(client, mona, register):
    made = item(PIECES[0])
    shown = page(client, "item_pane", made.pk)
    assert '<a href="#name-1"><bdi>Nader Al-Halabi</bdi></a> <span class="soft">person' in shown


def test_the_summary_counts_and_points_to_the_first_place():
    linker = Linker(KNOWN)
    text = linker.link("Behrad Selkuhi, Zhdan Korchevin, Behrad Selkuhi")
    title = linker.link("Khalmira")
    assert [(name.house, name.count, name.anchor) for name in summary(title, text, anchors="name")] == [
        ("Behrad Selkuhi", 2, "name-1"),
        ("Zhdan Korchevin", 1, "name-2"),
        ("Khalmira", 1, ""),
    ]


def test_a_name_across_two_pieces_is_marked_in_both():
    names = [Highlight(3, 9, "x", anchor="name-1")]
    assert clip(names, 0, 5) == [Highlight(3, 5, "x", anchor="name-1")]
    assert clip(names, 5, 12) == [Highlight(0, 4, "x")]
    assert clip(names, 9, 12) == []


@pytest.mark.parametrize(
    "text", ["a\u2067bcd\u2069e", "\u202eabcde", "ab\u2069cde", "abc\u2066de", "<b>&\u2067cd", "a\u2067b\nc\u2069d"]
)
def test_marks_change_nothing_but_themselves(text):
    import re

    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            marked = settle(text, [Highlight(start, end, "x")])
            assert re.sub(r"</?mark[^>]*>", "", marked) == settle(text)


def test_the_doctor_says_what_is_wrong_with_the_register(register):
    (good,) = check_register()
    assert (good.subject, good.what) == ("register of names", "3 people, organisations and places")
    register.write_text(REGISTER + '{"id": "x"}\n' + dump_register(Register.of([known_person("b", "Б")])), encoding="utf-8")
    remark, good = check_register()
    assert (
        remark.what
        == "2 of its rows or names are left out: row 4: house is missing; b: 'Б' is too short, too common, or only a title."
    )
    register.write_text("nonsense", encoding="utf-8")
    (bad,) = check_register()
    assert bad.broken
    assert "neither JSON lines nor CSV" in bad.what


def test_a_register_that_was_named_and_is_not_there_is_said(register, monkeypatch):
    register.unlink()
    assert list(check_register()) == []
    monkeypatch.setenv("DRAGOMAN_REGISTER", str(register))
    (bad,) = check_register()
    assert bad.broken
