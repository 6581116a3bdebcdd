"""Dispatches and series in the CMS's admin: lists, history, locks, workflow. The text is written at /desk/dispatches/."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet, SnippetViewSetGroup

from dragoman.desk.compose.models import Dispatch, Series
from dragoman.desk.compose.permissions import DispatchPermissionPolicy


class DispatchCreateView(CreateView):  # type: ignore[misc]
    """Stamps a new dispatch with who began it and when."""

    def save_instance(self) -> Dispatch:
        now = timezone.now()
        instance = self.form.instance
        instance.created_by, instance.created_at, instance.changed_at = self.request.user, now, now
        saved: Dispatch = super().save_instance()
        return saved


class DispatchEditView(EditView):  # type: ignore[misc]
    """Our rows are the working text, published or not: every save reaches them."""

    def save_instance(self) -> Dispatch:
        self.form.instance.changed_at = timezone.now()
        saved: Dispatch = super().save_instance()
        if saved.live:
            saved.save()
            self.form.save_m2m()
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
