"""Draft passages with an engine: permitted, cached, batched, checked, and kept with what made them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from dragoman.errors import AnswerUnreadable, BatchFailed, DraftingStopped, EngineBusy
from dragoman.translate.draft_cache import Cache, Kept, cache_key
from dragoman.translate.engine import Answer, Capacity, Engine, Identity, Output, Passage, Prompt, Stopped, Task, Usage
from dragoman.translate.engine_settings import EngineSetting, require_able, require_permitted
from dragoman.translate.refusals import Parrot, Reason, Refusal, has_letters, refuse
from dragoman.watch.sensitivity import Sensitivity

_TRIES = 3
_MOST_FAILED_IN_A_ROW = 3


@dataclass(frozen=True)
class Origin:
    """What made a draft.

    Attributes:
        prompt: all that the engine was given, but for its address and key.
    """

    engine: str
    identity: Identity
    prompt: Prompt
    task: Task

    @property
    def prompt_sha256(self) -> str:
        """The digest of all that the engine was given, the text included."""
        return self.prompt.sha256


@dataclass(frozen=True)
class Call:
    """One call of an engine, shared by all drafts that came of it.

    Attributes:
        number: from 1, in one run.
        seconds: with what was waited for a busy engine.
        cost: in `currency`; None when the administrator gave no price.
    """

    number: int
    passages: int
    seconds: float
    usage: Usage
    cost: Decimal | None
    currency: str


@dataclass(frozen=True)
class Draft:
    """A machine's translation of a passage, for a person to work on. `call` is None when it was kept from an earlier run."""

    passage: Passage
    text: str
    origin: Origin
    call: Call | None


@dataclass(frozen=True)
class Refused:
    """A passage without a draft, and why. `origin` is None when no engine was asked."""

    passage: Passage
    refusal: Refusal
    origin: Origin | None = None
    call: Call | None = None


@dataclass(frozen=True)
class Outside:
    """What drafting needs of the world.

    Attributes:
        clock: seconds that only grow.
        wait: waits so many seconds, or less once it is stopped.
        patience_seconds: the longest that a busy engine is waited for; after that the run ends with EngineBusy.
    """

    clock: Callable[[], float]
    wait: Callable[[float], object]
    stopped: Stopped = lambda: False
    patience_seconds: float = 60.0


def draft(
    passages: Iterable[Passage],
    task: Task,
    *,
    using: EngineSetting,
    sensitivity: Sensitivity,
    outside: Outside,
    cache: Cache | None = None,
) -> Iterator[Draft | Refused]:
    """A draft or a refusal for each passage, in order, as each call ends.

    A passage that comes to nothing is refused and the rest goes on; what concerns the whole engine ends the run with its error,
    and so does a stop. What was given before stays valid, and is in the cache.

    Raises:
        EngineForbidden: at once, before the engine or the cache is touched.
        EngineRefused: at once too, when the engine can't write the language.
        EngineFailed: while the drafts are read.
    """
    require_permitted(using, sensitivity)
    require_able(using, task.target_language)
    run = _Run(task, using, outside, cache, using.engine.identity())
    return run.work(passages)


@dataclass
class _Job:
    """A passage on its way: what is asked for it, or what came of it."""

    passage: Passage
    prompt: Prompt | None = None
    result: Draft | Refused | None = None


@dataclass
class _Run:
    task: Task
    using: EngineSetting
    outside: Outside
    cache: Cache | None
    identity: Identity
    _calls: int = 0
    _failed_in_a_row: int = 0
    _parrot: Parrot = field(default_factory=Parrot)
    _answers: dict[str, tuple[str | Refusal, Origin, Call]] = field(default_factory=dict)

    @property
    def _engine(self) -> Engine:
        return self.using.engine

    def work(self, passages: Iterable[Passage]) -> Iterator[Draft | Refused]:
        for jobs in _batches(map(self._begin, passages), self._engine.capacity):
            asked = {job.prompt.sha256: job.prompt for job in jobs if job.prompt}
            self._answers = {}
            if asked:
                self._ask(list(asked.values()))
            for job in jobs:
                yield job.result or self._finish(job)

    def _begin(self, passage: Passage) -> _Job:
        """Settle what needs no call."""
        most = self._engine.capacity.passage_chars
        if not has_letters(passage.text):
            return _Job(passage, result=Refused(passage, Refusal(Reason.NOTHING, "There are no words to translate.")))
        if len(passage.text) > most:
            sentence = f"The passage is longer than the {most:,} characters that this engine is given."
            return _Job(passage, result=Refused(passage, Refusal(Reason.TOO_LONG, sentence)))
        prompt = self._engine.prompt(passage, self.task)
        kept = self.cache.get(cache_key(self.identity, prompt)) if self.cache else None
        if kept:
            return _Job(passage, result=Draft(passage, kept.text, self._origin(prompt, kept.version), None))
        return _Job(passage, prompt)

    def _finish(self, job: _Job) -> Draft | Refused:
        assert job.prompt
        outcome, origin, call = self._answers[job.prompt.sha256]
        if isinstance(outcome, Refusal):
            return Refused(job.passage, outcome, origin, call)
        return Draft(job.passage, outcome, origin, call)

    def _origin(self, prompt: Prompt, version: str) -> Origin:
        known = self.identity
        identity = Identity(known.kind, known.model, version or known.version, known.place)
        return Origin(self.using.name, identity, prompt, self.task)

    def _ask(self, prompts: list[Prompt]) -> None:
        """Ask for all; a batch that fails is halved until the passage is found that is the cause."""
        began = self.outside.clock()
        try:
            answer = self._call([prompt.text for prompt in prompts], prompts[0].rest)
        except BatchFailed as error:
            self._split(prompts, error, began)
            return
        self._failed_in_a_row = 0
        call = self._called(len(prompts), began, answer.usage)
        for prompt, output in zip(prompts, answer.outputs, strict=True):
            self._answers[prompt.sha256] = (
                self._judge(prompt, output, answer.version),
                self._origin(prompt, answer.version),
                call,
            )

    def _judge(self, prompt: Prompt, output: Output, version: str) -> str | Refusal:
        """The translation, which is kept at once, or why it is none."""
        refusal = refuse(prompt.text, output, self.task) or self._parrot.refuse(prompt.text, output.text)
        if refusal is None and self.cache:
            self.cache.put(cache_key(self.identity, prompt), Kept(output.text, version))
        return refusal or output.text

    def _split(self, prompts: list[Prompt], error: BatchFailed, began: float) -> None:
        call = self._called(len(prompts), began, Usage())
        if len(prompts) > 1:
            middle = len(prompts) // 2
            self._ask(prompts[:middle])
            self._ask(prompts[middle:])
            return
        self._failed_in_a_row += 1
        if self._failed_in_a_row >= _MOST_FAILED_IN_A_ROW:
            raise error
        self._answers[prompts[0].sha256] = (Refusal(Reason.FAILED, error.sentence), self._origin(prompts[0], ""), call)

    def _called(self, passages: int, began: float, usage: Usage) -> Call:
        self._calls += 1
        prices = self.using.prices
        return Call(self._calls, passages, self.outside.clock() - began, usage, prices.cost(usage), prices.currency)

    def _call(self, texts: list[str], rest: str) -> Answer:
        for tries_left in range(_TRIES - 1, -1, -1):
            if self.outside.stopped():
                raise DraftingStopped("Drafting was stopped.", subject=self.using.name)
            try:
                answer = self._engine.translate(texts, rest, self.outside.stopped)
            except EngineBusy as busy:
                if not tries_left or busy.after_seconds > self.outside.patience_seconds:
                    raise
                self.outside.wait(busy.after_seconds)
                continue
            if len(answer.outputs) != len(texts):
                raise AnswerUnreadable(f"The engine gave {len(answer.outputs)} translations for {len(texts)} passages.")
            return answer
        raise AssertionError("the last try returns or raises")


def _batches(jobs: Iterable[_Job], capacity: Capacity) -> Iterator[list[_Job]]:
    """Jobs in order, cut where one call is full or the next would need a call of its own; settled ones ride along."""
    batch: list[_Job] = []
    asked, chars, rest = 0, 0, ""
    for job in jobs:
        if job.prompt and asked:
            full = asked >= capacity.passages or chars + len(job.prompt.text) > capacity.chars
            if full or job.prompt.rest != rest:
                yield batch
                batch, asked, chars = [], 0, 0
        batch.append(job)
        if job.prompt:
            asked, chars, rest = asked + 1, chars + len(job.prompt.text), job.prompt.rest
        elif not asked:
            yield batch
            batch = []
    if batch:
        yield batch
