from django.apps import AppConfig


class PublishConfig(AppConfig):
    name = "dragoman.desk.publish"
    label = "publish"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dragoman.desk.compose.models import Dispatch
        from dragoman.desk.publish.render import serve_preview

        Dispatch.render_preview = staticmethod(serve_preview)
