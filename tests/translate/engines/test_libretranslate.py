"""LibreTranslate against a server that speaks its protocol."""

from __future__ import annotations

import pytest

from dragoman.errors import AnswerUnreadable, PassagesRefused
from dragoman.translate.drafting import draft
from dragoman.translate.engine import Passage, Task
from dragoman.translate.engine_settings import Sensitivity
from tests.translate.loopback import LEXICON, SOURCES, EngineServer, Reply, libretranslate
from tests.translate.settings import KEY, TASK, Steps, engine


def texts(setting, task: Task = TASK) -> list:
    passages = [Passage(text) for text in SOURCES]
    return list(draft(passages, task, using=setting, sensitivity=Sensitivity.OPEN, outside=Steps().outside()))


def test_a_text_goes_in_one_call(tmp_path):
    with EngineServer(libretranslate(KEY)) as server:
        results = texts(engine(tmp_path, server, "libretranslate", 'model = "argos 1.9"'))
        (asked,) = server.asked
    assert [one.text for one in results] == list(LEXICON.values())
    assert (asked.method, asked.path) == ("POST", "/translate")
    assert asked.body == {"q": list(SOURCES), "source": "ar", "target": "en", "format": "text", "api_key": KEY}
    assert results[0].origin.identity.model == "argos 1.9"


def test_without_a_key_none_is_sent(tmp_path):
    with EngineServer(libretranslate()) as server:
        texts(engine(tmp_path, server, "libretranslate", key=False))
        assert "api_key" not in server.asked[0].body


def test_codes_can_be_named(tmp_path):
    with EngineServer(libretranslate()) as server:
        setting = engine(tmp_path, server, "libretranslate", 'languages = { arz = "ar" }', key=False)
        assert len(texts(setting, Task("arz", "en-GB"))) == 3
        assert (server.asked[0].body["source"], server.asked[0].body["target"]) == ("ar", "en")


def test_a_language_that_it_lacks_is_told(tmp_path):
    with (
        EngineServer(libretranslate()) as server,
        pytest.raises(PassagesRefused) as refused,
    ):
        texts(engine(tmp_path, server, "libretranslate", key=False), Task("ug", "en"))
    assert "ug is not supported" in refused.value.detail


def test_its_echo_is_no_draft(tmp_path):
    with EngineServer(lambda asked: Reply({"translatedText": asked.body["q"]})) as server:
        results = texts(engine(tmp_path, server, "libretranslate"))
    assert [one.refusal.reason for one in results] == ["copied"] * 3


def test_check_lists_its_languages(tmp_path):
    with EngineServer(libretranslate()) as server:
        assert engine(tmp_path, server, "libretranslate").engine.check() == "ready; languages: ar en"
    with EngineServer(lambda asked: Reply({"error": "no"})) as server, pytest.raises(AnswerUnreadable):
        engine(tmp_path, server, "libretranslate").engine.check()
