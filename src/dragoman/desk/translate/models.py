"""Renderings: one translation of one segment, by one person, accepted by another; and machine drafts before them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dragoman.desk.read.models import Segment, Version


class DraftRun(models.Model):
    """One asking of one engine for drafts of one version's segments."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a worker"
        WORKING = "working", "Drafting"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"
        FAILED = "failed", "Failed"

    LIVE = (State.WAITING, State.WORKING)

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="draft_runs")
    language = models.CharField(max_length=16)  # BCP 47
    engine = models.CharField(max_length=100)  # its name in the settings
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    stop_asked = models.BooleanField(default=False)
    sentence = models.TextField(blank=True)  # why it failed or was stopped
    segments = models.PositiveIntegerField(default=0)  # that it is to draft
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.engine}: {self.state}"

    @property
    def live(self) -> bool:
        return self.state in self.LIVE


class MachineDraft(models.Model):
    """What an engine gave for one segment, with what made it: a draft for a person to work on, or why there is none."""

    run = models.ForeignKey(DraftRun, on_delete=models.CASCADE, related_name="drafts")
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="machine_drafts")
    language = models.CharField(max_length=16)  # BCP 47
    text = models.TextField(blank=True)  # empty when it was refused
    refusal = models.CharField(max_length=32, blank=True)  # a reason's code; `why` is its sentence
    why = models.TextField(blank=True)
    engine = models.CharField(max_length=100)
    kind = models.CharField(max_length=100, blank=True)
    model = models.CharField(max_length=300, blank=True)
    model_version = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=2000, blank=True)  # its address; empty for a model on this machine
    prompt = models.TextField(blank=True)  # all that the engine was given besides the segment's text, as JSON
    prompt_sha256 = models.CharField(max_length=64, blank=True)  # of that and the text
    kept = models.BooleanField(default=False)  # from an earlier run: no engine was asked, nothing was paid
    # The segment's share of its call, which may have held several.
    seconds = models.FloatField(null=True)
    cost = models.DecimalField(max_digits=14, decimal_places=8, null=True)
    currency = models.CharField(max_length=16, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["run", "segment"], name="one_draft_a_run")]

    def __str__(self) -> str:
        return self.text or self.why

    @property
    def maker(self) -> str:
        """Engine, model and version, as a page names them."""
        which = " ".join(filter(None, [self.model, self.model_version[:12]]))
        return f"{self.engine} ({which})" if which else self.engine


class Rendering(models.Model):
    """One translation of one segment. Text never changes once submitted; a new wording is a new rendering."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Waiting for review"
        ACCEPTED = "accepted", "Accepted"
        RETURNED = "returned", "Sent back"
        SUPERSEDED = "superseded", "Superseded"

    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="renderings")
    language = models.CharField(max_length=16)  # BCP 47
    text = models.TextField()
    draft = models.ForeignKey(MachineDraft, on_delete=models.PROTECT, null=True, related_name="renderings")  # it began from
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    translator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="renderings")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="reviews")
    remark = models.TextField(blank=True)  # the reviewer's
    overruled = models.TextField(blank=True)  # why the translator leaves what checks found
    remembered = models.CharField(max_length=16, blank=True)  # the sensitivity whose memory has it
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="accepted", remembered=""), name="rendering_unremembered"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True) | ~Q(reviewer=F("translator")), name="reviewer_is_not_translator"
            ),
            models.UniqueConstraint(fields=["segment", "language"], condition=Q(state="accepted"), name="one_accepted_rendering"),
            models.CheckConstraint(condition=~Q(state="accepted") | Q(reviewer__isnull=False), name="accepted_has_reviewer"),
            models.UniqueConstraint(
                fields=["segment", "language", "translator"],
                condition=Q(state__in=["draft", "submitted"]),
                name="one_open_rendering",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def signed(self) -> str:
        """Who translated it and who reviewed it, for the desk's own eyes (staff names, not bylines)."""
        reviewed = f", reviewed by {self.reviewer}" if self.reviewer else ""
        return f"{self.origin}{reviewed}"

    @property
    def origin(self) -> str:
        """Whose words these are; where they began from a machine's draft, which, and whether a person changed it."""
        if self.draft is None:
            return f"translated by {self.translator}"
        return f"draft by {self.draft.maker}, {'edited' if self.edited else 'taken over'} by {self.translator}"

    @property
    def edited(self) -> bool:
        """Whether a person changed the machine's draft; True without one."""
        return self.draft is None or self.draft.text.strip() != self.text.strip()
