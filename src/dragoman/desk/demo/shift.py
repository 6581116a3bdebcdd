"""A shift at the desk: decisions on the queue, then translations, each by the person whose work it is."""

from __future__ import annotations

from django.db import transaction

from dragoman.demo import story
from dragoman.demo.server import Press
from dragoman.desk.demo.finding import find_item, find_version, person, worded_segments
from dragoman.desk.people.models import User
from dragoman.desk.people.services import add_person
from dragoman.desk.read.models import Segment
from dragoman.desk.read.services import decide
from dragoman.desk.translate.models import Rendering
from dragoman.desk.translate.services import accept, submit, write


@transaction.atomic
def hire(password: str) -> int:
    """Add who is missing of the story's staff; all sign in with the same password. Returns how many staff there are."""
    known = set(User.objects.values_list("username", flat=True))
    for someone in story.staff():
        if someone.username not in known:
            add_person(by=None, username=someone.username, password=password, roles=someone.roles, byline=someone.byline)
    return len(story.staff())


@transaction.atomic
def work_through_queue(press: Press) -> dict[str, int]:
    """The monitor's decisions. Deciding again changes nothing. Returns a count by kind of decision."""
    monitor = person("monitor")
    counts: dict[str, int] = {}
    for choice in story.choices():
        decide(by=monitor, item=find_item(press, choice.piece), kind=choice.kind, reason=choice.reason)
        counts[choice.kind] = counts.get(choice.kind, 0) + 1
    return counts


def translate_all(press: Press) -> dict[str, int]:
    """Write, hand in and accept every rendering of the story. Returns a count by state.

    Raises: RenderingMissing, when the reader cut a sentence otherwise than the story has it.
    """
    counts = {"accepted": 0, "submitted": 0, "draft": 0}
    for translation in story.translations():
        with transaction.atomic():
            for segment, words in worded_segments(find_version(press, translation.piece)):
                english = _english(translation, words)
                if english is None:
                    continue
                _render(segment, english, translation)
                counts[translation.state] += 1
    return counts


def _english(translation: story.Translation, words: str) -> str | None:
    """A whole translation must have every sentence; one still being made may lack some."""
    try:
        return translation.english(words)
    except story.RenderingMissing:
        if translation.state == "accepted":
            raise
        return None


def _render(segment: Segment, english: str, translation: story.Translation) -> None:
    translator = person(translation.translator)
    if Rendering.objects.filter(segment=segment, text=english).exclude(state=Rendering.State.DRAFT).exists():
        return
    rendering = write(by=translator, segment=segment, text=english, language=story.LANGUAGE)
    if translation.state in ("submitted", "accepted"):
        rendering = submit(by=translator, rendering=rendering)
    if translation.state == "accepted":
        accept(by=person("reviewer"), rendering=rendering)
