"""DeepL against a server that speaks its protocol."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dragoman.errors import AnswerUnreadable, EngineRefused, PassagesRefused
from dragoman.translate.drafting import draft
from dragoman.translate.engine import Passage, Task
from dragoman.translate.engine_settings import Sensitivity
from tests.translate.loopback import LEXICON, SOURCES, EngineServer, Reply, deepl
from tests.translate.settings import KEY, TASK, Steps, engine

PASSAGES = [
    Passage(SOURCES[0], after=SOURCES[1:]),
    Passage(SOURCES[1], SOURCES[:1], SOURCES[2:]),
    Passage(SOURCES[2], SOURCES[:2]),
]


def results(setting, task: Task = TASK, passages=PASSAGES) -> list:
    return list(draft(passages, task, using=setting, sensitivity=Sensitivity.OPEN, outside=Steps().outside()))


def test_neighbours_go_as_context_and_glossary_by_its_id(tmp_path):
    with EngineServer(deepl(KEY)) as server:
        drafts = results(engine(tmp_path, server, "deepl", 'glossaries = { ar-en = "def3a26b" }\nneighbours = 1'))
        asked = [request.body for request in server.asked]
    assert [one.text for one in drafts] == list(LEXICON.values())
    assert [body["context"] for body in asked] == [SOURCES[1], f"{SOURCES[0]}\n{SOURCES[2]}", SOURCES[1]]
    assert asked[0]["glossary_id"] == "def3a26b"
    assert (asked[0]["source_lang"], asked[0]["target_lang"], asked[0]["text"]) == ("AR", "EN-US", [SOURCES[0]])


def test_without_neighbours_a_text_goes_in_one_call_and_is_priced(tmp_path):
    more = 'neighbours = 0\nprice_per_million_characters = 20\ncurrency = "EUR"'
    with EngineServer(deepl(KEY)) as server:
        first, *_ = results(engine(tmp_path, server, "deepl", more))
        assert len(server.asked) == 1
        assert "context" not in server.asked[0].body
    chars = sum(map(len, SOURCES))
    assert (first.call.usage.characters, first.call.cost) == (chars, Decimal(20) * chars / 1_000_000)


def test_no_call_has_more_than_fifty_texts(tmp_path):
    def respond(asked):
        return Reply({"translations": [{"text": f"Item number {text.split()[1]}"} for text in asked.body["text"]]})

    with EngineServer(respond) as server:
        drafts = results(engine(tmp_path, server, "deepl", "neighbours = 0"), passages=[Passage(f"بند {n}") for n in range(120)])
        assert [len(request.body["text"]) for request in server.asked] == [50, 50, 20]
    assert [one.text for one in drafts] == [f"Item number {n}" for n in range(120)]


def test_a_variety_of_the_target_can_be_asked_for(tmp_path):
    with EngineServer(deepl(KEY)) as server:
        results(engine(tmp_path, server, "deepl"), Task("ar", "en-GB"))
        assert server.asked[0].body["target_lang"] == "EN-GB"


def test_a_language_that_it_lacks_and_a_wrong_key_are_told(tmp_path):
    with EngineServer(deepl(KEY)) as server:
        with pytest.raises(EngineRefused, match=r"house cannot write Dari \(prs\)\. .*languages names its code"):
            results(engine(tmp_path, server, "deepl"), Task("ar", "prs"))
        assert not server.asked
        with pytest.raises(PassagesRefused):
            results(engine(tmp_path, server, "deepl", 'languages = { prs = "PRS" }'), Task("ar", "prs-AF"))
        assert server.asked[0].body["target_lang"] == "PRS"
    with EngineServer(deepl("another")) as server, pytest.raises(EngineRefused, match="does not accept the key"):
        results(engine(tmp_path, server, "deepl"))


def test_an_answer_of_another_shape_is_told(tmp_path):
    reply = Reply({"translations": [{"detected_source_language": "AR"}]})
    with EngineServer(lambda asked: reply) as server:
        drafts = results(engine(tmp_path, server, "deepl"), passages=PASSAGES[:2])
        assert [one.refusal.reason for one in drafts] == ["failed", "failed"]
        with pytest.raises(AnswerUnreadable):
            results(engine(tmp_path, server, "deepl"))


def test_check_tells_the_quota(tmp_path):
    with EngineServer(deepl(KEY)) as server:
        assert engine(tmp_path, server, "deepl").engine.check() == "ready; 1,200 of 500,000 characters used"
