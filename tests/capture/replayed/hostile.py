"""A captured page that tries everything it can think of to be asked for something: every address leads to one listener."""

from __future__ import annotations

import socket
import threading
from typing import Self

PAGE = """<!doctype html><html><head><meta charset="utf-8"><base href="{0}/base/">
<meta http-equiv="refresh" content="0;url={0}/refresh"><meta http-equiv="Content-Security-Policy" content="default-src *">
<link rel="stylesheet" href="{0}/link.css"><link rel="preload" as="image" href="{0}/preload.png">
<link rel="prefetch" href="{0}/prefetch"><link rel="dns-prefetch" href="{0}"><link rel="preconnect" href="{0}">
<link rel="icon" href="{0}/icon.png"><link rel="manifest" href="{0}/manifest"><link rel="modulepreload" href="{0}/module.js">
<script src="{0}/script.js"></script>
<script>fetch("{0}/fetch"); new Image().src = "{0}/image"; navigator.sendBeacon("{0}/beacon"); top.location = "{0}/top";
new WebSocket("{0}/socket".replace("http", "ws")); parent.document.title = "seen";
location = "{0}/here"; open("{0}/popup");</script>
<style>@import "{0}/import.css"; @import url({0}/import-url.css); @\\69mport "{0}/escaped-import.css"; @IMPORT'{0}/i.css';
body {{ background: url("{0}/background.png"); }} p {{ background: \\75rl({0}/escaped.png); }}
b {{ background: \\url({0}/e2.png); }}
i {{ background-image: image-set("{0}/set.png" 1x); }} u {{ background: -webkit-image-set(url({0}/wk.png) 1x) }}
@font-face {{ font-family: f; src: url({0}/font.woff2); }} body {{ font-family: f; --x: url({0}/variable.png); }}
s {{ list-style: url('{0}/list.png'); cursor: url({0}/cursor.cur), auto; }} em::after {{ content: url({0}/content.png); }}
q {{ background: url(/*x*/{0}/comment.png); }} tt {{ background: url({0}/unclosed.png; }}</style>
<style></style><img src=x onerror="fetch('{0}/style-break')"></style></head>
<body background="{0}/body.png" onload="fetch('{0}/onload')">
<p style="background:url({0}/attribute.png)">Words <b>of</b> <i>the</i> <u>page</u> <s>here</s> <em>!</em> <q>q</q> <tt>t</tt></p>
<img src="{0}/img.png" srcset="{0}/srcset.png 2x" alt="A picture" onerror="fetch('{0}/onerror')">
<img lowsrc="{0}/low.png" dynsrc="{0}/dyn">
<picture><source srcset="{0}/source.png"><img src="{0}/picture.png"></picture><input type="image" src="{0}/input.png">
<iframe src="{0}/iframe"></iframe><iframe srcdoc="<img src='{0}/srcdoc.png'>"></iframe>
<iframe src="javascript:fetch('{0}/js')"></iframe>
<object data="{0}/object"></object><embed src="{0}/embed"><video src="{0}/video" poster="{0}/poster.png" autoplay></video>
<audio src="{0}/audio" autoplay></audio><video><source src="{0}/vsource"><track src="{0}/track.vtt" default></video>
<svg><image href="{0}/svg.png"/><use href="{0}/use.svg#a"/><style>@import "{0}/svg.css";</style><script href="{0}/svg.js"/>
<foreignObject><img src="{0}/foreign.png"></foreignObject><animate attributeName="href" values="{0}/animate"/></svg>
<math><maction actiontype="statusline" xlink:href="{0}/math">m</maction></math>
<form action="{0}/form" id="f"><input name="a" value="1" autofocus onfocus="fetch('{0}/focus')"><button>Send</button></form>
<a href="{0}/ping-target" ping="{0}/ping" id="a">a link</a><a href="javascript:fetch('{0}/jslink')">another</a>
<x-widget><p onclick="fetch('{0}/click')">kept words</p></x-widget><o:p>office words</o:p>
<table background="{0}/table.png"><tr><td background="{0}/td.png">cell</td></tr></table>
<noscript><img src="{0}/noscript.png"></noscript><template><img src="{0}/template.png"></template>
<noscript><p title="</noscript><img src={0}/mutation1.png>"></noscript><xmp></xmp><img src={0}/xmp.png></xmp>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src={0}/mutation2.png&gt;"></table></mtext></math>
<svg></p><style><a title="</style><img src={0}/mutation3.png>"></svg>
<frameset><frame src="{0}/frame"></frameset><marquee onstart="fetch('{0}/marquee')">m</marquee><portal src="{0}/portal"></portal>
<script type="speculationrules">{{"prefetch": [{{"source": "list", "urls": ["{0}/speculation"]}}]}}</script></body></html>"""


BARE = b"a bare connection"


class Listener:
    """Counts every connection made to it, whatever it is for."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(2)
                try:
                    self.heard.append(connection.recv(1_000).split(b"\r\n")[0] or BARE)
                    connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
                except OSError:
                    self.heard.append(BARE)
