"""The demo press: a fictional region's media, and the story that the demo works through.

The Dorvanda basin, its river Selmar, its harbour city Khalmira, its valleys, pass, outlets, groups and persons are
invented; nothing here stands for anyone or any dispute. `outlets` reads what they publish (`press/*.toml`), `pages`,
`feeds` and `channels` dress it as the web does, `server` puts it on loopback, `story` is what the demo's desk makes of it.
"""
