"""Public addresses of the ledger, as C2SP tlog-tiles has them. There are no entry bundles: leaves are the desk's own."""

from __future__ import annotations

from django.urls import URLPattern, path

from dragoman.desk.capture import ledger_views

urlpatterns: list[URLPattern] = [
    path("checkpoint", ledger_views.checkpoint, name="ledger_checkpoint"),
    path("keys", ledger_views.key_list, name="ledger_keys"),
    path("history", ledger_views.history, name="ledger_history"),
    path("tile/<path:tile>", ledger_views.tile, name="ledger_tile"),
]
