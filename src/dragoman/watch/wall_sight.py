"""What a person would see of a small page: its headings, its sentences, and which of these are running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from dragoman.watch.wall_phrases import squeeze

_MUCH_PROSE_CHARS = 2_500  # no wall says so much; nothing more is looked at
_MOST_CHARS = 3_000_000
_MOST_TAGS = 8_000  # more are not even parsed: nested in one another they would take a parser long
_BOX_CHARS = 20
_HEADLINE_CHARS = 25
# What nobody sees, and the frame of a site, whose words are neither the page's nor a wall's.
_PASSED_OVER = (
    "script, style, noscript, template, svg, iframe, object, [hidden], "
    "nav, footer, aside, select, #comments, .comments, .comment-form, #respond"
)
# Boxes laid over a page; with what is in them gone, the page is still there, or it never was.
_BOX_NAMES = "consent cookie onetrust didomi sp_message qc-cmp usercentrics kvkk gdpr iubenda rodo- cmp-"
_BOXES = ", ".join(f'[id*="{name}" i], [class*="{name}" i]' for name in _BOX_NAMES.split())
_NEVER_A_BOX = frozenset({"html", "body", "main", "article"})
_NO_PROSE = frozenset({"button", "form", "label", "h1", "h2", "h3", "title"})
_BLOCKS = (
    "address article aside blockquote br button center dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "label li main ol p pre section table td th tr ul"
)
_BREAKING = frozenset(_BLOCKS.split())
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}", re.DOTALL)
# Quoted words are told of, not said.
_QUOTED = re.compile(r"«[^«»]{1,120}»|“[^“”]{1,120}”|„[^„“”]{1,120}[“”]|‹[^‹›]{1,80}›|「[^「」]{1,80}」|\"[^\"\n]{1,120}\"")
_ENDS = re.compile(r"(?<=[.!?؟。！？…])\s*(?=\s|[\u3000-\u9fff])|\n")
_DENSE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class Sight:
    """A small page as it shows itself. Quoted words are left out.

    Attributes:
        headings: the title, and the first heading of the page.
        said: everything outside the site's frame, consent boxes and headings included: a squeezed sentence a line.
        prose: each sentence of running text, squeezed, with its weight: no headings, short links, buttons, forms, boxes.
        password, scripted: a password is asked for; there are scripts, or words that ask for them.
        asks: there is a form, a button or a box to be answered.
        boxed: words were in a box laid over the page.
    """

    headings: Sequence[str]
    said: str
    prose: Sequence[tuple[str, int]]
    password: bool
    scripted: bool
    asks: bool
    boxed: bool


def see(source: str) -> Sight | None:
    """Look at a page; None when it says more than any wall does."""
    if len(source) > _MOST_CHARS or source.count("<") > _MOST_TAGS:
        return None
    tree = LexborHTMLParser(source)
    if tree.body is None:
        return None
    look = _Look(tree)
    if not look.over(tree.body):
        return None
    return Sight(
        headings=[_unquoted(_one_line(node)) for node in (tree.css_first("title"), tree.css_first("h1, h2")) if node is not None],
        said="\n".join(map(squeeze, _sentences(look.everything))),
        prose=[(squeeze(sentence), _weight(sentence)) for sentence in _sentences(look.running)],
        password=look.password,
        scripted=look.placeholders or tree.css_first("script, noscript, [ng-app]") is not None,
        asks=look.asks,
        boxed=look.boxed,
    )


class _Look:
    """One walk over a page that gathers what a `Sight` tells."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        forms = (form for form in tree.css("form") if form.css_first("textarea") is not None)
        self._passed_over = {node.mem_id for node in (*tree.css(_PASSED_OVER), *forms) if node.tag not in _NEVER_A_BOX}
        # A box that holds an article is a page with a name like a box's.
        self._boxes = {node.mem_id for node in tree.css(_BOXES)} - _with_ancestors(tree.css("body, article, main"))
        self.asks = bool(self._boxes)
        self.boxed = False
        self.password = self.placeholders = False
        self.everything = self.running = ""

    def over(self, body: LexborNode) -> bool:
        """Walk; false when there is too much to be a wall."""
        everything: list[str] = []
        running: list[str] = []
        chars = boxed_chars = 0
        ahead: list[tuple[LexborNode | None, bool, bool]] = [(body.first_child, True, False)]
        while ahead:
            node, prose, boxed = ahead.pop()
            if node is None:
                continue
            ahead.append((node.next, prose, boxed))
            if node.tag == "-text":
                text = node.text_content or ""
                everything.append(text)
                if boxed:
                    boxed_chars += len(text.strip())
                elif prose:
                    running.append(text)
                    chars += len(text.strip())
            elif node.mem_id not in self._passed_over:
                self._meet(node)
                if node.tag in _BREAKING:
                    everything.append("\n")
                    running.append("\n")
                ahead.append((node.first_child, prose and _may_be_prose(node), boxed or node.mem_id in self._boxes))
            if chars > _MUCH_PROSE_CHARS:
                return False
        self.boxed = boxed_chars >= _BOX_CHARS
        self.everything, self.running = self._tidy(everything), self._tidy(running)
        return True

    def _meet(self, node: LexborNode) -> None:
        if node.tag in ("form", "button", "input"):
            self.asks = True
            self.password = self.password or (node.attributes.get("type") or "").lower() == "password"

    def _tidy(self, pieces: list[str]) -> str:
        """Lines without what a script was to fill in, white space collapsed."""
        text, filled_in = _PLACEHOLDER.subn(" ", "".join(pieces))
        self.placeholders = self.placeholders or bool(filled_in)
        return "\n".join(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)


def _may_be_prose(node: LexborNode) -> bool:
    """A page of links is a page: a link as long as a headline counts, “Log in” does not."""
    if node.tag == "a":
        return len(_one_line(node)) >= _HEADLINE_CHARS
    return node.tag not in _NO_PROSE


def _with_ancestors(nodes: Sequence[LexborNode]) -> set[int]:
    """The identities of some nodes and of all that they stand in; linear in how many these are."""
    found: set[int] = set()
    for each in nodes:
        node: LexborNode | None = each
        while node is not None and node.mem_id not in found:
            found.add(node.mem_id)
            node = node.parent
    return found


def _one_line(node: LexborNode) -> str:
    return " ".join(_PLACEHOLDER.sub(" ", node.text()).split())


def _unquoted(text: str) -> str:
    return _QUOTED.sub(" ", text)


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in _ENDS.split(_unquoted(text)) if part.strip()]


def _weight(sentence: str) -> int:
    return len(sentence) + 2 * len(_DENSE.findall(sentence))
