"""Signed heads of the ledger: C2SP signed notes whose text is a checkpoint.

    desk.example/ledger
    1042
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — desk.example/ledger Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=

Keys are written as the Go note library writes them, so that other tools read ours: `name+id+base64` to check with,
`PRIVATE+KEY+name+id+base64` to sign with.

Source: C2SP signed-note; C2SP tlog-checkpoint; RFC 8032 (Ed25519).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dragoman.capture.tree import HASH_BYTES
from dragoman.errors import CheckpointInvalid

_ED25519 = b"\x01"
_ID_BYTES, _KEY_BYTES = 4, 32
_PRIVATE = "PRIVATE+KEY+"
_NAME = re.compile(r"[^\s+]{1,200}")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
MAX_NOTE_CHARS = 20_000


@dataclass(frozen=True)
class VerifierKey:
    """A public key with the name of who signs: what a reader pins."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_ID_BYTES]

    @property
    def text(self) -> str:
        """`name+id+base64`."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"


@dataclass(frozen=True)
class SigningKey:
    """A key that signs. `seed`: 32 random bytes, which nobody else may ever see."""

    name: str
    seed: bytes

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r})"

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self._private.public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """`PRIVATE+KEY+name+id+base64`."""
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{base64.b64encode(_ED25519 + self.seed).decode()}"

    def sign(self, message: bytes) -> bytes:
        """64 bytes of signature."""
        return self._private.sign(message)

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True)
class Checkpoint:
    """A head of the ledger. `origin` names the ledger, once and for all."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class Signature:
    """One signature line: who is said to have signed, the key's id, and the signature."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint with its signatures, none of which is checked yet.

    Attributes:
        text: the signed lines, extensions included.
        note: text and signatures, as they came.
    """

    checkpoint: Checkpoint
    text: str
    signatures: tuple[Signature, ...]
    note: str

    def is_signed_by(self, key: VerifierKey) -> bool:
        """Whether this key has signed exactly this text."""
        lines = [line for line in self.signatures if (line.name, line.key_id) == (key.name, key.id)]
        return len(lines) == 1 and is_valid(lines[0].signature, self.text.encode(), key.public)


def is_valid(signature: bytes, message: bytes, public: bytes) -> bool:
    """Whether this public key (32 bytes, Ed25519) has signed exactly this message. Anything malformed has not."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def sign_checkpoint(checkpoint: Checkpoint, keys: Sequence[SigningKey], *, extension: str = "") -> str:
    """The signed note.

    Args:
        extension: one more signed line, which other programs pass over.

    Raises: ValueError, when nobody signs or the origin cannot stand on a line.
    """
    if not keys or not _NAME.fullmatch(checkpoint.origin) or len(checkpoint.root) != HASH_BYTES:
        raise ValueError("a checkpoint needs an origin without spaces, a root and a key")
    if "\n" in extension:
        raise ValueError("an extension is one line")
    text = checkpoint.text + (f"{extension}\n" if extension else "")
    message = text.encode()
    lines = [f"— {key.name} {base64.b64encode(key.verifier.id + key.sign(message)).decode()}\n" for key in keys]
    return text + "\n" + "".join(lines)


def read_checkpoint(note: str) -> SignedCheckpoint:
    """Read a signed note that anyone may have written. Raises: CheckpointInvalid, when it is none of a checkpoint."""
    text, gap, rest = note.rpartition("\n\n")
    lines = rest.split("\n")
    if not gap or len(note) > MAX_NOTE_CHARS or lines.pop() != "" or not lines or re.search(r"[\x00-\x09\x0b-\x1f\x7f]", note):
        raise CheckpointInvalid("This is no signed checkpoint.")
    head = text.split("\n")
    if len(head) < 3 or not all(head) or not _SIZE.fullmatch(head[1]):
        raise CheckpointInvalid("The checkpoint's lines are not those of a checkpoint.")
    root = _decode(head[2])
    if len(root) != HASH_BYTES:
        raise CheckpointInvalid("The checkpoint's root is no SHA-256.")
    signatures = tuple(_read_signature(line) for line in lines)
    return SignedCheckpoint(Checkpoint(head[0], int(head[1]), root), f"{text}\n", signatures, note)


def _read_signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    signature = _decode(encoded)
    if dash != "—" or not _NAME.fullmatch(name) or len(signature) <= _ID_BYTES:
        raise CheckpointInvalid("A signature line of the checkpoint is malformed.", detail=line[:100])
    return Signature(name, signature[:_ID_BYTES], signature[_ID_BYTES:])


def read_verifier_key(text: str) -> VerifierKey:
    """Read `name+id+base64`. Raises: CheckpointInvalid."""
    key = VerifierKey(*_read_key(text.strip(), "This is no public key of a ledger (name+id+base64)."))
    if key.text != text.strip():
        raise CheckpointInvalid("The public key does not match its own id: a letter is wrong or missing.")
    return key


def read_signing_key(text: str) -> SigningKey:
    """Read `PRIVATE+KEY+name+id+base64`. Raises: CheckpointInvalid, with nothing of the key in it."""
    if not text.startswith(_PRIVATE):
        raise CheckpointInvalid("This is no signing key of a ledger.")
    key = SigningKey(*_read_key(text.strip().removeprefix(_PRIVATE), "This is no signing key of a ledger."))
    if key.text != text.strip():
        raise CheckpointInvalid("The signing key does not match its own id: it was altered.")
    return key


def _read_key(text: str, fault: str) -> tuple[str, bytes]:
    name, _, encoded = [*text.split("+", 2), "", ""][:3]
    key = _decode(encoded)
    if not _NAME.fullmatch(name) or len(key) != 1 + _KEY_BYTES or key[:1] != _ED25519:
        raise CheckpointInvalid(fault)
    return name, key[1:]


def _decode(encoded: str) -> bytes:
    """Base64 with its padding, strictly: one text for one content. Empty when it is not that."""
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return content if base64.b64encode(content).decode() == encoded else b""
