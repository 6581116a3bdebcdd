"""Sentence rules: golden texts with `|` at each boundary, and properties over any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.text.segments import gaps, segment

GOLDEN = [
    ("ar", "قال الوزير إن المحادثات انتهت.| وأضاف أن الوفد عاد أمس."),
    ("ar", "هل عاد الوفد؟| نعم، عاد أمس؛ ولم يصرح بشيء."),
    ("ar", "التقى د. سالم الوفد.| ثم غادر."),
    ("ar", "بلغت النسبة 3.5 في المئة.| وكانت 2.1 قبل عام."),
    ("ar", "وقال: «لن نتراجع.»| ثم خرج."),
    ("ar", "انتهى الاجتماع أمس.|وعاد الوفد الى العاصمة."),
    ("fa", "او گفت: «ما آماده‌ایم!»| سپس جلسه پایان یافت."),
    ("fa", "این کتاب در سال ۱۳۸۰ ه.ش. منتشر شد.| نسخهٔ تازه آمد."),
    ("ur", "وزیر نے کہا۔| اجلاس ختم ہوا۔"),
    ("ur", "وزیر نے کہا۔|اجلاس ختم ہوا۔"),
    ("he", "פרופ' לוי הגיע.| הישיבה נפתחה."),
    ("he", 'הוא שאל: "מתי?" ענה השר: מחר.| הישיבה נסגרה.'),
    ("tr", "Toplantı 14. katta yapıldı.| Dr. Yılmaz konuştu."),
    ("tr", "Prof. Dr. A. Kaya geldi.| Sonra gitti."),
    ("ru", "Он приехал в 2019 г. и остался.| Это было в мае."),
    ("ru", "— Когда? — спросил он.| Ответа не было."),
    ("ru", "А. С. Петров выступил вчера.| Зал молчал."),
    ("ru", "Он сказал и т. д. и ушёл."),
    ("en", "Gen. Smith met Mr. Jones at 5 p.m. on Monday.| They talked."),
    ("en", "“We agree.”| He left."),
    ("en", "See No. 5 for more.| It ends there…| Then it went on."),
    ("und", "Title line\n|Body line one.| Body two.\n\n|Next paragraph"),
    ("ar", "كتب مقالاً بعنوان «من المسؤول؟» في صحيفة الصدى.| ولم يجب أحد."),
    ("ar", "«هل ستستقيل؟» سأله الصحافي، فأجاب: «لا».| ثم غادر."),
    ("ar", "وقال (وهو يبتسم!) إن الأمر بسيط.| وضحك الجميع."),
    ("ar", "قال الوزير نعم.\u200f| ثم غادر د.\u200f سالم القاعة."),
    ("fa", "او پرسید: «چرا؟» و رفت.| کسی پاسخ نداد."),
    ("fa", "گفت: «نظری نداریم… اما برمی‌گردیم.»| سالن خندید."),
    ("ur", "ڈاکٹر اے۔ کیو۔ خاں نے تقریر کی۔| ہال بھرا ہوا تھا۔"),
    ("ps", "دا کال وچ و.| خلک اندېښمن وو."),
    ("ckb", "د. ه. کەریم گوتی: «ئێمە ئامادەین.| وەرن.»"),
    ("he", "– אתה יכול להוכיח? שאל השופט.\n|– כמובן."),
    ("he", 'המבצר נבנה בשנת 300 לפנה"ס.| גב\' פריל הצביעה נגד.'),
    ("tr", "II. Abdülhamid döneminde yapıldı.| Ekmek vb. ürünler pahalandı."),
    ("ru", "Это случилось 5 мая 1999 г.| Мы жили на ул. Садовой в г. Талуне."),
    ("ru", "«Уходите! — крикнул сторож.| — Закрыто!»"),
    ("uk", "Було 2 тис. осіб і т. д.| Потім усі пішли."),
    ("en", "Mr. and Mrs. Smith came at 5 p.m. Monday.| They left at 6 p.m.| No. 5 stayed."),
    ("en", "The U.S. Army denied it.| No.| He is a witness.[5]| Great! 😀| Next."),
    ("en", "The dam (built in a hurry!) held.| (Nobody knows why.)| It may not last. . . and then?"),
    ("de", "Am 3. März kam Karl IV. nach Talun.| Er blieb bis zum 5.| Die Stadt zahlte."),
    ("fr", "« Qui êtes-vous ? » demanda M. Hollin.| « Moi ? »| Rien."),
    ("ar", "وقعت الحادثة يوم 5. 3. 2020 في تالون.| ثم هدأت."),
    ("tr", "Döviz alınmaz bu kur.| Ali güldü.| Adres No: 3.| Ev boş."),
    ("en", "In 1990 they wed.| Ask Lee.| “No.| I stay.”"),
    ("fr", "Il aime la mer.| Marie aussi."),
    ("ru", "В 2020 г. Котов ушёл.| Площадь 5 тыс. кв. м.| Цена прежняя."),
    ("hy", "Նա եկավ։| Հետո գնաց։"),
    ("pl", "To był 5. dzień rozmów.| Prof. Nowak milczał."),
    ("fr", "Le gén. (2S) Hadot est parti.| Le min. Brun reste."),
    ("tr", "Bkz. s. 12.| 2014 yılında her şey değişti."),
    ("zh", "会议结束了。|代表团昨天返回。"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "marked"), GOLDEN)
def test_boundaries(language: str, marked: str) -> None:
    text = marked.replace("|", "")
    expected = [part.strip() for part in marked.split("|")]
    assert [text[span.start : span.end] for span in segment(text, language)] == expected


def test_short_lines_stay_lines_however_much_stands_before_them() -> None:
    verse = "The tide goes out,\nthe gulls have nothing more to say;\nand he who sold his boat is here"
    text = f"{'A sentence stands before. ' * 5}\n\n{verse}"
    assert [text[span.start : span.end] for span in segment(text, "en")][5:] == verse.split("\n")


def test_wrapped_lines_are_one_sentence() -> None:
    text = (
        "The ministry announced on Monday that the talks between the two\ndelegations will go on. They are held in the capital."
    )
    assert next(text[s.start : s.end] for s in segment(text, "en")).endswith("go on.")


TEXT = st.text(alphabet=st.one_of(st.characters(), st.sampled_from('.!?؟۔… \n«»"aAب1')), max_size=80)


@given(TEXT, st.sampled_from(["ar", "fa", "he", "ps", "tr", "ru", "en", "de", "zz", None]))
def test_no_character_is_lost(text: str, language: str | None) -> None:
    spans = segment(text, language)
    between = gaps(text, spans)
    pieces = [text[span.start : span.end] for span in spans]
    assert between[0] + "".join(piece + gap for piece, gap in zip(pieces, between[1:], strict=True)) == text
    assert not any(gap.strip() for gap in between)


@given(TEXT, st.sampled_from(["ar", "ur", "en", None]))
def test_segments_are_ordered_and_trimmed(text: str, language: str | None) -> None:
    spans = segment(text, language)
    assert all(one.end <= two.start for one, two in pairwise(spans))
    assert all(text[s.start : s.end] and text[s.start : s.end] == text[s.start : s.end].strip() for s in spans)


def test_long_text_takes_linear_time() -> None:
    assert len(segment("كلمة واحدة. " * 20_000, "ar")) == 20_000
    assert segment("." * 100_000, "ar")
    assert segment("أ" * 100_000 + ". ", "ar")
    assert segment("(a! " * 20_000, "en")
    assert segment("«؟» " * 20_000, "ar")
    assert segment("قال. 😀😀😀😀 " * 10_000, None)
