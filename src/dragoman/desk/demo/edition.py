"""The demo's dispatches: composed by the editor, published by the publisher, each proof checked by the verifier."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from dragoman.capture.verify import verify
from dragoman.demo import story
from dragoman.demo.server import Press
from dragoman.desk.compose.models import Dispatch, Series
from dragoman.desk.compose.services import add_prose, create_dispatch, create_series, insert_excerpt
from dragoman.desk.demo.finding import find_version, person, worded_segments
from dragoman.desk.publish.models import Publication
from dragoman.desk.publish.selectors import proof_name, proof_path
from dragoman.desk.publish.services import publish
from dragoman.desk.read.models import Segment
from dragoman.errors import RuleBroken


def publish_all(press: Press) -> tuple[list[Publication], list[Dispatch]]:
    """Compose what is missing of the story's dispatches and publish what is no draft. Returns publications and drafts."""
    for run in story.series():
        if not Series.objects.filter(slug=run.slug).exists():
            create_series(by=person("publisher"), name=run.name, prefix=run.prefix, slug=run.slug)
    published, drafts = [], []
    for told in story.dispatches():
        dispatch = Dispatch.objects.filter(title=told.title).first() or compose(press, told)
        if told.draft:
            drafts.append(dispatch)
            continue
        known = Publication.objects.filter(dispatch=dispatch, current=True).first()
        published.append(known or publish(by=person("publisher"), dispatch=dispatch, now=timezone.now()))
    return published, drafts


@transaction.atomic
def compose(press: Press, told: story.StoryDispatch) -> Dispatch:
    """One dispatch as the story tells it, from what the desk has really captured. All or nothing."""
    editor = person("editor")
    series = Series.objects.get(slug=told.series)
    dispatch = create_dispatch(
        by=editor,
        series=series,
        title=told.title,
        language=story.LANGUAGE,
        day=told.date,
        subjects=", ".join(told.subjects),
    )
    for block in told.blocks:
        if block.kind == "excerpt":
            checked = insert_excerpt(by=editor, dispatch=dispatch, segments=quoted_segments(press, block), text=block.text)
            if checked.divergences:
                raise RuleBroken(f"{block.piece}: {checked.divergences[0].sentence}")
        else:
            add_prose(by=editor, dispatch=dispatch, text=block.text or "", kind=block.kind)
    composed: Dispatch = Dispatch.objects.get(pk=dispatch.pk)
    return composed


def quoted_segments(press: Press, block: story.Block) -> list[Segment]:
    """The segments whose words are the sentences that an excerpt of the story names."""
    translation = story.translation_of(block.piece)
    wanted = [" ".join(translation.sentences[number - 1].source.split()) for number in block.sentences]
    by_words = {" ".join(words.split()): segment for segment, words in worded_segments(find_version(press, block.piece))}
    if missing := [words for words in wanted if words not in by_words]:
        raise story.RenderingMissing(f"{block.piece}: the desk has no segment with the words: {missing[0]}")
    return [by_words[words] for words in wanted]


def check_proofs(published: list[Publication], folder: Path) -> list[Path]:
    """Copy each publication's proof file to `folder` under a name people know, and check it as a stranger would.

    Raises: RuleBroken, when one does not hold.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [_check_proof(publication, folder) for publication in published]


def _check_proof(publication: Publication, folder: Path) -> Path:
    file = folder / proof_name(publication)
    shutil.copyfile(proof_path(publication.proof_sha256), file)
    verdict = verify(file)
    if not verdict.ok:
        raise RuleBroken(f"The proof of {publication} does not hold.", subject=str(file))
    return file
