"""What the doctor looks at in the ledger, in custody, and for rendered captures."""

from __future__ import annotations

import os
from collections.abc import Iterator

from django.conf import settings

from dragoman.capture.rendered.program import cage_works, shows_emoji
from dragoman.desk.capture import keys
from dragoman.desk.capture.anchors import check_custody
from dragoman.desk.capture.checkpoints import current_key, latest
from dragoman.desk.capture.ledger import ledger
from dragoman.desk.capture.ledger_check import quick_check
from dragoman.desk.custody import selectors as acts
from dragoman.desk.jobs.findings import Finding, broken, good, remark
from dragoman.desk.watch.models import Source
from dragoman.errors import CheckpointInvalid

QUICK_ACTS = 20_000  # of custody, the newest: a second or two


def check_ledger() -> Iterator[Finding]:
    """Every capture has its leaf, the last head signed is still the ledger's, and the key can sign."""
    faults = list(quick_check())
    for sentence in faults:
        yield broken(
            "ledger",
            sentence,
            means="What was acknowledged, or what was signed, is not what stands in the database.",
            mend="dragoman archive check names each capture. Restore a backup; for signed leaves that are lost: ledger recover.",
        )
    since = keys.held()
    if since is not None:
        yield broken(
            "ledger held",
            f"This desk was restored from a backup of {since}, and heads may have been signed after it.",
            means="Captures are taken in, but no head is signed and nothing can be published.",
            mend="dragoman ledger recover --help",
        )
    try:
        entry = current_key()
        if entry is not None:
            keys.signing_key(entry)
    except CheckpointInvalid as error:
        yield broken(
            "ledger key",
            f"{error.sentence} {error.detail}".strip(),
            means="Captures are taken in, but no head is signed and nothing can be published.",
            mend="Put the folder `keys` back from its backup; if the key is lost, dragoman ledger key --rotate --old-key-lost.",
        )
    if not faults:
        signed = latest()
        words = f"signed up to {signed.size:,}" if signed else "not signed yet"
        yield good("ledger", f"{ledger().size:,} leaves, {words}")


def check_browser() -> Iterator[Finding]:
    """The browser that renders pages, which a desk can do without."""
    wanted = Source.objects.filter(render_pages=True).count()
    if not settings.CHROMIUM:
        yield remark(
            "browser",
            f"No browser is installed, and {wanted} source{'s are' if wanted != 1 else ' is'} to be rendered."
            if wanted
            else "No browser is installed.",
            means="Pages are captured and read, but not rendered: no screenshot, PDF or text after scripts.",
            mend="Install Chromium (apt-get install chromium), or name it in DRAGOMAN_CHROMIUM; then restart the workers.",
        )
    elif os.geteuid() == 0 and settings.CHROMIUM_SANDBOX:
        yield remark(
            "browser",
            "The desk runs as root, and Chromium's sandbox does not.",
            means="Pages cannot be rendered.",
            mend="Run the desk as another user. In a container that is thrown away, DRAGOMAN_CHROMIUM_SANDBOX=0 does as well.",
        )
    else:
        walls = ["Chromium's sandbox"] * settings.CHROMIUM_SANDBOX + ["a network namespace"] * cage_works()
        yield good("browser", f"{settings.CHROMIUM}, in {' and '.join(walls) or 'no sandbox'}")
    if settings.CHROMIUM and not shows_emoji():
        yield remark(
            "emoji",
            "No font for them is installed.",
            means="Screenshots and PDFs show boxes in their place; bytes and texts have them.",
            mend="Install one (apt-get install fonts-noto-color-emoji); pages rendered from then on show them.",
        )


def check_acts() -> Iterator[Finding]:
    """The newest acts of custody hang together and agree with the head that the ledger holds."""
    faults = list(check_custody(newest=QUICK_ACTS))
    for sentence in faults:
        yield broken(
            "custody",
            sentence,
            means="What the desk says of who did what is not what was recorded.",
            mend="dragoman custody check reads every entry; put the database back from a backup, and ask who changed it.",
        )
    if not faults:
        yield good("custody", f"{acts.head().count:,} acts, the ledger covers {acts.anchored():,}")
