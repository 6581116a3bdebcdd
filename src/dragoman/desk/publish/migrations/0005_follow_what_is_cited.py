"""What was published before visits were made: which segments it quotes, and when its addresses are visited first."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import Max
from django.utils import timezone


def name_segments(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """A cited stretch is one segment's: that of a version of the capture with the same place in its text."""
    cited, segments = apps.get_model("publish", "CitedPassage"), apps.get_model("read", "Segment")
    for row in cited.objects.filter(segment=None).select_related("publication").iterator(chunk_size=500):
        found = segments.objects.filter(
            version__capture_id=row.capture_id, anchor_start=row.start, anchor_end=row.end
        ).select_related("version")
        row.segment = found.first()
        if row.segment is not None:
            text = row.segment.version.text[row.segment.start : row.segment.end]
            row.number = _excerpt(row.publication.content, str(row.capture_id), text)
            row.save(update_fields=["segment", "number"])


def _excerpt(content: Any, capture_id: str, words: str) -> int:
    """The first excerpt that quotes these words of this capture; its page shows them highlighted."""
    of_capture = [
        block for block in content["blocks"] if block["kind"] == "excerpt" and block["check"]["capture_id"] == capture_id
    ]
    for block in of_capture:
        shown = (stretch for paragraph in block["check"]["original"] for stretch in paragraph)
        if any(stretch["quoted"] and words in stretch["text"] for stretch in shown):
            return int(block["number"])
    return int(of_capture[0]["number"]) if of_capture else 0


def follow(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Each item cited is visited once soon, then as if it had been cited when it was last published."""
    cited, standings = apps.get_model("publish", "CitedPassage"), apps.get_model("read", "Standing")
    items = cited.objects.filter(segment__version__item__entry__isnull=False).exclude(segment__version__item__kind="file")
    published = items.values_list("segment__version__item_id").annotate(at=Max("publication__published_at"))
    now = timezone.now()
    rows = [standings(item_id=item_id, cited_at=at, next_visit_at=now) for item_id, at in published.order_by()]
    standings.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("publish", "0004_remarks"), ("read", "0002_visits")]
    operations = [
        migrations.RunPython(name_segments, migrations.RunPython.noop),
        migrations.RunPython(follow, migrations.RunPython.noop),
    ]
