"""Which elements and attributes of a captured page are shown again. Of any other element only what is in it is written."""

from __future__ import annotations

_KEPT = """
    html head body article aside section nav header footer main search div p h1 h2 h3 h4 h5 h6 hgroup address blockquote pre ul ol
    li dl dt dd figure figcaption hr br a abbr acronym b bdi bdo big center cite code data del dfn em font i ins kbd mark q rb rp
    rt rtc ruby s samp small span strike strong sub sup time tt u var wbr nobr table caption colgroup col thead tbody tfoot tr td
    th details summary fieldset legend label dir menu
"""
KEPT = frozenset(_KEPT.split())
# Shown as something that does nothing.
SHOWN_AS = {
    "form": "div",
    "frameset": "div",
    "marquee": "div",
    "picture": "span",
    "button": "span",
    "xmp": "pre",
    "listing": "pre",
    "plaintext": "pre",
}
VOID = frozenset({"br", "hr", "wbr", "col"})
# Left out with all that is in them, and without a word: what acts, what only acts, and what is for readers without scripts.
_DROPPED = """
    script noscript template meta base title svg canvas input select option optgroup textarea datalist output
    progress meter dialog slot param source track area map applet bgsound portal fencedframe noframes noembed keygen
"""
DROPPED = frozenset(_DROPPED.split())
# Left out with a word in their place.
SAID = {"video": "video", "audio": "sound", "iframe": "frame", "frame": "frame", "object": "object", "embed": "object"}
_ATTRIBUTES = """
    dir lang class id title align valign bgcolor color face size width height border cellpadding cellspacing colspan rowspan span
    scope start value type reversed hidden open alt datetime nowrap text clear compact frame rules noshade
"""
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
# Where a picture's address may stand; pages that load pictures by script keep it in the later ones.
PICTURE_ADDRESSES = ("src", "data-src", "data-original", "data-lazy-src", "data-lazy")
PICTURE_SETS = ("srcset", "data-srcset")
