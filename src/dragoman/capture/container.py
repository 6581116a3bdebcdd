"""The zip around a proof: members stored, not packed, in one fixed form.

One form for one content: so any altered byte of the wrapping is seen, nothing inside can unpack to gigabytes, and a browser
needs no inflating. Every zip tool opens it. Source: PKWARE APPNOTE 6.3.10, 4.3.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
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
    """A proof file's bytes. Raises: ProofUnreadable, not there, no file, or larger than any proof."""
    try:
        with path.open("rb") as file:
            whole = file.read(MAX_PROOF_BYTES + 1)
    except OSError as error:
        raise ProofUnreadable("The file cannot be read.", detail=str(error), subject=str(path)) from error
    if len(whole) > MAX_PROOF_BYTES:
        raise ProofUnreadable(f"The file is larger than {MAX_PROOF_BYTES // 1_000_000} MB: no proof is.", subject=str(path))
    return whole


def unwrap(whole: bytes) -> dict[str, bytes]:
    """The members by name, in order.

    Raises: ProofUnreadable, when it is no zip, or a zip that this program did not write, or one altered in any byte.
    """
    members: dict[str, bytes] = {}
    offset = 0
    while whole[offset : offset + 4] == b"PK\x03\x04":
        name, content, crc = _read_member(whole, offset)
        if name in members or len(members) >= MAX_MEMBERS:
            raise ProofUnreadable("The file holds a part twice, or too many parts.", detail=repr(name))
        if zlib.crc32(content) != crc:
            raise ProofUnreadable(f"The part {name!r} was altered: it does not match its checksum.", subject=name)
        members[name] = content
        offset += _LOCAL.size + len(name.encode()) + len(content)
    if not members:
        raise ProofUnreadable("This is no proof file: not a zip.")
    if wrap(members) != whole:
        raise ProofUnreadable("The file's zip wrapping was altered, or another program packed it anew.")
    return members


def _read_member(whole: bytes, offset: int) -> tuple[str, bytes, int]:
    if len(whole) < offset + _LOCAL.size:
        raise ProofUnreadable("The file ends inside a part.")
    _, _, _, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL.unpack_from(whole, offset)
    if method != 0 or packed != size or extra_length:
        raise ProofUnreadable("A part is packed in a way that proof files are not, so it is not opened.", detail=f"at {offset}")
    start = offset + _LOCAL.size + name_length
    if len(whole) < start + size:
        raise ProofUnreadable("The file ends inside a part.")
    try:
        name = whole[start - name_length : start].decode()
    except UnicodeDecodeError as error:
        raise ProofUnreadable("A part's name is no text.", detail=str(error)) from error
    return name, whole[start : start + size], crc
