"""Addresses of the workbench."""

from __future__ import annotations

from django.urls import URLPattern, path

from dragoman.desk.translate import draft_views, views

urlpatterns: list[URLPattern] = [
    path("translations/", views.translations, name="translations"),
    path("items/<int:item_id>/translate/", views.workbench, name="workbench"),
    path("segments/<int:segment_id>/write/", views.write, name="segment_write"),
    path("segments/<int:segment_id>/beside/", views.beside, name="segment_beside"),
    path("renderings/<int:rendering_id>/<str:act>/", views.act, name="rendering_act"),
    path("items/<int:item_id>/drafts/", draft_views.ask, name="drafts_ask"),
    path("drafts/<int:run_id>/", draft_views.progress, name="draft_progress"),
    path("drafts/<int:run_id>/stop/", draft_views.stop, name="draft_stop"),
    path("machine-drafts/<int:draft_id>/take/", draft_views.take, name="draft_take"),
]
