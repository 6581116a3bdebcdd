"""Render a public dispatch once; afterwards it is only read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from dragoman.desk.compose.models import Dispatch
from dragoman.desk.compose.selectors import passage_views
from dragoman.desk.publish.content import Issue, build_page
from dragoman.desk.publish.selectors import ArchivedPage
from dragoman.desk.ui.chain import Holds, Link, strip
from dragoman.publish.page import MARK_MEANINGS, Page
from dragoman.publish.remarks import SourceRemark

_NAMES = {"cut": "[…]", "addition": "[words]", "gloss": "[meaning]", "identity": "[identity]", "scene": "[scene]"}


def render_dispatch(
    content: Mapping[str, Any],
    *,
    superseded: bool = False,
    preview: bool = False,
    remarks: Mapping[int, Sequence[SourceRemark]] | None = None,
) -> str:
    """A whole public page from a publication's content (`asdict` of a `Page`), and the remarks made on it since, by excerpt."""
    said = remarks or {}
    blocks = [_block(block, preview=preview) | {"remarks": said.get(block.get("number", 0), ())} for block in content["blocks"]]
    return render_to_string(
        "publish/dispatch.html",
        {
            "page": content,
            "blocks": blocks,
            "legend": _legend(content),
            "superseded": superseded,
            "preview": preview,
            "earlier": list(range(content["version"] - 1, 0, -1)),
            "address": address(content),
            "proof": proof_address(content),
            "structured": SafeString("") if preview else _structured(content),
        },
    )


def render_archived(found: ArchivedPage) -> str:
    """The page of a cited capture. Its text is text: nothing of the captured page is ever executed."""
    return render_to_string("publish/archived.html", {"found": found, "capture": found.copy.capture})


def as_content(page: Page) -> dict[str, Any]:
    """A page as the JSON values that a publication keeps."""
    return asdict(page)


def address(content: Mapping[str, Any]) -> str:
    """The dispatch's own address, without a version; empty for a draft."""
    return reverse("public_dispatch", args=[content["series_slug"], content["number"]]) if content["number"] else ""


def proof_address(content: Mapping[str, Any]) -> str:
    """The proof file of just this version; empty for a draft."""
    if not content["number"]:
        return ""
    return reverse("public_version_proof", args=[content["series_slug"], content["number"], content["version"]])


def serve_preview(request: HttpRequest, dispatch: Dispatch) -> HttpResponse:  # noqa: ARG001
    """The page as its readers will see it, with links that say that nothing is checked yet."""
    issue = Issue(dispatch.number or 0, 1, timezone.now().astimezone(UTC))
    page = build_page(dispatch, passage_views(dispatch), issue, {})
    return HttpResponse(render_dispatch(as_content(page), preview=True))


def _block(block: Mapping[str, Any], *, preview: bool) -> dict[str, Any]:
    if block["kind"] != "excerpt":
        return dict(block)
    number = block["number"]
    archived = "" if preview else reverse("public_archived", args=[block["check"]["capture_id"]])
    hrefs = {
        "sentence": f"#check-{number}",
        "translation": f"#hands-{number}",
        "original": archived,
        "bytes": f"#bytes-{number}",
        "ledger": reverse("ledger_checkpoint"),
        "time": f"#found-{number}",
    }
    links = {
        name: Link(Holds(link["holds"]), href=hrefs.get(name, ""), sentence=link["sentence"])
        for name, link in block["chain"].items()
    }
    return {**block, "links": links, "steps": strip(links), "archived": archived}


def _legend(content: Mapping[str, Any]) -> list[dict[str, str]]:
    """The kinds of marks on this page, in the order of the notation."""
    used = {
        piece["kind"]
        for block in content["blocks"]
        if block["kind"] == "excerpt"
        for paragraph in block["paragraphs"]
        for piece in paragraph
    }
    return [{"kind": kind, "shown": _NAMES[kind], "meaning": meaning} for kind, meaning in MARK_MEANINGS.items() if kind in used]


def _structured(content: Mapping[str, Any]) -> SafeString:
    """The page as schema.org data, for machines. Source: https://schema.org/Report, https://schema.org/Quotation"""
    base = settings.BASE_URL
    report = {
        "@context": "https://schema.org",
        "@type": "Report",
        "name": content["title"],
        "reportNumber": content["designation"],
        "datePublished": content["date"],
        "dateModified": content["published_at"],
        "version": content["version"],
        "inLanguage": content["language"],
        "about": content["subjects"],
        "isPartOf": {"@type": "CreativeWorkSeries", "name": content["series"]},
        "url": base + address(content),
        "isAccessibleForFree": content["tier"] == "public",
        "hasPart": [_quotation(block, base) for block in content["blocks"] if block["kind"] == "excerpt"],
    }
    text = json.dumps(report, ensure_ascii=False).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return mark_safe(text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S308 - nothing in it can end the element


def _quotation(block: Mapping[str, Any], base: str) -> dict[str, Any]:
    note = block["note"]
    return {
        "@type": "Quotation",
        "text": "\n\n".join("".join(piece["shown"] for piece in paragraph) for paragraph in block["paragraphs"]),
        "isBasedOn": {
            "@type": "NewsArticle",
            "name": note["title"],
            "inLanguage": note["language"],
            "url": note["url"],
            "publisher": {"@type": "NewsMediaOrganization", "name": note["source_native"]},
            "archivedAt": base + reverse("public_archived", args=[block["check"]["capture_id"]]),
        },
    }
