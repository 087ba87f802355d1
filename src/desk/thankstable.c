/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of thanks, and those that stand beside them, in the languages that
 * docket has letters in: two rows a language. A phrase that could also be a
 * request or a complaint must not be here: a ticket that stays solved by
 * mistake is a customer whom nobody hears. */
#include "desk/thankstable.h"

/* clang-format off */
static const struct thankstable_row rows[] = {
	/* English. */
	{ "en", THANKSTABLE_THANKS,
	    "thank you|thanks|thank u|thankyou|thx|thnx|thanx|tnx|ty|"
	    "tysm|cheers|many thanks|much appreciated|appreciated|"
	    "i appreciate it|i appreciate your help|we appreciate it|"
	    "great job|great service|good job|well done|that's great|"
	    "perfect|awesome|brilliant|excellent|you are the best|"
	    "you're the best|i am grateful|that helped|this helped|"
	    "it works|it works now|works now|works|it's working now|"
	    "that works|that worked|it worked|solved|all good|"
	    "all good now|problem solved|received|received with thanks|"
	    "got it" },
	{ "en", THANKSTABLE_BESIDE,
	    "so much|very much|a lot|a million|again|once again|"
	    "for your help|for the help|for helping|for your support|"
	    "for your quick reply|for the quick reply|"
	    "for your prompt reply|for the quick response|"
	    "for your quick response|for your reply|for your answer|"
	    "for the information|for the info|for the update|"
	    "for letting me know|for your time|for your patience|"
	    "for everything|for your kind help|for your assistance|"
	    "for the quick help|ok|okay|k|great|good|nice|super|cool|"
	    "wonderful|fantastic|noted|understood|yes|hi|hello|hey|"
	    "dear|dear all|all|team|support|support team|everyone|guys|"
	    "sir|madam|best regards|kind regards|regards|warm regards|"
	    "best|best wishes|sincerely|yours sincerely|yours|"
	    "have a nice day|have a great day|have a good day|"
	    "have a good one|have a nice weekend|good day|good morning|"
	    "good evening|bye|take care|indeed|and|to you|you too|now|"
	    "very|really|sent from my iphone|sent from my ipad|"
	    "get outlook for ios|get outlook for android" },
	/* German. */
	{ "de", THANKSTABLE_THANKS,
	    "danke|danke schön|dankeschön|danke sehr|vielen dank|"
	    "herzlichen dank|besten dank|tausend dank|lieben dank|"
	    "schönen dank|ich danke ihnen|ich bedanke mich|merci|"
	    "perfekt|klasse|prima|hat geklappt|es klappt|klappt|"
	    "es funktioniert|funktioniert|es funktioniert jetzt|"
	    "alles bestens|alles gut|erledigt|sehr nett" },
	{ "de", THANKSTABLE_BESIDE,
	    "vielmals|nochmals|noch mal|nochmal|sehr|für ihre hilfe|"
	    "für die hilfe|für die schnelle hilfe|"
	    "für die schnelle antwort|für ihre schnelle antwort|"
	    "für ihre antwort|für die antwort|für die info|"
	    "für die information|für ihre mühe|für die rückmeldung|"
	    "für die schnelle rückmeldung|hallo|guten tag|guten morgen|"
	    "guten abend|sehr geehrte damen und herren|liebes team|"
	    "mit freundlichen grüssen|freundliche grüsse|viele grüsse|"
	    "liebe grüsse|beste grüsse|schöne grüsse|grüsse|gruss|mfg|"
	    "lg|vg|schönen tag|einen schönen tag|schönen tag noch|"
	    "schönes wochenende|gut|toll|alles klar|in ordnung|und|"
	    "jetzt|von meinem iphone gesendet" },
	/* French. */
	{ "fr", THANKSTABLE_THANKS,
	    "merci beaucoup|merci bien|un grand merci|mille mercis|"
	    "grand merci|je vous remercie|je te remercie|"
	    "avec mes remerciements|parfait|ça marche|cela fonctionne|"
	    "ça fonctionne|c'est parfait|impeccable" },
	{ "fr", THANKSTABLE_BESIDE,
	    "infiniment|encore|pour votre aide|pour l'aide|"
	    "de votre aide|pour votre réponse|de votre réponse|"
	    "pour votre réponse rapide|pour la réponse rapide|"
	    "pour votre retour|pour votre rapidité|pour l'information|"
	    "pour tout|à vous|à toute l'équipe|bonjour|bonsoir|madame|"
	    "monsieur|madame monsieur|cordialement|bien cordialement|"
	    "bien à vous|sincères salutations|meilleures salutations|"
	    "bonne journée|bonne soirée|bon week end|très bien|"
	    "d'accord|et|l'équipe|envoyé de mon iphone" },
	/* Spanish. */
	{ "es", THANKSTABLE_THANKS,
	    "gracias|muchas gracias|muchísimas gracias|mil gracias|"
	    "se lo agradezco|te lo agradezco|muy agradecido|"
	    "muy agradecida|agradecido|agradecida|perfecto|genial|"
	    "ya funciona|funciona|excelente|estupendo" },
	{ "es", THANKSTABLE_BESIDE,
	    "de nuevo|otra vez|por su ayuda|por tu ayuda|por la ayuda|"
	    "por su respuesta|por tu respuesta|por la respuesta|"
	    "por su pronta respuesta|por la rápida respuesta|"
	    "por la información|por todo|por su tiempo|hola|"
	    "buenos días|buenas tardes|buenas noches|buenas|estimados|"
	    "estimado|saludos|un saludo|saludos cordiales|atentamente|"
	    "un cordial saludo|que tenga un buen día|buen día|"
	    "feliz día|vale|de acuerdo|bien|muy bien|y|equipo|"
	    "enviado desde mi iphone" },
	/* Portuguese. */
	{ "pt", THANKSTABLE_THANKS,
	    "obrigado|obrigada|muito obrigado|muito obrigada|"
	    "mto obrigado|obg|valeu|agradeço|grato|grata|perfeito|"
	    "ótimo|deu certo|já funciona|está a funcionar" },
	{ "pt", THANKSTABLE_BESIDE,
	    "mais uma vez|novamente|pela ajuda|pela sua ajuda|"
	    "pela resposta|pela resposta rápida|pela informação|"
	    "pelo apoio|pelo retorno|pela atenção|por tudo|olá|oi|"
	    "bom dia|boa tarde|boa noite|cumprimentos|"
	    "melhores cumprimentos|com os melhores cumprimentos|"
	    "atenciosamente|att|abraço|abraços|saudações|"
	    "tenha um bom dia|bom fim de semana|bem|muito|e|certo|"
	    "enviado do meu iphone" },
	/* Italian. */
	{ "it", THANKSTABLE_THANKS,
	    "grazie|grazie mille|molte grazie|tante grazie|"
	    "mille grazie|la ringrazio|vi ringrazio|ti ringrazio|"
	    "ringrazio|perfetto|ottimo|funziona|ora funziona|benissimo" },
	{ "it", THANKSTABLE_BESIDE,
	    "ancora|di cuore|di nuovo|infinite|per l'aiuto|"
	    "per il vostro aiuto|per il suo aiuto|per la risposta|"
	    "per la rapida risposta|per l'assistenza|per il supporto|"
	    "per l'informazione|per tutto|a voi|buongiorno|buonasera|"
	    "salve|ciao|gentile|cordiali saluti|saluti|distinti saluti|"
	    "un saluto|buona giornata|buona serata|bene|va bene|molto|"
	    "inviato da iphone" },
	/* Dutch. */
	{ "nl", THANKSTABLE_THANKS,
	    "bedankt|dank|dank u|dank u wel|dank je|dank je wel|"
	    "dankjewel|dankuwel|hartelijk dank|veel dank|"
	    "heel erg bedankt|hartelijk bedankt|alvast bedankt|top|"
	    "het werkt|het werkt nu|werkt|opgelost" },
	{ "nl", THANKSTABLE_BESIDE,
	    "nogmaals|voor uw hulp|voor je hulp|voor de hulp|"
	    "voor uw antwoord|voor het antwoord|voor de snelle reactie|"
	    "voor uw snelle reactie|voor de info|voor de informatie|"
	    "hoi|beste|goedemorgen|goedemiddag|goedenavond|goedendag|"
	    "geachte|met vriendelijke groet|met vriendelijke groeten|"
	    "vriendelijke groet|groet|groeten|groetjes|mvg|fijne dag|"
	    "fijne dag nog|een fijne dag|goed|oké|en|heel|erg|"
	    "verzonden vanaf mijn iphone" },
	/* Polish. */
	{ "pl", THANKSTABLE_THANKS,
	    "dziękuję|dziękuje|dzięki|dziękujemy|bardzo dziękuję|"
	    "serdecznie dziękuję|dzięki wielkie|wielkie dzięki|"
	    "świetnie|działa|już działa|wszystko działa|doskonale" },
	{ "pl", THANKSTABLE_BESIDE,
	    "bardzo|serdecznie|jeszcze raz|za pomoc|za odpowiedź|"
	    "za szybką odpowiedź|za informację|za wsparcie|za wszystko|"
	    "pięknie|dzień dobry|witam|cześć|dobry wieczór|pozdrawiam|"
	    "pozdrowienia|z poważaniem|serdecznie pozdrawiam|"
	    "miłego dnia|dobrego dnia|miłego weekendu|dobrze|"
	    "w porządku|i|wysłane z iphone'a" },
	/* Czech. */
	{ "cs", THANKSTABLE_THANKS,
	    "děkuji|děkuju|děkujeme|díky|moc děkuji|mnohokrát děkuji|"
	    "velice děkuji|velké díky|funguje|už funguje|skvěle|"
	    "výborně|perfektní" },
	{ "cs", THANKSTABLE_BESIDE,
	    "moc|mockrát|mnohokrát|velmi|ještě jednou|za odpověď|"
	    "za rychlou odpověď|za informaci|za informace|za všechno|"
	    "dobrý den|ahoj|zdravím|dobré ráno|dobrý večer|s pozdravem|"
	    "pozdrav|hezký den|pěkný den|přeji hezký den|hezký víkend|"
	    "dobře|v pořádku|a|odesláno z iphonu" },
	/* Russian. */
	{ "ru", THANKSTABLE_THANKS,
	    "спасибо|большое спасибо|спасибо большое|огромное спасибо|"
	    "спасибо огромное|благодарю|благодарю вас|спс|спасибки|"
	    "премного благодарен|признателен|отлично|супер|работает|"
	    "всё работает|все работает|заработало|всё заработало|"
	    "помогло|вопрос решен|вопрос решён|получил|получила" },
	{ "ru", THANKSTABLE_BESIDE,
	    "вам|тебе|ещё раз|еще раз|за помощь|за ответ|"
	    "за быстрый ответ|за оперативность|за оперативный ответ|"
	    "за информацию|за поддержку|за всё|за все|здравствуйте|"
	    "добрый день|доброе утро|добрый вечер|привет|с уважением|"
	    "всего доброго|всего хорошего|хорошего дня|"
	    "хороших выходных|удачи|до свидания|хорошо|понятно|понял|"
	    "поняла|ясно|ок|окей|да|и|отправлено с iphone" },
	/* Ukrainian. */
	{ "uk", THANKSTABLE_THANKS,
	    "дякую|дуже дякую|щиро дякую|велике дякую|дякуємо|вдячний|"
	    "вдячна|спасибі|красно дякую|чудово|працює|все працює|"
	    "допомогло|запрацювало" },
	{ "uk", THANKSTABLE_BESIDE,
	    "тобі|дуже|щиро|ще раз|за допомогу|за відповідь|"
	    "за швидку відповідь|за інформацію|за підтримку|вітаю|"
	    "добрий день|доброго дня|добрий ранок|добрий вечір|привіт|"
	    "з повагою|всього найкращого|гарного дня|гарних вихідних|"
	    "до побачення|добре|зрозуміло|так|і|та|надіслано з iphone" },
	/* Turkish. */
	{ "tr", THANKSTABLE_THANKS,
	    "teşekkürler|teşekkür ederim|teşekkür ederiz|"
	    "çok teşekkürler|çok teşekkür ederim|tesekkurler|"
	    "tesekkur ederim|sağ olun|sağolun|sağ ol|sağol|eyvallah|"
	    "harika|süper|mükemmel|çalışıyor|şimdi çalışıyor|"
	    "sorun çözüldü" },
	{ "tr", THANKSTABLE_BESIDE,
	    "çok|tekrar|yardımınız için|ilginiz için|cevabınız için|"
	    "hızlı cevabınız için|hızlı dönüşünüz için|bilgi için|"
	    "desteğiniz için|her şey için|merhaba|selam|iyi günler|"
	    "günaydın|iyi akşamlar|saygılar|saygılarımla|"
	    "saygılarımızla|iyi çalışmalar|kolay gelsin|"
	    "iyi hafta sonları|tamam|peki|güzel|ve|"
	    "iphone'umdan gönderildi" },
	/* Arabic. */
	{ "ar", THANKSTABLE_THANKS,
	    "شكرا|شكراً|شكرا لك|شكرا لكم|شكرا جزيلا|شكراً جزيلاً|"
	    "شكرا جزيلا لكم|جزاك الله خيرا|جزاكم الله خيرا|أشكرك|"
	    "أشكركم|نشكركم|ممتن|مشكور|مشكورين|ممتاز|رائع|تم|تم الحل|"
	    "يعمل الآن" },
	{ "ar", THANKSTABLE_BESIDE,
	    "جزيلا|جزيلاً|لك|لكم|كثيرا|مرة أخرى|على المساعدة|"
	    "على مساعدتكم|على مساعدتك|على الرد|على ردكم|على سرعة الرد|"
	    "على المعلومات|على كل شيء|مرحبا|السلام عليكم|"
	    "السلام عليكم ورحمة الله وبركاته|صباح الخير|مساء الخير|"
	    "تحياتي|مع التحية|مع تحياتي|مع خالص التحية|يوم سعيد|حسنا|"
	    "جيد|نعم|تمام|و" },
	/* Persian. */
	{ "fa", THANKSTABLE_THANKS,
	    "ممنون|ممنونم|متشکرم|سپاس|سپاسگزارم|مرسی|با تشکر|تشکر|"
	    "خیلی ممنون|بسیار ممنون|بسیار سپاسگزارم|دست شما درد نکند|"
	    "عالی|عالی بود|حل شد|مشکل حل شد|درست شد" },
	{ "fa", THANKSTABLE_BESIDE,
	    "خیلی|بسیار|از شما|باز هم|دوباره|از کمک شما|بابت کمک|"
	    "بابت پاسخ|از پاسخ شما|از پاسخ سریع شما|بابت راهنمایی|"
	    "از راهنمایی شما|برای همه چیز|سلام|درود|روز بخیر|صبح بخیر|"
	    "وقت بخیر|با احترام|با سپاس|روز خوبی داشته باشید|"
	    "موفق باشید|خداحافظ|باشه|خوب|بله" },
	/* Chinese, in both scripts. */
	{ "zh", THANKSTABLE_THANKS,
	    "谢谢|谢谢你|谢谢您|谢谢你们|多谢|非常感谢|十分感谢|感谢|"
	    "感谢您|感谢你|感谢你们|太感谢了|谢了|感激不尽|太好了|"
	    "太棒了|解决了|已解决|问题解决了|可以了|好用了|收到|謝謝|"
	    "謝謝你|謝謝您|謝謝你們|多謝|非常感謝|十分感謝|感謝|感謝您|"
	    "感謝你|太感謝了|感激不盡|解決了|已解決|問題解決了" },
	{ "zh", THANKSTABLE_BESIDE,
	    "的帮助|您的帮助|你的帮助|你们的帮助|您的回复|的回复|"
	    "您的快速回复|您的支持|您的耐心|再次|啦|了|啊|哦|好的|好|"
	    "很好|嗯|是的|您好|你好|大家好|此致|敬礼|祝好|祝您愉快|"
	    "祝您工作顺利|祝一切顺利|再见|明白|明白了|知道了|的幫助|"
	    "您的幫助|你的幫助|您的回覆|您的快速回覆|敬禮|祝您順利|"
	    "祝順利|再見" },
	/* Japanese. */
	{ "ja", THANKSTABLE_THANKS,
	    "ありがとう|ありがとうございます|ありがとうございました|"
	    "有難うございます|有難うございました|有り難うございます|"
	    "有り難うございました|感謝します|感謝いたします|"
	    "感謝しております|感謝です|お礼申し上げます|"
	    "御礼申し上げます|助かりました|大変助かりました|"
	    "解決しました|無事解決しました|承知しました|"
	    "承知いたしました|了解です|了解しました|かしこまりました|"
	    "確認しました|確認できました" },
	{ "ja", THANKSTABLE_BESIDE,
	    "どうも|誠に|大変|本当に|早速の|迅速な|ご丁寧な|ご対応|"
	    "ご回答|ご返信|ご返答|ご連絡|お返事|対応|返信|回答|"
	    "いただき|頂き|くださり|下さり|を|に|の|ご対応を|いつも|"
	    "お世話になっております|お世話になります|"
	    "お世話になりました|こんにちは|こんばんは|"
	    "おはようございます|よろしくお願いします|"
	    "よろしくお願いいたします|宜しくお願いします|"
	    "宜しくお願い致します|今後ともよろしくお願いいたします|"
	    "失礼します|失礼いたします|はい|です|ます|サポート|担当者|"
	    "様|御中|ご担当者様|以上|取り急ぎ|取り急ぎお礼まで|"
	    "まずはお礼まで|iphoneから送信" },
	/* Korean. */
	{ "ko", THANKSTABLE_THANKS,
	    "감사합니다|감사드립니다|고맙습니다|고마워요|고마워|"
	    "감사해요|감사|대단히 감사합니다|정말 감사합니다|"
	    "진심으로 감사드립니다|ᆪ|ᄀᄉ|해결되었습니다|해결됐습니다|"
	    "해결됐어요|잘 됩니다|잘 되네요|확인했습니다|확인하였습니다" },
	{ "ko", THANKSTABLE_BESIDE,
	    "정말|대단히|진심으로|매우|너무|다시 한번|다시 한 번|"
	    "빠른 답변|답변|도움|도와주셔서|도움 주셔서|답변 주셔서|"
	    "빠른 답변 주셔서|빠른 회신|알려주셔서|친절한 답변|"
	    "안녕하세요|안녕하십니까|네|넵|예|알겠습니다|알겠어요|"
	    "좋습니다|좋아요|좋은 하루 되세요|좋은 하루 보내세요|"
	    "수고하세요|수고하셨습니다|수고 많으셨습니다|드림|올림|"
	    "배상|나의 iphone에서 보냄" },
	/* Vietnamese, also without its marks. */
	{ "vi", THANKSTABLE_THANKS,
	    "cảm ơn|cám ơn|cảm ơn bạn|cảm ơn nhiều|cám ơn nhiều|"
	    "cảm ơn rất nhiều|xin cảm ơn|xin cám ơn|"
	    "xin chân thành cảm ơn|chân thành cảm ơn|cảm ơn anh|"
	    "cảm ơn chị|cảm ơn anh chị|cảm ơn các bạn|cam on|tks|"
	    "tuyệt vời|đã được|đã giải quyết|được rồi|đã nhận" },
	{ "vi", THANKSTABLE_BESIDE,
	    "nhiều|rất nhiều|lần nữa|một lần nữa|vì đã giúp đỡ|"
	    "đã giúp đỡ|đã hỗ trợ|vì sự giúp đỡ|vì đã hỗ trợ|"
	    "vì đã phản hồi|đã phản hồi|sự hỗ trợ|đã trả lời|bạn|anh|"
	    "chị|em|các bạn|ạ|nhé|xin chào|chào bạn|chào|chào anh|"
	    "chào chị|trân trọng|thân ái|kính thư|"
	    "chúc một ngày tốt lành|chúc bạn một ngày tốt lành|vâng|dạ|"
	    "tốt|rất tốt" },
	/* Indonesian, also as it is spoken. */
	{ "id", THANKSTABLE_THANKS,
	    "terima kasih|terimakasih|makasih|trims|trimakasih|"
	    "terima kasih banyak|thanks ya|matur nuwun|mantap|sip|"
	    "sudah bisa|sudah berfungsi|sudah beres|sudah selesai|"
	    "berhasil" },
	{ "id", THANKSTABLE_BESIDE,
	    "banyak|sekali|sekali lagi|lagi|atas bantuannya|"
	    "atas bantuan anda|atas bantuan|atas jawabannya|"
	    "atas jawaban anda|atas respon cepatnya|atas responnya|"
	    "atas tanggapannya|atas informasinya|untuk semuanya|"
	    "kembali|ya|pak|bu|kak|min|mas|mbak|halo|hai|selamat pagi|"
	    "selamat siang|selamat sore|selamat malam|salam|"
	    "hormat saya|salam hormat|salam hangat|"
	    "semoga harimu menyenangkan|baik|oke|bagus|siap|dan|"
	    "dikirim dari iphone saya" },
	/* Thai, by men and by women. */
	{ "th", THANKSTABLE_THANKS,
	    "ขอบคุณ|ขอบคุณครับ|ขอบคุณค่ะ|ขอบคุณคะ|ขอบคุณมาก|"
	    "ขอบคุณมากครับ|ขอบคุณมากค่ะ|ขอบคุณมากๆ|ขอบพระคุณ|"
	    "ขอบพระคุณครับ|ขอบพระคุณค่ะ|ขอบใจ|ใช้ได้แล้ว|แก้ไขแล้ว|"
	    "เรียบร้อยแล้ว|เยี่ยม|เยี่ยมมาก|รับทราบ" },
	{ "th", THANKSTABLE_BESIDE,
	    "มาก|มากๆ|อีกครั้ง|สําหรับความช่วยเหลือ|ที่ช่วยเหลือ|"
	    "สําหรับคําตอบ|ที่ตอบกลับ|ที่ตอบกลับอย่างรวดเร็ว|"
	    "สําหรับข้อมูล|ครับ|ค่ะ|คะ|นะครับ|นะคะ|นะ|สวัสดี|"
	    "สวัสดีครับ|สวัสดีค่ะ|ด้วยความเคารพ|ขอแสดงความนับถือ|"
	    "ด้วยความนับถือ|ดี|ดีมาก|โอเค|ใช่|ได้" },
	/* Hindi, also in Latin letters. */
	{ "hi", THANKSTABLE_THANKS,
	    "धन्यवाद|बहुत धन्यवाद|बहुत बहुत धन्यवाद|शुक्रिया|"
	    "बहुत शुक्रिया|बहुत बहुत शुक्रिया|आभार|आभारी हूँ|"
	    "आपका धन्यवाद|आपका शुक्रिया|dhanyavad|dhanyawad|shukriya|"
	    "बढ़िया|बहुत बढ़िया|हो गया|काम कर रहा है|समस्या हल हो गई" },
	{ "hi", THANKSTABLE_BESIDE,
	    "बहुत|आपका|आपकी|एक बार फिर|फिर से|मदद के लिए|"
	    "आपकी मदद के लिए|सहायता के लिए|आपकी सहायता के लिए|"
	    "जवाब के लिए|आपके जवाब के लिए|त्वरित उत्तर के लिए|"
	    "जानकारी के लिए|सब कुछ के लिए|नमस्ते|नमस्कार|प्रिय|महोदय|"
	    "महोदया|सादर|भवदीय|शुभकामनाएँ|आपका दिन शुभ हो|शुभ दिन|"
	    "अच्छा|ठीक है|ठीक|जी|हाँ|और|है" },
};
/* clang-format on */

const struct thankstable_row *
thankstable_rows(guint *n_out)
{
	*n_out = G_N_ELEMENTS(rows);
	return rows;
}
