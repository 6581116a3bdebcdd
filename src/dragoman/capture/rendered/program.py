"""The browser's program: found, and started so that nothing it does can reach a network.

It is given no network of its own: every name is unknown to it, and its proxy has such a name. Where the system allows it, the
process also runs in a network namespace without any interface. What a page asks for comes over the pipe, from us.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock

from dragoman.errors import BrowserUnavailable

NAMES = ("chromium", "chromium-browser", "google-chrome")
_PIPE_FROM_US, _PIPE_TO_US = 3, 4  # Source: Chromium, --remote-debugging-pipe
_FIRST_FREE = 10  # above both, so that neither end is overwritten before it is moved
_AN_EMOJI = "1f9d1"  # an adult's face: in every emoji font, and not among the few faces that text fonts have
_CAGE = ("unshare", "--user", "--map-current-user", "--net", "--")
_NO_NETWORK = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://nowhere.invalid:9",
    "--proxy-bypass-list=<-loopback>",  # loopback too goes to the proxy that is none
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # its name in older versions
    "--disable-quic",
    "--dns-prefetch-disable",
    "--no-pings",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-features=OptimizationHints,MediaRouter,DialMediaRouteProvider,Translate,AutofillServerCommunication",
)
_QUIET = (
    "--headless",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-default-apps",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--hide-scrollbars",
    "--mute-audio",
    "--password-store=basic",
    "--use-mock-keychain",
)


@dataclass(frozen=True)
class Program:
    """How the browser is run.

    Attributes:
        path: of a Chromium.
        sandbox: whether its renderers are locked in by Chromium's own sandbox. Root cannot have it.
        caged: whether the browser gets a network namespace of its own, in which there is nothing.
        heap_mb: JavaScript's memory in one page; a page that wants more ends.
    """

    path: str
    sandbox: bool = True
    caged: bool = False
    heap_mb: int = 512

    def arguments(self, folder: Path) -> list[str]:
        """The command line; `folder` is the browser's to fill."""
        own = [f"--user-data-dir={folder}", f"--js-flags=--max-old-space-size={self.heap_mb}"]
        if not self.sandbox:
            own.append("--no-sandbox")
        return [*(_CAGE if self.caged else ()), self.path, *_QUIET, *_NO_NETWORK, *own]


@dataclass
class Started:
    """A process, first of its group, and the two ends of its pipe."""

    pid: int
    to_browser: int
    from_browser: int
    _ending: Lock = field(default_factory=Lock, repr=False)
    _ended: bool = False

    def kill(self) -> None:
        """End the whole group, now and once: its number may be another's afterwards. Our ends of the pipe stay open."""
        with self._ending:
            if not self._ended:
                self._ended = True
                os.killpg(self.pid, signal.SIGKILL)  # the number is ours until we have waited for it
                os.waitpid(self.pid, 0)


def find_program() -> str | None:
    """The path of an installed Chromium; None when there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@cache
def cage_works() -> bool:
    """Whether this system lets us give a process a network namespace of its own."""
    found = shutil.which(_CAGE[0])
    if found is None:
        return False
    return subprocess.run([*_CAGE, "true"], capture_output=True, check=False, timeout=10).returncode == 0  # noqa: S603


def shows_emoji() -> bool:
    """Whether a font is installed that has them, as far as fontconfig's own program can tell; without it, nobody knows."""
    found = shutil.which("fc-list")
    if found is None:
        return True
    told = subprocess.run([found, f":charset={_AN_EMOJI}", "family"], capture_output=True, check=False, timeout=30)  # noqa: S603
    return told.returncode != 0 or bool(told.stdout.strip())


def start(program: Program, folder: Path) -> Started:
    """Run the browser. It ends by itself when our end of the pipe is closed. Raises: BrowserUnavailable."""
    arguments = program.arguments(folder)
    ours_in, theirs_out = os.pipe()
    theirs_in, ours_out = os.pipe()
    theirs = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE) for end in (theirs_in, theirs_out)]
    try:
        path = shutil.which(arguments[0]) or arguments[0]
        pid = os.posix_spawn(path, arguments, _environment(folder), file_actions=_file_actions(theirs), setpgroup=0)
    except OSError as error:
        os.close(ours_in)
        os.close(ours_out)
        raise BrowserUnavailable("The browser cannot be started.", detail=str(error), subject=program.path) from error
    finally:
        for end in (theirs_in, theirs_out, *theirs):
            os.close(end)
    return Started(pid, ours_out, ours_in)


def _file_actions(theirs: Sequence[int]) -> list[tuple[int, ...] | tuple[int, int, str, int, int]]:
    nowhere = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
    return [*nowhere, (os.POSIX_SPAWN_DUP2, theirs[0], _PIPE_FROM_US), (os.POSIX_SPAWN_DUP2, theirs[1], _PIPE_TO_US)]


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of ours: no secret of the desk stands in the environment of a process that runs strangers' programs."""
    kept = {
        name: os.environ[name] for name in ("PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH") if name in os.environ
    }
    return {**kept, "HOME": str(folder), "LANG": "C.UTF-8", "TZ": "UTC"}
