"""Recognise what came instead of the page: a challenge, a consent page, a page for browsers with scripts only."""

from __future__ import annotations

import re

from dragoman.errors import BotWall

# Names in the page's own code that only a challenge has. Source: the challenge pages of the protection services themselves.
_CHALLENGE_CODE = re.compile(
    r"cf-chl-|cf_chl_opt|/cdn-cgi/challenge-platform/h/|id=[\"']challenge-(?:form|running|error)|_Incapsula_Resource|"
    r"px-captcha|perimeterx|ddos-guard\.net|__ddg\d|sucuri_cloudproxy_js|/\.well-known/sgcaptcha|captcha-delivery\.com|"
    r"datadome|awswaf|aws-waf-token|arvancloud-challenge|__arcsjs|qrator|distil_r_captcha|geo\.captcha|bm-verify|akam-logo",
    re.IGNORECASE,
)
_CHALLENGE_WORDS = re.compile(
    r"just a moment\b|attention required!|checking (?:if the site connection is secure|your browser)|verify(?:ing)? (?:that )?"
    r"you are (?:a )?human|are you a robot|enable javascript and cookies to continue|please complete the security check|"
    r"unusual traffic from your|ddos protection by|access denied|request unsuccessful|pardon our interruption|"
    r"проверка браузера|подтвердите, что запросы|вы не робот|التحقق من أنك|لست روبوت|أنا لست برنامج|ربات نیستید|"
    r"در حال بررسی مرورگر|robot olmadığınızı|güvenlik doğrulaması|אינך רובוט|אני לא רובוט",
    re.IGNORECASE,
)
_CONSENT_WORDS = re.compile(
    r"before you continue to|we (?:and our partners )?use cookies.{0,200}(?:accept all|manage)|"
    r"consent\.(?:google|yahoo|youtube)|guce\.advertising",
    re.IGNORECASE | re.DOTALL,
)
_INVISIBLE = re.compile(
    r"<(script|style|noscript|template|svg)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL | re.IGNORECASE
)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.DOTALL | re.IGNORECASE)
_LOOK_CHARS = 60_000
_FEW_CHARS = 1_200  # a challenge says little; an article about challenges says much


def refuse_wall(source: str) -> None:
    """Let a page pass, unless it stands in for another one.

    Args:
        source: HTML, decoded.

    Raises:
        BotWall: a challenge or a consent page came instead of the page.
    """
    head = source[:_LOOK_CHARS]
    challenge = _CHALLENGE_CODE.search(head) or _CHALLENGE_WORDS.search(head)
    consent = _CONSENT_WORDS.search(head)
    if not challenge and not consent:
        return
    words = visible_words(head)
    if len(words) > _FEW_CHARS or len(source) > len(head) * 3:
        return
    title = _TITLE.search(head)
    told = f"{title.group(1) if title else ''} {words}"
    if _CHALLENGE_WORDS.search(told) or (_CHALLENGE_CODE.search(head) and len(words) < _FEW_CHARS // 3):
        found = challenge.group() if challenge else ""
        raise BotWall("The site sent a check for robots instead of the page.", detail=f"found {found!r}")
    if consent and _CONSENT_WORDS.search(f"{told} {head[:5_000]}"):
        raise BotWall("The site sent a consent page instead of the page.", detail=f"found {consent.group()[:80]!r}")


def visible_words(source: str) -> str:
    """The words of a page without scripts, styles and tags; roughly, and in linear time."""
    return " ".join(_INVISIBLE.sub(" ", source).split())
