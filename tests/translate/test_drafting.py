"""A run of drafting: order, batches, cache, what fails and what goes on. The engine here is a fake that counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from dragoman.errors import (
    AnswerUnreadable,
    DraftingStopped,
    EngineBusy,
    EngineForbidden,
    EngineUnavailable,
    PassagesRefused,
)
from dragoman.translate.draft_cache import SqliteCache
from dragoman.translate.drafting import Draft, Outside, Refused, draft
from dragoman.translate.engine import Answer, Capacity, Identity, Output, Passage, Prompt, Stopped, Task, Usage, canonical
from dragoman.translate.engine_settings import EngineSetting, Prices, Sensitivity
from dragoman.translate.refusals import Reason
from tests.translate.settings import TASK, Steps

NUMBERS = ("واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة")


CAPACITY = Capacity(passages=3, chars=1_000, passage_chars=100)


def english(text: str) -> str:
    return f"Item {NUMBERS.index(text) + 1}"


@dataclass
class Counting:
    """Translates the numbers; `before` may raise instead."""

    before: Callable[[list[str]], None] = lambda texts: None
    capacity: Capacity = CAPACITY
    leaves_machine: bool = False
    version: str = ""
    calls: list[list[str]] = field(default_factory=list)

    def identity(self) -> Identity:
        return Identity("counting", "one", "1")

    def cannot_write(self, language: str) -> str:
        return "It counts in English." if language != "en" else ""

    def prompt(self, passage: Passage, task: Task) -> Prompt:
        return Prompt(passage.text, canonical([task.source_language, task.target_language, passage.before]))

    def translate(self, texts: Sequence[str], rest: str, stopped: Stopped) -> Answer:
        self.calls.append(list(texts))
        self.before(list(texts))
        return Answer(tuple(Output(english(text)) for text in texts), Usage(characters=len(texts)), self.version)

    def check(self) -> str:
        return "ready"


def run(engine: Counting, texts: Sequence[str] = NUMBERS, *, outside: Outside | None = None, cache=None, price: str = "") -> list:
    setting = EngineSetting(
        "count", "counting", engine, frozenset({Sensitivity.OPEN}), Prices(Decimal(price), currency="EUR") if price else Prices()
    )
    passages = [Passage(text) for text in texts]
    return list(
        draft(passages, TASK, using=setting, sensitivity=Sensitivity.OPEN, outside=outside or Steps().outside(), cache=cache)
    )


def texts_of(results: list) -> list[str]:
    return [one.text if isinstance(one, Draft) else f"[{one.refusal.reason}]" for one in results]


def test_drafts_come_in_order_in_full_batches():
    engine = Counting()
    assert texts_of(run(engine)) == [f"Item {n}" for n in range(1, 11)]
    assert [len(call) for call in engine.calls] == [3, 3, 3, 1]


def test_a_batch_holds_no_more_characters_than_fit():
    engine = Counting(capacity=Capacity(10, 9, 100))
    run(engine)
    assert all(sum(map(len, call)) <= 9 for call in engine.calls)


def test_each_draft_says_what_made_it():
    engine = Counting(version="one-2026-01")
    first, *_ = run(engine, NUMBERS[:4], price="1000000")
    assert first.origin.engine == "count"
    assert first.origin.identity == Identity("counting", "one", "one-2026-01")
    assert first.origin.prompt_sha256 == engine.prompt(Passage(NUMBERS[0]), TASK).sha256
    assert first.origin.task == TASK
    assert (first.call.number, first.call.passages, first.call.seconds) == (1, 3, 1.0)
    assert (first.call.usage, first.call.cost, first.call.currency) == (Usage(characters=3), Decimal(3), "EUR")


def test_nothing_is_asked_without_permission():
    engine = Counting()
    setting = EngineSetting("count", "counting", engine, frozenset({Sensitivity.OPEN}))
    with pytest.raises(EngineForbidden):
        draft([Passage("سر")], TASK, using=setting, sensitivity=Sensitivity.CONFIDENTIAL, outside=Steps().outside())
    assert engine.calls == []


def test_a_cache_hit_costs_no_call(tmp_path):
    engine = Counting(version="v9")
    with SqliteCache(tmp_path / "drafts") as cache:
        first = run(engine, NUMBERS[:5], cache=cache)
        asked = len(engine.calls)
        again = run(engine, NUMBERS[:7], cache=cache)
    assert engine.calls[asked:] == [list(NUMBERS[5:7])]
    assert texts_of(again)[:5] == texts_of(first)
    assert [one.call is None for one in again] == [True] * 5 + [False] * 2
    assert again[0].origin == first[0].origin


def test_a_repeated_passage_is_asked_for_once():
    engine = Counting()
    assert texts_of(run(engine, [NUMBERS[0], NUMBERS[0], NUMBERS[1]])) == ["Item 1", "Item 1", "Item 2"]
    assert engine.calls == [[NUMBERS[0], NUMBERS[1]]]


def test_passages_without_words_and_endless_ones_are_not_sent():
    engine = Counting()
    results = run(engine, ["🙂🙂", NUMBERS[0], "— … ؟", "", "12 345", "كلمة " * 10_000, NUMBERS[1]])
    nothing = "[nothing-to-translate]"
    assert texts_of(results) == [nothing, "Item 1", nothing, nothing, nothing, "[too-long]", "Item 2"]
    assert engine.calls == [[NUMBERS[0], NUMBERS[1]]]


def test_refused_outputs_are_not_kept(tmp_path):
    engine = Counting()
    with SqliteCache(tmp_path / "drafts") as cache:
        for _ in range(2):
            setting = EngineSetting("count", "counting", engine, frozenset(Sensitivity))
            engine.translate = lambda texts, rest, stopped: Answer((Output(""),))  # type: ignore[method-assign]
            (result,) = draft(
                [Passage("نعم")], TASK, using=setting, sensitivity=Sensitivity.OPEN, outside=Steps().outside(), cache=cache
            )
            assert isinstance(result, Refused)
            assert result.refusal.reason == Reason.EMPTY
            assert result.call, "it was asked, not taken from the cache"


def failing_on(bad: set[str], error: Exception) -> Callable[[list[str]], None]:
    def before(texts: list[str]) -> None:
        if bad & set(texts):
            raise error

    return before


@pytest.mark.parametrize("error", [PassagesRefused("The engine does not take this text."), AnswerUnreadable("Not JSON.")])
def test_one_bad_passage_takes_no_other_with_it(error: Exception):
    results = run(Counting(failing_on({NUMBERS[4]}, error)))
    assert texts_of(results) == [*(f"Item {n}" for n in range(1, 5)), "[failed]", *(f"Item {n}" for n in range(6, 11))]
    assert results[4].refusal.sentence == str(error)


def test_an_engine_that_never_answers_in_its_protocol_ends_the_run():
    engine = Counting(failing_on(set(NUMBERS), AnswerUnreadable("Not JSON.")))
    with pytest.raises(AnswerUnreadable):
        run(engine, NUMBERS * 100)
    assert len(engine.calls) < 12


def test_too_few_translations_are_seen():
    engine = Counting()
    translate = engine.translate
    engine.translate = lambda texts, rest, stopped: Answer(translate(texts, rest, stopped).outputs[:1])  # type: ignore[method-assign]
    assert texts_of(run(engine, NUMBERS[:2])) == ["Item 1", "Item 2"], "asked again, one by one"
    assert engine.calls == [list(NUMBERS[:2]), [NUMBERS[0]], [NUMBERS[1]]]


def test_an_engine_that_is_down_ends_the_run_and_what_came_stands(tmp_path):
    engine = Counting(failing_on({NUMBERS[5]}, EngineUnavailable("The engine cannot be reached.")))
    got = []
    with SqliteCache(tmp_path / "drafts") as cache:
        setting = EngineSetting("count", "counting", engine, frozenset(Sensitivity))
        passages = [Passage(text) for text in NUMBERS]
        drafting = draft(passages, TASK, using=setting, sensitivity=Sensitivity.OPEN, outside=Steps().outside(), cache=cache)
        with pytest.raises(EngineUnavailable):
            got.extend(drafting)  # what was read before the error stays read
        engine.before = lambda texts: None
        engine.calls.clear()
        assert texts_of(run(engine, cache=cache)) == [f"Item {n}" for n in range(1, 11)]
    assert texts_of(got) == ["Item 1", "Item 2", "Item 3"]
    assert engine.calls[0] == list(NUMBERS[3:6]), "what was drafted before is not asked again"


def busy(times: int, after_seconds: float) -> Callable[[list[str]], None]:
    left = [times]

    def before(texts: list[str]) -> None:
        if left[0]:
            left[0] -= 1
            error = EngineBusy("The engine asks us to come later.")
            error.after_seconds = after_seconds
            raise error

    return before


def test_a_busy_engine_is_waited_for():
    steps = Steps()
    assert texts_of(run(Counting(busy(2, 7.0)), NUMBERS[:2], outside=steps.outside())) == ["Item 1", "Item 2"]
    assert steps.waited == [7.0, 7.0]


@pytest.mark.parametrize(("times", "after_seconds"), [(3, 1.0), (1, 3_600.0)])
def test_an_engine_that_stays_busy_ends_the_run(times: int, after_seconds: float):
    engine = Counting(busy(times, after_seconds))
    with pytest.raises(EngineBusy):
        run(engine, NUMBERS[:2])
    assert len(engine.calls) == times


def test_a_stop_ends_the_run_before_the_next_call():
    engine = Counting()
    got = []
    outside = Outside(Steps().clock, lambda seconds: None, stopped=lambda: len(engine.calls) >= 2)
    setting = EngineSetting("count", "counting", engine, frozenset(Sensitivity))
    drafting = draft(
        [Passage(text) for text in NUMBERS], TASK, using=setting, sensitivity=Sensitivity.OPEN, outside=outside, cache=None
    )
    with pytest.raises(DraftingStopped):
        got.extend(drafting)
    assert len(got) == 6


def test_a_stop_while_waiting_asks_no_more():
    stopped = []
    engine = Counting(busy(1, 5.0))
    outside = Outside(Steps().clock, stopped.append, stopped=lambda: bool(stopped))
    with pytest.raises(DraftingStopped):
        run(engine, NUMBERS[:2], outside=outside)
    assert len(engine.calls) == 1
