"""Settings of engines: what is turned on, for which texts; a bad value is named, and no key is ever told."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

from dragoman.errors import EngineForbidden, EngineRefused, SettingInvalid
from dragoman.translate import engines
from dragoman.translate.engine import Usage
from dragoman.translate.engine_settings import Sensitivity, permits, read_engines, require_able, require_permitted
from dragoman.translate.engines import kinds
from tests.translate.settings import KEY, write

CHAT = """
[engines.house]
kind = "chat"
address = "https://chat.example/v1"
model = "small-7b"
key_env = "HOUSE_KEY"
sensitivities = ["open", "internal"]
price_per_million_input_tokens = 0.5
price_per_million_output_tokens = 2
currency = "EUR"
"""
LOCAL = """
[engines.own]
kind = "ctranslate2"
folder = "models/opus"
"""


def test_every_engine_of_the_folder_is_a_kind():
    assert kinds() == ("chat", "ctranslate2", "deepl", "libretranslate")


NEW_ENGINE = """
from types import SimpleNamespace

def configure(table):
    return SimpleNamespace(word=table.text("word"), leaves_machine=True)
"""


def test_a_new_module_in_the_folder_is_an_engine_and_nothing_else_lists_it(tmp_path, monkeypatch):
    (tmp_path / "oracle.py").write_text(NEW_ENGINE)
    monkeypatch.setattr(engines, "__path__", [*engines.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "dragoman.translate.engines.oracle", raising=False)
    (setting,) = read_engines(write(tmp_path, '[engines.delphi]\nkind = "oracle"\nword = "yes"'), {}).values()
    assert (setting.kind, setting.engine.word, setting.sensitivities) == ("oracle", "yes", frozenset())


def test_engines_are_read_in_order(tmp_path):
    found = read_engines(write(tmp_path, CHAT + LOCAL), {"HOUSE_KEY": KEY})
    assert [(name, one.kind) for name, one in found.items()] == [("house", "chat"), ("own", "ctranslate2")]
    assert found["own"].engine.folder == tmp_path / "models" / "opus"


def test_texts_go_only_where_an_administrator_lets_them(tmp_path):
    found = read_engines(write(tmp_path, CHAT + LOCAL), {"HOUSE_KEY": KEY})
    assert permits(found["house"], Sensitivity.INTERNAL)
    assert not permits(found["house"], Sensitivity.CONFIDENTIAL)
    assert permits(found["own"], Sensitivity.CONFIDENTIAL), "nothing leaves the machine"
    with pytest.raises(EngineForbidden, match="house is not turned on for confidential texts"):
        require_permitted(found["house"], Sensitivity.CONFIDENTIAL)


def test_an_engine_elsewhere_has_nothing_until_it_is_turned_on(tmp_path):
    text = CHAT.replace('sensitivities = ["open", "internal"]', "")
    (setting,) = read_engines(write(tmp_path, text), {"HOUSE_KEY": KEY}).values()
    assert not any(permits(setting, one) for one in Sensitivity)


def test_an_engine_writes_only_what_an_administrator_says(tmp_path):
    text = CHAT.replace("model =", 'writes = ["fr", "pt-BR"]\nmodel =')
    (setting,) = read_engines(write(tmp_path, text), {"HOUSE_KEY": KEY}).values()
    for language in ("fr", "fr-CA", "pt"):
        require_able(setting, language)
    with pytest.raises(EngineRefused, match=r"house cannot write Arabic \(ar\): engines.house.writes has French, Portuguese\."):
        require_able(setting, "ar")


def test_a_chat_may_write_what_nobody_forbids(tmp_path):
    (setting,) = read_engines(write(tmp_path, CHAT), {"HOUSE_KEY": KEY}).values()
    require_able(setting, "ckb")


def test_cost_is_what_was_counted_times_the_price(tmp_path):
    found = read_engines(write(tmp_path, CHAT + LOCAL), {"HOUSE_KEY": KEY})
    assert found["house"].prices.cost(Usage(input_tokens=2_000, output_tokens=500)) == Decimal("0.002")
    assert found["own"].prices.cost(Usage(input_tokens=2_000)) is None


def test_a_key_comes_from_a_file_too(tmp_path):
    (tmp_path / "house.key").write_text(f"{KEY}\n")
    text = CHAT.replace('key_env = "HOUSE_KEY"', 'key_file = "house.key"')
    (setting,) = read_engines(write(tmp_path, text), {}).values()
    assert setting.engine.service.key == KEY
    assert KEY not in repr(setting)


BAD = {
    "unknown kind": ('kind = "chat"', 'kind = "oracle"', "engines.house.kind: must be one of chat, ctranslate2"),
    "no model": ('model = "small-7b"', "", "engines.house.model: must be a text"),
    "misspelt": (
        'model = "small-7b"',
        'model = "small-7b"\nsensitivity = "open"',
        "engines.house.sensitivity: is no setting here",
    ),
    "http outside": ("https://chat", "http://chat", "engines.house.address: must be https"),
    "file": ("https://chat.example/v1", "file:///etc/hostname", "engines.house.address: must be an address"),
    "password": ("https://chat.example", "https://me:secret@chat.example", "engines.house.address: .* without a password"),
    "key in address": ("/v1", "/v1?key=abc", "engines.house.address: must end before"),
    "address a number": ('"https://chat.example/v1"', "7", "engines.house.address: must be a text"),
    "sensitivity": ('"internal"', '"secret"', "engines.house.sensitivities: .* not 'secret'"),
    "sensitivities no list": ('["open", "internal"]', '"open"', "engines.house.sensitivities: must be a list"),
    "writes no tag": ("model =", 'writes = ["French"]\nmodel =', "engines.house.writes: must be the tag of a language"),
    "writes no list": ("model =", 'writes = "fr"\nmodel =', "engines.house.writes: must be a list"),
    "no variable": ('"HOUSE_KEY"', '"OTHER_KEY"', "engines.house.key_env: the variable OTHER_KEY must hold one key"),
    "no file": ('key_env = "HOUSE_KEY"', 'key_file = "none"', "engines.house.key_file: the file .*none cannot be read"),
    "two keys": ("key_env", 'key_file = "k"\nkey_env', "engines.house.key_file: .* not from both"),
    "price": ("= 0.5", "= -1", "engines.house.price_per_million_input_tokens: must be an amount"),
    "price nan": ("= 0.5", "= nan", "engines.house.price_per_million_input_tokens: must be an amount"),
    "no currency": ('currency = "EUR"', "", "engines.house.currency: is missing"),
    "network": ("model =", 'allow_private = ["localhost"]\nmodel =', "engines.house.allow_private: 'localhost' is not a network"),
    "seconds": ("model =", "seconds = 0\nmodel =", "engines.house.seconds: must be a whole number from 1 to 3600"),
    "seconds true": ("model =", "seconds = true\nmodel =", "engines.house.seconds: must be a whole number"),
    "not toml": ("[engines.house]", "[engines.house", "not TOML"),
    "another table": ("[engines.house]", "[engine.house]", "engine: is no setting of engines"),
    "no table": ("[engines.house]", "engines = 3\n[other]", "is no setting|each engine is a table"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_setting_is_named(case: str, tmp_path: Path):
    old, new, told = BAD[case]
    assert old in CHAT
    with pytest.raises(SettingInvalid, match=told) as caught:
        read_engines(write(tmp_path, CHAT.replace(old, new)), {"HOUSE_KEY": KEY})
    assert caught.value.detail.startswith(f"in {tmp_path / 'engines.toml'}")


@pytest.mark.parametrize("secret", ["", "two words", f"{KEY}\nX-Header: 1", "ключ", "k" * 5_000])
def test_a_key_that_cannot_be_sent_is_refused_and_not_told(secret: str, tmp_path: Path):
    with pytest.raises(SettingInvalid, match=r"engines\.house\.key_env") as told:
        read_engines(write(tmp_path, CHAT), {"HOUSE_KEY": secret})
    assert not secret or secret not in f"{told.value.sentence} {told.value.detail}"


def test_deepl_needs_a_key(tmp_path):
    with pytest.raises(SettingInvalid, match=r"engines\.fast\.key_env: is missing"):
        read_engines(write(tmp_path, '[engines.fast]\nkind = "deepl"'), {})


def test_a_missing_or_foreign_file_is_named(tmp_path):
    with pytest.raises(SettingInvalid, match="cannot be read"):
        read_engines(tmp_path / "none.toml", {})
    (tmp_path / "engines.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingInvalid, match="not TOML"):
        read_engines(tmp_path / "engines.toml", {})
    (tmp_path / "engines.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(SettingInvalid, match="far too large"):
        read_engines(tmp_path / "engines.toml", {})
