"""`dragoman translate draft-file` and `engines`: draft a text file with an engine, list and check the engines."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click

from dragoman.errors import DraftingStopped, EngineFailed, SettingInvalid
from dragoman.text.scripts import narrow_tag
from dragoman.text.segments import segment
from dragoman.translate.draft_cache import SqliteCache
from dragoman.translate.drafting import Draft, Outside, Refused
from dragoman.translate.drafting import draft as draft_passages
from dragoman.translate.engine import Passage, Task
from dragoman.translate.engine_settings import ENGINES_VARIABLE, EngineSetting, engines_path, read_engines, require_able
from dragoman.translate.target import read_language, target_language
from dragoman.watch.sensitivity import Sensitivity

_NEIGHBOURS = 20
_MOST_BYTES = 5_000_000
_config = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar=ENGINES_VARIABLE,
    show_envvar=True,
    help="The settings of engines. Default: the desk's, `engines.toml` in DRAGOMAN_HOME.",
)


@click.command("engines")
@_config
@click.option(
    "--check",
    is_flag=True,
    help="Ask each that is turned on whether it can work, and write the desk's language; nothing is translated.",
)
def engines(config: Path | None, *, check: bool) -> None:
    """List the engines that are set up, with the texts they may have. With --check, status 1 when one can't work."""
    path, settings = _read_settings(config)
    click.echo(f"settings: {path}" if settings else _none_in(path))
    broken = False
    for setting in settings.values():
        allowed = ", ".join(one for one in Sensitivity if one in setting.sensitivities) or "no texts: not turned on"
        click.echo(f"{setting.name}  {setting.kind}  {allowed}")
        if check and setting.sensitivities:
            broken |= not _check(setting)
    if broken:
        raise SystemExit(1)


def _read_settings(named: Path | None) -> tuple[Path, dict[str, EngineSetting]]:
    """The file and its engines; none when the desk's file is not there. Raises: SettingInvalid, also when a named one is not."""
    path = (named or engines_path(os.environ)).absolute()
    return path, read_engines(path, os.environ) if named or path.exists() else {}


def _none_in(path: Path) -> str:
    return f"no engines are set up: {f'none stands in {path}' if path.exists() else f'there is no file {path}'}"


def _check(setting: EngineSetting) -> bool:
    try:
        require_able(setting, target_language(os.environ))
        click.echo(f"  {setting.engine.check()}")
    except EngineFailed as error:
        click.echo(f"  {error.sentence}{f' ({error.detail})' if error.detail else ''}")
        return False
    return True


@click.command("draft-file")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--engine", required=True, help="Its name in the settings.")
@click.option("--from", "source", required=True, metavar="LANGUAGE", help="BCP 47, such as ar.")
@click.option("--to", "target", metavar="LANGUAGE", help="BCP 47. Default: the desk's, DRAGOMAN_LANGUAGE.")
@click.option("--sensitivity", type=click.Choice([str(one) for one in Sensitivity]), required=True, help="Of the text's source.")
@click.option("--term", "terms", multiple=True, metavar="SOURCE=TARGET", help="A word of the house; may be given more than once.")
@click.option(
    "--cache", type=click.Path(path_type=Path, dir_okay=False), help="A file of earlier drafts; nothing is asked twice."
)
@_config
def draft(  # noqa: PLR0913 -- the options of a command
    file: Path,
    config: Path | None,
    cache: Path | None,
    *,
    engine: str,
    source: str,
    target: str | None,
    sensitivity: str,
    terms: tuple[str, ...],
) -> None:
    """Draft a text file, segment by segment: on each line the draft, or in brackets why there is none. Ctrl-C stops it."""
    setting = _find(config, engine)
    passages = _read_passages(file, source)
    source = narrow_tag(source, " ".join(passage.text for passage in passages))
    written = target_language(os.environ) if target is None else read_language("--to", target)
    task = Task(source, written, tuple(_read_term(term) for term in terms))
    results = []
    with interruptible() as stopped, SqliteCache(cache) if cache else nullcontext() as opened:
        outside = Outside(clock=time.monotonic, wait=stopped.wait, stopped=stopped.is_set)
        drafting = draft_passages(
            passages, task, using=setting, sensitivity=Sensitivity(sensitivity), outside=outside, cache=opened
        )
        try:
            for result in drafting:
                results.append(result)
                click.echo(_line(result))
        except DraftingStopped:
            click.echo("stopped; what is above stands", err=True)
            raise SystemExit(130) from None
        finally:
            click.echo(_summary(results, len(passages)), err=True)


def _find(config: Path | None, name: str) -> EngineSetting:
    path, settings = _read_settings(config)
    if not settings:
        raise SettingInvalid(f"engines.{name}: {_none_in(path)}.")
    if name not in settings:
        raise SettingInvalid(f"engines.{name}: is not set up in {path}. There are: {', '.join(settings)}.")
    return settings[name]


def _read_passages(file: Path, language: str) -> list[Passage]:
    if file.stat().st_size > _MOST_BYTES:
        raise click.BadParameter(f"{file} is larger than {_MOST_BYTES:,} bytes.", param_hint="FILE")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.BadParameter(f"{file} is not UTF-8.", param_hint="FILE") from error
    segments = [text[span.start : span.end] for span in segment(text, language)]
    return [
        Passage(one, tuple(segments[max(0, place - _NEIGHBOURS) : place]), tuple(segments[place + 1 : place + 1 + _NEIGHBOURS]))
        for place, one in enumerate(segments)
    ]


def _read_term(term: str) -> tuple[str, str]:
    source, equals, target = (part.strip() for part in term.partition("="))
    if not (source and equals and target):
        raise click.BadParameter(f"{term!r} is not SOURCE=TARGET.", param_hint="--term")
    return source, target


def _line(result: Draft | Refused) -> str:
    text = result.text if isinstance(result, Draft) else f"[{result.refusal.reason}: {result.refusal.sentence}]"
    return "".join(char if char.isprintable() else " " for char in text)


def _summary(results: list[Draft | Refused], asked: int) -> str:
    calls = {result.call.number: result.call for result in results if result.call}.values()
    drafts = [result for result in results if isinstance(result, Draft)]
    kept = sum(result.call is None for result in drafts)
    parts = [f"{len(drafts)} of {asked} drafted ({kept} kept from before), {len(calls)} calls"]
    parts += [f"{sum(call.seconds for call in calls):.1f} s"]
    costs = [call.cost for call in calls if call.cost is not None]
    if costs:
        parts.append(f"{sum(costs):.6f} {next(iter(calls)).currency}")
    return ", ".join(parts)


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """Set by the first Ctrl-C; a second one ends the program."""
    stopped = threading.Event()
    before = signal.getsignal(signal.SIGINT)

    def stop(*_: object) -> None:
        stopped.set()
        signal.signal(signal.SIGINT, before)

    if threading.current_thread() is not threading.main_thread():
        yield stopped
        return
    signal.signal(signal.SIGINT, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)
