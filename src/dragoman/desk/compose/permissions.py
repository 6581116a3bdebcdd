"""What the roles may do with dispatches, series and pictures in the CMS's own admin.

Nobody may publish there: numbering, pre-rendering and proof belong together, and only `publish.services` does them.
"""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import AnonymousUser, Group, Permission
from wagtail.models import Collection, GroupCollectionPermission
from wagtail.permission_policies import ModelPermissionPolicy

from dragoman.desk.people.models import User

MODEL_PERMISSIONS: dict[str, frozenset[str]] = {
    "editor": frozenset({"add_dispatch", "change_dispatch", "view_dispatch", "lock_dispatch", "view_series"}),
    "publisher": frozenset({"view_dispatch", "lock_dispatch", "unlock_dispatch", "add_series", "change_series", "view_series"}),
    "administrator": frozenset({"view_dispatch", "unlock_dispatch", "view_series"}),
}
PICTURE_PERMISSIONS: dict[str, frozenset[str]] = {
    "editor": frozenset({"add_image", "choose_image"}),
    "publisher": frozenset({"add_image", "change_image", "choose_image"}),
}


class DispatchPermissionPolicy(ModelPermissionPolicy):  # type: ignore[misc]
    """The model's permissions, except that no one publishes, unpublishes or deletes through the CMS."""

    _NEVER = frozenset({"publish", "delete"})

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        return action not in self._NEVER and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: User | AnonymousUser, actions: list[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


def sync_cms_permissions() -> None:
    """Make every role's group hold exactly these permissions; runs after each migration."""
    create_permissions(apps.get_app_config("compose"), verbosity=0)
    create_permissions(apps.get_app_config("wagtailimages"), verbosity=0)
    ours = {p.codename: p for p in Permission.objects.filter(content_type__app_label="compose")}
    root = Collection.objects.filter(depth=1).first()
    images = {
        p.codename: p for p in Permission.objects.filter(content_type__app_label="wagtailimages", content_type__model="image")
    }
    for role, names in MODEL_PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=role)
        others = group.permissions.exclude(content_type__app_label="compose")
        group.permissions.set([*others, *(ours[name] for name in sorted(names))])
    for role, names in PICTURE_PERMISSIONS.items() if root else ():
        group, _ = Group.objects.get_or_create(name=role)
        for name in names & set(images):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=images[name])
