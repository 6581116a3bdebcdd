"""A register of known names: who and what a desk knows, each with its house spelling and its names in every language.

As a file it is JSON lines or CSV, one entity a row:

    {"id": "selkuhi", "kind": "person", "house": "Behrad Selkuhi", "names": {"fa": ["بهراد سلکوهی"], "ru": "Бехрад Селькухи"}}

    id,kind,house,names:fa,names:ru,merged_into
    selkuhi,person,Behrad Selkuhi,بهراد سلکوهی,Бехрад Селькухи|Селькухи,

Several names of one language are a list, or parted by `|`. `merged_into` names the row that took this one's place.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import chain
from pathlib import Path

from dragoman.errors import RegisterUnreadable
from dragoman.names.merging import follow_merges

MAX_ROWS = 1_000_000
MAX_NAME_CHARS = 600
_MAX_FILE_BYTES = 1 << 30
_COLUMN = "names:"
_DELIMITERS = ",;\t"  # as spreadsheets write them; the first when a header has none
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")


class EntityKind(StrEnum):
    """What a name is the name of."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"


_KINDS = tuple(EntityKind)


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling. `language` is BCP 47, `und` when nobody said."""

    text: str
    language: str = "und"


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something known. `house` is how the desk writes it; `names` are all the other ways."""

    id: str
    kind: EntityKind
    house: str
    names: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that was left out, or a part of it: which (from 1, the header counted) and why."""

    row: int
    sentence: str


@dataclass(frozen=True)
class Register:
    """Entities by id. What could not be read is in `problems`; `merged` maps ids that are gone to those that took their place."""

    entities: Mapping[str, Entity]
    merged: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[RowProblem, ...] = ()

    @classmethod
    def of(cls, entities: Iterable[Entity]) -> Register:
        """A register of entities with different ids."""
        return cls({entity.id: entity for entity in entities})

    def get(self, entity_id: str) -> Entity | None:
        """The entity of this id, or the one that it was merged into."""
        return self.entities.get(self.merged.get(entity_id, entity_id))

    def __len__(self) -> int:
        return len(self.entities)


def load_register(path: Path) -> Register:
    """Read a register's file; see `parse_register`. Raises: RegisterUnreadable."""
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise RegisterUnreadable(f"The register {path.name} is larger than 1 GB.", subject=str(path))
        return parse_register(path.read_bytes(), name=path.name)
    except OSError as error:
        raise RegisterUnreadable(f"The register {path.name} cannot be opened.", detail=str(error), subject=str(path)) from error


def parse_register(payload: bytes, *, name: str = "register") -> Register:
    """A register out of its file's bytes: JSON lines when they begin with a brace, otherwise CSV.

    Columns of CSV may be parted by commas, semicolons or tabs: the most frequent in the header.

    A bad row is left out and told in `problems`; so is an id's second row. Rows that merge in a circle stay apart, and
    each is told.

    Raises:
        RegisterUnreadable: not UTF-8, too many rows, no header, or not one good row among bad ones.
    """
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RegisterUnreadable(f"The register {name} is not UTF-8.", detail=str(error), subject=name) from error
    lines = io.TextIOWrapper(io.BytesIO(payload), "utf-8-sig", newline="\n")  # so that a large file never stands there decoded
    rows = _json_rows(lines) if _JSON.match(payload) else _csv_rows(lines, name)
    entities: dict[str, Entity] = {}
    merges: dict[str, tuple[int, str]] = {}
    problems: list[RowProblem] = []
    for number, row in rows:
        if number > MAX_ROWS:
            raise RegisterUnreadable(f"The register {name} has more than {MAX_ROWS:,} rows.", subject=name)
        try:
            entity, target = _read_row(row, taken=entities)
        except ValueError as error:
            problems.append(RowProblem(number, str(error)))
            continue
        entities[entity.id] = entity
        if target:
            merges[entity.id] = (number, target)
    if problems and not entities:
        raise RegisterUnreadable(
            f"The register {name} has no good row. Row {problems[0].row}: {problems[0].sentence}.", subject=name
        )
    return _merge(entities, merges, problems)


def dump_register(register: Register) -> str:
    """The register as JSON lines, which `parse_register` reads back the same."""
    return "".join(json.dumps(_as_row(entity), ensure_ascii=False) + "\n" for entity in register.entities.values())


def _as_row(entity: Entity) -> dict[str, object]:
    names: dict[str, list[str]] = {}
    for name in entity.names:
        names.setdefault(name.language, []).append(name.text)
    return {"id": entity.id, "kind": entity.kind.value, "house": entity.house, "names": names}


def _json_rows(lines: Iterable[str]) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError):
            yield number, "not a JSON object on one line"


def _csv_rows(lines: Iterable[str], name: str) -> Iterator[tuple[int, object]]:
    head = next(iter(lines), "")
    reader = csv.DictReader(chain([head], lines), restkey="", delimiter=max(_DELIMITERS, key=head.count))
    missing = {"id", "kind", "house"} - set(reader.fieldnames or ())
    if missing:
        raise RegisterUnreadable(
            f"The register {name} is neither JSON lines nor CSV with the columns id, kind and house.",
            detail=f"missing: {', '.join(sorted(missing))}",
            subject=name,
        )
    try:
        for number, row in enumerate(reader, 2):
            yield number, "more cells than columns" if row.get("") else _nest(row)
    except csv.Error as error:
        raise RegisterUnreadable(f"The register {name} is broken in row {reader.line_num}.", detail=str(error)) from error


def _nest(row: Mapping[str, str | None]) -> dict[str, object]:
    """A CSV row in the shape of a JSON one."""
    names = {
        column.removeprefix(_COLUMN): [part for part in cell.split("|") if part.strip()]
        for column, cell in row.items()
        if column.startswith(_COLUMN) and cell
    }
    return {key: row.get(key) or "" for key in ("id", "kind", "house", "merged_into")} | {"names": names}


def _read_row(row: object, *, taken: Container[str]) -> tuple[Entity, str]:
    """An entity and the id it is merged into, if any. Raises: ValueError, saying what is wrong."""
    if not isinstance(row, dict):
        raise ValueError(row if isinstance(row, str) else "not an object")  # noqa: TRY004 - all faults of rows are one kind
    entity_id, house = _text(row, "id"), _text(row, "house")
    if entity_id in taken:
        raise ValueError(f"the id {entity_id!r} stands in an earlier row too")
    kind = row.get("kind")
    if kind not in _KINDS:
        raise ValueError(f"kind must be {', '.join(EntityKind)}, not {kind!r}")
    target = row.get("merged_into") or ""
    if not isinstance(target, str):
        raise ValueError("merged_into must be the id of a row")  # noqa: TRY004
    return Entity(entity_id, EntityKind(kind), house, tuple(_names(row.get("names") or {}))), target.strip()


def _text(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} is missing")
    if len(value) > MAX_NAME_CHARS:
        raise ValueError(f"{key} is longer than {MAX_NAME_CHARS} characters")
    return value.strip()


def _names(given: object) -> Iterator[Name]:
    if not isinstance(given, dict):
        raise ValueError("names must map languages to names")  # noqa: TRY004
    seen = set()
    for language, spellings in given.items():
        for spelling in spellings if isinstance(spellings, list) else [spellings]:
            if not isinstance(spelling, str) or not spelling.strip() or len(spelling) > MAX_NAME_CHARS:
                raise ValueError(f"a name in {language!r} is empty, too long or no text")
            name = Name(spelling.strip(), sys.intern(language or "und"))
            if name not in seen:
                seen.add(name)
                yield name


def _merge(entities: dict[str, Entity], merges: dict[str, tuple[int, str]], problems: list[RowProblem]) -> Register:
    """Give the names of merged rows to the rows that took their place."""
    targets, faults = follow_merges({gone: target for gone, (_, target) in merges.items()}, set(entities))
    problems += [RowProblem(merges[gone][0], sentence) for gone, sentence in faults.items()]
    gained: dict[str, dict[Name, None]] = {}
    for gone, target in targets.items():
        given = entities[gone]
        gained.setdefault(target, {}).update(dict.fromkeys((Name(given.house), *given.names)))
    kept = {entity_id: entity for entity_id, entity in entities.items() if entity_id not in targets}
    for entity_id, names in gained.items():
        entity = entities[entity_id]
        kept[entity_id] = replace(entity, names=tuple(dict.fromkeys((*entity.names, *names))))
    return Register(kept, targets, tuple(sorted(problems, key=lambda problem: problem.row)))
