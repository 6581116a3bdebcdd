"""Find the browser."""

from __future__ import annotations

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_program() -> str | None:
    """The path of an installed Chromium; None when there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)
