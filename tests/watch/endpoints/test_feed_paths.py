"""The fast path and the tolerant reader give the same entries wherever the fast path reads a feed at all."""

from __future__ import annotations

import pytest

from dragoman.watch.endpoints import feed_tolerant, feed_xml

URL = "https://press.example/feed"
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>صدى خلميرة</title><link>https://press.example/</link>
<item><title>رسالة &quot;الأمين&quot; &amp; الردّ</title><link>https://press.example/a</link><guid isPermaLink="false">a-1</guid>
<pubDate>Sat, 21 Nov 2026 08:30:00 +0200</pubDate><dc:creator>ن. الدرساوي</dc:creator><description>سطر أول</description></item>
<item><title><![CDATA[می‌رود]]></title><link>https://press.example/b</link><guid>https://press.example/b</guid>
<pubDate>Fri, 20 Nov 2026 23:59:59 GMT</pubDate><description><![CDATA[<p>متن</p>]]></description></item>
</channel></rss>"""
ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fa"><title>دفتر</title><id>urn:x:f</id><updated>2026-11-21T00:00:00Z</updated>
<entry><title>نامه</title><id>urn:x:1</id><link rel="alternate" href="/letters/1"/>
<published>2026-11-20T10:00:00+03:30</published><updated>2026-11-21T00:00:00Z</updated><author><name>دبیرخانه</name></author><summary>خلاصه</summary></entry></feed>"""
RDF = """<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://press.example/"><title>Река</title><link>https://press.example/</link></channel>
<item rdf:about="https://press.example/r"><title>Письмо</title><link>https://press.example/r</link>
<dc:date>2026-11-19T12:00:00+03:00</dc:date><description>Кратко</description></item></rdf:RDF>"""


@pytest.mark.parametrize("text", [RSS, ATOM, RDF], ids=["rss", "atom", "rdf"])
def test_both_paths_agree(text: str):
    fast = feed_xml.parse(text.encode(), "application/xml", URL, None)
    tolerant = feed_tolerant.parse(text.encode(), "application/xml", URL, None)
    assert fast is not None, "this feed is well-formed"

    def told(feed):
        return [(e.id, e.url, e.title, e.published, e.summary, e.author) for e in feed.entries]

    assert told(fast) == told(tolerant)
    assert len(fast.entries) == text.count("<item") + text.count("<entry>")


def test_what_is_not_well_formed_is_left_to_the_tolerant_reader():
    broken = RSS.replace("</description></item>", "&nbsp;&unknown;</description></item>", 1)
    assert feed_xml.parse(broken.encode(), "application/xml", URL, None) is None
    assert len(feed_tolerant.parse(broken.encode(), "application/xml", URL, None).entries) == 2
