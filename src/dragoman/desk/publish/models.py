"""Publications: what was public, when."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from dragoman.desk.capture.models import Capture
from dragoman.desk.compose.models import Dispatch, Series, Tier
from dragoman.desk.read.models import Segment, Visit


class Publication(models.Model):
    """One published version of a dispatch. What it says never changes; the state of the links under its quotations may.

    `content` is the public page as values (see `dragoman.publish.page`), `html` the page rendered from them: it can be
    rendered again. `tier` follows the dispatch upwards only: what becomes restricted is restricted in all its versions.
    The proof file's name is its digest; `proof_size` is the number of leaves under the head in it, `proof_stamps` the
    number of time stamps over that head.
    """

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="publications")
    version = models.PositiveIntegerField()
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    summary = models.CharField(max_length=400, blank=True)
    date = models.DateField()
    tier = models.CharField(max_length=16, choices=Tier)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    current = models.BooleanField(default=True)
    content = models.JSONField()
    html = models.TextField()
    html_sha256 = models.CharField(max_length=64)
    proof_sha256 = models.CharField(max_length=64)
    proof_bytes = models.PositiveBigIntegerField()
    proof_size = models.PositiveBigIntegerField(default=0)
    proof_stamps = models.PositiveSmallIntegerField(default=0)
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "version"], name="publication_version_once"),
            models.UniqueConstraint(fields=["series", "number", "version"], name="publication_number_once"),
            models.UniqueConstraint(fields=["dispatch"], condition=models.Q(current=True), name="one_current_publication"),
        ]
        indexes = [
            models.Index(fields=["-date", "-id"], condition=models.Q(current=True), name="publication_by_date"),
            models.Index(fields=["series", "number", "current"], name="publication_address"),
        ]

    def __str__(self) -> str:
        return f"{self.series.prefix} {self.number}, version {self.version}"


class EarlierProof(models.Model):
    """A proof file that another one has replaced. It stays where its digest says, for whoever kept that digest."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="earlier_proofs")
    sha256 = models.CharField(max_length=64)
    replaced_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "sha256"], name="earlier_proof_once")]

    def __str__(self) -> str:
        return f"{self.publication}: {self.sha256}"


class ArchivedCopy(models.Model):
    """The text of a cited capture, read once so that a reader's visit never opens the archive. Can be made again.

    `public_html` is its page as everybody may see it, with what public dispatches quote; empty when none does.
    """

    capture = models.OneToOneField(Capture, on_delete=models.PROTECT, primary_key=True, related_name="archived_copy")
    text = models.TextField()  # by the text rule
    charset = models.CharField(max_length=40)
    text_rule = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=16, default="und")
    response_head = models.TextField()
    public_html = models.TextField(blank=True)
    public_html_sha256 = models.CharField(max_length=64, blank=True)


class CitedPassage(models.Model):
    """A stretch [start, end) of a capture's rule text that a publication quotes: one segment of one of its excerpts."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="cited")
    number = models.PositiveIntegerField(default=0)  # the excerpt's, from 1
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, null=True, related_name="+")
    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["capture"], name="cited_capture")]


class Remark(models.Model):
    """What became of a quotation's source after publication: a dated remark beside it, on the public page and at the desk.

    It is never changed and never taken back; what comes later is another remark. `seen_by` is the editor who took note of
    it, which the desk's own pages show and the public page does not.
    """

    class State(models.TextChoices):
        CHANGED = "changed", "Changed"
        MOVED = "moved", "Moved"
        AWAY = "away", "Leads elsewhere"
        GONE = "gone", "Gone"
        BACK = "back", "As quoted again"

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="remarks")
    number = models.PositiveIntegerField()  # the excerpt's, from 1
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="remarks")
    state = models.CharField(max_length=16, choices=State)
    words_stand = models.BooleanField(null=True)  # in the text that is there now; null where there is none
    moved_to = models.CharField(max_length=4000, blank=True)
    at = models.DateTimeField()  # when it was found
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["publication", "number", "id"], name="remark_of_excerpt"),
            models.Index(fields=["-id"], condition=models.Q(seen_at=None), name="remark_unseen"),
        ]

    def __str__(self) -> str:
        return f"{self.publication}, excerpt {self.number}: {self.state}"
