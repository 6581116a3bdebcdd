"""Reading beside the main process: whatever a page does to its reader, the others are read."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from dragoman.desk.readers import Readers
from dragoman.read.prepare import Page
from tests.desk.stand import SENTENCES, article

# The real reader, but for pages that ask for trouble by their address.
TROUBLED = textwrap.dedent(
    """
    import os, time
    from dragoman.desk import reader_process
    from dragoman.read import prepare as module
    real = module.prepare
    def prepare(page):
        if "die" in page.url:
            os._exit(3)
        if "hang" in page.url:
            time.sleep(60)
        if "raise" in page.url:
            raise ZeroDivisionError("a library's bug")
        print("a library's chatter")
        return real(page)
    module.prepare = prepare
    reader_process.main()
    """
)


def page(url):
    return Page(article("عنوان").encode(), (), "text/html; charset=utf-8", url, "ar")


@pytest.fixture
def readers():
    # Long enough for a first page on a loaded machine, which loads what reading needs; only the page that hangs waits for it.
    readers = Readers(2, seconds_a_page=15, command=(sys.executable, "-c", TROUBLED))
    yield readers
    readers.close()


def test_pages_come_back_in_order(readers):
    tasks = [readers.submit(page(f"http://p.example/{n}")) for n in range(6)]
    results = readers.results(tasks)
    assert all(SENTENCES[0] in one.text and one.pieces and not one.outcome for one in results)


@pytest.mark.parametrize("trouble", ["die", "hang", "raise"])
def test_a_page_that_stops_its_reader_costs_only_itself(readers, trouble, caplog):
    urls = ["http://p.example/1", f"http://p.example/{trouble}", *(f"http://p.example/{n}" for n in range(2, 6))]
    results = readers.results([readers.submit(page(url)) for url in urls])
    assert [one.outcome for one in results] == ["", "unexpected", "", "", "", ""]
    assert results[1].sentence.endswith(".")
    assert trouble in caplog.text


def test_in_this_process(caplog):
    readers = Readers(0)
    (result,) = readers.results([readers.submit(page("http://p.example/1"))])
    readers.close()
    assert SENTENCES[0] in result.text


def test_readers_end_with_who_started_them():
    program = (
        "import os, time; from dragoman.desk.readers import Readers; from tests.desk.test_readers import page\n"
        "r = Readers(1); r.results([r.submit(page('http://p.example/1'))]); print(r._readers[0]._process.pid, flush=True)\n"
        "time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    reader = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 10
    while _runs(reader):
        assert time.monotonic() < deadline, "the reader outlived its parent"
        time.sleep(0.05)


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
