"""Run a command that ends when the process that started it ends: `tether.py PARENT-PID COMMAND...`.

A file on its own, run as a script with nothing but the standard library: it costs a few milliseconds and is then
replaced by the command. Linux sends the command SIGTERM when its parent dies, even by SIGKILL; elsewhere it just runs.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # Source: prctl(2)


def main(parent: int, command: list[str]) -> None:
    """Tie this process to its parent, then become the command."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the tie was made
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
