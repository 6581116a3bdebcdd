"""JSON over HTTP, as engines speak it: what can go wrong with it, told in the tree's words, and never with a key in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

from dragoman.capture.addresses import AllowedNetwork
from dragoman.capture.call import call
from dragoman.capture.exchange import Exchange, Limits, Request
from dragoman.capture.fetch import USER_AGENT
from dragoman.capture.hop import Wire
from dragoman.errors import (
    AddressRefused,
    AnswerUnreadable,
    CaptureFailed,
    DraftingStopped,
    EngineBusy,
    EngineFailed,
    EngineRefused,
    EngineUnavailable,
    PassagesRefused,
    SourceTooLarge,
    SourceTooSlow,
)
from dragoman.translate.engine import Stopped
from dragoman.translate.engine_table import Table

MAX_ANSWER_BYTES = 8_000_000
DEFAULT_WAIT_SECONDS = 5.0  # when a busy engine names no time
_DETAIL_CHARS = 200
_OVERLOADED = 529  # Source: DeepL's documentation of errors

_REFUSALS = {
    401: "The engine does not accept the key.",
    402: "The engine's account has no money left.",
    403: "The engine does not accept the key.",
    404: "The engine does not know this address or model.",
    405: "The engine does not know this address.",
    456: "The engine's quota is used up.",  # Source: DeepL's documentation of errors
}


@dataclass(frozen=True)
class Service:
    """An engine's address.

    Attributes:
        key: a secret, empty when there is none; whoever calls puts it where the protocol wants it.
    """

    address: str
    networks: tuple[AllowedNetwork, ...]
    key: str = field(repr=False)
    limits: Limits

    def get(self, path: str, headers: Mapping[str, str]) -> Any:
        """What is at a path, as JSON. Raises: EngineFailed."""
        return self._ask(path, None, headers, lambda: False)

    def post(self, path: str, body: Any, headers: Mapping[str, str], stopped: Stopped) -> Any:
        """What the service answers to a body, both as JSON. Raises: EngineFailed."""
        return self._ask(path, json.dumps(body, ensure_ascii=False).encode(errors="replace"), headers, stopped)

    def _ask(self, path: str, body: bytes | None, headers: Mapping[str, str], stopped: Stopped) -> Any:
        common = {"Accept": "application/json", "Accept-Encoding": "identity", "Content-Type": "application/json"}
        method = "GET" if body is None else "POST"
        request = Request(f"{self.address}{path}", tuple({**common, **headers}.items()), method, body or b"")
        exchange, failure = call(request, Wire(self.networks, self.limits, USER_AGENT), stopped=stopped)
        if stopped():
            raise DraftingStopped("Drafting was stopped.")
        if failure is not None:
            raise _not_reached(failure) from failure
        if exchange is None:
            raise EngineUnavailable("The engine did not answer.")
        if self.key and self.key.encode() in exchange.body:
            raise AnswerUnreadable("The engine's answer holds the key that it was sent, so it was thrown away.")
        if not 200 <= exchange.status < 300:
            raise _refused(exchange)
        return self._read(exchange)

    def _read(self, exchange: Exchange) -> Any:
        if exchange.truncated:
            raise AnswerUnreadable("The engine broke its answer off.")
        try:
            answer = json.loads(exchange.body)
        except (ValueError, RecursionError) as error:
            kind = (exchange.content_type or "nothing").partition(";")[0][:50]
            raise AnswerUnreadable("What the engine answered is not JSON.", detail=f"said to be {kind}") from error
        plain = json.dumps(answer, ensure_ascii=False)
        if self.key and self.key in plain:
            raise AnswerUnreadable("The engine's answer holds the key that it was sent, so it was thrown away.")
        return json.loads(plain.encode(errors="replace"))  # without halves of surrogate pairs, which nothing can store


def read_service(table: Table, *, default: str | None = None, needs_key: bool = False) -> Service:
    """`address`, `allow_private`, `key_env` or `key_file`, `seconds`. Raises: SettingInvalid."""
    seconds = table.count("seconds", 120, range(1, 3_601))
    limits = Limits(max_body_bytes=MAX_ANSWER_BYTES, max_header_bytes=64_000, connect_seconds=10, total_seconds=seconds)
    return Service(table.address(default), table.networks(), table.key(required=needs_key), limits)


def unreadable(what: str) -> AnswerUnreadable:
    """The error for JSON of another shape."""
    return AnswerUnreadable("What the engine answered is not what its protocol says.", detail=what)


def counted(value: Any) -> int:
    """A number of tokens or characters out of an answer; 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _not_reached(failure: CaptureFailed) -> EngineFailed:
    if isinstance(failure, SourceTooLarge):
        return AnswerUnreadable("The engine's answer is far too large for a translation.")
    if isinstance(failure, SourceTooSlow):
        return EngineUnavailable("The engine did not answer in time.", detail=failure.detail)
    if isinstance(failure, AddressRefused):
        sentence = "The engine's address leads into a private network that its allow_private does not name."
        return EngineUnavailable(sentence, detail=failure.detail)
    return EngineUnavailable("The engine cannot be reached.", detail=failure.detail)


def _refused(exchange: Exchange) -> EngineFailed:
    status, detail = exchange.status, f"status {exchange.status}: {_told(exchange.body)}"
    if status in (429, _OVERLOADED) or (status == 503 and exchange.header("retry-after")):
        busy = EngineBusy("The engine asks us to come later.", detail=detail)
        busy.after_seconds = _wait_seconds(exchange)
        return busy
    if status in _REFUSALS:
        return EngineRefused(_REFUSALS[status], detail=detail)
    if 300 <= status < 400:
        return EngineRefused("The engine's address leads elsewhere; its settings must name the place itself.", detail=detail)
    if status in (400, 413, 414, 422):
        return PassagesRefused("The engine does not take this text.", detail=detail)
    if status >= 500:
        return EngineUnavailable(f"The engine has trouble of its own (status {status}).", detail=detail)
    return EngineRefused(f"The engine answered with an error (status {status}).", detail=detail)


def _told(body: bytes) -> str:
    """What a service says of an error: `error`, `message` or `error.message`; a page of HTML says nothing."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return "no reason given"
    told = answer.get("error") or answer.get("message") if isinstance(answer, dict) else None
    if isinstance(told, dict):
        told = told.get("message")
    plain = "".join(char for char in told if char.isprintable()) if isinstance(told, str) else ""
    return plain[:_DETAIL_CHARS] or "no reason given"


def _wait_seconds(exchange: Exchange) -> float:
    """Retry-After, in seconds or as a date. Source: RFC 9110, 10.2.3."""
    asked = (exchange.header("retry-after") or "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked[:9])
    try:
        moment = parsedate_to_datetime(asked)
        return max(0.0, (moment - exchange.started_utc).total_seconds())
    except (ValueError, TypeError):
        return DEFAULT_WAIT_SECONDS
