"""What custody tells of, and the acts it knows. An act that a later version added is still read, and shown as it is written."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What an entry can be about."""

    SOURCE = "source"
    ENTRY = "entry"  # an address handed in, before anything of it was captured
    CAPTURE = "capture"
    ITEM = "item"
    DISPATCH = "dispatch"
    SERIES = "series"
    PERSON = "person"
    DESK = "desk"  # the installation itself: keys, restored backups


class Action(StrEnum):
    """What somebody did."""

    SOURCE_ADDED = "source-added"
    SOURCE_CHANGED = "source-changed"
    ENDPOINT_ADDED = "endpoint-added"
    SENSITIVITY_CHANGED = "sensitivity-changed"
    POLL_ASKED = "poll-asked"
    CAPTURE_ASKED = "capture-asked"
    FILE_HANDED_IN = "file-handed-in"
    RENDERED_CAPTURE_ASKED = "rendered-capture-asked"
    RENDERED_CAPTURE_MADE = "rendered-capture-made"
    SELECTED = "selected"
    REJECTED = "rejected"
    PUT_BACK = "put-back"
    FLAGGED = "flagged"
    UNFLAGGED = "unflagged"
    TAKEN_FOR_PAGE = "taken-for-page"  # what the program, or somebody else, took for a wall
    TAKEN_FOR_WALL = "taken-for-wall"
    RENDERING_BEGUN = "rendering-begun"
    RENDERING_SUBMITTED = "rendering-submitted"
    RENDERING_TAKEN_BACK = "rendering-taken-back"
    RENDERING_ACCEPTED = "rendering-accepted"
    RENDERING_SENT_BACK = "rendering-sent-back"
    DRAFTS_ASKED = "drafts-asked"
    HANDED_OUT = "handed-out"  # for another translation tool
    TAKEN_IN = "taken-in"
    SERIES_OPENED = "series-opened"
    SERIES_CHANGED = "series-changed"
    DISPATCH_BEGUN = "dispatch-begun"
    HEAD_CHANGED = "head-changed"
    PASSAGE_ADDED = "passage-added"
    PASSAGE_CHANGED = "passage-changed"
    PASSAGE_MOVED = "passage-moved"
    PASSAGE_REMOVED = "passage-removed"
    EXCERPT_ADDED = "excerpt-added"
    EXCERPT_CHANGED = "excerpt-changed"
    EXCERPT_RENEWED = "excerpt-renewed"
    NOTE_CHANGED = "note-changed"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    PERSON_ADDED = "person-added"
    PERSON_CHANGED = "person-changed"
    ROLES_CHANGED = "roles-changed"
    PERSON_REMOVED = "person-removed"
    KEY_MADE = "key-made"
    KEY_ROTATED = "key-rotated"
    PROOF_MADE_AGAIN = "proof-made-again"
    CAPTURED_AGAIN = "captured-again"
    FOUND_CHANGED = "found-changed"  # at its own address, after it was captured
    FOUND_MOVED = "found-moved"
    FOUND_AWAY = "found-away"
    FOUND_GONE = "found-gone"
    FOUND_AGAIN = "found-again"
    RENDERINGS_CARRIED = "renderings-carried"
    REMARKED = "remarked"
    REMARKS_SEEN = "remarks-seen"
    RESTORED = "restored"


_WORDS: dict[str, str] = {
    Action.POLL_ASKED: "asked for a poll",
    Action.CAPTURE_ASKED: "asked for a capture",
    Action.FILE_HANDED_IN: "handed in a file",
    Action.RENDERED_CAPTURE_ASKED: "asked for a rendered capture",
    Action.RENDERED_CAPTURE_MADE: "rendered in a browser",
    Action.PUT_BACK: "put back in the queue",
    Action.UNFLAGGED: "flag removed",
    Action.TAKEN_FOR_PAGE: "said to be the page itself",
    Action.TAKEN_FOR_WALL: "said to be only a notice in the page's place",
    Action.DRAFTS_ASKED: "asked an engine for drafts",
    Action.HANDED_OUT: "exported for another translation tool",
    Action.TAKEN_IN: "imported from another translation tool",
    Action.HEAD_CHANGED: "title or head changed",
    Action.EXCERPT_CHANGED: "excerpt changed or cut",
    Action.EXCERPT_RENEWED: "newer renderings quoted",
    Action.CORRECTED: "correction published",
    Action.KEY_MADE: "signing key made",
    Action.KEY_ROTATED: "signing key changed",
    Action.RESTORED: "restored from a backup",
    Action.FOUND_CHANGED: "found changed at the source",
    Action.FOUND_MOVED: "found moved to another address",
    Action.FOUND_AWAY: "found leading to something else",
    Action.FOUND_GONE: "found gone at the source",
    Action.FOUND_AGAIN: "found at its address again",
    Action.RENDERINGS_CARRIED: "accepted renderings carried to a new version",
    Action.REMARKED: "remark on a quotation's source published",
    Action.REMARKS_SEEN: "remarks taken note of",
}


def words(action: str) -> str:
    """An act as a person says it, without a capital: `rendering accepted`."""
    return _WORDS.get(action, action.replace("-", " "))
