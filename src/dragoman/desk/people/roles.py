"""Roles and their rights, in one table; each role is a Django group, each right a permission `people.<right>`."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    VIEW_DESK = "view_desk"
    MANAGE_SOURCES = "manage_sources"
    CAPTURE = "capture"
    DECIDE = "decide"
    TRANSLATE = "translate"
    REVIEW = "review"
    COMPOSE = "compose"
    PUBLISH = "publish"
    MANAGE_SUBSCRIBERS = "manage_subscribers"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_SETTINGS = "manage_settings"


RIGHTS: dict[Right, str] = {
    Right.VIEW_DESK: "Can see the desk",
    Right.MANAGE_SOURCES: "Can add and change sources",
    Right.CAPTURE: "Can capture addresses and hand in files",
    Right.DECIDE: "Can select, reject and flag items",
    Right.TRANSLATE: "Can write renderings",
    Right.REVIEW: "Can accept or send back other people's renderings",
    Right.COMPOSE: "Can write dispatches",
    Right.PUBLISH: "Can number and publish dispatches",
    Right.MANAGE_SUBSCRIBERS: "Can answer access requests and grant tiers",
    Right.MANAGE_PEOPLE: "Can manage staff and roles",
    Right.MANAGE_SETTINGS: "Can change the installation's settings",
}

ROLES: dict[str, frozenset[Right]] = {
    "monitor": frozenset({Right.VIEW_DESK, Right.DECIDE, Right.CAPTURE}),
    "translator": frozenset({Right.VIEW_DESK, Right.TRANSLATE}),
    "reviewer": frozenset({Right.VIEW_DESK, Right.REVIEW}),
    "researcher": frozenset({Right.VIEW_DESK, Right.CAPTURE}),
    "editor": frozenset({Right.VIEW_DESK, Right.COMPOSE}),
    "publisher": frozenset({Right.VIEW_DESK, Right.PUBLISH}),
    "subscriber manager": frozenset({Right.VIEW_DESK, Right.MANAGE_SUBSCRIBERS}),
    "administrator": frozenset(
        {Right.VIEW_DESK, Right.MANAGE_SOURCES, Right.CAPTURE, Right.MANAGE_PEOPLE, Right.MANAGE_SETTINGS}
    ),
}
# Who may open the CMS's own admin (dispatches, images, people, settings).
CMS_ROLES = frozenset({"editor", "publisher", "administrator"})
