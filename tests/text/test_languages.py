"""Language identification: golden sentences, close neighbours, honesty about too little text."""

from __future__ import annotations

import pytest

from dragoman.text.languages import identify

GOLDEN = [
    ("ar", "عقد مجلس الوزراء جلسة طارئة مساء أمس لمناقشة مشروع الموازنة الجديدة"),
    ("ar", "وصل الوفد الى العاصمة بعد ظهر اليوم"),
    ("fa", "وزیر امور خارجه در نشست خبری گفت که مذاکرات ادامه دارد"),
    ("fa", "این گزارش دیروز منتشر شد"),
    ("ur", "وزیر خارجہ نے کہا ہے کہ مذاکرات جاری رہیں گے اور جلد نتیجہ نکلے گا"),
    ("ur", "یہ خبر آج شائع ہوئی"),
    ("ckb", "وەزیری دەرەوە ڕایگەیاند کە دانوستانەکان بەردەوام دەبن"),
    ("ckb", "ئەم هەواڵە دوێنێ بڵاو کرایەوە"),
    ("ps", "د بهرنیو چارو وزیر وویل چې خبرې اترې به دوام ولري"),
    ("ps", "دا خبر پرون خپور شو"),
    ("ug", "تاشقى ئىشلار مىنىستىرى سۆھبەتنىڭ داۋاملىشىدىغانلىقىنى ئېيتتى"),
    ("he", "שר החוץ אמר במסיבת עיתונאים כי השיחות יימשכו"),
    ("he", "הידיעה פורסמה אתמול"),
    ("ru", "Министр иностранных дел заявил, что переговоры продолжатся"),
    ("uk", "Міністр закордонних справ заявив, що переговори триватимуть"),
    ("bg", "Министърът на външните работи заяви, че преговорите ще продължат"),
    ("tr", "Dışişleri bakanı görüşmelerin süreceğini açıkladı"),
    ("az", "Xarici işlər naziri danışıqların davam edəcəyini bildirib"),
    ("en", "The foreign minister said that the talks would continue"),
    ("de", "Der Außenminister sagte, die Gespräche würden fortgesetzt"),
    ("fr", "Le ministre des affaires étrangères a déclaré que les pourparlers continueraient"),
    ("el", "Ο υπουργός δήλωσε ότι οι συνομιλίες θα συνεχιστούν"),
    ("hy", "Նախարարը հայտարարեց, որ բանակցությունները կշարունակվեն"),
]


@pytest.mark.parametrize(("tag", "text"), GOLDEN)
def test_sentences(tag: str, text: str) -> None:
    found = identify(text)
    assert found.tag == tag
    assert found.confidence > 0.5


@pytest.mark.parametrize("text", ["", "   ", "12345 – 67", "?!…", "ok", "https://example.org/ar/news", "@kanal #1", "🔴🔴🔴"])
def test_too_little_is_undetermined(text: str) -> None:
    assert identify(text).tag == "und"


def test_a_single_name_is_not_called_a_language_with_confidence() -> None:
    assert identify("علی").confidence < 0.7


def test_links_and_hashtags_do_not_outvote_the_words() -> None:
    assert identify("دیروز گفت‌وگوها ادامه یافت https://example.org/very/long/english/path/of/words #breaking").tag == "fa"


def test_a_latin_name_inside_an_arabic_sentence_changes_nothing() -> None:
    assert identify("قال المتحدث باسم شركة Example Industries Limited إن المصنع سيفتح أبوابه قريبا").tag == "ar"
