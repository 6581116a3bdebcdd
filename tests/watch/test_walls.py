"""What stands in a page's place is recognised by what it is; an honest page is none, however short."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from dragoman.errors import BotWall, EmptyShell
from dragoman.watch.walls import Kind, Wall, refuse_wall, wall
from tests.watch.wall_pages import PAGE, Answer, answers

ANSWERS = answers()
NAMES = [f"{each.kind}/{each.name}" for each in ANSWERS]
SENTENCE = "<p>The council of Tarvel met on Thursday evening and put the repair of the bridge off until the summer.</p>"


def kind_of(found: Wall | None) -> str:
    return found.kind.value if found else PAGE


def test_there_are_enough_of_each_kind() -> None:
    counts = Counter(each.kind for each in ANSWERS)
    assert set(counts) == {PAGE, *(kind.value for kind in Kind)}
    assert min(counts.values()) >= 10
    assert counts[PAGE] >= 20


@pytest.mark.parametrize("answer", ANSWERS, ids=NAMES)
def test_an_answer_is_what_it_is(answer: Answer) -> None:
    assert kind_of(wall(answer.source, status=answer.status, headers=answer.headers)) == answer.kind


@pytest.mark.parametrize("answer", ANSWERS, ids=NAMES)
def test_its_text_alone_tells(answer: Answer) -> None:
    """As of a handed-in file, which has no status and no headers."""
    found = wall(answer.source)
    # A page that only loads a protection service's script is a shell to whoever doesn't know the service.
    assert kind_of(found) == answer.kind
    assert found is None or (found.sentence.endswith(".") and found.why)


@pytest.mark.parametrize("answer", [each for each in ANSWERS if each.kind != PAGE], ids=lambda each: each.name)
def test_beside_an_article_it_is_none(answer: Answer) -> None:
    """What a wall says stands in many pages too: with an article beside it, the page is a page."""
    end = answer.source.rfind("</body>")
    assert wall(answer.source[:end] + f"<article>{SENTENCE * 12}</article></body></html>") is None


@pytest.mark.parametrize(
    ("status", "expected"), [(401, "log-in"), (403, "refused"), (429, "refused"), (451, "refused"), (404, PAGE), (500, PAGE)]
)
def test_a_refusing_status_is_a_wall_whatever_the_page_says(status: int, expected: str) -> None:
    assert kind_of(wall(f"<h1>The bridge</h1>{SENTENCE}", status=status)) == expected


def test_a_page_that_is_gone_is_no_wall() -> None:
    assert wall("<title>Not found</title><h1>Not found</h1><a>Log in</a><script></script>", status=404) is None
    assert wall("<title>Not found</title><div id=app></div><script></script>", status=410) is None


def test_a_service_says_by_a_header_that_the_answer_is_its_own() -> None:
    found = wall(SENTENCE, headers=[("CF-Mitigated", "challenge")])
    assert found
    assert found.kind is Kind.ROBOT_CHECK
    assert wall(SENTENCE, headers=[("Server", "cloudflare"), ("CF-Ray", "8a1b-TRV")]) is None


def test_quoted_words_are_told_of_not_said() -> None:
    assert wall("<h1>A notice</h1><p>The site said: “Please verify that you are human.”</p>") is None
    assert kind_of(wall("<h1>A notice</h1><p>Please verify that you are human.</p>")) == "robot-check"


def test_an_error_says_which() -> None:
    with pytest.raises(BotWall) as caught:
        refuse_wall("<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/h/g/x'></script>")
    assert caught.value.sentence == "The site showed a robot check instead of the page."
    shell = wall("<div id=root></div><script src=/app.js></script>")
    assert shell
    assert isinstance(shell.error("https://nofra.test/"), EmptyShell)
    assert shell.error("https://nofra.test/").subject == "https://nofra.test/"


@pytest.mark.parametrize(
    "frame", ["<div><a href=/login>Log in</a></div>", "<div class=cookie>We use cookies <button>Accept all</button></div>"]
)
def test_a_page_of_links_is_a_page(frame: str) -> None:
    links = "".join(f"<li><a href=/news/{n}>The council met for the {n}th time this year</a></li>" for n in range(9))
    assert wall(f"<title>Valley Gazette</title>{frame}<ul>{links}</ul><script src=/stat.js></script>") is None


def test_a_polled_shell_passes() -> None:
    """Its head may name the feed."""
    refuse_wall("<link rel=alternate type=application/rss+xml href=/feed><div id=root></div><script src=/app.js></script>")


@pytest.mark.parametrize(
    "source", ["", "<", "words", "<p>نص قصير</p>", "<title></title>", "\0", "<frameset><frame src=a></frameset>"]
)
def test_what_is_hardly_a_page_is_no_wall(source: str) -> None:
    assert wall(source) is None


@pytest.mark.parametrize(
    "piece", ["<!--", "<script>", "<", "we use cookies ", "<style ", "<div class=cookie>", "“", "{{", "<p>«", "<b><i><p>"]
)
@pytest.mark.parametrize("count", [3_000, 100_000])
def test_hostile_pages_take_little_time(piece: str, count: int) -> None:
    started = time.process_time()
    wall("<p>cf-chl- words</p>" + "<p>word word word</p>" * 100 + piece * count)
    assert time.process_time() - started < 4
