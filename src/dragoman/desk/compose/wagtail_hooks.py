"""Dispatches and series in the CMS's admin: lists, history, locks, workflow. The text is written at /desk/dispatches/."""

from __future__ import annotations

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet, SnippetViewSetGroup

from dragoman.capture.custody.actions import Action, Kind
from dragoman.desk.compose.custody import Done, record_done
from dragoman.desk.compose.models import Dispatch, Series
from dragoman.desk.compose.permissions import DispatchPermissionPolicy
from dragoman.desk.custody import services as custody
from dragoman.desk.people.models import User
from dragoman.desk.people.services import record_account


class DispatchCreateView(CreateView):  # type: ignore[misc]
    """Stamps a new dispatch with who began it and when, and the desk's language."""

    def save_instance(self) -> Dispatch:
        now = timezone.now()
        instance = self.form.instance
        instance.created_by, instance.created_at, instance.changed_at = self.request.user, now, now
        instance.language = settings.TARGET_LANGUAGE
        with transaction.atomic():
            saved: Dispatch = super().save_instance()
            record_done(self.request.user, saved, Done(Action.DISPATCH_BEGUN), now)
        return saved


class DispatchEditView(EditView):  # type: ignore[misc]
    """Our rows are the working text, published or not: every save reaches them."""

    def save_instance(self) -> Dispatch:
        now = self.form.instance.changed_at = timezone.now()
        with transaction.atomic():
            saved: Dispatch = super().save_instance()
            if saved.live:
                saved.save()
                self.form.save_m2m()
            if self.form.changed_data:
                record_done(self.request.user, saved, Done(Action.HEAD_CHANGED, {"changed": self.form.changed_data}), now)
        return saved


class DispatchViewSet(SnippetViewSet):  # type: ignore[misc]
    """Dispatches."""

    model = Dispatch
    icon = "doc-full"
    menu_label = "Dispatches"
    add_view_class = DispatchCreateView
    edit_view_class = DispatchEditView
    list_display = ["title", Column("designation", label="Number"), "date", "tier"]
    list_filter = ["series", "tier"]
    search_fields = ["title"]
    panels = [
        FieldPanel("title"),
        MultiFieldPanel(
            [FieldPanel("series"), FieldPanel("date"), FieldPanel("subjects"), FieldPanel("tier")], heading="Dispatch"
        ),
        FieldPanel("picture"),
        FieldPanel("slug"),
    ]

    @property
    def permission_policy(self) -> ModelPermissionPolicy:
        return DispatchPermissionPolicy(self.model)


class SeriesViewSet(SnippetViewSet):  # type: ignore[misc]
    """Series. The last number given is shown, never changed."""

    model = Series
    icon = "list-ol"
    menu_label = "Series"
    list_display = ["name", "prefix", "last_number"]
    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("prefix"), FieldPanel("last_number", read_only=True)]


class PublishingGroup(SnippetViewSetGroup):  # type: ignore[misc]
    """The desk's own entries in the CMS's menu."""

    items = (DispatchViewSet, SeriesViewSet)
    menu_label = "Dispatches"
    menu_icon = "doc-full"
    menu_order = 100


register_snippet(PublishingGroup)


@hooks.register("construct_main_menu")  # type: ignore[untyped-decorator]
def hide_what_we_do_not_use(request: HttpRequest, menu_items: list[object]) -> None:  # noqa: ARG001
    """Pages of the CMS are no part of Dragoman."""
    menu_items[:] = [item for item in menu_items if getattr(item, "name", "") not in ("explorer", "documents")]


@hooks.register("after_create_snippet")  # type: ignore[untyped-decorator]
def record_new_series(request: HttpRequest, instance: models.Model) -> None:
    """Series are opened here, or by compose's services."""
    _record_series(request, instance, Action.SERIES_OPENED)


@hooks.register("after_edit_snippet")  # type: ignore[untyped-decorator]
def record_changed_series(request: HttpRequest, instance: models.Model) -> None:
    """Its name, its address, or what is printed before its numbers."""
    _record_series(request, instance, Action.SERIES_CHANGED)


@transaction.atomic
def _record_series(request: HttpRequest, instance: models.Model, action: Action) -> None:
    if isinstance(instance, Series) and isinstance(request.user, User):
        custody.record(by=request.user, action=action, on=(Kind.SERIES, instance.pk), detail={"slug": instance.slug})


@hooks.register("after_create_user")  # type: ignore[untyped-decorator]
def record_new_account(request: HttpRequest, user: User) -> None:
    """Accounts are made here, or by `dragoman person`."""
    record_account(by=_by(request), action=Action.PERSON_ADDED, person_id=user.pk, person=user)


@hooks.register("after_edit_user")  # type: ignore[untyped-decorator]
def record_changed_account(request: HttpRequest, user: User) -> None:
    """Roles, and whether the account may sign in."""
    record_account(by=_by(request), action=Action.PERSON_CHANGED, person_id=user.pk, person=user)


@hooks.register("after_delete_user")  # type: ignore[untyped-decorator]
def record_removed_account(request: HttpRequest, user: User) -> None:  # noqa: ARG001 -- it has no id any more
    """The account is gone; what it did stays."""
    assert request.resolver_match is not None
    record_account(by=_by(request), action=Action.PERSON_REMOVED, person_id=int(request.resolver_match.kwargs["pk"]))


def _by(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
