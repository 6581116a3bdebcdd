"""Values of a rendered capture: its bounds, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from dragoman.capture.exchange import Fetched
from dragoman.errors import CaptureFailed


@dataclass(frozen=True)
class Bounds:
    """Where rendering a page stops.

    Attributes:
        settle_seconds: for the page to load and come to rest; what is there then is taken.
        quiet_seconds: without a request, after which a loaded page is at rest.
        deadline_seconds: for everything; the browser is killed then.
        max_requests: answered for one page; more are refused.
        max_total_bytes: of all bodies together; what is asked for after that is refused.
        max_height_px: of the screenshot, in CSS pixels. Source: Skia draws at most 16,384 in one piece.
        max_pdf_pages: further ones are left out.
        max_view_bytes: of one view; a larger one is not kept.
        max_memory_bytes: of any one process of the browser, which is killed above it.
        width_px, window_px: the window.
    """

    settle_seconds: float = 12
    quiet_seconds: float = 0.5
    deadline_seconds: float = 40
    max_requests: int = 400
    max_total_bytes: int = 60_000_000
    max_height_px: int = 16_000
    max_pdf_pages: int = 60
    max_view_bytes: int = 30_000_000
    max_memory_bytes: int = 1_500_000_000
    width_px: int = 1280
    window_px: int = 900


@dataclass(frozen=True)
class Rendered:
    """What came of rendering one page. Views are empty where they could not be taken.

    Attributes:
        fetched: every exchange of the page in the order asked for, failed ones included.
        page: the page's own document among `fetched`; None when it was never asked for.
        screenshot: JPEG of the whole page, as far as `Bounds.max_height_px`.
        text: of the DOM, by the text rule.
        height_px: of the whole page.
        cuts: sentences; which bounds were reached, so that this is not the whole page.
        remarks: sentences; what the page wanted and was refused.
        error: what went wrong; what came before it is kept.
    """

    started_utc: datetime
    seconds: float
    browser: str = ""
    fetched: tuple[Fetched, ...] = ()
    page: Fetched | None = None
    screenshot: bytes = field(default=b"", repr=False)
    pdf: bytes = field(default=b"", repr=False)
    text: str = field(default="", repr=False)
    height_px: int = 0
    cuts: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    error: CaptureFailed | None = None
