"""Addresses of the captures."""

from __future__ import annotations

from django.urls import URLPattern, path

from dragoman.desk.capture import replay_views, views

urlpatterns: list[URLPattern] = [
    path("captures/", views.recent, name="captures"),
    path("captures/<uuid:capture_id>/", views.capture, name="capture"),
    path("captures/<uuid:capture_id>/record/", views.record, name="capture_record"),
    path("captures/<uuid:capture_id>/page/", replay_views.page, name="capture_page"),
    path("captures/<uuid:capture_id>/replay/", replay_views.document, name="capture_replay"),
    path("captures/<uuid:capture_id>/view/", replay_views.view, name="capture_view"),
]
