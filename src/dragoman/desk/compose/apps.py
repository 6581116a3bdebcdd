from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ComposeConfig(AppConfig):
    name = "dragoman.desk.compose"
    label = "compose"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dragoman.desk.compose.permissions import sync_cms_permissions

        post_migrate.connect(lambda **_: sync_cms_permissions(), sender=self, weak=False, dispatch_uid="sync_cms_permissions")
