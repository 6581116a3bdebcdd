"""The examples of the reference pages are true, and so is what the how-to shows."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman.names.commands import names

DOCS = Path(__file__).resolve().parents[2] / "docs"
SHOWN = re.compile(r"\$ dragoman names (compare .+)\n```\n(?:(?!```).*\n)*?```text\n((?:.+\n)+)```")


@pytest.mark.parametrize("file", ["names.md", "names-in-text.md"])
def test_the_examples_of_a_reference_page_run(file: str):
    found = doctest.testfile(str(DOCS / "reference" / file), module_relative=False, verbose=False, encoding="utf-8")
    assert found.attempted > 10
    assert found.failed == 0


def test_the_how_to_shows_what_a_comparison_prints():
    (shown,) = SHOWN.findall((DOCS / "how-to" / "match-names.md").read_text("utf-8"))
    answer = CliRunner().invoke(names, shlex.split(shown[0]))
    assert answer.output.replace("\u2068", "").replace("\u2069", "") == shown[1]


# What a reader of the how-to guides has beside what they show.
ARTICLES = "id,who\na1,سمير درويش\na2,Сергій Іваненко\n"
ARTICLE = "قال نعمان الدرساوي إن الجسر سليم، ووصل بهراد سلكوهي."
COMMAND = re.compile(r"^\$ dragoman names (.+?)(?: > (\S+))?$", re.MULTILINE)


@pytest.mark.parametrize(("guide", "count"), [("match-names.md", 5), ("known-names.md", 6)])
def test_a_how_to_can_be_followed_in_an_empty_folder(guide: str, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    text = (DOCS / "how-to" / guide).read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    shown = {"people.csv": _block("```\nid,name\n", text), "names.jsonl": _block("```json\n", text)}
    shown["people.csv"] = f"id,name\n{shown['people.csv']}" if shown["people.csv"] else "name\nسمير درويش\n"
    for file, content in (shown | {"articles.csv": ARTICLES, "article.txt": ARTICLE}).items():
        Path(file).write_text(content, encoding="utf-8")
    commands = [found for found in COMMAND.findall(text) if not found[0].startswith("train")]
    for arguments, into in commands:
        answer = CliRunner().invoke(names, shlex.split(arguments))
        assert answer.exit_code == 0, (arguments, answer.output)
        assert answer.stdout, arguments
        if into:
            Path(into).write_bytes(answer.stdout_bytes)
    assert len(commands) == count
    for code in re.findall(r"```python\n(.+?)```", text, re.DOTALL):
        exec(compile(code, guide, "exec"), {})


def _block(start: str, text: str) -> str:
    return text.partition(start)[2].partition("```")[0]
