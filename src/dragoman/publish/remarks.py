"""What a public page says of what became of a quotation's source, in plain words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SourceRemark:
    """One dated remark beside a quotation.

    Attributes:
        state: changed, moved, away (the address leads to something else), gone or back.
        words_stand: the words quoted stand in the text that is there now; None where there is none.
        at: ISO 8601, UTC.
        moved_to: an address; empty when there is none.
    """

    state: str
    words_stand: bool | None
    at: str
    moved_to: str = ""

    @property
    def sentence(self) -> str:
        """What happened, for the reader of the quotation."""
        return self.of_source + _WORDS[self.state, self.words_stand]

    @property
    def of_source(self) -> str:
        """What happened, whatever was quoted."""
        return _SENTENCES[self.state]

    @property
    def holds(self) -> str:
        """How the desk's evidence stands to it."""
        if self.state == "back":
            return ""
        return "The quotation was taken from the copy captured before, which stays and can be checked as ever."


_SENTENCES = {
    "changed": "The source has changed this text since it was captured.",
    "moved": "The source has moved this text to another address.",
    "away": "The original address now leads to something else.",
    "gone": "The source has taken this text away: it stands no more at its address.",
    "back": "The text stands at the original address again as it was captured.",
}
_STAND = " The words quoted here still stand in it."
_DO_NOT_STAND = " The words quoted here no longer stand in it as they did."
_WORDS = {
    ("changed", True): _STAND,
    ("changed", False): _DO_NOT_STAND,
    ("moved", True): _STAND,
    ("moved", False): _DO_NOT_STAND,
    ("moved", None): "",
    ("away", None): "",
    ("gone", None): "",
    ("back", True): "",
}
