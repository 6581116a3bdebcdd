"""Addresses of the desk's first page."""

from __future__ import annotations

from django.urls import URLPattern, path

from dragoman.desk.ui import views

urlpatterns: list[URLPattern] = [path("", views.today, name="today")]
