"""What an administrator sets, read once from the environment. A bad value stops start-up and is named.

| variable | meaning | default |
| --- | --- | --- |
| DRAGOMAN_HOME | folder for everything the desk writes | `dragoman-home` in the working folder |
| DATABASE_URL | `sqlite:///…` or `postgres://…` | SQLite in DRAGOMAN_HOME |
| DRAGOMAN_LANGUAGE | the language that the desk translates into and publishes in: a BCP 47 tag such as fr, pt-BR or ar | en |
| DRAGOMAN_ARCHIVE | folder of the WARC files | `archive` in DRAGOMAN_HOME |
| DRAGOMAN_INDEX | folder of the search index | `index` in DRAGOMAN_HOME |
| DRAGOMAN_REGISTER | file of the names that pages highlight (JSON lines or CSV) | `register.jsonl` in DRAGOMAN_HOME |
| DRAGOMAN_ENGINES | file of the translation engines (TOML) | `engines.toml` in DRAGOMAN_HOME |
| DRAGOMAN_TERMS | file of the house's terms (CSV) | `terms.csv` in DRAGOMAN_HOME |
| DRAGOMAN_MEMORY | folder of the translation memories | `memory` in DRAGOMAN_HOME |
| DRAGOMAN_SECRET_KEY | signs sessions | made once, kept in DRAGOMAN_HOME/secret-key |
| DRAGOMAN_HOSTS | more host names the site answers to, comma separated | localhost, 127.0.0.1, [::1] |
| DRAGOMAN_BASE_URL | public address of the site; its host is always answered to | http://localhost:8000 |
| DRAGOMAN_ALLOW_PRIVATE | private networks that may be fetched, comma separated CIDR or CIDR:port | none |
| DRAGOMAN_TIMESTAMP_AUTHORITIES | time-stamping authorities, comma separated address=file of root certificates (PEM) | none |
| DRAGOMAN_CHROMIUM | program of the browser that renders pages; empty: none is used | `chromium`, where it is installed |
| DRAGOMAN_CHROMIUM_SANDBOX | 0 starts that browser without its own sandbox, as root and some containers need | 1 |
| DRAGOMAN_KEEP_POLLS_DAYS | how long polls are listed that brought nothing new; captures stay for good | 90 |
| DRAGOMAN_REVISIT_AFTER | how long after cited an address is visited again; the last repeats; empty: never | 1h,1d,3d,7d,30d |
| DRAGOMAN_REVISIT_CONFIRM | how long after a visit that found nothing there a second one may say that it is gone | 6h |
| DRAGOMAN_BACKUP_DAYS | how many days old the last backup may be before the doctor says so; 0: it never does | 7 |
| DRAGOMAN_LOG | what is logged: debug, info, warning, error | info |
| DRAGOMAN_DEBUG | 1 shows Django's debug pages | 0 |

An https base address means that a proxy in front ends TLS: it must set `X-Forwarded-Proto`, and drop any that visitors send.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from dragoman.capture.addresses import AllowedNetwork, parse_networks
from dragoman.capture.rendered.program import find_program
from dragoman.capture.stamping import Authority, parse_authorities
from dragoman.errors import SettingInvalid
from dragoman.home import home_path, path_in_home
from dragoman.translate.engine_settings import engines_path
from dragoman.translate.target import target_language

REGISTER_FILE = "register.jsonl"
TERMS_FILE = "terms.csv"
LOG_LEVELS = ("debug", "info", "warning", "error")
SHORTEST_KEY_CHARS = 32
KEEP_POLLS_DAYS = range(31, 36_501)  # a source's page shows the last 30
BACKUP_DAYS = range(10_000)
DURATION = re.compile(r"([0-9]{1,4})([smhd])")
DURATION_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

# Measured on two cores: with default options three of four workers died with "database is locked"; with these none did.
# FULL, not NORMAL: a capture that was acknowledged must survive a power cut.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY",
}


@dataclass(frozen=True)
class Config:
    """An installation's settings, checked."""

    home: Path
    database: dict[str, object]
    language: str
    archive: Path
    index: Path
    register: Path
    engines: Path
    terms: Path
    memory: Path
    secret_key: str
    hosts: tuple[str, ...]
    base_url: str
    allowed_networks: tuple[AllowedNetwork, ...]
    timestamp_authorities: tuple[Authority, ...]
    chromium: str
    chromium_sandbox: bool
    keep_polls_days: int
    revisit_after: tuple[timedelta, ...]
    revisit_confirm: timedelta
    backup_days: int
    log_level: str
    debug: bool

    @property
    def behind_tls(self) -> bool:
        return self.base_url.startswith("https://")


def read_config(environment: Mapping[str, str]) -> Config:
    """Check every variable. Raises: SettingInvalid, naming the variable."""
    home = _make_folder("DRAGOMAN_HOME", home_path(environment))
    base_url = _read_base_url(environment.get("DRAGOMAN_BASE_URL", "http://localhost:8000"))
    return Config(
        home=home,
        database=_read_database(environment.get("DATABASE_URL") or f"sqlite:///{home / 'dragoman.sqlite3'}"),
        language=target_language(environment),
        archive=path_in_home(environment, "DRAGOMAN_ARCHIVE", "archive"),
        index=path_in_home(environment, "DRAGOMAN_INDEX", "index"),
        register=path_in_home(environment, "DRAGOMAN_REGISTER", REGISTER_FILE),
        engines=engines_path(environment),
        terms=path_in_home(environment, "DRAGOMAN_TERMS", TERMS_FILE),
        memory=path_in_home(environment, "DRAGOMAN_MEMORY", "memory"),
        secret_key=_read_secret(environment.get("DRAGOMAN_SECRET_KEY", ""), home),
        hosts=_read_hosts(environment.get("DRAGOMAN_HOSTS", "localhost,127.0.0.1,[::1]"), base_url),
        base_url=base_url,
        allowed_networks=parse_networks(environment.get("DRAGOMAN_ALLOW_PRIVATE", "")),
        timestamp_authorities=parse_authorities(environment.get("DRAGOMAN_TIMESTAMP_AUTHORITIES", "")),
        chromium=_read_program(environment),
        chromium_sandbox=_read_choice(environment, "DRAGOMAN_CHROMIUM_SANDBOX", "1", ("0", "1")) == "1",
        keep_polls_days=_read_days(environment, "DRAGOMAN_KEEP_POLLS_DAYS", "90", KEEP_POLLS_DAYS),
        revisit_after=_read_steps("DRAGOMAN_REVISIT_AFTER", environment.get("DRAGOMAN_REVISIT_AFTER", "1h,1d,3d,7d,30d")),
        revisit_confirm=_read_duration("DRAGOMAN_REVISIT_CONFIRM", environment.get("DRAGOMAN_REVISIT_CONFIRM", "6h")),
        backup_days=_read_days(environment, "DRAGOMAN_BACKUP_DAYS", "7", BACKUP_DAYS),
        log_level=_read_choice(environment, "DRAGOMAN_LOG", "info", LOG_LEVELS).upper(),
        debug=_read_choice(environment, "DRAGOMAN_DEBUG", "0", ("0", "1")) == "1",
    )


def _read_choice(environment: Mapping[str, str], name: str, default: str, choices: Sequence[str]) -> str:
    value = environment.get(name, default)
    if value not in choices:
        raise SettingInvalid(f"{name}: must be one of {', '.join(choices)}, not {value!r}.")
    return value


def _read_program(environment: Mapping[str, str]) -> str:
    """The browser's program; empty when there is none, which only rendered captures need."""
    named = environment.get("DRAGOMAN_CHROMIUM")
    if named is None:
        return find_program() or ""
    if named and not os.access(named, os.X_OK):
        raise SettingInvalid(f"DRAGOMAN_CHROMIUM: {named!r} is no program that can be run.")
    return named


def _read_days(environment: Mapping[str, str], name: str, default: str, allowed: range) -> int:
    value = environment.get(name, default)
    if not (value.isascii() and value.isdigit() and len(value) < 10 and int(value) in allowed):
        raise SettingInvalid(f"{name}: must be a number of days from {allowed[0]} to {allowed[-1]}, not {value!r}.")
    return int(value)


def _read_steps(name: str, value: str) -> tuple[timedelta, ...]:
    steps = tuple(_read_duration(name, part.strip()) for part in value.split(",")) if value.strip() else ()
    if list(steps) != sorted(set(steps)):
        raise SettingInvalid(f"{name}: each time must be longer than the one before it, not {value!r}.")
    return steps


def _read_duration(name: str, value: str) -> timedelta:
    found = DURATION.fullmatch(value)
    if not found or not int(found[1]):
        raise SettingInvalid(f"{name}: times are whole numbers with s, m, h or d, such as 6h, not {value!r}.")
    return timedelta(**{DURATION_UNITS[found[2]]: int(found[1])})


def _make_folder(name: str, folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingInvalid(f"{name}: the folder {folder} cannot be made.", detail=str(error)) from error
    return folder


def _read_base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingInvalid(f"DRAGOMAN_BASE_URL: must be an address such as https://desk.example, not {value!r}.")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise SettingInvalid(f"DRAGOMAN_BASE_URL: must end after the host, not {value!r}.")
    return f"{parts.scheme}://{parts.netloc}"


def _read_hosts(value: str, base_url: str) -> tuple[str, ...]:
    named = [host.strip() for host in value.split(",") if host.strip()]
    if bad := [host for host in named if "/" in host or " " in host]:
        raise SettingInvalid(f"DRAGOMAN_HOSTS: {bad[0]!r} is not a host name.")
    host = urlsplit(base_url).hostname or ""
    return tuple(dict.fromkeys([*named, f"[{host}]" if ":" in host else host]))


def _read_database(address: str) -> dict[str, object]:
    try:
        database: dict[str, object] = dict(dj_database_url.parse(address))
    except (ValueError, KeyError) as error:  # its message repeats the address, and with it the password
        raise SettingInvalid(
            "DATABASE_URL: not an address such as sqlite:///desk.sqlite3 or postgres://user@host/desk."
        ) from error
    engine = database["ENGINE"]
    if engine == "django.db.backends.sqlite3":
        database["OPTIONS"] = dict(SQLITE_OPTIONS)
        database["CONN_MAX_AGE"] = None  # opening costs more than a query
    elif engine == "django.db.backends.postgresql":
        database["CONN_MAX_AGE"] = 600
        database["CONN_HEALTH_CHECKS"] = True
    else:
        raise SettingInvalid(f"DATABASE_URL: only SQLite and PostgreSQL are supported, not {engine}.")
    return database


def _read_secret(given: str, home: Path) -> str:
    if given and len(given) < SHORTEST_KEY_CHARS:
        raise SettingInvalid(f"DRAGOMAN_SECRET_KEY: must have at least {SHORTEST_KEY_CHARS} characters.")
    if given:
        return given
    try:
        return _kept_secret(home / "secret-key")
    except OSError as error:
        raise SettingInvalid(f"DRAGOMAN_HOME: the secret key in {home} cannot be read or written.", detail=str(error)) from error


def _kept_secret(path: Path) -> str:
    """The key in the file; made the first time, for its owner only, whole before it has its name.

    Two processes that start at once agree: the second finds the name taken and reads the first one's key.
    """
    if not path.exists():
        descriptor, made = tempfile.mkstemp(dir=path.parent, prefix=".secret-key-")  # mode 600
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(50))
            with contextlib.suppress(FileExistsError):
                os.link(made, path)
        finally:
            Path(made).unlink()
    key = path.read_text(encoding="ascii").strip()
    if len(key) < SHORTEST_KEY_CHARS:
        raise SettingInvalid(f"DRAGOMAN_SECRET_KEY: the key kept in {path} is cut short. Delete the file; people sign in anew.")
    return key
