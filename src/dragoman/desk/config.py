"""What an administrator sets, read once from the environment. A bad value stops start-up and is named.

| variable | meaning | default |
| --- | --- | --- |
| DRAGOMAN_HOME | folder for everything the desk writes | `dragoman-home` in the working folder |
| DATABASE_URL | `sqlite:///…` or `postgres://…` | SQLite in DRAGOMAN_HOME |
| DRAGOMAN_ARCHIVE | folder of the WARC files | `archive` in DRAGOMAN_HOME |
| DRAGOMAN_INDEX | folder of the search index | `index` in DRAGOMAN_HOME |
| DRAGOMAN_SECRET_KEY | signs sessions | made once, kept in DRAGOMAN_HOME/secret-key |
| DRAGOMAN_HOSTS | host names the site answers to, comma separated | localhost, 127.0.0.1, [::1] |
| DRAGOMAN_BASE_URL | public address of the site | http://localhost:8000 |
| DRAGOMAN_ALLOW_PRIVATE | private networks that may be fetched, comma separated CIDR or CIDR:port | none |
| DRAGOMAN_DEBUG | 1 shows Django's debug pages | 0 |
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import dj_database_url

from dragoman.capture.addresses import AllowedNetwork, parse_networks
from dragoman.errors import SettingInvalid


@dataclass(frozen=True)
class Config:
    """An installation's settings, checked."""

    home: Path
    database: dict[str, object]
    archive: Path
    index: Path
    secret_key: str
    hosts: tuple[str, ...]
    base_url: str
    allowed_networks: tuple[AllowedNetwork, ...]
    debug: bool


def read_config(environment: Mapping[str, str]) -> Config:
    """Check every variable. Raises: SettingInvalid, naming the variable."""
    home = Path(environment.get("DRAGOMAN_HOME", "dragoman-home")).absolute()
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingInvalid(f"DRAGOMAN_HOME: the folder {home} cannot be made.", detail=str(error)) from error
    debug = environment.get("DRAGOMAN_DEBUG", "0")
    if debug not in ("0", "1"):
        raise SettingInvalid(f"DRAGOMAN_DEBUG: must be 0 or 1, not {debug!r}.")
    base_url = environment.get("DRAGOMAN_BASE_URL", "http://localhost:8000").rstrip("/")
    if not base_url.startswith(("http://", "https://")):
        raise SettingInvalid(f"DRAGOMAN_BASE_URL: must begin with http:// or https://, not {base_url!r}.")
    hosts = tuple(h.strip() for h in environment.get("DRAGOMAN_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h.strip())
    return Config(
        home=home,
        database=_read_database(environment.get("DATABASE_URL", f"sqlite:///{home / 'dragoman.sqlite3'}")),
        archive=Path(environment.get("DRAGOMAN_ARCHIVE", home / "archive")).absolute(),
        index=Path(environment.get("DRAGOMAN_INDEX", home / "index")).absolute(),
        secret_key=environment.get("DRAGOMAN_SECRET_KEY") or _kept_secret(home / "secret-key"),
        hosts=hosts,
        base_url=base_url,
        allowed_networks=parse_networks(environment.get("DRAGOMAN_ALLOW_PRIVATE", "")),
        debug=debug == "1",
    )


def _read_database(address: str) -> dict[str, object]:
    try:
        database: dict[str, object] = dict(dj_database_url.parse(address))
    except (ValueError, KeyError) as error:
        raise SettingInvalid("DATABASE_URL: not an address of SQLite or PostgreSQL.", detail=str(error)) from error
    engine = database["ENGINE"]
    if engine == "django.db.backends.sqlite3":
        # Measured: with default options three of four workers died with "database is locked".
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;",
        }
    elif engine != "django.db.backends.postgresql":
        raise SettingInvalid(f"DATABASE_URL: only SQLite and PostgreSQL are supported, not {engine}.")
    return database


def _kept_secret(path: Path) -> str:
    """The key in the file; made with owner-only permission the first time, safely when two processes start at once."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key
