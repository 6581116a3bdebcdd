"""translate-toolkit reads what we write, as a program in an environment of its own: it is GPL, and nothing imports it.

Its known limits are left out here: of TBX it gives one term a language, and it reads no TBX of version 3.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from dragoman.translate.exchange import tbx_writer, xliff_writer
from dragoman.translate.exchange.tmx import write_tmx
from dragoman.translate.memory.units import Unit
from tests.programs import program
from tests.translate.exchange.documents import SENTENCES, five_scripts
from tests.translate.exchange.test_tbx import TERMS

READING = """
import json, sys
from importlib import import_module
module, name, path = sys.argv[1:]
store = getattr(import_module(f"translate.storage.{module}"), name).parsefile(path)
print(json.dumps([[str(unit.source), str(unit.target or "")] for unit in store.units if unit.source]))
"""


def _read(module: str, name: str, path: Path) -> list[list[str]]:
    command = [program("exchange", "python"), "-c", READING, module, name, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=path.parent)
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[list[str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(("version", "module", "name"), [("1.2", "xliff", "xlifffile"), ("2.1", "xliff2", "Xliff2File")])
def test_sources_and_renderings_in_five_scripts(version, module, name, tmp_path):
    path = tmp_path / "item.xlf"
    path.write_bytes(xliff_writer.write(five_scripts(), version))
    read = _read(module, name, path)
    assert [source for source, _ in read] == [one.source for one in five_scripts().units]
    assert [target for _, target in read] == [one.target or "" for one in five_scripts().units]


def test_terms_of_version_2(tmp_path):
    path = tmp_path / "terms.tbx"
    path.write_bytes(tbx_writer.write(TERMS, "2", language="en"))
    assert _read("tbx", "tbxfile", path)[0] == ["مجلس بلدي", "municipal council"]


def test_a_memory(tmp_path):
    path = tmp_path / "memory.tmx"
    units = [Unit(source, f"The mayor [of Nofra] & {source}", language, "en") for language, source in SENTENCES.items()]
    write_tmx(units, path)
    assert _read("tmx", "tmxfile", path) == [[unit.source, unit.target] for unit in units]
