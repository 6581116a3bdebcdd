"""What servers do wrong, seen through a whole run; and that a key never comes to light."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import Any

import pytest

from dragoman.errors import (
    AnswerUnreadable,
    DraftingStopped,
    DragomanError,
    EngineBusy,
    EngineFailed,
    EngineRefused,
    EngineUnavailable,
)
from dragoman.translate.drafting import Draft, Outside, Refused, draft
from dragoman.translate.engine import Passage
from dragoman.translate.engine_settings import EngineSetting, Sensitivity
from tests.translate.loopback import LEXICON, SOURCES, Asked, EngineServer, Reply, libretranslate
from tests.translate.settings import KEY, TASK, Steps, engine


def run(setting: EngineSetting, outside: Outside | None = None) -> list[Draft | Refused]:
    return list(
        draft(
            [Passage(text) for text in SOURCES],
            TASK,
            using=setting,
            sensitivity=Sensitivity.OPEN,
            outside=outside or Steps().outside(),
        )
    )


def failure(tmp_path, reply: Reply | Any, more: str = "") -> EngineFailed:
    with EngineServer(reply if callable(reply) else lambda asked: reply) as server:
        with pytest.raises(EngineFailed) as raised:
            run(engine(tmp_path, server, "libretranslate", more))
        return raised.value


HTML = Reply(b"<!doctype html><title>Sign in to the network</title>", content_type="text/html")
WRONG = {
    "HTML": (HTML, AnswerUnreadable, "is not JSON"),
    "JSON cut off": (Reply(b'{"translatedText": ["The minis'), AnswerUnreadable, "is not JSON"),
    "body broken off": (Reply(b'{"translatedText"', length=5_000), AnswerUnreadable, "broke its answer off"),
    "nested without end": (Reply(b"[" * 100_000), AnswerUnreadable, "is not JSON"),
    "another shape": (Reply({"text": "hello"}), AnswerUnreadable, "not what its protocol says"),
    "no texts": (Reply({"translatedText": [1, 2, 3]}), AnswerUnreadable, "not what its protocol says"),
    "a list": (Reply([1]), AnswerUnreadable, "not what its protocol says"),
    "one for three": (Reply({"translatedText": []}), AnswerUnreadable, "0 translations for 1 passages"),
    "too large": (Reply(b" " * 8_100_000), AnswerUnreadable, "far too large"),
    "bytes that are no text": (Reply(b"\xff\xfe\x00"), AnswerUnreadable, "is not JSON"),
    "wrong key": (Reply({"error": "Invalid API key"}, 403), EngineRefused, "does not accept the key"),
    "no account": (Reply(HTML.body, 401), EngineRefused, "does not accept the key"),
    "quota": (Reply({"message": "Quota exceeded"}, 456), EngineRefused, "quota is used up"),
    "no such address": (Reply(HTML.body, 404), EngineRefused, "does not know this address"),
    "moved": (Reply(b"", 301, {"Location": "https://elsewhere.example/"}), EngineRefused, "leads elsewhere"),
    "teapot": (Reply(b"", 418), EngineRefused, "status 418"),
    "trouble": (Reply({"error": "out of memory"}, 500), EngineUnavailable, "trouble of its own"),
    "gateway": (Reply(HTML.body, 502), EngineUnavailable, "trouble of its own"),
    "rate limit": (Reply({"error": "Slowdown: 20 per minute"}, 429, {"Retry-After": "30"}), EngineBusy, "come later"),
    "overloaded": (Reply(b"", 529), EngineBusy, "come later"),
    "maintenance": (Reply(b"", 503, {"Retry-After": "3600"}), EngineBusy, "come later"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_a_server_does_wrong_is_told(case: str, tmp_path):
    reply, kind, told = WRONG[case]
    error = failure(tmp_path, reply)
    assert type(error) is kind
    assert told in error.sentence


@pytest.mark.parametrize(
    ("asked", "waited"),
    [("7", 7.0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("soon", 5.0), ("", 5.0), ("-3", 5.0)],
)
def test_a_rate_limit_is_kept_to_and_the_work_goes_on(asked: str, waited: float, tmp_path):
    speak, limited = libretranslate(KEY), [True]

    def respond(request: Asked) -> Reply:
        return Reply({"error": "Slowdown"}, 429, {"Retry-After": asked}) if limited and limited.pop() else speak(request)

    steps = Steps()
    with EngineServer(respond) as server:
        results = run(engine(tmp_path, server, "libretranslate"), steps.outside())
    assert [one.text for one in results] == list(LEXICON.values())
    assert steps.waited == [waited]


def test_an_engine_that_is_down_is_told(tmp_path):
    with EngineServer(libretranslate()) as server:
        setting = engine(tmp_path, server, "libretranslate")
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        run(setting)


def test_a_slow_engine_is_not_waited_for_longer_than_set(tmp_path):
    error = failure(tmp_path, Reply({}, delay_seconds=30), "seconds = 1")
    assert type(error) is EngineUnavailable
    assert "did not answer in time" in error.sentence


def test_a_stop_breaks_a_call_off(tmp_path):
    stopped, arrived = threading.Event(), threading.Event()

    def respond(asked: Asked) -> Reply:
        stopped.set()
        arrived.set()
        return Reply({}, delay_seconds=60)

    with EngineServer(respond) as server:
        setting = engine(tmp_path, server, "libretranslate", "seconds = 120")
        with pytest.raises(DraftingStopped):
            run(setting, replace(Steps().outside(), stopped=stopped.is_set))
    assert arrived.is_set(), "it was stopped while it waited, not before"


def test_a_private_address_that_no_setting_names_is_not_reached(tmp_path):
    with EngineServer(libretranslate()) as server:
        setting = engine(tmp_path, server, "libretranslate")
        closed = replace(setting.engine, service=replace(setting.engine.service, networks=()))
        with pytest.raises(EngineUnavailable, match="private network that its allow_private does not name"):
            run(replace(setting, engine=closed))
        assert server.asked == []


def test_loopback_of_another_port_is_not_reached(tmp_path):
    with EngineServer(libretranslate()) as server, EngineServer(libretranslate()) as other:
        setting = engine(tmp_path, server, "libretranslate")
        moved = replace(setting.engine.service, address=other.address)
        with pytest.raises(EngineUnavailable, match="private network"):
            run(replace(setting, engine=replace(setting.engine, service=moved)))
        assert other.asked == []


def test_nothing_is_sent_for_a_sensitivity_that_is_not_turned_on(tmp_path):
    with EngineServer(libretranslate(KEY)) as server:
        setting = engine(tmp_path, server, "libretranslate")
        with pytest.raises(DragomanError, match="not turned on for internal texts"):
            draft([Passage("سر")], TASK, using=setting, sensitivity=Sensitivity.INTERNAL, outside=Steps().outside())
        assert server.asked == []


LEAKING = {
    "in an error": Reply({"error": f"Invalid API key {KEY}"}, 403),
    "in a reason for 400": Reply({"error": {"message": f"cannot use {KEY}"}}, 400),
    "as the translation": Reply({"translatedText": [KEY] * 3}),
    "as the translation, escaped": Reply(b'{"translatedText": ["\\u0073k-Very5ecret", "a", "b"]}'),
    "on a page": Reply(f"<p>{KEY}".encode(), content_type="text/html"),
    "in the content type": Reply(b"<p>", content_type=f"text/html; {KEY}"),
}


@pytest.mark.parametrize("case", LEAKING)
def test_a_key_never_comes_to_light(case: str, tmp_path, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    error: BaseException | None = failure(tmp_path, LEAKING[case])
    while error:
        told = f"{error!r} {error} {vars(error)}"
        assert KEY not in told
        error = error.__cause__ or error.__context__
    captured = capfd.readouterr()
    assert KEY not in caplog.text + captured.out + captured.err


def test_drafts_hold_no_key(tmp_path):
    with EngineServer(libretranslate(KEY)) as server:
        results = run(engine(tmp_path, server, "libretranslate"))
        assert server.asked[0].body["api_key"] == KEY
    assert KEY not in repr(results)
    assert all(isinstance(one, Draft) for one in results)


def test_half_a_character_does_no_harm(tmp_path):
    reply = Reply(b'{"translatedText": ["The minister \\ud800 said it.", "He did not come.", "It was Monday."]}')
    with EngineServer(lambda asked: reply) as server:
        first, *_ = run(engine(tmp_path, server, "libretranslate"))
    assert first.text.encode() == b"The minister ? said it."
