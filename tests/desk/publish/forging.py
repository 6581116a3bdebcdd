"""Altering proof files as somebody does who knows the format: everything that can be made right again is."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from dragoman.capture.checkpoint import Checkpoint, SigningKey, sign_checkpoint
from dragoman.capture.container import unwrap, wrap
from dragoman.capture.ledger import Ledger
from dragoman.capture.proof_format import PROOF
from dragoman.capture.wacz import DIGEST, PACKAGE, digest, dump
from tests.capture import proofs

Content = dict[str, Any]
Change = Callable[[Content], object]
_KEY_INFO = bytes.fromhex("302a300506032b6570032100")  # Source: RFC 8410, 4


def content_of(proof: bytes) -> Content:
    """What `proof.json` says."""
    return dict(json.loads(unwrap(proof)[0][PROOF]))


def rewrap(proof: bytes, changed: dict[str, bytes]) -> bytes:
    """The parts anew with all digests made right. A signature is left out: without the key there can be none."""
    members = {**unwrap(proof)[0], **changed}
    package = json.loads(members[PACKAGE])
    for resource in package["resources"]:
        part = members[resource["path"]]
        resource["hash"], resource["bytes"] = digest(part), len(part)
    members[PACKAGE] = dump(package)
    members[DIGEST] = dump({"path": PACKAGE, "hash": digest(members[PACKAGE])})
    return wrap(members)


def forge(proof: bytes, change: Change) -> bytes:
    """`proof.json` changed, and the digests made right again."""
    content = content_of(proof)
    change(content)
    return rewrap(proof, {PROOF: json.dumps(content).encode()})  # escaped: half letters too can be written


def is_signed(proof: bytes) -> bool:
    """Whether the digests of the parts are said to be signed."""
    return b"signedData" in unwrap(proof)[0][DIGEST]


def sign(proof: bytes, key: SigningKey) -> bytes:
    """The same file, the digest of its package signed."""
    members = unwrap(proof)[0]
    package, hash_ = json.loads(members[PACKAGE]), digest(members[PACKAGE])
    signed = {
        "hash": hash_,
        "created": package["created"],
        "software": package["software"],
        "version": "0.1.0",
        "signature": base64.b64encode(key.sign(hash_.encode())).decode(),
        "publicKey": base64.b64encode(_KEY_INFO + key.verifier.public).decode(),
    }
    return wrap(members | {DIGEST: dump({"path": PACKAGE, "hash": hash_, "signedData": signed})})


def fork(content: Content) -> None:
    """The checkpoint of another ledger of the same size, signed by the desk."""
    content["ledger"]["checkpoint"] = sign_checkpoint(Checkpoint(proofs.KEY.name, 12, bytes(32)), [proofs.KEY])


def shorten(content: Content) -> None:
    """The desk's own earlier checkpoint, of before the capture."""
    ledger = Ledger()
    ledger.extend(bytes([number]) for number in range(3))
    content["ledger"]["checkpoint"] = sign_checkpoint(Checkpoint(proofs.KEY.name, 3, ledger.root()), [proofs.KEY])


def respell(content: Content) -> None:
    """The leaf with spaces in it: the same content in another form."""
    place = content["captures"][0]["ledger"]
    place["leaf"] = json.dumps(json.loads(place["leaf"]))


# What each changes; the links of the first quotation that must then fail are those that the Python verifier names.
STATEMENTS: dict[str, Change] = {
    "sentence": lambda c: c["quotations"][0]["body"].update(value="The spokesman denied it."),
    "no marks": lambda c: c["quotations"][0]["dragoman"]["marks"].clear(),
    "mark's place": lambda c: c["quotations"][0]["dragoman"]["marks"][0].update(start=5),
    "mark's kind": lambda c: c["quotations"][0]["dragoman"]["marks"][0].update(kind="scene"),
    "rendering": lambda c: c["quotations"][0]["dragoman"]["renderings"][0].update(text="He said no."),
    "words": lambda c: c["quotations"][0]["target"][0]["selector"][0].update(exact="كلام آخر"),
    "prefix": lambda c: c["quotations"][0]["target"][0]["selector"][0].update(prefix=""),
    "suffix": lambda c: c["quotations"][0]["target"][0]["selector"][0].update(suffix=""),
    "start": lambda c: c["quotations"][0]["target"][0]["selector"][1].update(start=9),
    "start before the text": lambda c: c["quotations"][0]["target"][0]["selector"][1].update(start=-1),
    "end after the text": lambda c: c["quotations"][0]["target"][0]["selector"][1].update(end=10**30),
    "source": lambda c: c["quotations"][0]["target"][0].update(source="http://elsewhere.example/"),
    "order": lambda c: c["quotations"][0]["target"].reverse(),
    "charset": lambda c: c["captures"][0].update(charset="windows-1255"),
    "charset's step": lambda c: c["captures"][0].update(charset_from="meta"),
    "text rule": lambda c: c["captures"][0].update(text_rule=2),
    "another capture": lambda c: c["quotations"][0]["dragoman"].update(capture=str(proofs.SECOND_ID)),
    "no such capture": lambda c: c["quotations"][0]["dragoman"].update(capture=str(UUID(int=9))),
    "payload's digest": lambda c: c["captures"][0].update(payload_sha256="0" * 64),
    "address": lambda c: c["captures"][0].update(url="http://news.example/other"),
    "time": lambda c: c["captures"][0].update(fetched="2026-11-19T09:30:00.123Z"),
    "status": lambda c: c["captures"][0].update(status=404),
    "capture's id": lambda c: c["captures"][0].update(id=str(UUID(int=8))),
    "record's digest": lambda c: c["captures"][0]["record"].update(sha256="0" * 64),
    "record's offset": lambda c: c["captures"][0]["record"].update(offset=-5),
    "record's length": lambda c: c["captures"][0]["record"].update(length=10**30),
    "record's file": lambda c: c["captures"][0]["record"].update(file="/etc/passwd"),
    "fork": fork,
    "earlier head": shorten,
    "another's place": lambda c: c["captures"][0].update(ledger=c["captures"][1]["ledger"]),
    "no place": lambda c: c["captures"][0].pop("ledger"),
    "path cut": lambda c: c["captures"][0]["ledger"]["path"].pop(),
    "path turned": lambda c: c["captures"][0]["ledger"]["path"].reverse(),
    "index": lambda c: c["captures"][0]["ledger"].update(index=4),
    "index below": lambda c: c["captures"][0]["ledger"].update(index=-1),
    "index above": lambda c: c["captures"][0]["ledger"].update(index=10**30),
    "empty leaf": lambda c: c["captures"][0]["ledger"].update(leaf="{}"),
    "leaf's form": respell,
    "no ledger": lambda c: c.pop("ledger"),
    "no note": lambda c: c["ledger"].update(checkpoint="nothing"),
    "size": lambda c: c["ledger"].update(checkpoint=c["ledger"]["checkpoint"].replace("\n12\n", "\n13\n")),
    "ledger's name": lambda c: c["ledger"].update(checkpoint=c["ledger"]["checkpoint"].replace("desk", "disk")),
    "key in the file": lambda c: c["ledger"].update(key=SigningKey(proofs.KEY.name, bytes(32)).verifier.text),
}
# What makes the whole proof unreadable.
UNREADABLE: dict[str, Change] = {
    "version": lambda c: c.update(version=2),
    "no quotation": lambda c: c["quotations"].clear(),
    "a capture twice": lambda c: c["captures"].append(c["captures"][0]),
    "half a letter": lambda c: c["quotations"][0]["body"].update(value="\ud800"),
    "a passage less": lambda c: c["quotations"][0]["target"].pop(),
    "a selector less": lambda c: c["quotations"][0]["target"][0]["selector"].pop(),
    "a text for a number": lambda c: c["captures"][0]["record"].update(offset="0"),
    "a list for the ledger": lambda c: c.update(ledger=[]),
    "a number for the note": lambda c: c["ledger"].update(checkpoint=7),
    "no key": lambda c: c["ledger"].pop("key"),
    "a text for the path": lambda c: c["captures"][0]["ledger"].update(path="x"),
    "a path of texts": lambda c: c["captures"][0]["ledger"].update(path=["x"]),
    "a path too long": lambda c: c["captures"][0]["ledger"].update(path=["0" * 64] * 65),
}
