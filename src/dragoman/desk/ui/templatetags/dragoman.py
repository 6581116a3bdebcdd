r"""Template tags of the desk and the public site: {% load dragoman %}.

| tag | gives |
| --- | --- |
| `{% foreign text lang %}` | an isolated run in its own direction; `tag="p" class="reading"` for blocks, `limit=300` to cut |
| `{% chain links %}` | the chain strip; `links` maps a link's name to a `ui.chain.Link` |
| `{% state "new" %}` | sign, word and colour of a state |
| `{% when moment zone %}` | relative time, exact UTC and the source's own time on hover |
| `{% desk_nav %}` | the desk's places, the present one marked |
| `text\|highlighted:names` | the same as settled, with known names marked; `names` are `ui.foreign.Highlight` |
| `text\|settled`, `tag\|language`, `moment\|exact`, `code\|outcome` | filters for the same |
| `tag\|way` | `rtl` or `ltr`, for a text that is known to be in a language |
| `{% address "name" args %}` | like url, but empty when no such page is installed |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dragoman.desk.ui import chain as chains
from dragoman.desk.ui.foreign import Highlight, bare, settle
from dragoman.desk.ui.languages import language_name
from dragoman.desk.ui.states import outcome_words, sign_and_word
from dragoman.desk.ui.times import exact, relative
from dragoman.text.scripts import direction

register = template.Library()
_TAGS = frozenset({"bdi", "span", "p", "div", "h1", "h2", "h3", "blockquote", "td", "cite"})
# name on screen, url name, key after g, url names that belong to it
_PLACES = (
    ("Today", "today", "t", frozenset({"today"})),
    ("Queue", "queue", "q", frozenset({"queue", "item"})),
    ("Translations", "translations", "r", frozenset({"translations", "workbench"})),
    ("Sources", "sources", "s", frozenset({"sources", "source", "source_add"})),
    ("Dispatches", "dispatches", "d", frozenset({"dispatches", "dispatch_edit", "dispatch_new"})),
)


@dataclass(frozen=True)
class Place:
    """One entry of the desk's navigation."""

    name: str
    href: str
    key: str
    here: bool


@register.simple_tag
def foreign(
    text: str | None,
    lang: str = "und",
    *,
    tag: str = "bdi",
    limit: int = 0,
    names: Sequence[Highlight] = (),
    **attributes: str,
) -> SafeString:
    """A string in whatever language, isolated from its neighbours. `und` and unknown give no lang attribute."""
    if tag not in _TAGS:
        raise template.TemplateSyntaxError(f"foreign: no tag {tag}")
    shown = text or ""
    if limit and len(shown) > limit:
        shown = shown[:limit].rstrip() + "…"
        names = [name for name in names if name.end < len(shown)]
    language = format_html(' lang="{}"', lang) if lang and lang != "und" else ""
    css = format_html(' class="{}"', attributes["class"]) if "class" in attributes else ""
    identity = format_html(' id="{}"', attributes["id"]) if "id" in attributes else ""
    return format_html('<{} dir="auto"{}{}{}>{}</{}>', tag, language, css, identity, settle(shown, names), tag)


@register.inclusion_tag("ui/chain.html")
def chain(links: Mapping[str, chains.Link]) -> dict[str, object]:
    """The chain strip; links not given show as *not yet*."""
    return {"links": chains.strip(links)}


@register.simple_tag
def state(name: str, word: str = "") -> SafeString:
    """A state's sign (hidden from screen readers), word and colour."""
    sign, usual = sign_and_word(name)
    return format_html('<span class="state state-{}"><span aria-hidden="true">{}</span>{}</span>', name, sign, word or usual)


@register.simple_tag
def when(moment: datetime | None, zone: str = "", missing: str = "never") -> SafeString:
    """A relative time whose hover gives exact UTC and the source's own time."""
    if moment is None:
        return format_html('<span class="soft">{}</span>', missing)
    words = relative(moment, timezone.now())
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), exact(moment, zone), words)


@register.filter
def outcome(code: str) -> str:
    """An outcome's code in a monitor's words."""
    return outcome_words(code)


@register.filter
def settled(text: str) -> SafeString:
    """A foreign text escaped, its stray direction controls shown; for runs inside a block that is already isolated."""
    return settle(text)


@register.filter
def highlighted(text: str, names: Sequence[Highlight]) -> SafeString:
    """A foreign text, settled, with the known names in it marked."""
    return settle(text, names)


@register.filter(name="bare")
def bare_words(text: str) -> str:
    """A foreign text for a window's title: its direction controls left out."""
    return bare(text)


@register.filter
def at(values: Mapping[int, str], key: int) -> str:
    """The value at a key; empty when there is none."""
    return values.get(key, "")


@register.filter
def language(tag: str) -> str:
    """A language's English name; an unknown tag stays as it is."""
    if not tag or tag == "und":
        return "language not known"
    return language_name(tag)


@register.filter
def way(tag: str) -> str:
    """Which way a language runs, for `dir`: `rtl` or `ltr`."""
    return direction(tag)


@register.filter(name="exact")
def exact_utc(moment: datetime | None) -> str:
    """The exact time in UTC; empty when there is none."""
    return exact(moment) if moment else ""


@register.simple_tag
def address(name: str, *args: object) -> str:
    """A page's address; empty when no such page is installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def desk_nav(context: Context) -> list[Place]:
    """The places of the desk that are installed."""
    request = context.get("request")
    here = request.resolver_match.url_name if request and request.resolver_match else ""
    return [Place(name, href, key, here in names) for name, url, key, names in _PLACES if (href := address(url))]
