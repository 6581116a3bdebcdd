"""Addresses of the captures."""

from __future__ import annotations

from django.urls import URLPattern, path

from dragoman.desk.capture import views

urlpatterns: list[URLPattern] = [
    path("captures/", views.recent, name="captures"),
    path("captures/<uuid:capture_id>/", views.capture, name="capture"),
    path("captures/<uuid:capture_id>/record/", views.record, name="capture_record"),
]
