"""Feeds of 44 KB a second, RSS, Atom and RDF alike; feedparser on the same bytes in the same run."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import feedparser

from benchmarks.harness import Row, report
from dragoman.watch.endpoints import feed

BYTES, ENTRIES, OURS, PEERS = 44_000, 25, 600, 30
TEXT = "أعلن المجلس في العاصمة أن المحادثات تستمر &amp; تنتهي مساء اليوم «الخميس» وفق البيان الرسمي"
WORDS = TEXT.split()


def make_feeds() -> list[bytes]:
    """One feed a format, each of about 44 KB."""
    rss = [
        f"<item><title>{words(8, n)}</title><link>https://press.example/n/{n}</link><guid isPermaLink='false'>n-{n}</guid>"
        f"<pubDate>Thu, 01 Oct 2026 10:{n:02d}:00 +0300</pubDate><dc:creator>{words(2, n)}</dc:creator>"
        f"<description><![CDATA[<p>{filling(n)}</p>]]></description></item>"
        for n in range(ENTRIES)
    ]
    atom = [
        f"<entry><title type='html'>{words(8, n)}</title><link rel='alternate' href='https://press.example/n/{n}'/><id>tag:press.example:{n}</id>"
        f"<updated>2026-10-01T10:{n:02d}:00+03:00</updated><author><name>{words(2, n)}</name></author>"
        f"<summary type='html'>{filling(n)}</summary></entry>"
        for n in range(ENTRIES)
    ]
    rdf = [
        f"<item rdf:about='https://press.example/n/{n}'><title>{words(8, n)}</title><link>https://press.example/n/{n}</link>"
        f"<dc:date>2026-10-01T10:{n:02d}:00+03:00</dc:date><description>{filling(n)}</description></item>"
        for n in range(ENTRIES)
    ]
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    documents = (
        f"<rss version='2.0' {dc}><channel><title>R</title><link>https://press.example/</link>{''.join(rss)}</channel></rss>",
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title><id>tag:press.example</id>{''.join(atom)}</feed>",
        (
            f"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' {dc}>"
            f"<channel><title>D</title></channel>{''.join(rdf)}</rdf:RDF>"
        ),
    )
    return [f'<?xml version="1.0" encoding="utf-8"?>{document}'.encode() for document in documents]


def words(count: int, start: int) -> str:
    return " ".join(WORDS[(start + each) % len(WORDS)] for each in range(count))


def filling(start: int) -> str:
    """Words enough that all entries together fill the feed; Arabic letters take two bytes."""
    return words(BYTES // ENTRIES // 11 - 28, start)


def rate(parse: Callable[[bytes], object], feeds: list[bytes], count: int) -> float:
    started = time.process_time()
    for number in range(count):
        parse(feeds[number % len(feeds)])
    return count / (time.process_time() - started)


def main() -> None:
    feeds = make_feeds()
    for payload in feeds:
        assert len(feed.parse(payload, "text/xml; charset=utf-8", "https://press.example/feed").entries) == ENTRIES
    ours = rate(lambda each: feed.parse(each, "text/xml; charset=utf-8", "https://press.example/feed"), feeds, OURS)
    peer = rate(lambda each: feedparser.parse(io.BytesIO(each)), feeds, PEERS)
    size = sum(map(len, feeds)) // len(feeds) / 1000
    report(
        [Row("feed parsing", ours=ours, unit="feeds/s", target=1000, peer=peer, peer_name="feedparser", note=f"{size:.0f} KB")]
    )


if __name__ == "__main__":
    main()
