"""The library as it is installed: out of a wheel, with NumPy alone beside it, without Django."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
SOURCE = REPOSITORY / "src"
# Imports everything from the wheel, where only NumPy and the standard library can be found beside it.
USE = """
import sys
class Only:
    def find_spec(self, name, path=None, target=None):
        first = name.partition(".")[0]
        if first not in {"dragoman", "numpy"} and first not in sys.stdlib_module_names:
            raise ModuleNotFoundError(f"{name} is asked for", name=name)
sys.path.insert(0, sys.argv[1])
sys.meta_path.insert(0, Only())
import dragoman.names as names
assert names.__file__.startswith(sys.argv[1]), names.__file__
assert dir(names) == names.__all__
for name in names.__all__:
    getattr(names, name)
assert names.compare("سمير درويش", "Samir Darwish").score > 0.5
assert names.Index().build([("one", "Самир Дарвиш")]).search("סמיר דרויש")[0][0] == "one"
for scheme in ("ijmes", "ala-lc", "bgn-pcgn", "newspaper"):
    assert names.romanise("سمير", scheme).text
print("used")
"""
# A desk's command where only the library's extra is installed.
DESK_COMMAND = (
    USE.partition("import dragoman.names")[0].replace('"numpy"', '"click"')
    + """
sys.argv = ["dragoman", "doctor"]
from dragoman.cli import main
main()
"""
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_has_every_table_with_where_it_is_from(installed: Path):
    tables = {path.relative_to(SOURCE) for path in (SOURCE / "dragoman/names/tables").rglob("*") if path.is_file()}
    assert Path("dragoman/names/tables/learned/manifest.json") in tables  # sources, licences and digests
    for path in tables:
        assert (installed / path).read_bytes() == (SOURCE / path).read_bytes()


def test_the_library_needs_numpy_alone(installed: Path):
    done = subprocess.run(
        [sys.executable, "-c", USE, str(installed)], cwd=installed, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stdout == "used\n", done.stderr


def test_a_command_that_needs_a_desk_says_what_to_install(installed: Path):
    done = subprocess.run(
        [sys.executable, "-c", DESK_COMMAND, str(installed)],
        cwd=installed,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("dragoman: This command needs more than is installed. `pip install 'dragoman[desk]'`")
    assert "Traceback" not in done.stderr
