"""Dispatches in numbered series; excerpts and notes are rows with foreign keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as PlainImage
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, Revision, RevisionMixin, WorkflowMixin

from dragoman.desk.capture.models import Capture
from dragoman.desk.read.models import Segment
from dragoman.desk.translate.models import Rendering


class Picture(AbstractImage):  # type: ignore[misc]
    """An image of the desk, with who is to be credited for it."""

    credit = models.CharField(max_length=200, blank=True)
    admin_form_fields = (*PlainImage.admin_form_fields, "credit")


class PictureRendition(AbstractRendition):  # type: ignore[misc]
    """A picture in one size."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class Series(models.Model):  # type: ignore[django-manager-missing]
    """A named, numbered run of dispatches. `last_number` was the last one given; a number is given once and never again."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    prefix = models.CharField(max_length=120, help_text="Printed before the number, as in “Special Dispatch No.”")
    last_number = models.PositiveIntegerField(default=0)
    last_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.name


class Tier(models.TextChoices):
    """Who may read a dispatch; each tier includes those after it."""

    PUBLIC = "public", "Everyone"
    REGISTERED = "registered", "Registered readers"
    SUBSCRIBER = "subscriber", "Subscribers"
    STAFF = "staff", "Staff only"


class Dispatch(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel):  # type: ignore[misc]
    """A publication of the desk, as it is being written. What readers see is its `Publication`.

    `number` is null until the first publication. `subjects` are separated by commas.
    """

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="dispatches")
    number = models.PositiveIntegerField(null=True, editable=False)
    title = models.CharField(max_length=300)
    slug = models.SlugField(max_length=120, blank=True)
    date = models.DateField()
    subjects = models.CharField(max_length=500, blank=True, help_text="Separated by commas.")
    tier = models.CharField(max_length=16, choices=Tier, default=Tier.PUBLIC)
    language = models.CharField(max_length=16, editable=False)  # BCP 47, of the desk's own words and the renderings quoted
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    _revisions = GenericRelation(
        "wagtailcore.Revision", content_type_field="base_content_type", object_id_field="object_id", related_query_name="dispatch"
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="dispatch",
    )
    # The public page is the next verb's work: publish puts its renderer here when it starts.
    render_preview: ClassVar[Callable[[HttpRequest, Dispatch], HttpResponse] | None] = None

    class Meta:
        verbose_name_plural = "dispatches"
        # The CMS would make these only once its hooks are loaded; roles are given them right after migrating.
        permissions = (
            ("publish_dispatch", "Can publish dispatch"),
            ("lock_dispatch", "Can lock dispatch"),
            ("unlock_dispatch", "Can unlock dispatch"),
        )
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="dispatch_number_once")]
        indexes = [models.Index(fields=["-changed_at", "-id"], name="dispatch_changed")]

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self) -> models.QuerySet[Revision]:
        kept: models.QuerySet[Revision] = self._revisions.all()
        return kept

    @property
    def designation(self) -> str:
        """`Special Dispatch No. 1042`; without its number while a draft."""
        return f"{self.series.prefix} {self.number}" if self.number else f"{self.series.name}, draft"

    @property
    def subject_list(self) -> list[str]:
        return [word.strip() for word in re.split("[,،]", self.subjects) if word.strip()]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:  # noqa: ARG002
        renderer = type(self).render_preview
        if renderer is None:
            raise NotImplementedError("no renderer of public pages is installed")
        return renderer(request, self)


class Passage(ClusterableModel):  # type: ignore[misc]
    """One block of a dispatch. An excerpt's text is its renderings with marks; see `dragoman.text.marks`."""

    class Kind(models.TextChoices):
        HEADING = "heading", "Heading"
        PROSE = "prose", "Text"
        EXCERPT = "excerpt", "Excerpt"

    dispatch = ParentalKey(Dispatch, on_delete=models.CASCADE, related_name="passages")
    sort_order = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=Kind)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["sort_order", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"


class ExcerptSegment(models.Model):
    """One segment that an excerpt quotes, and the accepted rendering it quotes it in."""

    passage = ParentalKey(Passage, on_delete=models.CASCADE, related_name="quoted")
    sort_order = models.PositiveIntegerField()
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="+")
    rendering = models.ForeignKey(Rendering, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["sort_order", "id"]
        constraints = [models.UniqueConstraint(fields=["passage", "segment"], name="excerpt_segment_once")]


class Note(models.Model):
    """A footnote of an excerpt. All but `comment` is written from the evidence, again at every save of the excerpt."""

    passage = ParentalKey(Passage, on_delete=models.CASCADE, related_name="notes")
    source_native = models.CharField(max_length=200)
    source_english = models.CharField(max_length=200, blank=True)
    title = models.TextField(blank=True)
    language = models.CharField(max_length=16, default="und")  # of title and native name
    date_printed = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True)
    url = models.CharField(max_length=4000, blank=True)
    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, related_name="+")
    comment = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["passage"], name="one_note_per_excerpt"),
            models.CheckConstraint(condition=~Q(source_native=""), name="note_names_its_source"),
        ]
