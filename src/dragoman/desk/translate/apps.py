from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from dragoman.desk.read.models import Version
    from dragoman.desk.translate.models import Rendering


class TranslateConfig(AppConfig):
    name = "dragoman.desk.translate"
    label = "translate"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dragoman.desk.read import beside

        beside.register(glosses=_glosses, accepted=_accepted)


def _glosses(item_ids: Iterable[int]) -> Mapping[int, str]:
    from django.conf import settings

    from dragoman.desk.translate.selectors import glosses

    return glosses(item_ids, settings.TARGET_LANGUAGE)


def _accepted(version: "Version") -> Mapping[int, "Rendering"]:
    from django.conf import settings

    from dragoman.desk.translate.selectors import accepted_by_segment

    return accepted_by_segment(version, settings.TARGET_LANGUAGE)
