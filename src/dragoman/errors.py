"""Every error that Dragoman raises on purpose.

DragomanError
├── SettingInvalid              a setting has no usable value; start-up stops and names it
├── NotAllowed                  this person may not do this
├── RuleBroken                  the desk's rules forbid it (a reviewer is never the translator ...)
│   ├── ChangedMeanwhile        somebody else, or another window, changed it since it was shown
│   └── NotReadyForReview       checks found what is surely wrong, and nobody mended it or said why it stays
├── DatabaseUnwritable          the database's disk is full, or it may only be read
├── CaptureFailed               nothing, or not everything, could be fetched
│   ├── AddressRefused          a private address, or a scheme other than http and https
│   ├── SourceUnreachable       no connection, no name, broken off, bad TLS
│   ├── SourceTooSlow           the deadline passed
│   ├── SourceTooLarge          the size cap was reached (an endless body, a bomb)
│   ├── SourceRefused           the server answered with an error status
│   ├── BrowserUnavailable      no browser is installed, or it does not start
│   ├── BrowserLost             the browser, or the page's part of it, died
│   └── PageHung                the page was still busy at its deadline, and nothing could be taken of it
├── ArchiveError
│   ├── ArchiveUnwritable       disk full, read-only, locked
│   ├── CaptureAltered          stored bytes do not match their digest or their place
│   └── CheckpointInvalid       a signed head of the ledger, or a key, is not what it should be
├── BackupError
│   ├── BackupRefused           this folder, desk or database is not one to back up to, or to restore into
│   ├── BackupUnwritable        the disk is full or read-only, or the database's own tool failed
│   ├── BackupUnreadable        no manifest, or one that is damaged, hostile or newer than the program
│   └── BackupDamaged           a file is missing, or is not what was backed up
├── StampFailed                 a time stamp did not come, or does not hold
│   ├── AuthorityUnavailable    the time-stamping authority is down, slow, or answers something else
│   ├── StampRejected           the authority refused to stamp
│   ├── StampMalformed          what came is not a time stamp, or lacks a part
│   ├── StampOfOtherBytes       it is of other bytes than those sent
│   ├── StampReplayed           it does not answer this request: its nonce is another
│   ├── StampImplausible        its time is far from the desk's clock
│   └── StampUntrusted          its signature does not hold, or no trusted root vouches for it
├── NotUnderstood               bytes came, but not what was expected
│   ├── FeedUnreadable          not a feed
│   ├── PageUnreadable          no main text found
│   └── BotWall                 a robot check, a log-in, a consent form or a refusal came instead of the page
│       └── EmptyShell          the page's text only comes with its scripts
├── NamesFailed                 names could not be compared, found or learned
│   ├── NameTablesUnreadable    the learned tables are missing or damaged
│   ├── NameIndexUnreadable     an index file of names is missing or damaged
│   ├── NameListUnreadable      a list of names, or a training file, is not one
│   ├── RegisterUnreadable      a register of known names is not one
│   └── StyleUnreadable         a romanisation style is not one, or has no such name
├── MemoryFailed                a translation memory could not be used
│   ├── MemoryUnreadable        the file is not a memory, or cannot be read
│   ├── MemoryUnwritable        disk full, read-only
│   └── TmxUnreadable           a file of another tool is not TMX, or one that is refused whole
├── ExchangeFailed              a file of another tool could not be read or written
│   ├── ExchangeUnreadable      not a format that is read, damaged from its first line, or hostile
│   └── ExchangeUnwritable      the standard has no room for what should be written
├── TermsUnreadable             a list of terms is not one
├── EngineFailed                a translation engine gave no draft
│   ├── EngineForbidden         no setting lets this engine have texts of this sensitivity
│   ├── EngineUnavailable       it is down, slow, out of reach, or its model cannot be loaded
│   ├── EngineBusy              it asks us to come later
│   ├── EngineRefused           it refuses the key, the model or the language, or its quota is used up
│   ├── BatchFailed             this batch came to nothing, another may not
│   │   ├── PassagesRefused     the engine will not take these passages
│   │   └── AnswerUnreadable    what it answered is not what its protocol says
│   ├── DraftingStopped         a person stopped it
│   └── DraftCacheUnreadable    the file of earlier drafts is damaged, locked or cannot be written
├── SearchUnavailable           the search index is busy or broken
├── AlignmentRefused            a split, merge or link of segments that can't be made
├── RenderingIncomplete         a quotation does not follow its renderings
├── ProofUnreadable             a proof file cannot be opened or lacks a part
└── CustodyUnreadable           an export of custody cannot be read or lacks a part

Each error says what happened in a monitor's words (`str(error)`), keeps the detail for the log apart, names the
stage, and advises when to try again.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar


class Retry(StrEnum):
    """When trying again can help."""

    NEVER = "never"
    LATER = "later"
    NOW = "now"


class DragomanError(Exception):
    """Root of the tree.

    Args:
        sentence: what happened, for the person at the screen; one sentence, no jargon.
        detail: for the log only; may hold addresses, numbers and library messages.
        subject: the id or address of the thing it happened to; empty when there is none.
    """

    stage: ClassVar[str] = ""
    retry: ClassVar[Retry] = Retry.NEVER
    code: ClassVar[str] = "error"

    def __init__(self, sentence: str, *, detail: str = "", subject: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail
        self.subject = subject


class SettingInvalid(DragomanError):
    stage, code = "start", "setting-invalid"


class NotAllowed(DragomanError):
    stage, code = "desk", "not-allowed"


class RuleBroken(DragomanError):
    stage, code = "desk", "rule-broken"


class ChangedMeanwhile(RuleBroken):
    code, retry = "changed-meanwhile", Retry.NOW


class NotReadyForReview(RuleBroken):
    code, retry = "not-ready-for-review", Retry.NOW


class DatabaseUnwritable(DragomanError):
    stage, code, retry = "desk", "database-unwritable", Retry.LATER


class CaptureFailed(DragomanError):
    stage, code, retry = "capture", "capture-failed", Retry.LATER


class AddressRefused(CaptureFailed):
    code, retry = "address-refused", Retry.NEVER


class SourceUnreachable(CaptureFailed):
    code = "unreachable"


class SourceTooSlow(CaptureFailed):
    code = "too-slow"


class SourceTooLarge(CaptureFailed):
    code = "too-large"


class SourceRefused(CaptureFailed):
    code = "refused"


class BrowserUnavailable(CaptureFailed):
    code = "browser-unavailable"


class BrowserLost(CaptureFailed):
    code = "browser-lost"


class PageHung(CaptureFailed):
    code = "page-hung"


class ArchiveError(DragomanError):
    stage, code = "capture", "archive-error"


class ArchiveUnwritable(ArchiveError):
    code, retry = "archive-unwritable", Retry.LATER


class CaptureAltered(ArchiveError):
    code = "capture-altered"


class CheckpointInvalid(ArchiveError):
    code = "checkpoint-invalid"


class BackupError(DragomanError):
    stage, code = "backup", "backup-error"


class BackupRefused(BackupError):
    code = "backup-refused"


class BackupUnwritable(BackupError):
    code, retry = "backup-unwritable", Retry.LATER


class BackupUnreadable(BackupError):
    code = "backup-unreadable"


class BackupDamaged(BackupError):
    code = "backup-damaged"


class StampFailed(DragomanError):
    stage, code, retry = "stamp", "stamp-failed", Retry.LATER


class AuthorityUnavailable(StampFailed):
    code = "authority-unavailable"


class StampRejected(StampFailed):
    code = "stamp-rejected"


class StampMalformed(StampFailed):
    code = "stamp-malformed"


class StampOfOtherBytes(StampFailed):
    code = "stamp-of-other-bytes"


class StampReplayed(StampFailed):
    code = "stamp-replayed"


class StampImplausible(StampFailed):
    code = "stamp-implausible"


class StampUntrusted(StampFailed):
    code = "stamp-untrusted"


class NotUnderstood(DragomanError):
    stage, code = "read", "not-understood"


class FeedUnreadable(NotUnderstood):
    stage, code = "watch", "not-a-feed"


class PageUnreadable(NotUnderstood):
    code = "no-main-text"


class BotWall(NotUnderstood):
    code, retry = "bot-wall", Retry.LATER


class EmptyShell(BotWall):
    code, retry = "empty-shell", Retry.NEVER


class NamesFailed(DragomanError):
    stage, code = "names", "names-failed"


class NameTablesUnreadable(NamesFailed):
    code = "name-tables-unreadable"


class NameIndexUnreadable(NamesFailed):
    code = "name-index-unreadable"


class NameListUnreadable(NamesFailed):
    code = "name-list-unreadable"


class RegisterUnreadable(NamesFailed):
    code = "register-unreadable"


class StyleUnreadable(NamesFailed):
    code = "style-unreadable"


class MemoryFailed(DragomanError):
    stage, code = "translate", "memory-failed"


class MemoryUnreadable(MemoryFailed):
    code = "memory-unreadable"


class MemoryUnwritable(MemoryFailed):
    code, retry = "memory-unwritable", Retry.LATER


class TmxUnreadable(MemoryFailed):
    code = "tmx-unreadable"


class ExchangeFailed(DragomanError):
    stage, code = "translate", "exchange-failed"


class ExchangeUnreadable(ExchangeFailed):
    code = "exchange-unreadable"


class ExchangeUnwritable(ExchangeFailed):
    code = "exchange-unwritable"


class TermsUnreadable(DragomanError):
    stage, code = "translate", "terms-unreadable"


class EngineFailed(DragomanError):
    stage, code = "translate", "engine-failed"


class EngineForbidden(EngineFailed):
    code = "engine-forbidden"


class EngineUnavailable(EngineFailed):
    code, retry = "engine-unavailable", Retry.LATER


class EngineBusy(EngineFailed):
    """`after_seconds` is how long it asks us to wait."""

    code, retry = "engine-busy", Retry.LATER
    after_seconds: float = 0.0


class EngineRefused(EngineFailed):
    code = "engine-refused"


class BatchFailed(EngineFailed):
    code = "batch-failed"


class PassagesRefused(BatchFailed):
    code = "passages-refused"


class AnswerUnreadable(BatchFailed):
    code, retry = "answer-unreadable", Retry.LATER


class DraftingStopped(EngineFailed):
    code, retry = "drafting-stopped", Retry.NOW


class DraftCacheUnreadable(EngineFailed):
    code = "draft-cache-unreadable"


class SearchUnavailable(DragomanError):
    stage, code, retry = "read", "search-unavailable", Retry.LATER


class AlignmentRefused(DragomanError):
    stage, code = "translate", "alignment-refused"


class RenderingIncomplete(DragomanError):
    stage, code = "compose", "rendering-incomplete"


class ProofUnreadable(DragomanError):
    stage, code = "verify", "proof-unreadable"


class CustodyUnreadable(DragomanError):
    stage, code = "verify", "custody-unreadable"
