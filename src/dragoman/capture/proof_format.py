"""The parts of `proof.json` that writer and verifier must agree on to the letter. Small, because the verifier loads it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dragoman.capture.selectors import Selector
from dragoman.text import marks

VERSION = 1
PROOF = "proof/proof.json"  # in a folder: `wacz validate` refuses a file of its own beside datapackage.json


def describe_selector(selector: Selector) -> list[dict[str, Any]]:
    """The two selectors of one passage, as the standard has them."""
    return [
        {"type": "TextQuoteSelector", "exact": selector.exact, "prefix": selector.prefix, "suffix": selector.suffix},
        {"type": "TextPositionSelector", "start": selector.start, "end": selector.end},
    ]


def describe_marks(text: str) -> list[dict[str, Any]]:
    """The typed marks of a published sentence, in order, `[start, end)` in code points."""
    return [
        {"kind": run.kind, "text": run.text, "start": run.start, "end": run.end}
        for run in marks.parse(text)
        if run.kind != "words"
    ]


def describe_time(moment: datetime) -> str:
    """ISO 8601 in UTC, with as many digits of a second as there are."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
