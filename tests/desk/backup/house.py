"""What administrators keep beside a desk, and a rendering that its memory holds."""

from __future__ import annotations

from pathlib import Path

ENGINES = '[engines.own]\nkind = "deepl"\nkey_env = "OWN_KEY"\nsensitivities = ["open"]\n'
TERMS = "id,language,text,standing,definition,domain,note\ncouncil,en,local council,preferred,,,\n"
REGISTER = '{"id": "darwish", "kind": "person", "house": "Samir Darwish", "names": {"ar": "سمير درويش"}}\n'
SOURCE, TARGET = "قال المتحدث ذلك أمس.", "The spokesman said that yesterday."
BROUGHT = "The spokesperson said so yesterday."


def write_files() -> dict[str, Path]:
    """Write the files that a backup has; by their path there."""
    from django.conf import settings

    from dragoman.desk.backup.places import house_files
    from dragoman.desk.translate.memories import IMPORTED, folder
    from dragoman.translate.memory import Memory

    Path(settings.ENGINES_PATH).write_text(ENGINES, encoding="utf-8")
    Path(settings.TERMS_PATH).write_text(TERMS, encoding="utf-8")
    Path(settings.REGISTER_PATH).write_text(REGISTER, encoding="utf-8")
    with Memory(folder(IMPORTED)) as memory:
        memory.add(SOURCE, BROUGHT, source_language="ar", target_language="en")
    return house_files()


def accept_one() -> None:
    """An accepted rendering of a sentence out of the desk's first capture, remembered."""
    from dragoman.desk.capture.models import Capture
    from dragoman.desk.read.models import Item, Segment, Version
    from dragoman.desk.translate.services import remember_accepted
    from tests.desk.ui.factories import NOW, person, rendering, source

    capture = Capture.objects.exclude(archive_file="").earliest("fetched_at")
    made = Item.objects.create(source=source(), title="", language="ar", url=capture.url, first_seen_at=NOW)
    made.current = Version.objects.create(item=made, number=1, capture=capture, title="", text=SOURCE, created_at=NOW)
    made.save(update_fields=["current"])
    end = len(SOURCE)
    of = Segment.objects.create(version=made.current, number=0, paragraph=0, start=0, end=end, anchor_start=0, anchor_end=end)
    rendering(of, person("lina", "translator"), TARGET, state="accepted", reviewer=person("omar", "reviewer"))
    assert remember_accepted(by=None) == 1


def suggested() -> list[str]:
    """What stands beside such a sentence in another item of the same source."""
    from dragoman.desk.read.models import Item
    from dragoman.desk.translate.memories import suggestions

    return [one.text for one in suggestions(SOURCE, item=Item.objects.get(), segment_id=0, language="en")]
