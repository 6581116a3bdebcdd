"""pywb, the archive world's replay, serving one proof file on loopback from a process and an environment of its own."""

from __future__ import annotations

import http.client
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.programs import program

# What pywb's `wayback` does, but for one thing: it says which port the system chose.
_SERVE = """
from pywb.apps.cli import WaybackCli
from gevent.pywsgi import WSGIServer
from pywb.utils.geventserver import RequestURIWSGIHandler
server = WSGIServer(("127.0.0.1", 0), WaybackCli(args=[]).application, handler_class=RequestURIWSGIHandler, log=None)
server.start()
print("port", server.server_port, flush=True)
server.serve_forever()
"""


@dataclass(frozen=True)
class Answer:
    """What the replay answered; `body` as it came over the wire, content coding and all."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Replay:
    """A running replay, whose collection `proof` holds one proof file."""

    port: int

    def get(self, url: str, stamp: str, modifier: str) -> Answer:
        """A captured address. `modifier` as pywb has them: `id_` gives it as captured, `mp_` rewritten for viewing."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", f"/proof/{stamp}{modifier}/{url}", headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
            answer = connection.getresponse()
            headers = {name.lower(): text for name, text in answer.getheaders()}
            return Answer(answer.status, headers, answer.read())
        finally:
            connection.close()


@contextmanager
def replaying(proof: Path, folder: Path) -> Iterator[Replay]:
    """Serve a proof file's records from `folder`, found through the proof file's own index."""
    manager = program("replay", "wb-manager")
    for command in (["init", "proof"], ["add", "--unpack-wacz", "proof", str(proof)]):
        subprocess.run([manager, *command], cwd=folder, check=True, capture_output=True)
    log = folder / "replay.log"
    with log.open("wb") as errors:
        server = subprocess.Popen(
            [program("replay", "python"), "-c", _SERVE], cwd=folder, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    with server:
        try:
            assert server.stdout is not None
            said = next((line for line in server.stdout if line.startswith("port ")), "")
            assert said, log.read_text()
            yield Replay(int(said.split()[1]))
        finally:
            server.terminate()
