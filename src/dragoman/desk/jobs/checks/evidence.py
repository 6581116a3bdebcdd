"""The archive's files and the search index."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.conf import settings

from dragoman.desk.jobs.findings import Finding, broken, good, remark

QUICK_BYTES = 300_000_000  # reading this much takes a few seconds; a larger archive has its own command
SHOWN = 5


def check_archive() -> Iterator[Finding]:
    """Every record stands whole; a torn tail is what a crash leaves and opening the archive mends."""
    from dragoman.capture.archive import Archive

    folder = Path(settings.ARCHIVE_PATH)
    files = sorted(folder.rglob("*.warc.gz")) if folder.exists() else []
    size = sum(file.stat().st_size for file in files)
    if size > QUICK_BYTES:
        yield remark(
            "archive",
            f"{len(files)} files, {size / 1e9:.1f} GB: too much for a quick look.",
            means="Its records were not read.",
            mend="dragoman archive check",
        )
        return
    found = list(islice(Archive(folder).check(), SHOWN)) if files else []
    for finding in found:
        yield broken(
            "archive",
            f"{finding.file} at {finding.offset}: {finding.sentence}",
            means="A record there cannot be read; captures before it are unharmed.",
            mend="dragoman archive check shows everything; a torn tail is cut off when the next capture opens the archive.",
        )
    if not found:
        yield good("archive", f"{len(files)} files, {size / 1e6:.1f} MB, every record whole")


def check_index() -> Iterator[Finding]:
    """The search index opens; it can always be built again from the items."""
    from dragoman.read.search import TantivyIndex

    folder = Path(settings.INDEX_PATH)
    if not folder.exists() or not any(folder.iterdir()):
        yield good("index", "not made yet")
        return
    total = TantivyIndex(folder, written=settings.TARGET_LANGUAGE).search("dragoman", limit=1).total
    yield good("index", f"opens and answers ({total} hits for a test word)")
