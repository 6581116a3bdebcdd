"""Where an installation's files stand."""

from __future__ import annotations

import pytest

from dragoman.desk.config import read_config
from dragoman.home import home_path, path_in_home
from dragoman.translate.engine_settings import engines_path


@pytest.mark.parametrize("environment", [{}, {"DRAGOMAN_HOME": ""}])
def test_without_a_name_the_home_is_in_the_working_folder(environment, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert home_path(environment) == tmp_path / "dragoman-home"
    assert not home_path(environment).exists(), "it is only made by a desk"


@pytest.mark.parametrize(
    ("given", "expected"),
    [(None, "home/engines.toml"), ("", "home/engines.toml"), ("of/others.toml", "of/others.toml")],
)
def test_a_variable_names_another_place(given, expected, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    environment = {"DRAGOMAN_HOME": "home"} | ({} if given is None else {"DRAGOMAN_ENGINES": given})
    assert path_in_home(environment, "DRAGOMAN_ENGINES", "engines.toml") == tmp_path / expected
    assert engines_path(environment) == read_config(environment).engines == tmp_path / expected
