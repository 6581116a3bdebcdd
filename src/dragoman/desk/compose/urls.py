"""Addresses of the dispatch pages, under /desk/."""

from __future__ import annotations

from django.urls import path

from dragoman.desk.compose import views

urlpatterns = [
    path("dispatches/", views.dispatches, name="dispatches"),
    path("dispatches/new/", views.dispatch_new, name="dispatch_new"),
    path("dispatches/<int:dispatch_id>/", views.dispatch_edit, name="dispatch_edit"),
    path("dispatches/<int:dispatch_id>/head/", views.dispatch_head, name="dispatch_head"),
    path("dispatches/<int:dispatch_id>/custody.<slug:form>", views.custody, name="dispatch_custody"),
    path("dispatches/<int:dispatch_id>/evidence/", views.dispatch_evidence, name="dispatch_evidence"),
    path("dispatches/<int:dispatch_id>/passages/", views.passage_add, name="passage_add"),
    path("dispatches/<int:dispatch_id>/pick/", views.excerpt_pick, name="excerpt_pick"),
    path("dispatches/<int:dispatch_id>/excerpts/", views.excerpt_insert, name="excerpt_insert"),
    path("passages/<int:passage_id>/", views.passage_save, name="passage_save"),
    path("passages/<int:passage_id>/move/", views.passage_move, name="passage_move"),
    path("passages/<int:passage_id>/remove/", views.passage_remove, name="passage_remove"),
    path("passages/<int:passage_id>/renew/", views.passage_renew, name="passage_renew"),
    path("passages/<int:passage_id>/note/", views.note_comment, name="note_comment"),
    path("passages/<int:passage_id>/evidence/", views.passage_evidence, name="passage_evidence"),
]
