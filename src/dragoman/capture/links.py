"""One link of the chain, as a verification found it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LinkName = Literal["file", "quotation", "text", "bytes", "ledger", "checkpoint", "time"]
# `self-asserted`: it agrees with itself, but nobody outside the file vouches for it.
State = Literal["held", "failed", "not-present", "self-asserted"]


@dataclass(frozen=True)
class Link:
    """One link of the chain, and in a sentence what was found."""

    name: LinkName
    state: State
    sentence: str
