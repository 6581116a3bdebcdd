"""Engines' servers on loopback: they speak the protocols as published, and misbehave on demand."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True)
class Asked:
    """A request that came in; `body` is its JSON, None for GET."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Reply:
    """An answer. `length` states another length than the body's; `delay_seconds` keeps the client waiting."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    length: int | None = None
    delay_seconds: float = 0.0

    @property
    def raw(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body, ensure_ascii=False).encode()


class EngineServer:
    """Answers with what `respond` makes of each request; keeps the requests."""

    def __init__(self, respond: Callable[[Asked], Reply]) -> None:
        self.respond = respond
        self.asked: list[Asked] = []
        self._ended = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer._answer(self, None)

            def do_POST(self) -> None:
                outer._answer(self, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self.port = self._server.server_address[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.network = f"127.0.0.1/32:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def _answer(self, handler: BaseHTTPRequestHandler, body: Any) -> None:
        asked = Asked(handler.command, handler.path, {name.lower(): text for name, text in handler.headers.items()}, body)
        self.asked.append(asked)
        reply = self.respond(asked)
        self._ended.wait(reply.delay_seconds)
        try:
            handler.send_response(reply.status)
            headers = {"Content-Type": reply.content_type, "Content-Length": str(reply.length or len(reply.raw)), **reply.headers}
            for name, text in headers.items():
                handler.send_header(name, text)
            handler.end_headers()
            handler.wfile.write(reply.raw)
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True  # the client went away, as clients do

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


LEXICON = {
    "قال الوزير إن الحكومة ستواصل العمل اليوم.": "The minister said that the government would continue its work today.",
    "لم يحضر الرئيس أمس.": "The president did not attend yesterday.",
    "أعلنت الشركة نتائجها يوم الاثنين.": "The company announced its results on Monday.",
}
SOURCES = tuple(LEXICON)


def libretranslate(key: str = "") -> Callable[[Asked], Reply]:
    """LibreTranslate: a list of texts in, a list out; errors as `{"error": ...}`."""

    def respond(asked: Asked) -> Reply:
        if asked.path == "/languages":
            return Reply(
                [{"code": "ar", "name": "Arabic", "targets": ["en"]}, {"code": "en", "name": "English", "targets": ["ar"]}]
            )
        if key and asked.body.get("api_key") != key:
            return Reply({"error": "Invalid API key"}, 403)
        if asked.body["source"] not in ("ar", "en"):
            return Reply({"error": f"{asked.body['source']} is not supported"}, 400)
        return Reply({"translatedText": [LEXICON[text] for text in asked.body["q"]]})

    return respond


def deepl(key: str) -> Callable[[Asked], Reply]:
    """DeepL: `translations` in the order of `text`; at most 50 texts; a target without its variety is refused."""

    def respond(asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"DeepL-Auth-Key {key}":
            return Reply(b"", 403)
        if asked.path == "/v2/usage":
            return Reply({"character_count": 1200, "character_limit": 500000})
        if len(asked.body["text"]) > 50:
            return Reply({"message": "Too many texts"}, 400)
        if asked.body["target_lang"] not in ("EN-US", "EN-GB", "DE"):
            return Reply({"message": "Value for 'target_lang' not supported."}, 400)
        rows = [
            {"detected_source_language": "AR", "text": LEXICON[text], "billed_characters": len(text)}
            for text in asked.body["text"]
        ]
        return Reply({"translations": rows})

    return respond


def chat(translate: Callable[[str], str] | None = None, **choice: Any) -> Callable[[Asked], Reply]:
    """A chat service: translates what stands in the passage's tags of the last message."""

    def respond(asked: Asked) -> Reply:
        if asked.path == "/v1/models":
            return Reply({"object": "list", "data": [{"id": "small-7b", "object": "model"}]})
        passage = asked.body["messages"][-1]["content"].split("<passage>\n")[1].split("\n</passage>")[0]
        text = (translate or LEXICON.__getitem__)(passage)
        message = {"role": "assistant", "content": text}
        return Reply(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "model": "small-7b-2026-01",
                "system_fingerprint": "fp_12",
                "choices": [{"index": 0, "message": message, "finish_reason": "stop", **choice}],
                "usage": {"prompt_tokens": 90, "completion_tokens": 12, "total_tokens": 102},
            }
        )

    return respond
