"""Questions about renderings: the workbench, what waits for whom, and what search and other pages show of translations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Substr

from dragoman.desk.people.models import User
from dragoman.desk.read.models import Item, Segment, Version
from dragoman.desk.read.selectors import SegmentRow, segment_row, segment_rows
from dragoman.desk.translate.models import DraftRun, MachineDraft, Rendering

State = Rendering.State


@dataclass(frozen=True)
class BenchRow:
    """A segment on the workbench, as one person sees it."""

    segment: SegmentRow
    mine: Rendering | None  # the person's own: draft or submitted, else returned
    accepted: Rendering | None
    waiting: tuple[Rendering, ...]  # other people's, submitted
    others: tuple[Rendering, ...]  # other people's drafts
    elsewhere: tuple[Rendering, ...] = ()  # in other languages: accepted, waiting, or the person's own
    draft: MachineDraft | None = None  # the newest, or why there is none

    @property
    def state(self) -> str:
        """The segment's state in one word of the state table."""
        if self.mine and self.mine.state in (State.RETURNED, State.DRAFT):
            return self.mine.state
        if self.waiting or (self.mine and self.mine.state == State.SUBMITTED):
            return State.SUBMITTED
        return State.ACCEPTED if self.accepted else "missing"


@dataclass(frozen=True)
class Progress:
    """How far an item's translation is, in segments of its current version."""

    segments: int
    accepted: int
    waiting: int
    drafts: int

    @property
    def complete(self) -> bool:
        return self.segments > 0 and self.accepted == self.segments


@dataclass(frozen=True)
class Tally:
    """What a run of drafts came to so far; `cost` is None where no price is known."""

    drafts: int
    refused: int
    kept: int
    seconds: float
    cost: Decimal | None
    currency: str

    @property
    def done(self) -> int:
        return self.drafts + self.refused


@dataclass(frozen=True)
class BenchItem:
    """An item that is being translated."""

    item: Item
    progress: Progress


def workbench(version: Version, *, language: str, person: User | None = None) -> list[BenchRow]:
    """A version's segments with their renderings, for one person. Three queries, whatever the number of segments."""
    drafts = machine_drafts(segment__version=version, language=language)
    found: dict[int, list[Rendering]] = defaultdict(list)
    for rendering in _renderings(segment__version=version):
        found[rendering.segment_id].append(rendering)
    return [replace(_bench_row(row, found[row.id], person, language), draft=drafts.get(row.id)) for row in segment_rows(version)]


def bench_row(segment: Segment, *, person: User | None, language: str) -> BenchRow:
    """One segment of the workbench."""
    row = segment_row(segment, segment.version)
    draft = machine_drafts(segment=segment, language=language).get(segment.pk)
    return replace(_bench_row(row, list(_renderings(segment=segment)), person, language), draft=draft)


def machine_drafts(**conditions: object) -> dict[int, MachineDraft]:
    """The newest machine draft, or refusal, of each segment that has one, by the segment's id. One query."""
    return {draft.segment_id: draft for draft in MachineDraft.objects.filter(**conditions).defer("prompt").order_by("id")}


def latest_run(version: Version, language: str) -> DraftRun | None:
    """The last asking for drafts of a version."""
    return DraftRun.objects.filter(version=version, language=language).select_related("asked_by").order_by("-pk").first()


def tally(run: DraftRun) -> Tally:
    """How far a run is. One query."""
    counted = run.drafts.aggregate(
        drafts=Count("pk", filter=Q(refusal="")),
        refused=Count("pk", filter=~Q(refusal="")),
        kept=Count("pk", filter=Q(kept=True)),
        seconds=Coalesce(Sum("seconds"), 0.0),
        cost=Sum("cost"),
        currency=Coalesce(Max("currency"), Value("")),
    )
    return Tally(**counted)


def _renderings(**conditions: object) -> QuerySet[Rendering]:
    return (
        Rendering.objects.filter(**conditions)
        .select_related("translator", "reviewer", "draft")
        .defer("draft__prompt")
        .order_by("id")
    )


def _bench_row(row: SegmentRow, renderings: Sequence[Rendering], person: User | None, language: str) -> BenchRow:
    here = [r for r in renderings if r.language == language]
    theirs = [r for r in here if not _is_by(r, person)]
    return BenchRow(
        segment=row,
        mine=_latest_own([r for r in here if _is_by(r, person)]),
        accepted=next((r for r in here if r.state == State.ACCEPTED), None),
        waiting=tuple(r for r in theirs if r.state == State.SUBMITTED),
        others=tuple(r for r in theirs if r.state == State.DRAFT and r.text),
        elsewhere=tuple(r for r in renderings if r.language != language and _is_of_use(r, person)),
    )


def _is_by(rendering: Rendering, person: User | None) -> bool:
    return person is not None and rendering.translator_id == person.pk


def _is_of_use(rendering: Rendering, person: User | None) -> bool:
    """Whether a person is shown it: what is accepted or waits, and one's own drafts."""
    if rendering.state in (State.ACCEPTED, State.SUBMITTED):
        return True
    return rendering.state == State.DRAFT and bool(rendering.text) and _is_by(rendering, person)


def _latest_own(own: Sequence[Rendering]) -> Rendering | None:
    """The open one; without it, one that was sent back after anything else that happened to one's own wordings."""
    for rendering in reversed(own):
        if rendering.state in (State.DRAFT, State.SUBMITTED):
            return rendering
    return own[-1] if own and own[-1].state == State.RETURNED else None


def accepted_by_segment(version: Version, language: str) -> dict[int, Rendering]:
    """The accepted rendering of each segment that has one, by the segment's id."""
    return {r.segment_id: r for r in _renderings(segment__version=version, language=language, state=State.ACCEPTED)}


def accepted_by_language() -> dict[str, int]:
    """How many accepted renderings there are of each language (BCP 47), most first."""
    accepted = Rendering.objects.filter(state=State.ACCEPTED).values_list("language")
    return dict(accepted.annotate(n=Count("pk")).order_by("-n", "language"))


def translations(item_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """The accepted renderings of each item's current version, in order, paragraphs kept, by language: for search. One query."""
    rows = (
        Rendering.objects.filter(
            state=State.ACCEPTED,
            segment__version__item_id__in=list(item_ids),
            segment__version_id=F("segment__version__item__current_id"),
        )
        .order_by("segment__version__item_id", "language", "segment__number")
        .values_list("segment__version__item_id", "language", "segment__paragraph", "text")
    )
    texts: dict[int, dict[str, str]] = defaultdict(dict)
    for (item_id, language), of_item in groupby(rows, key=lambda row: row[:2]):
        paragraphs = groupby(of_item, key=lambda row: row[2])
        texts[item_id][language] = "\n\n".join(" ".join(row[3] for row in sentences) for _, sentences in paragraphs)
    return texts


def glosses(item_ids: Iterable[int], language: str) -> dict[int, str]:
    """The translation of each item's headline, where the text begins with it and its rendering is accepted. One query."""
    first = Segment.objects.filter(version=OuterRef("segment__version")).order_by("number").values("pk")[:1]
    rows = (
        Rendering.objects.filter(
            state=State.ACCEPTED,
            language=language,
            segment__version__item_id__in=list(item_ids),
            segment__version_id=F("segment__version__item__current_id"),
            segment_id=Subquery(first),
        )
        .annotate(words=Substr("segment__version__text", F("segment__start") + 1, F("segment__end") - F("segment__start")))
        .values_list("segment__version__item_id", "words", "segment__version__item__title", "text")
    )
    return {item_id: text for item_id, words, title, text in rows if _same_words(words, title)}


def _same_words(words: str, title: str) -> bool:
    """Whether a sentence is a headline: equal, or the one begins with the other, which a full stop or a cut title explain."""
    sentence, headline = " ".join(words.split()).rstrip(" .…"), " ".join(title.split()).rstrip(" .…")
    return bool(sentence and headline) and (sentence.startswith(headline) or headline.startswith(sentence))


def progress(item_ids: Iterable[int], language: str) -> dict[int, Progress]:
    """How far each item's translation is. Two queries."""
    ids = list(item_ids)
    segments = dict(Item.objects.filter(pk__in=ids).annotate(n=Count("current__segments")).values_list("pk", "n"))
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    rows = (
        Rendering.objects.filter(
            segment__version__item_id__in=ids, language=language, segment__version_id=F("segment__version__item__current_id")
        )
        .values("segment__version__item_id", "state")
        .annotate(n=Count("segment", distinct=True))
        .values_list("segment__version__item_id", "state", "n")
    )
    for item_id, state, n in rows:
        counted[item_id][state] = n
    return {
        pk: Progress(n, counted[pk].get("accepted", 0), counted[pk].get("submitted", 0), counted[pk].get("draft", 0))
        for pk, n in segments.items()
    }


VIEWS = ("open", "review", "mine", "returned")


def bench_items(view: str, person: User, *, language: str, after: int = 0, limit: int = 50) -> tuple[list[BenchItem], int]:
    """Items on the workbench, last worked on first, and the key of the next page (0: none). `view` is one of VIEWS.

    open: selected and not wholly accepted, with at least one rendering; mine: this person's drafts; returned: this person's,
    sent back; all in the language. review: other people's renderings wait for this person, in whatever language.
    """
    items = _bench_query(view, person, language)
    if after:
        items = items.filter(pk__lt=after)
    found = list(items.select_related("source").order_by("-pk")[: limit + 1])
    shown = found[:limit]
    known = progress([item.pk for item in shown], language)
    return [BenchItem(item, known[item.pk]) for item in shown], shown[-1].pk if len(found) > limit else 0


def bench_count(view: str, person: User, *, language: str) -> int:
    """How many items one of the VIEWS holds."""
    return _bench_query(view, person, language).count()


def _bench_query(view: str, person: User, language: str) -> QuerySet[Item]:
    all_renderings = Rendering.objects.filter(segment__version_id=OuterRef("current_id"))
    if view == "review":
        return Item.objects.filter(Exists(all_renderings.filter(state=State.SUBMITTED).exclude(translator=person)))
    renderings = all_renderings.filter(language=language)
    own = renderings.filter(translator=person)
    if view == "mine":
        return Item.objects.filter(Exists(own.filter(state=State.DRAFT)))
    if view == "returned":
        later = Rendering.objects.filter(segment=OuterRef("segment"), language=language, translator=person, pk__gt=OuterRef("pk"))
        return Item.objects.filter(Exists(own.filter(~Exists(later), state=State.RETURNED)))
    accepted = Rendering.objects.filter(segment=OuterRef("pk"), language=language, state=State.ACCEPTED)
    untranslated = Segment.objects.filter(~Exists(accepted), version_id=OuterRef("current_id"))
    return Item.objects.filter(Exists(renderings), Exists(untranslated), state=Item.State.SELECTED)
