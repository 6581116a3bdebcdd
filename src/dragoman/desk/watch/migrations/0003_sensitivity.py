from typing import Any

from django.db import migrations, models


def keep_what_was_handed_in(apps: Any, schema_editor: Any) -> None:
    """Nobody has said of handed-in pages and files how far they may go."""
    apps.get_model("watch", "Source").objects.filter(kind="collection").update(sensitivity="confidential")


class Migration(migrations.Migration):

    dependencies = [
        ('watch', '0002_source_render_pages'),
    ]

    operations = [
        migrations.AddField(
            model_name='source',
            name='sensitivity',
            field=models.CharField(choices=[('open', 'Open: published for everybody'), ('internal', 'Internal: not to be sent about freely'), ('confidential', 'Confidential: stays here')], default='internal', max_length=16),
        ),
        migrations.RunPython(keep_what_was_handed_in, migrations.RunPython.noop, elidable=True),
    ]
