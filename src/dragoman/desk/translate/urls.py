"""Addresses of the workbench."""

from __future__ import annotations

from django.urls import URLPattern, path

from dragoman.desk.translate import views

urlpatterns: list[URLPattern] = [
    path("translations/", views.translations, name="translations"),
    path("items/<int:item_id>/translate/", views.workbench, name="workbench"),
    path("segments/<int:segment_id>/write/", views.write, name="segment_write"),
    path("renderings/<int:rendering_id>/<str:act>/", views.act, name="rendering_act"),
]
