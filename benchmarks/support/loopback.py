"""A quick server for benchmarks, in a process of its own: feeds on many loopback hosts, and pages of 60 KB.

Run as `python -m benchmarks.support.loopback PORT FEEDS`. Paths: `/feed/N` (ETag and 304 as most real servers give them),
`/page/N`, `/small/NAME-N` (16 KB), `/late/NAME-N` (the same after 50 ms), `/round/N` to publish the next round (a fifth of the
feeds gets a new entry), `/ready`. Of 500 feeds, ten are missing, ten answer 500, five answer after a second and five are no feed;
those of a kind stand on hosts of their own, so that no politeness towards one host makes a queue of them.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

ENTRIES = 20
PAGE_BYTES = 60_000
SMALL_BYTES = 16_000
LATE_SECONDS = 0.05
_MISSING, _TROUBLED, _SLOW, _NO_FEED = (2, 3), (4, 5), 6, 7  # kinds of feeds, of a hundred kinds
SENTENCES = {
    "ar": (
        "أعلنت الحكومة اليوم عن خطة جديدة لدعم الاقتصاد الوطني وقال وزير الخارجية إن المفاوضات مستمرة رغم "
        "الخلافات حول ملف الطاقة والمياه في العاصمة"
    ),
    "fa": (
        "دولت امروز اعلام کرد که برنامه تازه‌ای برای حمایت از اقتصاد ملی دارد و وزیر خارجه با همتای خود در "
        "پایتخت دیدار کرد و گفت‌وگو ادامه دارد"
    ),
    "he": (
        "הממשלה הודיעה היום על תוכנית חדשה לתמיכה בכלכלה ושר החוץ נפגש עם עמיתו בבירה כדי לדון ביחסים בין "
        "המדינות והשיחות נמשכות למרות המחלוקות"
    ),
    "ru": (
        "правительство сегодня объявило о новом плане поддержки экономики и министр встретился с коллегой в "
        "столице чтобы обсудить отношения между странами"
    ),
}
WORDS = {language: text.split() for language, text in SENTENCES.items()}


def feed_host(number: int) -> str:
    """Spread over a fifth as many hosts, as real registers are."""
    return f"127.1.{number % 100}.1"


def _sentence(rng: random.Random, words: list[str], count: int) -> str:
    return " ".join(rng.choice(words) for _ in range(count)) + "."


def is_feed(number: int) -> bool:
    """Whether there is a feed at this address at all."""
    return _kind(number) not in (*_MISSING, *_TROUBLED, _NO_FEED)


def _kind(number: int) -> int:
    return number // 5 % 100


@lru_cache(maxsize=4000)
def feed_body(number: int, version: int, port: int) -> bytes:
    """About 44 KB; each version adds one entry at the top."""
    words = list(WORDS.values())[number % len(WORDS)]
    items = []
    for key in range(version + ENTRIES, version, -1):
        rng = random.Random(number * 100_003 + key)
        link = f"http://{feed_host(number)}:{port}/page/{number}-{key}"
        body = "".join(f"&lt;p&gt;{_sentence(rng, words, 40)}&lt;/p&gt;" for _ in range(4))
        date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(1_790_000_000 + key * 3600))
        title = _sentence(rng, words, 9)
        items.append(
            f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate><description>{body}</description></item>"
        )
    head = (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{number}</title><link>http://x.example/</link>'
    )
    return f"{head}<description>d</description>{''.join(items)}</channel></rss>".encode()


@lru_cache(maxsize=2000)
def page_body(number: int) -> bytes:
    """A page of 60 KB: an article of some 40 sentences between menus and links, as such pages are."""
    rng = random.Random(number)
    language = list(WORDS)[number % len(WORDS)]
    words = WORDS[language]
    title = _sentence(rng, words, 8)
    paragraphs = "".join(
        f"<p>{_sentence(rng, words, 18)} {_sentence(rng, words, 22)} {_sentence(rng, words, 14)}</p>" for _ in range(14)
    )
    direction = "rtl" if language != "ru" else "ltr"
    head = f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>{title}</title>'
    start = f"{head}<style>{'.a{margin:0;padding:0}' * 200}</style></head><body><nav>"
    link = '<li class="menu-item menu-item-type-custom"><a href="/section/{n}/index.html">{word}</a></li>'
    menu = "".join(link.format(n=n, word=rng.choice(words)) for n in range(120))
    article = f"</nav><main><article><h1>{title}</h1>{paragraphs}</article></main><aside><ul>"
    page = start + menu + article
    number_of_links = 0
    rest: list[str] = []
    size = len(page.encode())
    while size < PAGE_BYTES:
        words_of_link = _sentence(rng, words, 6)
        piece = (
            f'<li><a href="/story/{number_of_links}.html" class="card">{words_of_link}</a><img src="/i/{size}.jpg" alt=""></li>'
        )
        rest.append(piece)
        size += len(piece.encode())
        number_of_links += 1
    return (page + "".join(rest) + "</ul></aside></body></html>").encode()


def small_body(name: str) -> bytes:
    """A page of 16 KB, another one for each name."""
    page = page_body(int(name.rpartition("-")[2]) % 200)
    return f"<!-- {name} -->".encode() + page[-SMALL_BYTES:]


class Server:
    def __init__(self, port: int, feeds: int) -> None:
        self.port, self.feeds, self.round = port, feeds, 0

    def version(self, number: int) -> int:
        return sum(hashlib.md5(f"{number}:{r}".encode()).digest()[0] % 5 == 0 for r in range(1, self.round + 1))

    def prepare(self) -> None:
        for number in range(self.feeds):
            feed_body(number, self.version(number), self.port)

    async def answer(self, path: str, headers: dict[str, str]) -> tuple[str, str, bytes, str]:
        """Status line, type, body, ETag."""
        kind, _, rest = path.strip("/").partition("/")
        if kind == "ready":
            return "200 OK", "text/plain", b"ready", ""
        if kind == "round":
            self.round = int(rest)
            self.prepare()
            return "200 OK", "text/plain", b"", ""
        if kind == "page":
            return "200 OK", "text/html; charset=utf-8", page_body(int(rest.split("-")[-1])), ""
        if kind in ("small", "late"):
            await asyncio.sleep(LATE_SECONDS if kind == "late" else 0)
            return "200 OK", "text/html; charset=utf-8", small_body(rest), ""
        if kind != "feed":
            return "404 Not Found", "text/plain", b"none", ""
        return await self.feed(int(rest), headers)

    async def feed(self, number: int, headers: dict[str, str]) -> tuple[str, str, bytes, str]:
        kind = _kind(number)
        if kind in _MISSING:
            return "404 Not Found", "text/plain", b"none", ""
        if kind in _TROUBLED:
            return "500 Internal Server Error", "text/plain", b"trouble", ""
        if kind == _SLOW:
            await asyncio.sleep(1)
        if kind == _NO_FEED:
            return "200 OK", "text/html", b"<html><body><h1>Welcome</h1></body></html>", ""
        version = self.version(number)
        etag = f'"{number}-{version}"' if number % 5 else ""
        if etag and headers.get("if-none-match") == etag:
            return "304 Not Modified", "", b"", etag
        return "200 OK", "application/rss+xml; charset=utf-8", feed_body(number, version, self.port), etag

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines[1:] if line)}
                status, media_type, body, etag = await self.answer(lines[0].split(" ")[1], headers)
                out = (
                    f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n"
                    if not status.startswith("304")
                    else f"HTTP/1.1 {status}\r\n"
                )
                out += f"Content-Type: {media_type or 'application/rss+xml'}\r\n"
                out += f"ETag: {etag}\r\n" if etag else ""
                writer.write(out.encode() + b"\r\n" + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def _main(port: int, feeds: int) -> None:
    server = Server(port, feeds)
    server.prepare()
    await (
        await asyncio.start_server(server.serve, "0.0.0.0", port, backlog=512)
    ).serve_forever()  # loopback names only lead here


@contextmanager
def running(port: int, feeds: int) -> Iterator[str]:
    """The server in its own process; gives its control address."""
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.support.loopback", str(port), str(feeds)])
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{address}/ready", timeout=5)
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.kill()
        process.wait()


def start_desk(home: str, database: str = "") -> None:
    """A desk of its own in a folder, with loopback allowed, its database (SQLite if none is named) migrated."""
    database = database or f"sqlite:///{home}/bench.sqlite3"
    os.environ.update(DRAGOMAN_HOME=home, DRAGOMAN_ALLOW_PRIVATE="127.0.0.0/8", DATABASE_URL=database)
    from dragoman.desk import bootstrap

    bootstrap.start()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2])))
