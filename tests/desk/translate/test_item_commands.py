"""`dragoman translate draft` and `check`, on items of the desk."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from dragoman.desk.translate.item_commands import translate
from dragoman.desk.translate.models import DraftRun
from dragoman.errors import EngineForbidden, NotAllowed, RuleBroken
from tests.desk.translate.stage import arabic, serving, set_up
from tests.desk.ui.factories import person
from tests.translate import tiny_model
from tests.translate.loopback import LEXICON, SOURCES, Reply, libretranslate

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> Result:
    return CliRunner().invoke(translate, [str(one) for one in arguments])


class TestDraft:
    def test_with_a_model_on_this_machine(self, settings, tmp_path):
        tiny_model.build(tmp_path / "opus")
        set_up(settings, '[engines.own]\nkind = "ctranslate2"\nfolder = "opus"\nthreads = 1')
        answer = run("draft", arabic("لم يحضر الرئيس أمس .", "🙂", sensitivity="confidential").pk)
        assert answer.exit_code == 0, answer.output
        assert [line.strip("\u2068\u2069") for line in answer.stdout.splitlines()] == [
            "not attended president yesterday .",
            "[nothing-to-translate: There are no words to translate.]",
        ]
        assert "1 of 2 drafted (0 kept from before), 1 refused" in answer.stderr

    def test_with_a_service(self, settings):
        person("lina", "translator")
        with serving(settings, libretranslate()):
            answer = run("draft", arabic().pk, "--engine", "house", "--by", "lina")
        assert answer.exit_code == 0, answer.output
        assert LEXICON[SOURCES[2]] in answer.stdout
        assert DraftRun.objects.get().asked_by.username == "lina"

    def test_nothing_leaves_for_a_source_that_is_not_open(self, settings):
        with serving(settings, libretranslate()) as server:
            answer = run("draft", arabic(sensitivity="internal").pk, "--engine", "house")
            assert server.asked == []
        assert isinstance(answer.exception, EngineForbidden)

    def test_an_engine_in_trouble_ends_with_its_sentence(self, settings):
        with serving(settings, lambda asked: Reply(b"", 500)):
            answer = run("draft", arabic().pk)
        assert isinstance(answer.exception, RuleBroken)
        assert "trouble of its own" in answer.exception.sentence

    def test_bad_arguments_are_answered_in_words(self, settings):
        person("mona", "monitor")
        made = arabic()
        with serving(settings, libretranslate()):
            for arguments, words in [
                ((10**30,), "There is no item"),
                ((0,), "There is no item 0"),
                ((made.pk, "--by", "nobody"), "Nobody here is called nobody"),
                ((made.pk, "--engine", "oracle"), "There are: house"),
            ]:
                answer = run("draft", *arguments)
                assert isinstance(answer.exception, RuleBroken)
                assert words in answer.exception.sentence
            assert isinstance(run("draft", made.pk, "--by", "mona").exception, NotAllowed)
        assert run("draft", "article.txt").exit_code == 2
