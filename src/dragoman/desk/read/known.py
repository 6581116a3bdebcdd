"""The names that this desk knows, in what its pages show: a register's file, read once and again when it changes."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from operator import attrgetter
from pathlib import Path
from weakref import WeakKeyDictionary

from django.conf import settings

from dragoman.desk.ui.foreign import Highlight, bare
from dragoman.errors import RegisterUnreadable
from dragoman.names.linker import Linker, Mention
from dragoman.names.register import load_register

logger = logging.getLogger(__name__)

# A larger register takes seconds, so it is read beside the pages; until it's there they show no names, or the former ones.
READ_AT_ONCE_BYTES = 300_000
# Of so many items what was found in them is remembered: several pages of the queue.
REMEMBERED = 1000
# Between two texts that are read together: no name goes across.
_BETWEEN = "\n\n"
_remembered: WeakKeyDictionary[Linker, dict[bytes, list[list[Mention]]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Known:
    """An entity that an item names. `others`: whom else each of its mentions may mean; empty when one is sure."""

    house: str
    kind: str
    count: int
    others: tuple[str, ...]
    anchor: str


class RegisterFile:
    """A linker of a register's file; None while there is no such file, or none that can be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._linker: Linker | None = None

    def linker(self) -> Linker | None:
        """The linker of the file as it is now, or, for a large one just changed, as it was."""
        version = self._version()
        if version == self._seen:
            return self._linker
        with self._lock:
            if version == self._seen:
                return self._linker
            self._seen = version
            if version is None:
                self._linker = None
            elif version[1] <= READ_AT_ONCE_BYTES:
                self._read()
            else:
                threading.Thread(target=self._read, name="register", daemon=True).start()
        return self._linker

    def _version(self) -> tuple[int, int] | None:
        """When the file was last written, in nanoseconds, and its bytes; None without a file."""
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

    def _read(self) -> None:
        try:
            self._linker = Linker(load_register(self._path))
        except RegisterUnreadable as error:  # the doctor says it; pages go on without names
            logger.warning("%s %s", error.sentence, error.detail)
            self._linker = None


@cache
def _file(path: Path) -> RegisterFile:
    return RegisterFile(path)


def names_in(texts: Sequence[str], language: str = "") -> list[list[Mention]]:
    """For each text of one item the known names in it: whoever is named in one is likelier in the others.

    What was found of late is remembered by the texts' digest, for as long as the register stays the same.
    """
    linker = _file(Path(settings.REGISTER_PATH)).linker()
    if linker is None:
        return [[] for _ in texts]
    remembered = _remembered.setdefault(linker, {})
    digest = _digest(texts, language)
    found = remembered.get(digest)
    if found is None:
        if len(remembered) >= REMEMBERED:
            remembered.clear()
        found = remembered[digest] = _parted(linker.link(_BETWEEN.join(texts), language), texts)
    return found


def _digest(texts: Sequence[str], language: str) -> bytes:
    whole = json.dumps([language, *texts])
    return hashlib.blake2b(whole.encode("ascii"), digest_size=16).digest()


def _parted(mentions: Iterable[Mention], texts: Sequence[str]) -> list[list[Mention]]:
    """The mentions of all texts, given to each with its own places."""
    found: list[list[Mention]] = [[] for _ in texts]
    waiting = iter(mentions)
    mention = next(waiting, None)
    start = 0
    for number, text in enumerate(texts):
        while mention is not None and mention.start < start + len(text):
            found[number].append(replace(mention, start=mention.start - start, end=mention.end - start))
            mention = next(waiting, None)
        start += len(text) + len(_BETWEEN)
    return found


def highlights(mentions: Iterable[Mention], *, anchors: str = "") -> list[Highlight]:
    """Mentions as a page marks them; with `anchors`, the first of each entity gets the id `anchors`-number."""
    marked = []
    numbers: dict[str, int] = {}
    for mention in mentions:
        entity = mention.best.entity
        first = entity.id not in numbers
        number = numbers.setdefault(entity.id, len(numbers) + 1)
        anchor = f"{anchors}-{number}" if anchors and first else ""
        marked.append(Highlight(mention.start, mention.end, _told(mention), mention.ambiguous, anchor))
    return marked


def houses(mentions: Iterable[Mention]) -> list[str]:
    """House spellings of those whom the mentions name, each once, in order."""
    return list(dict.fromkeys(map(_who, mentions)))


def _who(mention: Mention) -> str:
    return " or ".join(candidate.entity.house for candidate in mention.candidates)


def _told(mention: Mention) -> str:
    """What a mark says to the pointer: who it can be, and of what kind, as plain words without direction controls."""
    return bare(" or ".join(f"{candidate.entity.house} ({candidate.entity.kind})" for candidate in mention.candidates))


def summary(of_title: Sequence[Mention], of_text: Sequence[Mention], *, anchors: str) -> list[Known]:
    """Who is named in an item, most often first; `anchors` as `highlights` of its text was given."""
    everyone = [*of_text, *of_title]
    mentions: dict[str, list[Mention]] = {}
    for mention in everyone:
        mentions.setdefault(mention.best.entity.id, []).append(mention)
    numbers = {entity_id: at for at, entity_id in enumerate(dict.fromkeys(m.best.entity.id for m in of_text), 1)}
    return [
        Known(
            house=found[0].best.entity.house,
            kind=found[0].best.entity.kind,
            count=len(found),
            others=_others(found),
            anchor=f"{anchors}-{numbers[entity_id]}" if entity_id in numbers else "",
        )
        for entity_id, found in sorted(mentions.items(), key=lambda item: -len(item[1]))
    ]


def _others(mentions: Sequence[Mention]) -> tuple[str, ...]:
    if not all(mention.ambiguous for mention in mentions):
        return ()
    return tuple(dict.fromkeys(candidate.entity.house for mention in mentions for candidate in mention.candidates[1:]))


def clip(names: Sequence[Highlight], start: int, end: int) -> list[Highlight]:
    """The highlights, or their parts, in `[start, end)` of a text, placed in that part; an anchor stays with the first.

    They come in the order of their places, and none lies in another.
    """
    first = bisect_right(names, start, key=attrgetter("end"))
    last = bisect_left(names, end, key=attrgetter("start"))
    return [
        replace(
            name,
            start=max(name.start, start) - start,
            end=min(name.end, end) - start,
            anchor=name.anchor if name.start >= start else "",
        )
        for name in names[first:last]
    ]
