"""Write the public site's page *How to check us* out of the document: `make reference`.

A desk serves it from a template, so it needs no Markdown while it runs; `tests/docs` compares the two.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE / "how-to" / "check-us.md"
TEMPLATE = HERE.parent / "src" / "dragoman" / "desk" / "publish" / "templates" / "publish" / "check_us.html"

_BEFORE = """{% extends "ui/public_base.html" %}{% load static %}
{# Written by docs/build_public_page.py; change docs/how-to/check-us.md, then run `make reference`. #}
{% block title %}How to check us{% endblock %}
{% block styles %}<link rel="stylesheet" href="{% static 'publish/publish.css' %}">{% endblock %}
{% block main %}
<article class="document" lang="en" dir="ltr">{% verbatim %}
"""
_AFTER = """{% endverbatim %}</article>
{% endblock %}
"""


def check_us() -> str:
    """The page's template."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(_without_links_to_documents(DOCUMENT.read_text(encoding="utf-8")))
    for heading, content in pairwise(tokens):
        if heading.type == "heading_open":
            heading.attrSet("id", _anchor(content.content))
    return f"{_BEFORE}{markdown.renderer.render(tokens, markdown.options, {})}{_AFTER}"


def _without_links_to_documents(text: str) -> str:
    """Other documents are not on the site: their names stay, without a link."""
    return re.sub(r"\[([^\]]+)\]\([\w-]+\.md(?:#[\w-]+)?\)", r"\1", text)


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def main() -> None:
    """Write the template."""
    TEMPLATE.write_text(check_us(), encoding="utf-8")


if __name__ == "__main__":
    main()
