"""Addresses of the queue, items and search."""

from __future__ import annotations

from django.urls import URLPattern, path

from dragoman.desk.read import history_views, search_page, views

urlpatterns: list[URLPattern] = [
    path("queue/", views.queue, name="queue"),
    path("queue/arrivals/", views.arrivals, name="queue_arrivals"),
    path("items/<int:item_id>/", views.item, name="item"),
    path("items/<int:item_id>/pane/", views.pane, name="item_pane"),
    path("items/<int:item_id>/history/", history_views.item_history, name="item_history"),
    path("items/<int:item_id>/versions/", history_views.difference, name="item_versions"),
    path("items/<int:item_id>/custody.<slug:form>", views.custody, name="item_custody"),
    path("items/<int:item_id>/decide/", views.decide, name="item_decide"),
    path("items/<int:item_id>/judge/", views.judge, name="item_judge"),
    path("search/", search_page.search, name="search"),
]
