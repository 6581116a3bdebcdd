"""Django's Tasks API on the leased table."""

from django_tasks.backends.immediate import ImmediateBackend as LeasedBackend

__all__ = ["LeasedBackend"]
