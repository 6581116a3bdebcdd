"""The documents are true where a program can tell: links, commands, options, dependencies, decisions, locks."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import click
import pytest

from docs.build_public_page import TEMPLATE, check_us
from docs.build_reference import HERE, PAGES, load
from dragoman.cli import COMMANDS

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md"), *REPOSITORY.glob("benchmarks/*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(?:bash|console|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def name_of(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def headings(text: str) -> set[str]:
    """The anchors that a reader's software makes of a page's headings."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(document: Path):
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        page = (document.parent / path) if path else document
        assert page.exists(), f"{target} is not there"
        if anchor:
            assert anchor in headings(page.read_text(encoding="utf-8")), f"{target}: no such heading"


@pytest.mark.parametrize("name", PAGES)
def test_reference_is_current(name: str):
    assert (HERE / name).read_text(encoding="utf-8") == PAGES[name](), "run `make reference`"


def test_the_public_page_is_the_document():
    assert TEMPLATE.read_text(encoding="utf-8") == check_us(), "run `make reference`"


def commands_shown() -> list[tuple[str, str]]:
    """Every `dragoman ...` line of the documents' code blocks, with the document it stands in."""
    shown = []
    for document in DOCUMENTS:
        for block in FENCE.findall(document.read_text(encoding="utf-8")):
            for line in block.replace("\\\n", " ").splitlines():
                words = line.removeprefix("$ ").strip()
                words = re.sub(r"^(\w+=\S+ +)+", "", words)
                if re.match(r"(\S+/bin/)?dragoman ", words):
                    shown.append((name_of(document), words))
    return shown


@pytest.mark.parametrize(("document", "line"), commands_shown())
def test_commands_shown_exist_with_their_options(document: str, line: str):
    words = shlex.split(line.partition(" | ")[0], comments=True)[1:]
    if words[0].startswith("-"):
        return
    assert words[0] in COMMANDS, f"{document}: there is no command {words[0]}"
    command, rest = load(words[0]), words[1:]
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        subcommand = command.get_command(click.Context(command), rest.pop(0))
        assert subcommand, f"{document}: {line}: no such subcommand"
        command = subcommand
    known = {flag for parameter in command.params for flag in (*parameter.opts, *parameter.secondary_opts)} | {"--help", "-h"}
    if command.context_settings.get("ignore_unknown_options"):
        return
    used = {word.split("=")[0] for word in rest if word.startswith("-") and word != "-"}
    assert used <= known, f"{document}: {line}: no option {used - known}"


def test_something_is_shown():
    assert len(commands_shown()) > 10


def test_every_dependency_is_explained():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    groups = project["dependency-groups"].values()
    asked = [*project["project"]["dependencies"], *(name for group in (*extras, *groups) for name in group)]
    names = {re.match(r"[\w-]+", requirement)[0].lower() for requirement in asked}
    tables = (REPOSITORY / "ARCHITECTURE.md").read_text(encoding="utf-8").split("## Chosen parts")[1].split("## Scale")[0]
    explained = {name.strip() for row in re.findall(r"^\| ([^|]+) \|", tables, re.MULTILINE) for name in row.split(",")} - {
        "part",
        "---",
    }
    assert names - explained == set(), "explain these in ARCHITECTURE.md"
    assert explained - names == set(), "these are explained but not asked for"


def test_decisions_are_numbered_and_listed():
    folder = REPOSITORY / "docs" / "decisions"
    files = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    listed = LINK.findall((folder / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == files
    for name in files:
        text = (folder / name).read_text(encoding="utf-8")
        assert text.startswith(f"# {name[:4]} ")
        assert all(f"**{part}.**" in text for part in ("Asked", "Decided", "Evidence", "Follows")), name


@pytest.mark.parametrize("lock", sorted(REPOSITORY.glob("requirements/*.lock")), ids=name_of)
def test_locks_have_hashes_and_no_addresses(lock: Path):
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"https?://|file:|--(index|extra-index|find-links)|@ ", text)
    pinned = re.findall(r"^[a-z0-9][\w.\-\[\],]*==", text, re.MULTILINE)
    assert pinned
    for block in re.split(r"\n(?=[a-z0-9])", text)[1:]:
        assert "--hash=sha256:" in block, block[:60]


def test_no_machine_path_in_the_tree():
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True).stdout.split(b"\0")
    machine = re.compile(rb"/(?:home|root|Users|work)/[a-z]")
    found = []
    for name in filter(None, tracked):
        path = REPOSITORY / name.decode()
        if path.suffix in {".png", ".woff2", ".gz", ".zip", ".ico"} or path == Path(__file__) or not path.is_file():
            continue
        if match := machine.search(path.read_bytes()):
            found.append(f"{name.decode()}: {match[0].decode()}")
    assert not found


def test_any_error_is_caught_only_where_the_architecture_says():
    text = (REPOSITORY / "ARCHITECTURE.md").read_text(encoding="utf-8")
    section = text.partition("## Where any error is caught")[2].partition("\n## ")[0]
    said = re.findall(r"^\| `(src/[^`]+\.py)` \|", section, re.MULTILINE)
    broad = re.compile(r"^\s*except(?: (?:Base)?Exception\b[^:]*)?:", re.MULTILINE)
    found = [path for path in (REPOSITORY / "src").rglob("*.py") for _ in broad.findall(path.read_text(encoding="utf-8"))]
    assert sorted(map(name_of, found)) == sorted(said)
    assert said
