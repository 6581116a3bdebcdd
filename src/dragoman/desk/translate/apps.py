from django.apps import AppConfig


class TranslateConfig(AppConfig):
    name = "dragoman.desk.translate"
    label = "translate"
    default_auto_field = "django.db.models.BigAutoField"
