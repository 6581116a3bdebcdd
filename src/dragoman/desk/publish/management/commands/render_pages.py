"""`dragoman django render_pages`: render all published pages anew, as after a change of the templates."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from dragoman.desk.publish.models import CitedPassage, Publication
from dragoman.desk.publish.services import render_again, renew_public_copies


class Command(BaseCommand):
    """Pages are derived: content, number and proof stay as they are."""

    help = "Render all published pages and archived copies anew from what was published."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        count = 0
        for publication in Publication.objects.select_related("dispatch").order_by("pk").iterator(chunk_size=50):
            render_again(publication)
            if publication.current:
                renew_public_copies(CitedPassage.objects.filter(publication__dispatch=publication.dispatch))
            count += 1
        self.stdout.write(f"{count} pages rendered anew.")
