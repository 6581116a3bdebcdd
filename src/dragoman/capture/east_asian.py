"""East Asian charsets as browsers read them: Python's codecs, with what they do otherwise made right.

They part in a few hundred characters that vendors added, and in what becomes of damaged bytes: the standard gives one U+FFFD for
a broken pair and reads on at its second byte if that is ASCII. ISO-2022-JP is left as Python has it: it is a charset of e-mail,
and the two part only in damaged text and control characters.

Source: WHATWG Encoding, 10 to 14; the tables compared with Chromium's over all sequences of two bytes, and of four in GB 18030.
"""

from __future__ import annotations

import codecs
import re
from functools import cache

_CODECS = {
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "euc-jp": "euc_jp",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}
CHARSETS = frozenset({*_CODECS, "big5"})
_NO_TEXT = "\ufffd"
_BIG5_STEP = re.compile(rb"[\x00-\x7f]+|[\x81-\xfe][\x40-\x7e\x80-\xff]|[\x80-\xff]")
# What Python's codec gives, and what the standard has in its place.
_GB18030_INSTEAD = str.maketrans(
    "\ue5e5\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7\u1e3f"
    "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",
    "\u3000\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u1e3f\ue7c7"
    "\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb",
)
_INSTEAD = {
    "gbk": _GB18030_INSTEAD,
    "gb18030": _GB18030_INSTEAD,
    "euc-jp": str.maketrans("〜‖−¢£¬", "～∥－￠￡￢"),
    "shift_jis": str.maketrans("\uf8f0\uf8f1\uf8f2\uf8f3", _NO_TEXT * 4),
}
# Pairs of Big5 that Python lacks or reads otherwise: the first one's bytes in hexadecimal, then the letters from there on.
_BIG5_INSTEAD = """
    a145‧ a14e﹑ a1c2¯ a1e3～ a1f2⊕⊙ a241∕﹨ a244￥ a246￠￡
    877a㡵𡵓𣚞𦀡㻬 87a1𥣞㫵竼龗𤅡𨤍𣇪𠪊𣉞䌊蒄龖鐯䤰蘓墖靊鈘秐稲晠権袝瑌篅枂稬剏遆㓦
    87bf珄𥶹瓆鿇垳䤯呌䄱𣚎堘穲𧭥讏䚮𦺈䆁𥶙箮𢒼鿈𢓁𢓉𢓌鿉蔄𣖻䂴鿊䓡𪷿 87dd拁灮鿋 8e69箸 8e6f簆 8e7e糎 8eab緒 8eb4縝 8ecd者
    8ed0耨 8f57菁 8f69蒨 8f6e萏 8fcb覦覩 8ffe起 906d都 907a銹 90dc靜 90f1響 91bf鼖 9244蔃 92af兙兛兝兞 92c8鍮 92d1瑹 9447浧
    94ca禛 95d9邗 9644靝 96ed瀞 96fc嬨 9b76爁 9b78矗 9b7b纇 9bc6駖 9bde釔 9bec惞 9bf6澶 9c42輶 9c53侻 9c62營 9c68鄄 9c6b鷰
    9c77菏 9cbc尐秣 9cd0婧 9d57輋 9d5a筑 9dc4拐 9ea9恢 9eef痹 9efd汊 9f60鬮 9f66鼗 9fcb僭 9fd8弌 a063蠏 a077拎 a0d5瑨 a0df煢
    a0e4牐 a3c0␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏␐␑␒␓␔␕␖␗␘␙␚␛␜␝ a3de␞␟␡€ c6cf廴 c6d3无 c6d5癶 c6d7隶 c6de〃仝 fa5f倩 fa66偽 fabd包 fac5卄
    fad5卿 fb48嘅 fbb8婷 fbf3幵 fbf9廐 fc4f彘 fc6c悤 fcb9撐 fce2晴 fcf1杞 fdb7沜渝 fdbb港 fdf1煮 fe52猪 fe6f瑜 feaa瓩 fedd砉
"""


def decode(payload: bytes, charset: str) -> str:
    """Text of the bytes; what is no text becomes U+FFFD. `charset`: one of `CHARSETS`."""
    if charset == "big5":
        return _decode_big5(payload)
    if charset == "euc-jp":
        payload = payload.replace(b"\x8f\xa2\xb7", b"\xa1\xc1")  # the wide tilde, which Python makes an ASCII one
    text = payload.decode(_CODECS[charset], _recovery(charset))
    return text.translate(_INSTEAD.get(charset, {}))


@cache
def _recovery(charset: str) -> str:
    """Name of the handler that reads on after bytes that Python's codec does not know."""
    more = _euc_jp_pairs() if charset == "euc-jp" else {}
    width = _width_in_gb18030 if charset in ("gbk", "gb18030") else _width_in_euc_jp if charset == "euc-jp" else _width

    def read_on(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        at = error.start
        pair = error.object[at : at + 2]
        if pair in more:
            return more[pair], at + 2
        if charset.startswith("gb") and pair[:1] == b"\x80":
            return "€", at + 1
        return _NO_TEXT, min(at + width(error.object[at : at + 4]), len(error.object))

    name = f"dragoman-{charset}"
    codecs.register_error(name, read_on)
    return name


def _width(bytes_: bytes) -> int:
    """How many bytes one U+FFFD stands for: a pair, unless it has no second byte or one that is ASCII."""
    is_lead = 0x81 <= bytes_[0] <= 0xFE
    return 2 if is_lead and len(bytes_) > 1 and bytes_[1] >= 0x80 else 1


def _width_in_gb18030(bytes_: bytes) -> int:
    """As `_width`; a broken sequence of four is read on at its second byte, one that has no letter is one U+FFFD."""
    if len(bytes_) < 2 or not 0x30 <= bytes_[1] <= 0x39 or not 0x81 <= bytes_[0] <= 0xFE:
        return _width(bytes_)
    is_sound = all(low <= byte <= high for byte, (low, high) in zip(bytes_[2:], ((0x81, 0xFE), (0x30, 0x39)), strict=False))
    return 4 if is_sound else 1


def _width_in_euc_jp(bytes_: bytes) -> int:
    """As `_width`; with a leading 8F three bytes belong together."""
    lead, trail = bytes_[0], bytes_[1:]
    if lead not in (0x8E, 0x8F) and not 0xA1 <= lead <= 0xFE:
        return 1
    if lead == 0x8F and trail and 0xA1 <= trail[0] <= 0xFE:
        return 2 if trail[1:] and trail[1] < 0x80 else 3
    return 2 if trail and trail[0] >= 0x80 else 1


def _decode_big5(payload: bytes) -> str:
    """Pair by pair: some of Python's letters stand for two of the standard's, so the text cannot be put right afterwards."""
    letters = _big5_letters()

    def letter(step: bytes) -> str:
        if step[0] < 0x80:
            return step.decode("ascii")
        return letters.get(step) or _NO_TEXT + (chr(step[1]) if len(step) > 1 and step[1] < 0x80 else "")

    return "".join(map(letter, _BIG5_STEP.findall(payload)))


@cache
def _big5_letters() -> dict[bytes, str]:
    pairs = [bytes([lead, trail]) for lead in range(0x81, 0xFF) for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF))]
    letters = {pair: pair.decode("big5hkscs", "ignore") for pair in pairs}
    known = {pair: letter for pair, letter in letters.items() if letter and not letter.isascii()}
    for run in _BIG5_INSTEAD.split():
        lead, trail = bytes.fromhex(run[:4])
        known |= {bytes([lead, trail + at]): letter for at, letter in enumerate(run[4:])}
    return known


def _euc_jp_pairs() -> dict[bytes, str]:
    """The vendors' rows of the same grid of letters, which Shift_JIS has. Source: WHATWG Encoding, 12.3.1 (pointers)."""
    pairs = {}
    for pointer in range(94 * 94):
        lead, trail = divmod(pointer, 188)
        in_shift_jis = bytes([lead + (0x81 if lead < 0x1F else 0xC1), trail + (0x40 if trail < 0x3F else 0x41)])
        letter = in_shift_jis.decode("cp932", "replace")
        if len(letter) == 1 and letter != _NO_TEXT:
            row, cell = divmod(pointer, 94)
            pairs[bytes([0xA1 + row, 0xA1 + cell])] = letter
    return pairs
