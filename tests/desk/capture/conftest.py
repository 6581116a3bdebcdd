"""Authorities and the newsroom as fixtures."""

from tests.desk.authority_fixtures import *  # noqa: F403
from tests.desk.newsroom_fixtures import *  # noqa: F403
