"""Addresses of the public site, and of publishing at the desk."""

from __future__ import annotations

from django.urls import path

from dragoman.desk.publish import desk_views, views

urlpatterns = [
    path("", views.home, name="public_home"),
    path("feed.atom", views.feed, name="public_feed"),
    path("robots.txt", views.robots, name="robots"),
    path("how-to-check/", views.check_us, name="public_check_us"),
    path("media/<path:path>", views.media, name="media"),
    path("captures/<uuid:capture_id>/", views.archived, name="public_archived"),
    path("desk/dispatches/<int:dispatch_id>/preview/", desk_views.preview, name="dispatch_preview"),
    path("desk/dispatches/<int:dispatch_id>/publish/", desk_views.publish, name="dispatch_publish"),
    path("desk/dispatches/<int:dispatch_id>/remarks/", desk_views.dispatch_remarks, name="dispatch_remarks"),
    path("desk/dispatches/<int:dispatch_id>/remarks/seen/", desk_views.remarks_seen, name="dispatch_remarks_seen"),
    path("desk/remarks/", desk_views.remarks, name="remarks"),
    path("<slug:series>/<int:number>/", views.dispatch, name="public_dispatch"),
    path("<slug:series>/<int:number>/proof.wacz", views.proof, name="public_proof"),
    path("<slug:series>/<int:number>/proofs/<str:sha256>.wacz", views.proof_by_digest, name="public_proof_by_digest"),
    path("<slug:series>/<int:number>/versions/<int:version>/", views.dispatch, name="public_version"),
    path("<slug:series>/<int:number>/versions/<int:version>/proof.wacz", views.proof, name="public_version_proof"),
]
