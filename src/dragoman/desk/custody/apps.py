from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "dragoman.desk.custody"
    label = "custody"
    default_auto_field = "django.db.models.BigAutoField"
