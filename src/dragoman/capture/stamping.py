"""Which authorities stamp the ledger's heads, when to ask again, and whether there are enough of them. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from dragoman.capture.wire_url import wire_url
from dragoman.errors import AddressRefused, SettingInvalid, StampFailed

SETTING = "DRAGOMAN_TIMESTAMP_AUTHORITIES"
ENOUGH_AUTHORITIES = 2
MAX_ADDRESS_CHARS = 500
NO_AUTHORITY = "No time-stamping authority is asked here: only the desk's own word says when it had this page."
LATE_AFTER = timedelta(days=1)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True)
class Authority:
    """A time-stamping authority and the root certificates (PEM) that its stamps must lead to."""

    url: str
    roots_pem: str


@dataclass(frozen=True)
class Asked:
    """One head's stamp by one authority, as far as it has come."""

    url: str
    requested_at: datetime
    confirmed: bool
    broken: bool = False


@dataclass(frozen=True)
class Stamping:
    """How the ledger's heads are being stamped.

    Attributes:
        configured: number of authorities asked.
        current: of these, those whose stamp holds for a head of the last day before the newest one.
        waiting: stamps that have not come yet.
        broken: stamps that came, held, and hold no longer.
    """

    configured: int
    current: int
    waiting: int
    broken: int
    sentence: str

    @property
    def degraded(self) -> bool:
        """Fewer than two authorities vouch for the newest heads, or a kept stamp has broken."""
        return self.current < ENOUGH_AUTHORITIES or self.broken > 0


def parse_authorities(setting: str) -> tuple[Authority, ...]:
    """Read `https://stamps.example/tsa=/etc/dragoman/stamps-root.pem, …`. Raises: SettingInvalid."""
    found = tuple(_parse_authority(part.strip()) for part in setting.split(",") if part.strip())
    if len({authority.url for authority in found}) != len(found):
        raise SettingInvalid(f"{SETTING}: an authority is named twice.")
    return found


def _parse_authority(part: str) -> Authority:
    from dragoman.capture.timestamps import load_roots

    address, _, file = part.rpartition("=")
    if len(address) > MAX_ADDRESS_CHARS:
        raise SettingInvalid(f"{SETTING}: an address has more than {MAX_ADDRESS_CHARS} characters.")
    try:
        url = wire_url(address.strip())
        pem = Path(file.strip()).read_text(encoding="utf-8")
        load_roots(pem.encode())
    except AddressRefused as error:
        raise SettingInvalid(f"{SETTING}: {part!r} is not an address=file of root certificates.", detail=str(error)) from error
    except (OSError, ValueError, StampFailed) as error:
        raise SettingInvalid(f"{SETTING}: {file.strip()!r} is not a file of certificates in PEM.", detail=str(error)) from error
    return Authority(url, pem)


def describe_wait(authorities: int) -> str:
    """That this many authorities were asked for a stamp and none has come yet."""
    asked = "One authority was" if authorities == 1 else f"{authorities} authorities were"
    return f"{asked} asked for a time stamp; none has come yet."


def next_try(*, attempts: int, now: datetime) -> datetime:
    """When to ask again for a stamp that has failed this often: after a minute, then twice as long each time, up to six hours."""
    doublings = min(max(attempts - 1, 0), 20)
    return now + min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))


def judge(asked: Iterable[Asked], authorities: Sequence[str]) -> Stamping:
    """See whether enough authorities vouch for the newest heads. What was asked of other authorities counts only when broken."""
    every = list(asked)
    rows = [one for one in every if one.url in authorities]
    newest = max((one.requested_at for one in rows), default=None)
    current = {one.url for one in rows if one.confirmed and newest and one.requested_at >= newest - LATE_AFTER}
    waiting = sum(not one.confirmed and not one.broken for one in rows)
    broken = sum(one.broken for one in every)
    return Stamping(len(authorities), len(current), waiting, broken, _describe(rows, authorities, len(current), broken))


def _describe(rows: Sequence[Asked], authorities: Sequence[str], current: int, broken: int) -> str:
    if broken:
        return f"{broken} kept time stamps no longer hold."
    if not authorities:
        return "No authority is asked for time stamps."
    if not rows:
        return "No head of the ledger has been stamped yet."
    return f"{current} of {len(authorities)} authorities have stamped a head of the last day."
