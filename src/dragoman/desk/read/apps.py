from django.apps import AppConfig


class ReadConfig(AppConfig):
    name = "dragoman.desk.read"
    label = "read"
    default_auto_field = "django.db.models.BigAutoField"
