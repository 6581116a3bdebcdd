"""Real time-stamping authorities on this machine: certificates and stamps by `openssl`, served on loopback."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

from cryptography import x509

from dragoman.capture.timestamps import load_roots

LONG_NAME = "/O=" + "Office of exact hours " * 2
NONCE = 0xFEDCBA9876543210
NOTE = b"dragoman.example/ledger\n3\nq0l0Fp1mJ2Wc1hB6vX1n8yJ1m8f9v0g0k7m5Tz2x5c8=\n"

_CONFIG = """
[req]
distinguished_name = name
prompt = no
[name]
CN = unused
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[stamps]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[pages]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
[ca]
default_ca = here
[here]
database = issued.txt
new_certs_dir = .
default_md = sha256
policy = any
rand_serial = yes
unique_subject = no
[any]
organizationName = optional
commonName = supplied
[authority]
serial = serial
signer_cert = signer.pem
signer_key = signer.key
certs = root.pem
signer_digest = sha256
default_policy = 1.3.6.1.4.1.32473.1
other_policies = 1.3.6.1.4.1.32473.2
digests = {digests}
accuracy = secs:1
ess_cert_id_alg = sha256
"""


def openssl(folder: Path, *arguments: str) -> bytes:
    """Run openssl in a folder; its standard output."""
    return subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True).stdout


@dataclass
class LocalAuthority:
    """A root certificate, and a signer that it issued, in a folder of their own.

    Attributes:
        signer: subject of the signer. DER sorts certificates by length first, and openssl puts the signer's first: with a name
            longer than the root's they come unsorted.
        lifetime: of the signer's certificate, from and until now plus this.
        digests: hashes that it accepts.
    """

    folder: Path
    signer: str = "/CN=Exact Hours"
    root: str = f"{LONG_NAME}/CN=Exact Hours Root"
    lifetime: tuple[timedelta, timedelta] = (timedelta(hours=-1), timedelta(days=1))
    digests: str = "sha256"
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "a.cnf").write_text(_CONFIG.format(digests=self.digests))
        (self.folder / "issued.txt").touch()
        (self.folder / "serial").write_text("01\n")
        openssl(
            self.folder, "req", "-x509", *_new_key("root"), "-out", "root.pem", "-days", "30", "-subj", self.root, *_use("root")
        )
        self.issue("signer", self.signer, "stamps")

    def issue(self, name: str, subject: str, purpose: str) -> None:
        """A certificate and its key as NAME.pem and NAME.key."""
        openssl(self.folder, "req", "-new", *_new_key(name), "-out", "asked.csr", "-subj", subject, "-config", "a.cnf")
        start, end = (f"{datetime.now(UTC) + step:%Y%m%d%H%M%SZ}" for step in self.lifetime)
        issuer = ("-cert", "root.pem", "-keyfile", "root.key", "-startdate", start, "-enddate", end)
        files = ("-in", "asked.csr", "-out", f"{name}.pem", "-notext", "-batch")
        openssl(self.folder, "ca", *issuer, *files, *_use(purpose))

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        return load_roots((self.folder / "root.pem").read_bytes())

    def answer(self, query: bytes, *, bare: bool = False) -> bytes:
        """A response, or a bare token."""
        with self._lock:  # one serial number at a time
            (self.folder / "query").write_bytes(query)
            form = ("-token_out",) if bare else ()
            return openssl(self.folder, "ts", "-reply", "-config", "a.cnf", "-section", "authority", "-queryfile", "query", *form)

    def accepts(self, response: bytes, note: bytes, *options: str) -> bool:
        """Whether openssl itself verifies a response."""
        (self.folder / "note").write_bytes(note)
        (self.folder / "response").write_bytes(response)
        command = ["openssl", "ts", "-verify", "-data", "note", "-in", "response", "-CAfile", "root.pem", *options]
        return subprocess.run(command, cwd=self.folder, check=False, capture_output=True).returncode == 0


def _new_key(name: str) -> tuple[str, ...]:
    return ("-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key")


def _use(extensions: str) -> tuple[str, ...]:
    return ("-config", "a.cnf", "-extensions", extensions)


class AuthorityServer:
    """Answers every POST with what `respond` makes of its body; counts them."""

    def __init__(self, respond: Callable[[bytes], bytes], *, status: int = 200) -> None:
        self.respond = respond
        self.status = status
        self.queries: list[tuple[str, bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.queries.append((self.headers["Content-Type"], body))
                answer = outer.respond(body)
                self.send_response(outer.status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/stamp"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
