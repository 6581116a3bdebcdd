"""Recognise what comes instead of a page: a challenge, a log-in, a consent form, an empty shell.

Only asked of pages with little text: an honest article about such walls is an article.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from dragoman.errors import BotWall, PageUnreadable

LITTLE_TEXT_CHARS = 600
_SHELL_CHARS = 200

# Marks that the makers of challenge pages leave in the markup, and the titles they use.
# Source: the challenge pages' own markup, as their makers document it.
_CHALLENGE_MARKUP = re.compile(
    r"cdn-cgi/challenge-platform|challenges\.cloudflare\.com|cf-chl-|cf_chl_opt|_Incapsula_Resource|px-captcha|captcha-delivery\.com|"
    r"ddos-guard|/\.well-known/sgcaptcha|awswaf\.com|sucuri_cloudproxy|data-sitekey=|g-recaptcha|h-captcha|geetest|arkoselabs\.com",
    re.IGNORECASE,
)
_CHALLENGE_WORDS = re.compile(
    r"just a moment|attention required|checking your browser|verify(ing)? (that )?you are (a )?human|are you a robot|not a robot|"
    r"access denied|request blocked|enable javascript and cookies|unusual traffic|ddos protection|pardon our interruption|"
    r"security check|проверка браузера|подтвердите, что вы не робот|доступ ограничен|güvenlik kontrolü|robot olmadığınızı|"
    r"تحقق من أنك لست|لست روبوت|ربات نیستید|אינך רובוט|בדיקת דפדפן",
    re.IGNORECASE,
)
_CONSENT_MARKUP = re.compile(
    r"consent\.(google|yahoo|youtube)|id=[\"']?(sp_message|onetrust-consent|didomi-host|qc-cmp2)", re.IGNORECASE
)


def check_for_wall(tree: LexborHTMLParser, title: str, text_chars: int, url: str = "") -> None:
    """Raises: BotWall for a challenge, log-in or consent page; PageUnreadable for a shell that needs its scripts.

    Args:
        title: of the page.
        text_chars: how much main text was found; above `LITTLE_TEXT_CHARS` nothing is asked.
    """
    if text_chars > LITTLE_TEXT_CHARS:
        return
    markup = tree.html or ""
    shown = _shown_text(tree)
    if _CHALLENGE_WORDS.search(title) or (_CHALLENGE_WORDS.search(shown) and _CHALLENGE_MARKUP.search(markup)):
        raise BotWall("The site showed a robot check instead of the page.", detail=title, subject=url)
    if len(shown) < LITTLE_TEXT_CHARS * 2 and tree.css_first("input[type=password]") is not None:
        raise BotWall("The site showed a log-in form instead of the page.", detail=title, subject=url)
    if text_chars < _SHELL_CHARS and _CONSENT_MARKUP.search(markup):
        raise BotWall("The site showed a consent form instead of the page.", detail=title, subject=url)
    if not text_chars and len(shown) < _SHELL_CHARS and tree.css_first("script") is not None:
        raise PageUnreadable("The page is an empty shell: its text only comes with its scripts.", detail=title, subject=url)


def _shown_text(tree: LexborHTMLParser) -> str:
    body = tree.body
    if body is None:
        return ""
    copy = LexborHTMLParser(tree.html or "")
    copy.strip_tags(["script", "style", "template"])
    return re.sub(r"\s+", " ", copy.text(deep=True)).strip()
