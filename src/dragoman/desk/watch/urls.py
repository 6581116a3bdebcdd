"""Addresses of the register of sources."""

from __future__ import annotations

from django.urls import URLPattern, path

from dragoman.desk.watch import views

urlpatterns: list[URLPattern] = [
    path("sources/", views.sources, name="sources"),
    path("sources/add/", views.source_add, name="source_add"),
    path("sources/<slug:slug>/", views.source, name="source"),
    path("sources/<slug:slug>/poll/", views.poll_now, name="source_poll"),
    path("sources/<slug:slug>/rendering/", views.rendering, name="source_rendering"),
    path("sources/<slug:slug>/sensitivity/", views.sensitivity, name="source_sensitivity"),
]
