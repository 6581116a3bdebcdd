"""The words and signs of every state, in one table."""

from __future__ import annotations

# state → (sign, word)
STATES: dict[str, tuple[str, str]] = {
    "new": ("●", "New"),
    "selected": ("✓", "Selected"),
    "rejected": ("✕", "Rejected"),
    "flagged": ("⚑", "Flagged"),
    "machine": ("⚙", "Machine’s draft"),
    "draft": ("✎", "Draft"),
    "submitted": ("◔", "Waiting for review"),
    "translating": ("◐", "In translation"),
    "accepted": ("✔", "Accepted"),
    "reviewed": ("✔", "Reviewed"),
    "returned": ("↩", "Sent back"),
    "superseded": ("⊘", "Superseded"),
    "published": ("■", "Published"),
    "withdrawn": ("⊘", "Withdrawn"),
    "found": ("○", "Found"),
    "captured": ("✓", "Captured"),
    "stored": ("✓", "Stored"),
    "unchanged": ("=", "Unchanged"),
    "changed": ("≠", "Changed"),
    "moved": ("→", "Moved"),
    "waiting": ("…", "Waiting"),
    "failed": ("▲", "Failed"),
    "gone": ("⊘", "Gone"),
    "walled": ("▲", "Not the page"),
    "missing": ("○", "Not translated"),
}
# outcomes of polls and captures (codes of the error tree) in a monitor's words
OUTCOMES: dict[str, str] = {
    "new": "something new",
    "unchanged": "nothing new",
    "stored": "stored",
    "address-refused": "address not allowed",
    "unreachable": "could not be reached",
    "too-slow": "took too long",
    "too-large": "too large",
    "refused": "refused by the server",
    "not-a-feed": "not a feed",
    "no-main-text": "no main text",
    "bot-wall": "a robot check, a log-in or a refusal stood in the way",
    "empty-shell": "an empty shell without its text",
    "waiting": "waiting for the browser",
    "cut": "stored, but not whole",
    "browser-unavailable": "no browser",
    "browser-lost": "the page brought the browser down",
    "page-hung": "the page never came to rest",
    "archive-unwritable": "the archive could not be written",
}
GOOD_OUTCOMES = frozenset({"new", "unchanged", "stored"})


def sign_and_word(state: str) -> tuple[str, str]:
    """Sign and word of a state; an unknown state keeps its raw name."""
    return STATES.get(state, ("·", state.replace("-", " ")))


def outcome_words(outcome: str) -> str:
    """An outcome in a monitor's words; an unknown one keeps its raw name."""
    return OUTCOMES.get(outcome, outcome.replace("-", " "))
