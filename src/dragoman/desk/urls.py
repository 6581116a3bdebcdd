"""Addresses: the public site at the root, the desk under /desk/, the CMS's admin under /cms/."""

from __future__ import annotations

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

handler500 = "dragoman.desk.ui.plain_errors.server_error"

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("desk/", include("dragoman.desk.ui.urls")),
    path("desk/", include("dragoman.desk.watch.urls")),
    path("desk/", include("dragoman.desk.capture.urls")),
    path("desk/", include("dragoman.desk.read.urls")),
    path("desk/", include("dragoman.desk.item_views")),
    path("desk/", include("dragoman.desk.translate.urls")),
    path("desk/", include("dragoman.desk.compose.urls")),
    path("ledger/", include("dragoman.desk.capture.ledger_urls")),
    path("", include("dragoman.desk.publish.urls")),
]
