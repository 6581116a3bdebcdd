"""Marks, a second set, written after the rule and run once: every departure was found, no honest quotation raised an alarm.

A gershayim typed as a quotation mark was first written as honest; the rule compares it as a letter, so it stands with the rest.
"""

from __future__ import annotations

import pytest

from dragoman.text.marks import CUT, follow

LETTER = (
    "The mayor, who arrived late, said nothing of the 3 million lost; his deputy (Ms. Orlan) wept. “We were wrong,” she said."
)
ARABIC = "قال الوزير إن المحادثات «لم تفشل»، وأضاف: لا نعرف متى تستأنف."
PERSIAN = "او گفت که کتاب‌ها را نمی‌خوانند؛ سپس رفت."
HEBREW = "ראש העיר אמר: ״לא נסוג״, ויצא."
RUSSIAN = "Он не сказал ни слова, но подписал договор."
TWO = ["They left.", "He met her."]
SEEDED = [
    ("The mayor said nothing of the 3 million lost […]", [LETTER]),
    ("The mayor, who arrived late, said something of the 3 million lost; […]", [LETTER]),
    ("The mayor, who arrived late, said nothing of the 30 million lost; […]", [LETTER]),
    ("[…] his deputy (Ms. Orlan) wept “We were wrong,” she said.", [LETTER]),
    ("[…] “We were wrong,” he said.", [LETTER]),
    ("[…] “We were not wrong,” she said.", [LETTER]),
    ("[…] We were wrong, she said.", [LETTER]),
    ("The mayor, [who arrived late,] said nothing of the 3 million lost; […]", [LETTER]),
    ("The mayor, who […] arrived very late, […]", [LETTER]),
    ("[…] said nothing of the 3 million lost, […]", [LETTER]),
    ("قال الوزير إن المحادثات «فشلت»، […]", [ARABIC]),
    ("قال الوزير إن المحادثات «لم تفشل»، وأضاف: نعرف متى تستأنف.", [ARABIC]),
    ("[…] لا نعرف متى تستأنف. وأضاف: […]", [ARABIC]),
    ("قال الوزير ان المحادثات […]", [ARABIC]),
    ("او گفت که کتاب‌ها را می‌خوانند؛ سپس رفت.", [PERSIAN]),
    ("او گفت که کتابها را نمی‌خوانند؛ […]", [PERSIAN]),
    ('ראש העיר אמר: "לא נסוג", […]', [HEBREW]),  # a gershayim is a letter
    ("ראש העיר אמר: ״נסוג״, ויצא.", [HEBREW]),
    ("ראש העיר אמר: ״לא נסוג״", [HEBREW]),
    ("Он сказал ни слова, но подписал договор.", [RUSSIAN]),
    ("Он не сказал ни слова, но не подписал договор.", [RUSSIAN]),
    ("Он не сказал ни слова но подписал договор.", [RUSSIAN]),
    ("[…] подписал договор. Он не сказал ни слова, но […]", [RUSSIAN]),
    ("Он […] сказал ни слова [и] подписал договор.", [RUSSIAN]),
    ("He met her. They left.", TWO),
    ("They left. They left. He met her.", TWO),
    ("They left. [He met her.]", TWO),
    ("They left; he met her.", TWO),
    ("They left [identity the guards].  He met her", TWO),
    ("They left.\u200f\u202a He met her.", TWO),
    ("They Ieft. He met her.", TWO),
    ("[…", [LETTER]),
    ("They left. He met her. […] Nothing more.", TWO),
]
CLEAN = [
    (LETTER, [LETTER]),
    ("[…] his deputy [Anna] (Ms. Orlan) wept. […]", [LETTER]),
    ("The mayor, […] said nothing of the 3 million lost; […]", [LETTER]),
    ("[…] “We were wrong,” she said.", [LETTER]),
    ('[…] "We were wrong," she said.', [LETTER]),
    ("[…] Said nothing of the 3 million lost; […]", [LETTER]),
    ("The mayor [identity: of Talon], who arrived late, […]", [LETTER]),
    (ARABIC, [ARABIC]),
    ("[…] وأضاف: لا نعرف متى تستأنف.", [ARABIC]),
    ('قال الوزير [في تالون] إن المحادثات "لم تفشل"، […]', [ARABIC]),
    (PERSIAN, [PERSIAN]),
    ("او گفت که […] نمی‌خوانند؛ […]", [PERSIAN]),
    (HEBREW, [HEBREW]),
    (RUSSIAN, [RUSSIAN]),
    ("Он [gloss: мэр] не сказал ни слова, […]", [RUSSIAN]),
    ("[…] подписал договор.", [RUSSIAN]),
    ("They left. He met her.", TWO),
    ("They left.\n\n[scene: A pause.]\n\nHe met her.", TWO),
    ("They left. […] He met her.", ["They left.", CUT, "He met her."]),
    ("[…] left. He met […]", TWO),
    ("They  left.\u00a0He met her.", TWO),
    ("He [then] met her.", ["He met her."]),
    ("[At noon] he met her.", ["He met her."]),
]


@pytest.mark.parametrize(("quotation", "renderings"), SEEDED)
def test_a_departure_is_pointed_at(quotation: str, renderings: list[str]) -> None:
    found = follow(quotation, renderings)
    assert found
    assert all(0 <= one.start <= one.end <= len(quotation) for one in found)


@pytest.mark.parametrize(("quotation", "renderings"), CLEAN)
def test_an_honest_quotation_follows(quotation: str, renderings: list[str]) -> None:
    assert follow(quotation, renderings) == []


def test_the_second_set_is_no_handful() -> None:
    assert len(SEEDED) >= 30
    assert len(CLEAN) >= 20
