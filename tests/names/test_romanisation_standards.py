"""Romanised names held against the published rules: fully written, so that nothing of them is a guess.

Source: ALA-LC Romanization Tables, Library of Congress: Arabic, Persian, Urdu, Hebrew and Yiddish, Russian, Ukrainian.
Source: BGN/PCGN romanization systems: Arabic (1956), Persian (1958), Russian (1947), Ukrainian (2019).
Source: Resolution 55 of the Cabinet of Ministers of Ukraine, 27 January 2010, with the examples of its table.
Source: International Journal of Middle East Studies, Translation and Transliteration Guide.
"""

from __future__ import annotations

import pytest

from dragoman.names.romanisation import romanise

ALA_LC_ARABIC = {
    # Consonants and glides (rules 1 to 5).
    "وَضْع": "Waḍʻ",
    "عِوَض": "ʻIwaḍ",
    "دَلْو": "Dalw",
    "حِيَل": "Ḥiyal",
    "طَهْي": "Ṭahy",
    # Long vowels and diphthongs (6 and 7).
    "أُولَى": "Ūlá",
    "صُورَة": "Ṣūrah",
    "إِيمَان": "Īmān",
    "سَحَاب": "Saḥāb",
    "أَوْج": "Awj",
    "أَيْسَر": "Aysar",
    "شَيْخ": "Shaykh",
    "عَيْنَيْ": "ʻAynay",
    # Hamza, madda, and the hamza of a beginning, which is not written (8 and 9).
    "مَسْأَلَة": "Masʼalah",
    "مُؤْتَمَر": "Muʼtamar",
    "دَائِم": "Dāʼim",
    "بَهَاء": "Bahāʼ",
    "فُؤَاد": "Fuʼād",
    "قُرْآن": "Qurʼān",
    "الآدَاب": "al-Ādāb",
    "الأَسَد": "al-Asad",
    "الإِسْلَام": "al-Islām",
    # A doubled waw or ya after its own vowel: long vowel and glide; at the end of a word ī (11).
    "عَدُوّ": "ʻAdūw",
    "قُوَّة": "Qūwah",
    "شَوَّال": "Shawwāl",
    "جَوّ": "Jaww",
    "المِصْرِيّ": "al-Miṣrī",
    "المِصْرِيَّة": "al-Miṣrīyah",
    "أُوقِيَّة": "Ūqīyah",
    "أَيَّام": "Ayyām",
    "سَيِّد": "Sayyid",
    "قُصَيّ": "Quṣayy",
    "مُعَاوِيَة": "Muʻāwiyah",
    # Letters that are written and not heard (10, 12), and the alef above the line.
    "عَمْرو": "ʻAmr",
    "طَبْعًا": "Ṭabʻan",
    "طٰهٰ": "Ṭāhā",
    "إِلٰه": "Ilāh",
    "عَبْد اللَّه": "ʻAbd Allāh",
    "عَبْد الله": "ʻAbd Allāh",
    "صَلَاة": "Ṣalāh",
    # Two letters that are no digraph are parted by a prime (21).
    "أَدْهَم": "Adʹham",
    "أَبُو الوَفَاء": "Abū al-Wafāʼ",
    "بَنُو هَاشِم": "Banū Hāshim",
}
IJMES_ARABIC = {
    "المِصْرِيّ": "al-Miṣrī",
    "المِصْرِيَّة": "al-Miṣriyya",
    "قُوَّة": "Quwwa",
    "عَدُوّ": "ʿAdū",
    "أَيَّام": "Ayyām",
    "عَمْرو": "ʿAmr",
    "شَيْخ": "Shaykh",
    "قُرْآن": "Qurʾān",
    "أَبُو القَاسِم": "Abū al-Qāsim",
}
BGN_ARABIC = {
    "اللَّاذِقِيَّة": "Al Lādhiqīyah",
    "السُّلَيْمَانِيَّة": "As Sulaymānīyah",
    "الجِيزَة": "Al Jīzah",
    "القَاهِرَة": "Al Qāhirah",
    "أَبُو ظَبْي": "Abū Z̧aby",
    "الرِّيَاض": "Ar Riyāḑ",
    "بَيْت لَحْم": "Bayt Laḩm",
    "طَرَابُلُس": "Ţarābulus",
    "أَدْهَم": "Ad·ham",
    "بَغْدَاد": "Baghdād",
}
BGN_PERSIAN = {
    "کِرْمَانْشَاه": "Kermānshāh",
    "اِصْفَهَان": "Eşfahān",
    "قُم": "Qom",
    "اَرْدَبِیل": "Ardabīl",
    "اُرُومِیِّه": "Orūmīyeh",
    "نَوْرُوز": "Nowrūz",
    "حُسَیْن": "Ḩoseyn",
    "خُسْرَو": "Khosrow",
    "مَشْهَد": "Mashhad",
    "زَاهِدَان": "Zāhedān",
    "خواجِه": "Khvājeh",
    "شِیرَاز": "Shīrāz",
}
ALA_LC_PERSIAN = {
    "کِرْمَانْشَاه": "Kirmānshāh",
    "نَوْرُوز": "Nawrūz",
    "حُسَیْن": "Ḥusayn",
    "خُسْرَو": "Khusraw",
    "پَرْوِیز": "Parvīz",
    "خواجَه": "Khvājah",
    "دَرْیَایِ نُور": "Daryā-yi Nūr",
    # Examples of the table itself.
    "خُرَّم": "Khurram",
    "اَوَّل": "Avval",
    "بَچَّه": "Bachchah",
    "خَیَّام": "Khayyām",
    "نَشْرِیَّات": "Nashrīyāt",
    "قُوَّه": "Qūvah",
    "مَرْزْها": "Marzʹhā",
    "پَائِین": "Pāʼīn",
}
ALA_LC_URDU = {
    "کَرَاچِی": "Karācī",
    "غُلَام": "G̲h̲ulām",
    "لَاہَوْر": "Lāhaur",
    "اِسْلَام آبَاد": "Islām Ābād",
    "بھَائِی": "Bhāʼī",
}
ALA_LC_HEBREW = {
    "דָּוִד": "Daṿid",
    "פֶּתַח תִּקְוָה": "Petaḥ Tiḳṿah",
    "לֵוִי": "Leṿi",
    "מֹשֶׁה": "Mosheh",
    "יְרוּשָׁלַיִם": "Yerushalayim",
    "חַיִּים": "Ḥayim",
    "שַׁבָּת": "Shabat",
    "נֹחַ": "Noaḥ",
    "יְהוֹשֻׁעַ": "Yehoshuaʻ",
    "שְׁמוּאֵל": "Shemuʼel",
    "יִשְׂרָאֵל": "Yiśraʼel",
    "רֹאשׁ": "Rosh",
    "כֹּהֵן": "Kohen",
    "יַעֲקֹב": "Yaʻaḳov",
    "שְׁלֹמֹה": "Shelomoh",
    "זְאֵב": "Zeʼev",
    "מֵאִיר": "Meʼir",
    "אֵיתָן": "Etan",
    "חֵיפָה": "Ḥefah",
    "עַמִּיחַי": "ʻAmiḥai",
    "צִיּוֹן": "Tsiyon",
    "עֶזְרָא": "ʻEzra",
    "רִבְקָה": "Rivḳah",
    "בִּנְיָמִין": "Binyamin",
    "יִצְהָר": "Yitsʹhar",
}
ALA_LC_RUSSIAN = {
    "Ёлкин": "Ëlkin",
    "Объедков": "Obʺedkov",
    "Ильин": "Ilʹin",
    "Эйзенштейн": "Ėĭzenshteĭn",
    "Хрущёв": "Khrushchëv",
    "Цой": "T͡Soĭ",
    "Іоаннъ": "Īoann",
    "Алексѣй": "Aleksi͡eĭ",
    "Ѳеодоръ": "Ḟeodor",
}
BGN_RUSSIAN = {
    "Достоевский": "Dostoyevskiy",
    "Ельцин": "Yel’tsin",
    "Хрущёв": "Khrushchëv",
    "Воробьёв": "Vorob’yëv",
    "Объедков": "Ob”yedkov",
    "Эренбург": "Erenburg",
    "Йошкар-Ола": "Yoshkar-Ola",
    "Майя": "Mayya",
    "Щёлково": "Shchëlkovo",
    "Ёлкин": "Yëlkin",
    "ИВАНОВ": "IVANOV",
}
ALA_LC_UKRAINIAN = {
    "Київ": "Kyïv",
    "Євген": "I͡Evhen",
    "Зеленський": "Zelensʹkyĭ",
    "Запоріжжя": "Zaporiz͡hz͡hi͡a",
    "Ющенко": "I͡Ushchenko",
}
BGN_UKRAINIAN = {
    "Гадяч": "Hadiach",
    "Ґорґани": "Gorgany",
    "Донецьк": "Donetsk",
    "Єнакієве": "Yenakiieve",
    "Гаєвич": "Haievych",
    "Короп'є": "Koropie",
    "Житомир": "Zhytomyr",
    "Закарпаття": "Zakarpattia",
    "Кадиївка": "Kadyivka",
    "Мар’їне": "Marine",
    "Йосипівка": "Yosypivka",
    "Стрий": "Stryi",
    "Олексій": "Oleksii",
    "Троць": "Trots",
    "Ужгород": "Uzhhorod",
    "Уляна": "Uliana",
    "Біла Церква": "Bila Tserkva",
    "Гоща": "Hoshcha",
    "Корюківка": "Koriukivka",
    "Яготин": "Yahotyn",
    "Згорани": "Zghorany",
    "Розгон": "Rozghon",
    "Феодосія": "Feodosiia",
}
CASES = [
    (scheme, language, name, expected)
    for scheme, language, table in (
        ("ala-lc", "ar", ALA_LC_ARABIC),
        ("ijmes", "ar", IJMES_ARABIC),
        ("bgn-pcgn", "ar", BGN_ARABIC),
        ("bgn-pcgn", "fa", BGN_PERSIAN),
        ("ala-lc", "fa", ALA_LC_PERSIAN),
        ("ala-lc", "ur", ALA_LC_URDU),
        ("ala-lc", "he", ALA_LC_HEBREW),
        ("ala-lc", "ru", ALA_LC_RUSSIAN),
        ("bgn-pcgn", "ru", BGN_RUSSIAN),
        ("ala-lc", "uk", ALA_LC_UKRAINIAN),
        ("bgn-pcgn", "uk", BGN_UKRAINIAN),
    )
    for name, expected in table.items()
]


@pytest.mark.parametrize(("scheme", "language", "name", "expected"), CASES)
def test_as_the_standard_says(scheme: str, language: str, name: str, expected: str) -> None:
    said = romanise(name, scheme, language=language)
    assert (said.text, said.guesses) == (expected, ())
