"""The parts of rendered capture, each by itself: addresses of views, the pipe's protocol, how the browser is run."""

from __future__ import annotations

import json
import os
import threading

import pytest

from dragoman.capture.rendered.addresses import View, view_name, view_uri
from dragoman.capture.rendered.memory import largest_process_bytes
from dragoman.capture.rendered.pipe import CommandRefused, Pipe
from dragoman.capture.rendered.program import Program, start
from dragoman.capture.warc import target_uri
from dragoman.errors import BrowserLost, BrowserUnavailable


@pytest.mark.parametrize("url", ["https://press.example/a?b=1#c", "https://press.example/%D8%AE", "http://[::1]:80/"])
def test_a_views_address_says_what_it_shows(url):
    uri = view_uri(View.SCREENSHOT, url)
    assert target_uri(uri) == uri, "the record has it as the row has it"
    assert view_name(uri) == f"Screenshot of {url}" or "%" in url


@pytest.mark.parametrize("uri", ["https://press.example/", "urn:dragoman:file/screenshot", "urn:dragoman:other/x", ""])
def test_other_addresses_are_no_views(uri):
    assert view_name(uri) is None


def test_a_long_address_is_cut():
    assert len(view_uri(View.PDF, "https://press.example/" + "خ" * 3_000)) == 4_000


class FakeBrowser:
    """The other end of a pipe: answers every command by `answer`, and says events when told to."""

    def __init__(self, answer):
        self._answer = answer
        self._read, to_browser = os.pipe()
        from_browser, self._write = os.pipe()
        self.events, self.lost = [], threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self.pipe = Pipe(to_browser, from_browser, self.events.append, self.lost.set)

    def _serve(self):
        with os.fdopen(self._read, "rb") as read:
            pending = b""
            while piece := read.read1(65_536):
                *messages, pending = (pending + piece).split(b"\0")
                for message in map(json.loads, messages):
                    said = self._answer(message)
                    if said is None:
                        os.close(self._write)
                        return
                    self.say({"id": message["id"], **said})

    def say(self, message):
        os.write(self._write, json.dumps(message).encode() + b"\0")


def test_commands_answers_and_events_over_the_pipe():
    browser = FakeBrowser(lambda message: {"result": {"echo": message["params"], "session": message.get("sessionId", "")}})
    browser.say({"method": "Page.loadEventFired", "params": {}})
    long = "س" * 300_000
    answer = browser.pipe.call("A.b", {"c": long}, session="s", seconds=10)
    assert answer == {"echo": {"c": long}, "session": "s"}
    assert [event["method"] for event in browser.events] == ["Page.loadEventFired"]


def test_a_refused_command_and_one_without_an_answer_in_time():
    browser = FakeBrowser(lambda message: {"error": {"message": "no such page"}} if message["method"] == "A.no" else {"id": 0})
    with pytest.raises(CommandRefused, match="no such page"):
        browser.pipe.call("A.no", seconds=10)
    with pytest.raises(TimeoutError):
        browser.pipe.call("A.b", seconds=0.1)


def test_a_browser_that_goes_ends_every_command():
    browser = FakeBrowser(lambda message: None)
    waiting = browser.pipe.ask("A.b")
    with pytest.raises(BrowserLost):
        waiting.result(10)
    assert browser.lost.wait(10)
    with pytest.raises(BrowserLost):
        browser.pipe.call("A.c", seconds=10)


def test_the_browser_gets_no_secret_and_every_wall(tmp_path, monkeypatch):
    monkeypatch.setenv("DRAGOMAN_SECRET_KEY", "not for pages")
    shown = tmp_path / "shown"
    script = tmp_path / "browser"
    script.write_text(
        f'#!/bin/sh\nenv > {shown}.new; for one in "$@"; do echo "$one"; done >> {shown}.new; mv {shown}.new {shown}\n'
    )
    script.chmod(0o700)
    started = start(Program(str(script), sandbox=False), tmp_path)
    assert os.read(started.from_browser, 1) == b"", "it ends"
    started.kill()
    started.kill()
    told = shown.read_text()
    assert "not for pages" not in told
    assert "DRAGOMAN" not in told
    assert "MAP * ~NOTFOUND" in told
    assert "--no-sandbox" in told
    assert "--no-sandbox" not in Program("chromium").arguments(tmp_path)
    assert Program("chromium", caged=True).arguments(tmp_path)[0] == "unshare"
    os.close(started.to_browser)
    os.close(started.from_browser)


def test_a_program_that_is_not_there(tmp_path):
    with pytest.raises(BrowserUnavailable, match="cannot be started"):
        start(Program(str(tmp_path / "none")), tmp_path)


def test_memory_of_a_group():
    assert largest_process_bytes(os.getpgrp()) > 1_000_000
    assert largest_process_bytes(0x7FFFFFF0) == 0
