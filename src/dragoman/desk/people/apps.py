from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    name = "dragoman.desk.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dragoman.desk.people.services import sync_roles

        post_migrate.connect(lambda **_: sync_roles(), sender=self, weak=False, dispatch_uid="sync_roles")
