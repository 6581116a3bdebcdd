"""Sentences with known names, written with those of `sentences_mended` and first run when all of these passed."""

UNSEEN = {
    "ar": """
ول[وسام الحدرجي|wisam] كلمة
ب[وسام الحدرجي|wisam] بدأنا
فب[هزوان بن درة|hazwan] نثق
فك[الطوقي|tawqi] غيره
وفالطوقي لا يقال
قالت [وَكالةُ بَرقٍ|barq]
لـ[رامي الطوقي|tawqi] بيت
و«[الطوقي|tawqi]» قال
ب"[القرميد|qarmid]"
إلى [القرميد|qarmid]، ثم [خلميرة|khalmira]
[للقرميد|qarmid] سور
وادي النحاس ليس هو
قال سعدي
رامي وحده والطوق
رأينا [ليث كنارًا|layth]
حرس الوادي
[عبدالله المرسي|marsa]
و[عبد الله المرسى|marsa]
نقابات خلميرات
[نقابات مرفا خلميره|guilds]
""",
    "fa": """
[نیلوفر دشتبان|niloufar]‌ای
[نیلوفرِ دشتبان|niloufar] را
[سهراب مهرازاده|sohrab]‌ها
[سهراب مهرازاده|sohrab] و [نیلوفر دشتبان|niloufar]
[مهرازاده|sohrab]‌اش
مهرازادگان آمدند
[کوه‌دار|kuhdar]‌ها
کوه داران
[حزب نيلگون|nilgun]
نیلوفری
[خالمیرا|khalmira]ی زیبا
""",
    "ur": """
[زارون قزلبانی|zaroon] اور [بدران کلسی|badran]
[قزلبانی|zaroon] کا بیان
[قزلبانی|zaroon]۔
زارون اکیلا
[نورستہ|noorasta] والے
نورستہی
""",
    "he": """
ומ[אמיתי זוהרי|amitai] התקבל
וכ[אמיתי זוהרי|amitai] אמרו
שמ[נחלון|nahlon] יצא
וכשב[נחלון|nahlon] ירד
של[זוהרי|amitai] יש
לכש[זוהרי|amitai] יבוא
ב״[נחלון|nahlon]״ ירד
ו[שולמית בן-דרור|shulamit]
ל-[אמיתי זוהרי|amitai]
מד הגובה
ש[מד״ן|madan] הודיע
הנחלונים
זוהרים
[אמיתי זוהרי|amitai]־[נחלון|nahlon]
""",
    "tr": """
[Kerimsoy|kerimsoy]’unkiler
[Ferhan Kerimsoy|kerimsoy]'dan
[Ferhan Kerimsoyun|kerimsoy] evi
[Işıl Dağdelen|dagdelen]'le
Işıl Dağdelene
[Yelkovadan|yelkova] geldi
[Yelkova|yelkova]'dır
[Yelkova|yelkova]'ymış
Yelkovalı değil
[Sarıkuyu|sarikuyu]'dan
[Sarıkuyudan|sarikuyu]
SARIKUYULU
[SARIKUYU|sarikuyu]
[Kerimsoy|kerimsoy]'sa
Kerimsoyoğlu
""",
    "ru": """
[Глебе Орлевском|orlevsky] писали
[Орлевских|orlevsky/orlevskaya] пригласили
[Орлевские|orlevsky/orlevskaya] пришли
[Орлевскою|orlevskaya]
[Тихону Барсову|barsov]
[Верой Барсовой|barsova]
[Верою Барсовою|barsova]
[Барсовых|barsov/barsova]
[Аркадию Белаго|belago]
[Ткачеле|tkachel]
[Ткачелей|tkachel]
[Соловце|solovets]
[Соловцы|solovets]
[Павле Соловце|solovets]
[Соловьец|solovets]
[Мариною Седых|chernykh]
[Илью Кутняка|kutnyak]
[Верхнеозёрску|ozersk]
[Долгим Полем|pole]
Долгополье
[Агнии Каменевой|kameneva]
Каменеватый
[Ждане Корчевине|korchevin]
Корчевинка
""",
    "uk": """
[Гриненкові|hrynenko]
[Гриненком|hrynenko]
[Данилу Гриненку|hrynenko]
[Андрієм Малешком|maleshko]
[Мар'яні Тисовець|tysovets]
[Ольгою Квітовою|olha]
[Глібе Орлевський|orlevsky]
[Глібом Орлевським|orlevsky]
[Липівко|lypivka]
[Липівку|lypivka]
Липівець
""",
    "en": """
[Gleb Orlevsky|orlevsky]’s
GLEB [NINA ORLEVSKAYA|orlevskaya]
[Harbour Guilds of Khalmira|guilds] in [Khalmira|khalmira]
[Harbour Guilds\u00a0of\u202fKhalmira|guilds]
\U0001f1f9\U0001f1f7 [Kerimsoy|kerimsoy]
[Ferhan\u200b Kerimsoy|kerimsoy]
khalmira
[Ferhan-Kerimsoy|kerimsoy]
""",
}
