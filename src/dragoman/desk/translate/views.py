"""The workbench: an item's sentences beside their translation, written, handed in and reviewed in place."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dragoman.desk.people.access import may, needs
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.read.models import Item, Segment
from dragoman.desk.translate import checking, selectors, services
from dragoman.desk.translate.checking import Found
from dragoman.desk.translate.draft_views import drafting
from dragoman.desk.translate.forms import Typed
from dragoman.desk.translate.house import advise, marks, terms_problem
from dragoman.desk.translate.memories import suggestions
from dragoman.desk.translate.models import MachineDraft, Rendering
from dragoman.desk.translate.selectors import BenchRow
from dragoman.desk.ui.sent import words
from dragoman.errors import ChangedMeanwhile, MemoryFailed, NotReadyForReview, RuleBroken

# view → (words, what an empty list means)
LISTS = {
    "open": ("In translation", "Selected items show up here once somebody has begun to translate them."),
    "review": ("Waiting for review", "No other person's rendering waits for a second reader."),
    "mine": ("My drafts", "You have no drafts. Open a selected item and press t."),
    "returned": ("Sent back to me", "Nothing of yours was sent back."),
}


@require_safe
@needs(Right.VIEW_DESK)
def translations(request: HttpRequest) -> HttpResponse:
    """Items by what their translation waits for."""
    person = _person(request)
    view = request.GET.get("view", "open")
    view = view if view in LISTS else "open"
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() else 0
    items, next_key = selectors.bench_items(view, person, language=settings.TARGET_LANGUAGE, after=start)
    context = {
        "view": view,
        "lists": [(name, words, name == view) for name, (words, _) in LISTS.items()],
        "heading": LISTS[view][0],
        "nothing": LISTS[view][1],
        "items": items,
        "next_key": next_key,
    }
    return render(request, "translate/list.html", context)


@require_safe
@needs(Right.VIEW_DESK)
def workbench(request: HttpRequest, item_id: int) -> HttpResponse:
    """An item's sentences in rows."""
    return _workbench(request, get_object_or_404(_items(), pk=item_id))


def _workbench(
    request: HttpRequest, item: Item, typed: dict[int, str] | None = None, broken: RuleBroken | None = None
) -> HttpResponse:
    person = _person(request)
    if item.current is None:
        raise Http404("nothing to translate: no text has been read")
    rows = selectors.workbench(item.current, person=person, language=settings.TARGET_LANGUAGE)
    context = (
        drafting(item, item.current, person)
        | _abilities(person)
        | {
            "item": item,
            "version": item.current,
            "rows": rows,
            "own": item.is_in(settings.TARGET_LANGUAGE),
            "accepted": sum(row.accepted is not None for row in rows),
            "opened": timezone.now(),
            "typed": typed or {},
            "fault": broken.sentence if broken else "",
            "asks_reason": broken is not None and _asks_reason(broken),
            "last": max((row.draft.pk for row in rows if row.draft), default=0),
        }
    )
    return render(request, "translate/workbench.html", context, status=409 if broken else 200)


def _items() -> QuerySet[Item]:
    return Item.objects.select_related("source", "current")


def _abilities(person: User) -> dict[str, object]:
    return {"may_translate": may(person, Right.TRANSLATE), "may_review": may(person, Right.REVIEW)}


@require_POST
@needs(Right.TRANSLATE)
def write(request: HttpRequest, segment_id: int) -> HttpResponse:
    """Keep or hand in what was typed. To htmx, saving gives a status line and findings; the field is never touched."""
    segment = get_object_or_404(Segment.objects.select_related("version__item__source"), pk=segment_id)
    person = _person(request)
    typed = Typed.read(request.POST)
    try:
        rendering = services.write(
            by=person,
            segment=segment,
            text=typed.text,
            language=settings.TARGET_LANGUAGE,
            seen=typed.seen,
            draft=_draft(segment, typed),
        )
        if typed.act == "submit":
            services.submit(by=person, rendering=rendering, reason=typed.reason)
    except RuleBroken as broken:
        return _refused(request, segment, typed, broken)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(_place(segment))
    if typed.act == "submit":
        return _row(request, segment)
    context = {"rendering": rendering, "meanwhile": _meanwhile(segment, person, typed)}
    return render(request, "translate/status.html", context | _checked(segment, typed.text))


@require_safe
@needs(Right.VIEW_DESK)
def beside(request: HttpRequest, segment_id: int) -> HttpResponse:
    """What helps with one sentence: the memory, the house's terms and names, and what checks find in what stands there."""
    segment = get_object_or_404(Segment.objects.select_related("version__item__source"), pk=segment_id)
    language = settings.TARGET_LANGUAGE
    item, row = segment.version.item, selectors.bench_row(segment, person=_person(request), language=language)
    problems, found = [terms_problem()], []
    try:
        found = suggestions(row.segment.text, item=item, segment_id=segment.pk, language=language)
    except MemoryFailed as error:
        problems.append(error.sentence)
    context = {
        "segment": row.segment,
        "item": item,
        "suggestions": found,
        "problems": [problem for problem in problems if problem],
        "marks": marks(row.segment.text, item.language, language),
        "advice": advise(row.segment.text, item.language, language),
        "may_translate": may(_person(request), Right.TRANSLATE),
        "may_fix": row.mine is not None and row.mine.state in (Rendering.State.DRAFT, Rendering.State.RETURNED),
    }
    context |= _listed(checking.find(row.segment.text, checking.wording(row), item=item, language=language))
    return render(request, "translate/beside.html", context)


def _draft(segment: Segment, typed: Typed) -> MachineDraft | None:
    """The machine's draft that was put into the field, if one was."""
    return MachineDraft.objects.filter(pk=typed.draft, segment=segment).first() if typed.draft else None


def _refused(request: HttpRequest, segment: Segment, typed: Typed, broken: RuleBroken) -> HttpResponse:
    """Say why nothing was saved; the words stay in the field."""
    if not request.htmx:  # type: ignore[attr-defined]
        item = _items().get(pk=segment.version.item_id)
        return _workbench(request, item, {segment.pk: typed.text}, broken)
    stored = Rendering.objects.filter(pk=broken.subject).first() if isinstance(broken, ChangedMeanwhile) else None
    context = {"fault": broken.sentence, "stored": stored, "seen": typed.seen, "asks_reason": _asks_reason(broken)}
    if _asks_reason(broken):
        context["rendering"] = Rendering.objects.filter(pk=broken.subject).first()
    answer = render(request, "translate/status.html", context | _checked(segment, typed.text))
    answer.headers["HX-Retarget"] = f"#status-{segment.pk}"
    answer.headers["HX-Reswap"] = "innerHTML"
    return answer


def _asks_reason(broken: RuleBroken) -> bool:
    return isinstance(broken, NotReadyForReview)


def _checked(segment: Segment, text: str) -> dict[str, object]:
    """What checks find in what was typed."""
    version = segment.version
    source = version.text[segment.start : segment.end]
    findings = checking.find(source, text, item=version.item, language=settings.TARGET_LANGUAGE)
    return {"segment_id": segment.pk, "may_fix": True} | _listed(findings)


def _listed(findings: list[Found]) -> dict[str, object]:
    return {"findings": findings, "first_certain": next((one for one in findings if one.certain), None)}


def _meanwhile(segment: Segment, person: User, typed: Typed) -> list[Rendering]:
    """What other people handed in or had accepted for this segment since the page was opened."""
    if typed.opened is None:
        return []
    others = Rendering.objects.filter(segment=segment, language=settings.TARGET_LANGUAGE, changed_at__gt=typed.opened)
    others = others.filter(state__in=["submitted", "accepted"])
    return list(others.exclude(translator=person).select_related("translator", "reviewer"))


def _take_back(person: User, rendering: Rendering, request: HttpRequest) -> None:  # noqa: ARG001
    services.take_back(by=person, rendering=rendering)


def _accept(person: User, rendering: Rendering, request: HttpRequest) -> None:  # noqa: ARG001
    services.accept(by=person, rendering=rendering)


def _send_back(person: User, rendering: Rendering, request: HttpRequest) -> None:
    services.send_back(by=person, rendering=rendering, remark=words(request.POST, "remark", 2000))


ACTS: dict[str, Callable[[User, Rendering, HttpRequest], None]] = {
    "take-back": _take_back,
    "accept": _accept,
    "send-back": _send_back,
}


@require_POST
@needs(Right.VIEW_DESK)
def act(request: HttpRequest, rendering_id: int, act: str) -> HttpResponse:
    """Accept, send back or take back; the service checks who may."""
    rendering = get_object_or_404(Rendering.objects.select_related("segment__version__item__source"), pk=rendering_id)
    if act not in ACTS:
        raise Http404("no such act")
    ACTS[act](_person(request), rendering, request)
    return _row(request, rendering.segment) if request.htmx else redirect(_place(rendering.segment))  # type: ignore[attr-defined]


def _row(request: HttpRequest, segment: Segment) -> HttpResponse:
    person = _person(request)
    row: BenchRow = selectors.bench_row(segment, person=person, language=settings.TARGET_LANGUAGE)
    item = segment.version.item
    context = _abilities(person) | {"row": row, "item": item, "opened": timezone.now(), "typed": {}}
    context["own"] = item.is_in(settings.TARGET_LANGUAGE)
    return render(request, "translate/row.html", context)


def _place(segment: Segment) -> str:
    return f"{reverse('workbench', args=[segment.version.item_id])}#s-{segment.number}"


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
