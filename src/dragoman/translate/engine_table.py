"""One engine's table of the settings file, read key by key; whatever is wrong stops with the setting's name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dragoman.capture.addresses import AllowedNetwork, parse_networks
from dragoman.capture.wire_url import wire_url
from dragoman.errors import AddressRefused, SettingInvalid

LONGEST_KEY_CHARS = 4_000


class Table:
    """Values of `[engines.NAME]`. Every key that is asked for counts as known; `end` refuses the others.

    Args:
        environment: where `key_env` is looked up.
        folder: where relative paths begin: the settings file's own.
    """

    def __init__(self, name: str, values: Mapping[str, Any], environment: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self._values = values
        self._environment = environment
        self._folder = folder
        self._known: set[str] = set()

    def invalid(self, key: str, what: str, *, detail: str = "") -> SettingInvalid:
        """The error that names a setting."""
        return SettingInvalid(f"engines.{self.name}.{key}: {what}", detail=detail)

    def _get(self, key: str) -> Any:
        self._known.add(key)
        return self._values.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there."""
        value = self._get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise self.invalid(key, "must be a text.")
        return value.strip()

    def choice(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """One of some texts."""
        value = self.text(key, default)
        if value not in choices:
            raise self.invalid(key, f"must be one of {', '.join(choices)}, not {value!r}.")
        return value

    def count(self, key: str, default: int, allowed: range) -> int:
        """A whole number within a range."""
        value = self._get(key)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
            raise self.invalid(key, f"must be a whole number from {allowed[0]} to {allowed[-1]}, not {value!r}.")
        return value

    def price(self, key: str) -> Decimal | None:
        """An amount of money, zero or more."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value) or value < 0:
            raise self.invalid(key, f"must be an amount such as 20 or 0.15, not {value!r}.")
        return Decimal(str(value))

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts; None when it is not there."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.invalid(key, f"must be a list of texts, not {value!r}.")
        return tuple(value)

    def pairs(self, key: str) -> dict[str, str]:
        """A table of texts; empty when it is not there."""
        value = self._get(key)
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise self.invalid(key, f"must be a table of texts, not {value!r}.")
        return dict(value)

    def path(self, key: str) -> Path:
        """A path, from the folder of the settings file unless it is absolute."""
        return self._folder / self.text(key)

    def networks(self) -> tuple[AllowedNetwork, ...]:
        """`allow_private`: the private networks, loopback too, that the address may lead into."""
        try:
            return parse_networks(", ".join(self.texts("allow_private") or ()))
        except SettingInvalid as error:
            raise self.invalid("allow_private", error.sentence.partition(": ")[2]) from error

    def address(self, default: str | None = None) -> str:
        """`address`: https; http only where `allow_private` names the network that it leads into. Without a slash at its end."""
        value = self.text("address", default)
        try:
            wire_url(value)
        except AddressRefused as error:
            raise self.invalid("address", "must be an address such as https://engine.example/v1, without a password.") from error
        parts = urlsplit(value)
        if parts.query or parts.fragment:
            raise self.invalid("address", "must end before any ? or #; a key goes into key_env or key_file.")
        if parts.scheme == "http" and not self._get("allow_private"):
            raise self.invalid("address", "must be https, unless allow_private names the private network that it leads into.")
        return value.rstrip("/")

    def key(self, *, required: bool) -> str:
        """The secret out of `key_env` or `key_file`; empty when neither is there. No message ever holds it."""
        from_environment, from_file = self._get("key_env"), self._get("key_file")
        if from_environment is not None and from_file is not None:
            raise self.invalid("key_file", "the key comes either from key_env or from key_file, not from both.")
        if from_environment is not None:
            name = self.text("key_env")
            return self._usable("key_env", self._environment.get(name, ""), f"the variable {name}")
        if from_file is not None:
            path = self.path("key_file")
            try:
                content = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise self.invalid("key_file", f"the file {path} cannot be read.") from error
            return self._usable("key_file", content, f"the file {path}")
        if required:
            raise self.invalid("key_env", "is missing: this engine needs a key; name the variable, or a file in key_file.")
        return ""

    def _usable(self, key: str, content: str, where: str) -> str:
        secret = content.strip()
        if not secret or not secret.isascii() or not secret.isprintable() or " " in secret or len(secret) > LONGEST_KEY_CHARS:
            raise self.invalid(key, f"{where} must hold one key: a single word of plain letters, digits and signs.")
        return secret

    def end(self) -> None:
        """Refuse the first key that nobody asked for."""
        for key in self._values:
            if key not in self._known:
                raise self.invalid(key, f"is no setting here. Known: {', '.join(sorted(self._known))}.")
