"""Sentences with known names that were looked at while the rules of linking were written; marked as `newsroom` reads them."""

MENDED = {
    "ar": """
قال [رامي الطوقي|tawqi] إن الميناء مفتوح
وقال و[رامي الطوقي|tawqi] معه
ف[رامي الطوقي|tawqi] لم يحضر
سلم الرسالة ل[رامي الطوقي|tawqi]
ك[رامي الطوقي|tawqi] تماما
ب[رامي الطوقي|tawqi] وحده
و ل[رامي الطوقي|tawqi] رأي
ول[رامي الطوقي|tawqi] رأي آخر
فل[رامي الطوقي|tawqi] بيت
وب[رامي الطوقي|tawqi] فاز الفريق
وك[رامي الطوقي|tawqi] غيره
سُلّمت [للطوقي|tawqi] أمس
و[للطوقي|tawqi] بيت
ف[للطوقي|tawqi] رأي
ب[الطوقي|tawqi] نبدأ
وب[الطوقي|tawqi] ننتهي
ك[الطوقي|tawqi]
فب[الطوقي|tawqi] نبدأ
التقى [رامي طوقي|tawqi] أمس
[رامي الطوقيّ|tawqi] وصل
[رَامِي الطَّوْقِي|tawqi] وصل
[رامـي الطـوقـي|tawqi] وصل
قال «[رامي الطوقي|tawqi]»: لا
قال ([الطوقي|tawqi])
[هزوان بن درة|hazwan] وصل
[هزوان بن دره|hazwan] وصل
ول[هزوان بن درّة|hazwan] كلمة
[وسام الحدرجي|wisam] حاضر
و[وسام الحدرجي|wisam] حاضر
[بدران كلسي|badran] يقول
ب[بدران كلسي|badran] نثق
[ليث كنار|layth] والطوق
رأى [ليث|layth] في الحي
فؤاد وحده لا يكفي
[فؤاد المؤيدي|fuad] رئيسا
[فواد المويدي|fuad] رئيسا
[فؤاد مؤيدي|fuad] رئيسا
أعلنت [وكالة برق|barq] الخبر
ل[وكالة برق|barq] مراسل
لوكالة البرق مراسل
وصلوا إلى [القرميد|qarmid] فجرا
من بيوت قرميد حمراء
مدينة [القرميد|qarmid] القديمة
القرميدي ليس اسما
القرميدية لون
في [وادي نحاس|nuhas] ماء
ب[وادي نحاس|nuhas] ماء
[حرس وادي نحاس|nuhas-guard] هنا
و[حرس وادي نحاس|nuhas-guard] في [وادي نحاس|nuhas]
قال [سعد|saad] نعم
قال وسعد وسعدت الأم
سعدون ليس هو
أسعد ليس هو
[الدرساوي|dirsawi/salma] وصل
قالت [سلمى الدرساوي|salma] نعم
[نعمان الدرساوي|dirsawi] و[سلمى الدرساوي|salma]
طوقي المدينة
الطوقية كلها
طوق من حديد
""",
    "fa": """
[سهراب مهرازاده|sohrab] گفت
[سهراب مهرازادهٔ|sohrab] جوان
[سهراب مهرازاده|sohrab]‌ای دیگر
[سهراب مهرا زاده|sohrab] آمد
[سهراب مهرا‌زاده|sohrab] آمد
[نیلوفر دشتبان|niloufar] را دیدند
[نیلوفر دشتبان|niloufar]‌ها
[دشتبان|niloufar]‌ها آمدند
[دشتبان|niloufar]‌های دیگر
خانه [دشتبان|niloufar]‌شان
[دشتبان|niloufar]‌اند
به [دشتبان|niloufar] گفتم
دشتبانی کار سختی است
دشت بان نیست
دشتبانان آمدند
[كوه‌دار|kuhdar] شهر کوچکی است
کوه‌داری‌ها اهل آنجا هستند
در [کوه دار|kuhdar] برف بارید
در [کوهدار|kuhdar] برف بارید
[حزب نیلگون|nilgun] بیانیه داد
[حزبِ نیلگون|nilgun] بیانیه داد
حزب نیلگونی نیست
[بهراد سلکوهیِ|selkuhi] جوان
[بهراد سلکوهی|selkuhi]‌ست
[فؤاد مؤیدی|fuad] آمد
[فواد مویدی|fuad] آمد
خالمیرایی است
از [خالمیرا|khalmira] تا [کوه‌دار|kuhdar]
[الیراز نوربان|norban] گفت
[سهراب\u200f مهرازاده|sohrab] گفت
""",
    "ur": """
[زارون قزلبانی|zaroon] نے کہا
[زارون قزلبانی|zaroon] کے مطابق
[قزلبانی|zaroon] کی رائے
[قزلبانی|zaroon] کو بتایا
[قزلبانی|zaroon] سے ملاقات
[قزلبانی|zaroon] پر الزام
وزیر [زارون قزلبانى|zaroon] نے
[نورستہ|noorasta] میں بارش
[نورسته|noorasta] میں بارش
[نورستہ|noorasta]، جہاں
نورستان میں برف
[بدران کلسی|badran] نے
[بدران كلسي|badran] نے
[بہراد سلکوہی|selkuhi] کا خط
بہرادی لہجہ
قزلبان ایک جگہ ہے
""",
    "he": """
[אמיתי זוהרי|amitai] אמר
ו[אמיתי זוהרי|amitai] הוסיף
ל[אמיתי זוהרי|amitai] יש
ב[אמיתי זוהרי|amitai] נבחר
כ[אמיתי זוהרי|amitai] כן
מ[אמיתי זוהרי|amitai] התקבל
ש[אמיתי זוהרי|amitai] אמר
כש[אמיתי זוהרי|amitai] אמר
ול[זוהרי|amitai] יש
וש[זוהרי|amitai] בא
שב[נחלון|nahlon] יורד גשם
ושב[נחלון|nahlon] יורד גשם
מש[זוהרי|amitai] הגיע
וכש[זוהרי|amitai] הגיע
ה[זוהרי|amitai] הזה
ל״[זוהרי|amitai]״
מ-[נחלון|nahlon] לכאן
ב-[נחלון|nahlon] ירד
[נחלון|nahlon]
נחלונית אינה שם
[שולמית בן-דרור|shulamit] כאן
[שולמית בן דרור|shulamit] כאן
[שולמית בן־דרור|shulamit] כאן
ל[שולמית בן־דרור|shulamit] יש
שולמית לבדה
[מד״ן|madan] הודיע
[מד"ן|madan] הודיע
ב[מד״ן|madan] הודיעו
וב[מד"ן|madan] הודיעו
[אֲמִיתַי זוֹהֲרִי|amitai] אמר
זוהרית אינה הוא
זוהר השמש
""",
    "tr": """
[Ferhan Kerimsoy|kerimsoy] dedi
[Ferhan Kerimsoy|kerimsoy]'un sözü
[Ferhan Kerimsoy|kerimsoy]’un sözü
[Kerimsoy|kerimsoy]'a göre
[Kerimsoy|kerimsoy]'dan mektup
[Kerimsoy|kerimsoy]'la birlikte
[Kerimsoy|kerimsoy]'u gördü
[Kerimsoy|kerimsoy]'da
[Kerimsoy|kerimsoy]'lar
[Kerimsoy|kerimsoy]'dur
[Kerimsoyun|kerimsoy] evi
[Kerimsoydan|kerimsoy] haber
[KERİMSOY|kerimsoy] KONUŞTU
[Işıl Dağdelen|dagdelen] geldi
[IŞIL DAĞDELEN|dagdelen] geldi
[Işıl Dağdelen|dagdelen]'in evi
[Işıl Dağdelen|dagdelen]’e verdi
[Işıl Dağdelenin|dagdelen] evi
[Yelkova|yelkova]'da yağmur
[Yelkova|yelkova]’nın köyleri
[Yelkova|yelkova]'ya gitti
[Yelkovada|yelkova] yağmur
[Yelkovanın|yelkova] köyleri
[Sarıkuyu|sarikuyu]'nun suyu
[Sarıkuyu|sarikuyu]'ya
[Sarıkuyuya|sarikuyu] gitti
Yelkovan saatte döner
Yelkovacı değil
Kerimsoylu değil
Sarıkuyucuk köyü
sarıkuyu suyu
[Yelkova|yelkova]'daki köyler
[Yelkova|yelkova]'dakiler
[Kerimsoy|kerimsoy]'unki
[Kerimsoy|kerimsoy]'muş
""",
    "ru": """
[Глеб Орлевский|orlevsky] сказал
[Глеба Орлевского|orlevsky] видели
[Глебу Орлевскому|orlevsky] дали
с [Глебом Орлевским|orlevsky]
о [Глебе Орлевском|orlevsky]
[Нина Орлевская|orlevskaya] сказала
[Нины Орлевской|orlevskaya] нет
[Нину Орлевскую|orlevskaya] видели
с [Ниной Орлевской|orlevskaya]
[Тихон Барсов|barsov] сказал
[Тихона Барсова|barsov] видели
[Тихоном Барсовым|barsov] написано
о [Тихоне Барсове|barsov]
[Вера Барсова|barsova] сказала
[Веры Барсовой|barsova] нет
[Веру Барсову|barsova] видели
Пришла [Барсова|barsov/barsova]
[Барсовой|barsova] дали слово
[Барсовым|barsov] написано
[Барсовы|barsov/barsova] дома
[Аркадий Белаго|belago] здесь
[Аркадия Белаго|belago] нет
с [Аркадием Белаго|belago]
[Луи Дюпрё|dupreux] приехал
[Луи Дюпре|dupreux] приехал
[Игорь Ткачель|tkachel] здесь
[Игоря Ткачеля|tkachel] нет
[Игорю Ткачелю|tkachel]
с [Игорем Ткачелем|tkachel]
[Павел Соловец|solovets] здесь
[Павла Соловца|solovets] нет
[Павлу Соловцу|solovets] дали
с [Павлом Соловцом|solovets]
[Марина Седых|chernykh] здесь
[Марины Седых|chernykh] нет
с [Мариной Седых|chernykh]
[Илья Кутняк|kutnyak] здесь
[Ильи Кутняка|kutnyak] нет
[Илье Кутняку|kutnyak]
[Ильёй Кутняком|kutnyak]
[Наталья Грушко|grushko]
[Натальи Грушко|grushko] нет
[Наталье Грушко|grushko]
[Наталью Грушко|grushko]
[Натальей Грушко|grushko]
в [Верхнеозёрске|ozersk]
из [Верхнеозерска|ozersk]
под [Верхнеозёрском|ozersk]
[Долгое Поле|pole]
[Долгого Поля|pole]
в [Долгом Поле|pole]
[Долгому Полю|pole]
верхнеозёрский завод
Верхнеозёрская улица
Орлевщина
Барсовский переулок
Павел ушёл
барсов в зоопарке
""",
    "uk": """
[Данило Гриненко|hrynenko] сказав
[Данила Гриненка|hrynenko] бачили
[Данилові Гриненку|hrynenko] дали
з [Данилом Гриненком|hrynenko]
[Даниле Гриненку|hrynenko], вітаю
[Оксана Верболюк|verbolyuk]
[Оксани Верболюк|verbolyuk]
[Оксані Верболюк|verbolyuk]
[Оксаною Верболюк|verbolyuk]
[Оксано Верболюк|verbolyuk], вітаю
[Андрій Малешко|maleshko]
[Андрія Малешка|maleshko]
[Андрієві Малешку|maleshko]
[Андрієм Малешком|maleshko]
[Андрію Малешку|maleshko], вітаю
[Мар’яна Тисовець|tysovets]
[Мар'яни Тисовець|tysovets]
[Мар’яною Тисовець|tysovets]
[Мар’яно Тисовець|tysovets]
[Ольга Квітова|olha]
[Ольги Квітової|olha]
[Ользі Квітовій|olha]
[Ольгу Квітову|olha]
[Ольго Квітова|olha]
[Гліба Орлевського|orlevsky]
[Глібові Орлевському|orlevsky]
у [Липівці|lypivka]
з [Липівки|lypivka]
[Липівкою|lypivka]
липівський ліс
Липівчани
""",
    "en": """
[Ferhan Kerimsoy|kerimsoy]'s letter
[Gleb Orlevsky|orlevsky] and [Nina Orlevskaya|orlevskaya]
[Rami Al Tawqi|tawqi] said
[Rami Al-Tawqi|tawqi] said
[Rami Tawqi|tawqi] said
😀 [Rami al-Tawqi|tawqi] 😀
👩‍👩‍👧 و[رامي الطوقي|tawqi]
[Isil Dagdelen|dagdelen] came
[Hazwan bin Darra|hazwan]
\u202b[رامي\u202c الطوقي|tawqi]
[ﺭﺍﻣﻲ ﺍﻟﻄﻮﻗﻲ|tawqi]
[Ｒａｍｉ ａｌ-Ｔａｗｑｉ|tawqi]
[Işıl Dag\u0306delen|dagdelen]
[Глеб Орлевскии\u0306|orlevsky]
xGleb Orlevsky
Gleb Orlevskyx
Gleb. Orlevsky
Gleb, Orlevsky
[Gleb  Orlevsky|orlevsky]
""",
}
