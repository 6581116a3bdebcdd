"""The product's settings with only the apps that jobs need, so that a worker process of a test starts quickly."""

from dragoman.desk.settings import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "dragoman.desk.custody",
    "dragoman.desk.people",
    "dragoman.desk.jobs",
    "django_tasks",
]
JOB_MODULES = ["dragoman.desk.jobs.tasks"]
