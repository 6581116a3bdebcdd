from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.db import migrations


def as_recorded(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    """Rows said `file:NAME`; they say now what their records and leaves always said."""
    captures = apps.get_model("capture", "Capture").objects.filter(kind="file", url__startswith="file:")
    for capture in captures.only("url").iterator():
        capture.url = f"urn:dragoman:file:{quote(capture.url.removeprefix('file:'), safe='')}"
        capture.save(update_fields=["url"])


class Migration(migrations.Migration):
    dependencies = [("capture", "0002_stamp")]

    operations = [migrations.RunPython(as_recorded, migrations.RunPython.noop)]
