"""What administrators keep beside a desk goes into its backup, but never a key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dragoman.desk.backup.folder import find_faults, read_manifest
from dragoman.desk.backup.manifest import HOUSE
from dragoman.desk.backup.services import Made, make_backup
from tests.desk.backup import house
from tests.desk.tools import NOW

pytestmark = pytest.mark.django_db
KEY = "sk-Very5ecret"


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> dict[str, Path]:
    settings.REGISTER_PATH = tmp_path / "names.jsonl"
    return house.write_files()


def backed_up(tmp_path: Path) -> Made:
    return make_backup(by=None, path=tmp_path / "backup", now=NOW)


def kept(made: Made) -> set[str]:
    return {one.path for one in made.manifest.files if one.path.startswith("house/")}


def test_each_is_kept_as_it_stands(files, tmp_path):
    made = backed_up(tmp_path)
    assert (kept(made), made.faults) == (set(HOUSE), ())
    for path, file in files.items():
        one = made.manifest.file(path)
        assert (tmp_path / "backup" / one.kept).read_bytes() == file.read_bytes()
    assert list(find_faults(tmp_path / "backup", read_manifest(tmp_path / "backup"))) == []


def test_those_that_are_not_there_are_no_fault(files, tmp_path):
    for file in files.values():
        file.unlink()
    made = backed_up(tmp_path)
    assert (kept(made), made.faults) == (set(), ())


KEYS = {
    "a key where none belongs": house.ENGINES + f'key = "{KEY}"\n',
    "a key in the address": house.ENGINES + f'address = "https://engine.example/v2?key={KEY}"\n',
    "a password in the address": house.ENGINES + f'address = "https://me:{KEY}@engine.example/v2"\n',
    "a table of its own": house.ENGINES + f'[keys]\nown = "{KEY}"\n',
    "what cannot be read": house.ENGINES + f"key = {KEY}\n",
}


@pytest.mark.parametrize("case", KEYS)
def test_settings_of_engines_that_may_hold_a_key_stay_at_the_desk(case: str, files, tmp_path):
    first = backed_up(tmp_path)
    files["house/engines.toml"].write_text(KEYS[case], encoding="utf-8")
    made = backed_up(tmp_path)
    assert kept(made) == kept(first) - {"house/engines.toml"}
    (fault,) = made.faults
    assert fault.startswith("'house/engines.toml' was left out: a key might stand in it")
    assert KEY not in fault
    assert not any(KEY.encode() in file.read_bytes() for file in (tmp_path / "backup").rglob("*") if file.is_file())


def test_a_file_that_holds_a_key_is_not_copied(files, tmp_path):
    engines = files["house/engines.toml"]
    engines.with_name("own.key").write_text(KEY, encoding="utf-8")
    engines.write_text(house.ENGINES.replace('key_env = "OWN_KEY"', 'key_file = "own.key"'), encoding="utf-8")
    made = backed_up(tmp_path)
    assert (kept(made), made.faults) == (set(HOUSE), ())
    assert not any(KEY.encode() in file.read_bytes() for file in (tmp_path / "backup").rglob("*") if file.is_file())


def test_what_is_no_file_is_named(files, tmp_path):
    files["house/terms.csv"].unlink()
    files["house/terms.csv"].mkdir()
    files["house/engines.toml"].unlink()
    files["house/engines.toml"].symlink_to(tmp_path / "nowhere")
    made = backed_up(tmp_path)
    assert kept(made) == {"house/register", "house/imported.jsonl"}
    terms, engines = sorted(made.faults, reverse=True)
    assert "it is a folder, or a link to one" in terms
    assert "cannot be read" in engines
