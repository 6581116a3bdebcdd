"""Fictional answers of web servers, as they came: what walls look like, and honest short pages. A folder is the kind expected."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "wall_pages"
PAGE = "page"


@dataclass(frozen=True)
class Answer:
    """One answer: `kind` is the wall that it is, or `page`."""

    kind: str
    name: str
    status: int
    headers: tuple[tuple[str, str], ...]
    source: str

    @property
    def content_type(self) -> str:
        return dict(self.headers)["Content-Type"]

    @property
    def body(self) -> bytes:
        """The page in the charset that its header names; the files themselves are UTF-8."""
        _, _, charset = self.content_type.partition("charset=")
        return self.source.encode(charset or "utf-8")


def answers() -> list[Answer]:
    """All of them, by kind and name."""
    return [_read(path) for path in sorted(FOLDER.glob("*/*.http"))]


def answer(kind: str, name: str) -> Answer:
    """One of them."""
    return _read(FOLDER / kind / f"{name}.http")


def _read(path: Path) -> Answer:
    head, _, source = path.read_text("utf-8").partition("\n\n")
    status, *fields = head.split("\n")
    headers = tuple((name, value) for name, _, value in (field.partition(": ") for field in fields))
    return Answer(path.parent.name, path.stem, int(status.split()[1]), headers, source)
