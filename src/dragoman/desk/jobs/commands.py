"""`dragoman up`, `serve`, `work`, `doctor`. Django is imported late: the process of `up` never needs it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from datetime import timedelta

import click

from dragoman.desk.config import read_config
from dragoman.desk.jobs.supervisor import Child, Supervisor
from dragoman.errors import RuleBroken

DRAGOMAN = (sys.executable, "-m", "dragoman.cli")

host_option = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
port_option = click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
check_option = click.option(
    "--check/--no-check", default=True, show_default=True, help="Check first that no migration is missing."
)
web_option = click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web server processes.")


@click.command()
@host_option
@port_option
@web_option
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1, 64), help="Worker processes.")
@click.option("--watch/--no-watch", default=True, show_default=True, help="Poll the sources.")
@click.option("--migrate/--no-migrate", default=True, show_default=True, help="Bring the database up to date first.")
def up(host: str, port: int, workers: int, jobs: int, watch: bool, migrate: bool) -> None:  # noqa: FBT001
    """Run everything: web, workers, watch; Ctrl-C ends it all.

    What crashes is started again. Schedules fire inside the workers.
    """
    read_config(os.environ)
    require_free(host, port)
    if migrate:
        run_migrations()
    children = desk_children(host=host, port=port, workers=workers, jobs=jobs, watch=watch, migrated=migrate)
    click.echo(f"Dragoman is starting at {address(host, port)}. Ctrl-C ends it.")
    sys.exit(Supervisor(children).run())


def desk_children(
    *, host: str, port: int, workers: int = 2, jobs: int = 1, watch: bool = True, migrated: bool = False
) -> list[Child]:
    """The processes of a whole desk; with `migrated` they do not check the migrations again, and so start sooner."""
    checked = ("--no-check",) if migrated else ()
    web = (*DRAGOMAN, "serve", "--host", host, "--port", str(port), "--workers", str(workers), *checked)
    names = [f"work-{number}" for number in range(1, jobs + 1)] if jobs > 1 else ["work"]
    children = [Child("web", web), *(Child(name, (*DRAGOMAN, "work", *checked)) for name in names)]
    return [*children, Child("watch", (*DRAGOMAN, "watch"))] if watch else children


def run_migrations() -> None:
    """Bring the database up to date, in a process of its own. Raises: RuleBroken."""
    command = [*DRAGOMAN, "django", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, check=False, stderr=subprocess.PIPE, text=True)  # noqa: S603
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line and not line[0].isspace()]
        raise RuleBroken("The database could not be brought up to date. Check DATABASE_URL.", detail=" ".join(said[-1:]))


def require_free(host: str, port: int) -> None:
    """Raises: RuleBroken, when something already listens there or the address is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise RuleBroken(f"Cannot listen on {address(host, port)}: {error.strerror}.", detail=str(error)) from error


def address(host: str, port: int) -> str:
    """The address as a person types it."""
    shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


@click.command()
@host_option
@port_option
@web_option
@check_option
def serve(host: str, port: int, workers: int, check: bool) -> None:  # noqa: FBT001
    """Run the web server alone."""
    if check:
        require_migrated()
    require_free(host, port)
    click.echo(f"Serving {address(host, port)} with {workers} processes.")
    options = ["--interface", "wsgi", "--http", "1", "--no-ws", "--host", host, "--port", str(port), "--workers", str(workers)]
    # Views wait for the database, not for the network: a few threads a process are enough.
    options += [
        "--blocking-threads",
        "4",
        "--backpressure",
        "64",
        "--workers-kill-timeout",
        "3",
        "--respawn-failed-workers",
        "--log-level",
        "warning",
    ]
    sys.stdout.flush()
    # Become the server: what Django took to check the migrations is given back.
    os.execv(sys.executable, [sys.executable, "-m", "granian", *options, "dragoman.desk.wsgi:application"])  # noqa: S606


def require_migrated() -> None:
    """Raises: RuleBroken, when migrations are missing or the database does not answer."""
    from dragoman.desk.bootstrap import start

    start()
    from dragoman.desk.jobs.checks.database import unapplied_migrations

    if missing := unapplied_migrations():
        raise RuleBroken(
            f"The database lacks {len(missing)} migrations. `dragoman django migrate` adds them; so does `dragoman up`.",
            detail=", ".join(missing[:5]),
        )


@click.command()
@click.option("--queue", "queues", multiple=True, metavar="NAME", help="Only jobs of this queue; may be repeated. Default: all.")
@click.option("--once", is_flag=True, help="Run one job that is due, then end.")
@click.option("--drain", is_flag=True, help="Run jobs until none is due, then end.")
@click.option(
    "--lease",
    default=60.0,
    show_default=True,
    type=click.FloatRange(1, 3600),
    metavar="SECONDS",
    help="How long a job stays with a worker that has gone silent.",
)
@click.option(
    "--grace",
    default=5.0,
    show_default=True,
    type=click.FloatRange(0.1, 3600),
    metavar="SECONDS",
    help="How long a running job may go on after the worker was asked to end; then it goes back to the queue.",
)
@check_option
def work(queues: tuple[str, ...], once: bool, drain: bool, lease: float, grace: float, check: bool) -> None:  # noqa: FBT001
    """Run a worker alone: jobs and schedules, until Ctrl-C.

    With --once or --drain no schedule fires.
    """
    from dragoman.desk.bootstrap import start

    start()
    if check:
        require_migrated()
    from dragoman.desk.jobs.worker import Worker

    worker = Worker(queues=queues, lease=timedelta(seconds=lease), grace_seconds=grace)
    worker.stop_on_signals()
    if not (once or drain):
        return worker.work()
    count = worker.drain(at_most=1 if once else None)
    click.echo(f"{count} job{'' if count == 1 else 's'} run.")
    return None


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def doctor(as_json: bool) -> None:  # noqa: FBT001
    """Say what is wrong with this installation, and the cure.

    Ends with 0 when nothing is broken, with 1 otherwise. Remarks alone do not break anything.
    """
    from dragoman.desk.bootstrap import start

    start()
    from dragoman.desk.jobs.doctor import examine, show

    findings = examine()
    click.echo(json.dumps([finding.as_json() for finding in findings], indent=2) if as_json else show(findings))
    sys.exit(int(any(finding.broken for finding in findings)))
