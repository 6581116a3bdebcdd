"""Run in a process of its own: bring a new desk to where the journey begins. Arguments: the press's port, the password."""

from __future__ import annotations

import sys

from dragoman.demo.server import Press
from dragoman.desk.bootstrap import start


def prepare(port: int, password: str) -> None:
    """Migrate, hire, add the press's sources, watch one round, make a series."""
    start()
    from dragoman.desk.compose.services import create_series
    from dragoman.desk.demo import shift, stages
    from dragoman.desk.demo.database import migrate
    from dragoman.desk.demo.finding import person
    from dragoman.desk.pipeline import run_round

    press = Press(port=port)  # not started here: it only tells the addresses
    migrate()
    shift.hire(password)
    stages.register(press)
    stages.describe(run_round(all_active=True))
    create_series(by=person("publisher"), name="Special Dispatch")


if __name__ == "__main__":
    prepare(int(sys.argv[1]), sys.argv[2])
