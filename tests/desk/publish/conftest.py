"""The newsroom as fixtures."""

from tests.desk.newsroom_fixtures import *  # noqa: F403
