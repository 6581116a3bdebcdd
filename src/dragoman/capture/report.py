"""A verdict as lines for a terminal: readable without colour, and safe whatever a proof holds."""

from __future__ import annotations

import unicodedata

from dragoman.capture.links import Link
from dragoman.capture.verify import QuotationVerdict, Verdict

_SIGNS = {"held": "✓", "failed": "✗", "not-present": "–", "self-asserted": "?"}
_WORDS = {"held": "holds", "failed": "FAILS", "not-present": "", "self-asserted": "is self-asserted:"}
_FSI, _PDI = "\u2068", "\u2069"
_MOST_CHARS = 300
# Explicit direction marks that could reach beyond the isolate that foreign text is put in.
_DIRECTING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def write_report(verdict: Verdict) -> str:
    """One line a quotation, then one line a link."""
    lines = [f"Proof of {isolate(verdict.dispatch)}, published {isolate(verdict.published)}", _write_link(verdict.file)]
    for number, quotation in enumerate(verdict.quotations, start=1):
        lines += ["", _write_quotation(number, quotation), *(_write_link(link) for link in quotation.links)]
    count = len(verdict.quotations)
    failed = sum(not quotation.ok for quotation in verdict.quotations)
    quotations = "1 quotation" if count == 1 else f"{count} quotations"
    lines += ["", f"✓ {quotations}: all that this proof holds was checked." if verdict.ok else _write_failure(failed, quotations)]
    return "\n".join(lines)


def _write_failure(failed: int, quotations: str) -> str:
    return f"✗ {failed} of {quotations} FAIL." if failed else "✗ The file was altered."


def _write_quotation(number: int, quotation: QuotationVerdict) -> str:
    word = _WORDS["held" if quotation.ok else "failed"]
    return f"{number}. {word}: {isolate(quotation.text)} ({isolate(quotation.url)}, captured {isolate(quotation.fetched)})"


def _write_link(link: Link) -> str:
    parts = (_SIGNS[link.state], f"{link.name:<10}", _WORDS[link.state], isolate(link.sentence))
    return "   " + " ".join(part for part in parts if part)


def isolate(text: str) -> str:
    """Foreign text on one line, in a direction of its own, without anything that steers a terminal or its neighbours."""
    shown = "".join(_show(letter) for letter in text[: _MOST_CHARS + 1])
    if len(text) > _MOST_CHARS:
        shown = f"{shown[:_MOST_CHARS]}…"
    return shown if shown.isascii() else f"{_FSI}{shown}{_PDI}"


def _show(letter: str) -> str:
    if letter in _DIRECTING:
        return ""
    if letter in "\n\r\t\u2028\u2029" or unicodedata.category(letter) in ("Cc", "Cs"):
        return " "
    return letter
