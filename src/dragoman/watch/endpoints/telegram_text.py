"""The words of a channel message as written: its line breaks, quotes and code kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
_BLOCKS = frozenset({"blockquote", "pre", "div", "p", "details", "summary", "ul", "ol", "li"})


def words_of(body: LexborNode) -> str:
    """The message's words, a line for each line; white space collapsed but inside `<pre>`."""
    try:
        return _lines(body)
    except RecursionError:  # nested a thousand deep: nobody's post, but not a reason to lose the others
        return " ".join(body.text().split())


def _lines(body: LexborNode) -> str:
    lines = "".join(_pieces(body, kept=False)).split("\n")
    return "\n".join(_trimmed(line) for line in lines).strip()


def _trimmed(line: str) -> str:
    """Without the one space that collapsing leaves; deeper indentation was written so."""
    return line.rstrip(" ") if line.startswith("  ") else line.strip(" ")


def _pieces(node: LexborNode, *, kept: bool) -> Iterator[str]:
    """Text with a line feed for each `<br>` and around each block; `kept` says that white space is as written."""
    child = node.child
    while child is not None:
        tag = child.tag or ""
        if tag == "-text":
            written = child.text_content or ""
            yield written if kept else _SPACES.sub(" ", written)
        elif tag == "br":
            yield "\n"
        elif tag in _BLOCKS:
            yield from _block(child, kept=kept or tag == "pre")
        elif not tag.startswith("-"):
            yield from _pieces(child, kept=kept)
        child = child.next


def _block(node: LexborNode, *, kept: bool) -> Iterator[str]:
    inside = "".join(_pieces(node, kept=kept)).strip("\n")
    if _neighbour(node, "prev"):
        yield "\n"
    yield inside
    if _neighbour(node, "next") and (node.next is None or (node.next.tag or "") not in _BLOCKS):
        yield "\n"


def _neighbour(node: LexborNode, side: str) -> bool:
    """Is there something beside a block that it must be parted from? A `<br>` parts already."""
    beside = getattr(node, side)
    return beside is not None and beside.tag != "br"
