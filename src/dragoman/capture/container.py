"""The zip around a proof: members stored, not packed, in one fixed form.

One form for one content: so any altered byte of the wrapping is seen, and a browser needs no inflating. Every zip tool opens
it. Source: PKWARE APPNOTE 6.3.10, 4.3.
"""

from __future__ import annotations

import io
import stat
import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from dragoman.errors import ProofUnreadable

MAX_PROOF_BYTES = 200_000_000
MAX_MEMBERS = 100
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION = 20
_UNIX = 3 << 8
_UTF8_NAME = 0x0800
_DATE = 0x0021  # 1980-01-01: when a member was written says nothing
_FEW_BYTES = 8  # packing anew changes date and flags of every member: more than these
_FILE_MODE = 0o100644 << 16


def wrap(members: Mapping[str, bytes]) -> bytes:
    """The zip file of these members, in their order. The same members always give the same bytes."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, content in members.items():
        raw_name, crc = name.encode(), zlib.crc32(content)
        common = (_VERSION, _UTF8_NAME, 0, 0, _DATE, crc, len(content), len(content), len(raw_name))
        local = _LOCAL.pack(b"PK\x03\x04", *common, 0) + raw_name
        directory.append(_CENTRAL.pack(b"PK\x01\x02", _UNIX | _VERSION, *common, 0, 0, 0, 0, _FILE_MODE, offset) + raw_name)
        pieces += [local, content]
        offset += len(local) + len(content)
    central = b"".join(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(directory), len(directory), len(central), offset, 0)
    return b"".join([*pieces, central, end])


def read_file(path: Path) -> bytes:
    """A proof file's bytes. Raises: ProofUnreadable, not there, no ordinary file, or larger than any proof."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for, for ever
            raise ProofUnreadable("This is no ordinary file.", subject=str(path))
        if found.st_size > MAX_PROOF_BYTES:
            limit = MAX_PROOF_BYTES // 1_000_000
            raise ProofUnreadable(f"The file is larger than {limit} MB: no proof is.", subject=str(path))
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise ProofUnreadable("The file cannot be read.", detail=str(error), subject=str(path)) from error


def unwrap(whole: bytes) -> tuple[dict[str, bytes], bool]:
    """The members by name, in order; and whether the wrapping is the one form that `wrap` gives.

    Another program may have packed the members anew: their content is what counts, and has its own digests. But our own form
    with a few bytes altered is refused.

    Raises: ProofUnreadable, when it is no zip, is damaged, or would unpack to more than any proof.
    """
    try:
        members = _read_own_form(whole)
        _check_names(list(members))
    except _OtherForm:
        members = read_any_zip(whole)
        own = wrap(members)
        if len(own) == len(whole) and sum(map(int.__ne__, own, whole)) <= _FEW_BYTES:
            raise ProofUnreadable("The file's zip wrapping was altered.") from None
        return members, False
    return members, True


class _OtherForm(Exception):
    """Not the form that `wrap` gives."""


def _read_own_form(whole: bytes) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    offset = 0
    while whole[offset : offset + 4] == b"PK\x03\x04":
        name, content, crc = _read_member(whole, offset)
        if name in members:
            raise _OtherForm
        if zlib.crc32(content) != crc:
            raise ProofUnreadable(f"The part {name!r} was altered: it does not match its checksum.", subject=name)
        members[name] = content
        offset += _LOCAL.size + len(name.encode()) + len(content)
    if wrap(members) != whole:
        raise _OtherForm
    return members


def _read_member(whole: bytes, offset: int) -> tuple[str, bytes, int]:
    if len(whole) < offset + _LOCAL.size:
        raise _OtherForm
    _, _, _, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL.unpack_from(whole, offset)
    start = offset + _LOCAL.size + name_length
    if method != 0 or packed != size or extra_length or len(whole) < start + size:
        raise _OtherForm
    try:
        name = whole[start - name_length : start].decode()
    except UnicodeDecodeError:
        raise _OtherForm from None
    return name, whole[start : start + size], crc


def read_any_zip(whole: bytes) -> dict[str, bytes]:
    """Members of a zip that anyone wrote, within bounds. Raises: ProofUnreadable."""
    import lzma
    import zipfile

    damaged = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, struct.error, lzma.LZMAError)
    try:
        with zipfile.ZipFile(io.BytesIO(whole)) as file:
            parts = [part for part in file.infolist() if not part.is_dir()]
            _check_bounds([(part.filename, part.file_size) for part in parts])
            _check_names([part.filename for part in parts])
            return {part.filename: file.read(part) for part in parts}
    except (*damaged, zlib.error, OverflowError, IndexError) as error:
        raise ProofUnreadable("This is no proof file, or a damaged one.", detail=f"{type(error).__name__}: {error}") from error


def _check_bounds(parts: Sequence[tuple[str, int]]) -> None:
    if len(parts) > MAX_MEMBERS or sum(size for _, size in parts) > MAX_PROOF_BYTES:
        raise ProofUnreadable("The file would unpack to more than any proof holds, so it is not opened.")


def _check_names(names: Sequence[str]) -> None:
    """No name may lead out of the folder that somebody unpacks into, nor be another's on any disk."""
    for name in names:
        steps = name.split("/")
        if not name.isprintable() or "\\" in name or ":" in name or any(step in ("", ".", "..") for step in steps):
            raise ProofUnreadable("The file holds a part with a name that leads elsewhere.", detail=ascii(name)[:200])
    if len({name.casefold() for name in names}) != len(names):
        raise ProofUnreadable("The file holds a part twice.")
