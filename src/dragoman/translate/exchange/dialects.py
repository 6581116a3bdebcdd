"""The names that XLIFF 1.2 and 2.1 have for the same things.

Source: OASIS XLIFF 1.2 (2008) and 2.1 (2018); the namespace of 2.1 is that of 2.0.
"""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.translate.exchange.units import State

# Name of the group of facts that are ours in a unit: the anchor, and what was sent.
GROUP = "dragoman"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
XML = "http://www.w3.org/XML/1998/namespace"
XML_LANG, XML_SPACE = f"{{{XML}}}lang", f"{{{XML}}}space"


@dataclass(frozen=True)
class Dialect:
    """One generation of the format.

    Attributes:
        key: `1.2` or `2`.
        version: what the file says of itself.
        written, read: states to words, and words to states. Words that are missing from `read` count as a draft.
    """

    key: str
    version: str
    namespace: str
    unit: str
    written: dict[State, str]
    read: dict[str, State]

    def tag(self, name: str) -> str:
        return f"{{{self.namespace}}}{name}"


XLIFF_1 = Dialect(
    key="1.2",
    version="1.2",
    namespace="urn:oasis:names:tc:xliff:document:1.2",
    unit="trans-unit",
    written={
        State.NEW: "new",
        State.DRAFT: "translated",
        State.SUBMITTED: "needs-review-translation",
        State.RETURNED: "needs-translation",
        State.ACCEPTED: "signed-off",
    },
    read={
        "new": State.NEW,
        "translated": State.DRAFT,
        "needs-review-translation": State.SUBMITTED,
        "needs-review-adaptation": State.SUBMITTED,
        "needs-review-l10n": State.SUBMITTED,
        "needs-translation": State.RETURNED,
        "signed-off": State.ACCEPTED,
        "final": State.ACCEPTED,
    },
)
XLIFF_2 = Dialect(
    key="2",
    version="2.1",
    namespace="urn:oasis:names:tc:xliff:document:2.0",
    unit="unit",
    written={
        State.NEW: "initial",
        State.DRAFT: "translated",
        State.SUBMITTED: "translated",
        State.RETURNED: "translated",
        State.ACCEPTED: "reviewed",
    },
    read={"initial": State.NEW, "translated": State.DRAFT, "reviewed": State.ACCEPTED, "final": State.ACCEPTED},
)
XLIFF_1_1 = "urn:oasis:names:tc:xliff:document:1.1"  # read as 1.2, which changed little
DIALECTS = {"1.2": XLIFF_1, "2.1": XLIFF_2}
BY_NAMESPACE = {
    XLIFF_1_1: XLIFF_1,
    XLIFF_1.namespace: XLIFF_1,
    XLIFF_2.namespace: XLIFF_2,
}
