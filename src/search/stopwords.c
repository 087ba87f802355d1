/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words with which questions are asked, whatever they are about. A few articles
 * do not show by themselves that "how" is common, and "How complaints work"
 * would answer everybody. A word that names a matter must never stand here. */
#include "search/stopwords.h"

#include <string.h>

#include <glib.h>

/* Words apart by blanks, with one at either end. */
static const struct {
	const char *language, *words;
} table[] = {
	{ "en",
	    " a about after again all also although am an and any are as at be "
	    "because been before being but by can can't cannot could did didn't "
	    "do does doesn't doing don't even for from get got had has hasn't "
	    "have haven't having he hello help hi his how i i'm i've if in into "
	    "is isn't it it's its just know like long make me mine more most "
	    "much my need never no not now of off on one only or other our out "
	    "over own please reached really say says see she should since so "
	    "some still such take takes than thank thanks that the their them "
	    "then there these they this those through to too two under until up us "
	    "very want was wasn't we were what when where which while who why "
	    "will with won't work works would yesterday yet you your yours kind hour hours "
	    "day days " },
	{ "de",
	    " aber alle allem allen als also am an auch auf aus bei beim bekomme "
	    "bin bis bitte da danke dann das dass dauert dem den der des die "
	    "dies diese diesem diesen dieser doch durch ein eine einem einen "
	    "einer eines er es für ganz gestern gibt guten habe haben hallo hat "
	    "hatte heute hilfe ich ihnen ihr ihre ihren ihrem ihrer im immer in "
	    "ist ja jetzt jemand kann kein keine keinen komme können könnte lange "
	    "man mehr mein meine meinem meinen meiner mich mir mit möchte muss "
	    "nach nehmen nicht nichts noch nur ob oder ohne rein schon sehr seit "
	    "sich sie sind so soll tag tage über um und uns unser von vor war "
	    "warum was wegen weil wenn welche welcher welches wer werden wie "
	    "wieder will wir wird wirklich wo wurde wurden zu zum zur wann noch "
	    "geht fallen funktioniert funktionieren " },
	{ "ru",
	    " а без бы был была были было быть в вам вас ваш ваша ваше ваши ваших "
	    "во вот все всё вчера где да для до его ее её если есть еще ещё же за "
	    "здравствуйте и из или им их к как какая какие какой когда кто ли "
	    "лучше меня мне много могу можно может мой моя моё мои моего мы на "
	    "надо нам нас не нет ни но ну нужно нужна о об он она они от очень "
	    "по под помогите пожалуйста после почему при с сих со сегодня сейчас "
	    "сколько спасибо такое так там то того тоже только у уже хочу хотим "
	    "чего чем через что чтобы это этот эта эти я вы ваши сделать делать "
	    "времени занимает " },
	{ "es",
	    " a al algo ahora antes aquí ayer ayuda buenas buenos cada como cómo "
	    "con cual cuál cuando cuándo cuánto cuanto de del desde donde dónde "
	    "dos el él ella en entre era es esa ese eso esta está están este esto "
	    "favor fue gracias ha haber había han hasta hay he hemos hola hoy la "
	    "las le les lo los más mas me mejor mi mis mucho muy nada ni no nos "
	    "nosotros o otra otro para pero poder por porque puede pueden puedo "
	    "que qué quiero quién quien recibido se sea ser si sí sido siempre "
	    "sigue sin sobre solo son soy su sus también tan tanto te tengo tiene "
	    "todavía todo todos tras tu un una uno unos usted ustedes varias ve "
	    "veces veo y ya yo hago días día funciona funcionan " },
	{ "fr",
	    " à ai alors après au aussi aux avec avez avoir bonjour c'est ça car "
	    "ce cela ces cette chez comme comment dans de depuis des dois donc du "
	    "elle en encore entre est et été être eu faire fait hier il ils j'ai "
	    "je jour jours l la le les leur lui ma mais me merci mes moi mon n'ai "
	    "n'est ne nos notre nous on ou où par pas peut peux plaît plus pour "
	    "pourquoi puis-je qu'il quand que quel quelle quels qui quoi sa sans "
	    "se ses si son sont sur toujours tout très un une veux voir vos votre "
	    "vous y " },
	{ "pt",
	    " a agora ainda ajuda ao aos as até bom com como da das de desde dia "
	    "dias do dos e é ela ele em entre era essa esse está estão este eu "
	    "favor foi há hoje isso isto já la lhe mais mas me meu meus minha "
	    "minhas muito na não nas nem no nos nós o obrigado olá onde ontem os "
	    "ou para pela pelo pode podem por porque posso quando quanto que quem "
	    "quero se sem ser seu sua são também tem tenho ter um uma você vocês " },
	{ "it",
	    " a ai al alla anche ancora buongiorno che chi ci ciao come con cosa "
	    "da dal dalla degli dei del della di dopo dove e è fare giorni giorno "
	    "gli grazie ha hanno ho i ieri il in io la le lo ma mi mia miei mio "
	    "molto nei nel nella no noi non o oggi per perché però più posso può "
	    "quale quando quanto questa questo se sei sempre si sia sono su sul "
	    "sulla suo tra un una uno vi voglio voi vorrei vostra vostro " },
	{ "nl",
	    " aan al als bij bedankt dag dagen dan dat de deze die dit doe door "
	    "dus een en er geen graag had hallo heb hebben heeft help het hier "
	    "hoe hoeveel hun ik in is ja je jullie kan kunnen lang maar me meer "
	    "met mij mijn moet na naar niet nog nu of om omdat ons onze ook op "
	    "over te toch tot u uit uw van vanaf veel voor waar waarom wanneer "
	    "waren was wat we wel werd wie wil worden wordt zijn zo gisteren " },
	{ "pl",
	    " a ale bardzo być był była było bym co czy dla do dlaczego dni dzień "
	    "dobry gdy gdzie go i ich ile in jak jaka jakie jaki jako je jego "
	    "jest jestem jeszcze już kiedy kto która które który ma mam mi mnie "
	    "moje moja moją moim mój można mogę na nad nam nas nie niż o od oraz "
	    "po pod pomoc proszę przed przez przy się są ta tak także tam te tego "
	    "ten to tu tylko w wczoraj we wszystko z za ze że żeby dziękuję " },
	{ "uk",
	    " а або але б без був була були було бути в вам вас ваш ваша ваші від "
	    "він вона вони все вчора де для до добрий день дуже дякую є з за "
	    "займає знову і із й його її їх коли ким куди ласка ли мене мені "
	    "мій моя моє мої можна можу може ми на над нам нас не немає ні ну о "
	    "один по під після при про скільки сьогодні та так такий там те ти "
	    "тільки то того у хочу хто це цей ця ці чи чому через що щоб ще я як "
	    "яка який які вже будь " },
	{ "tr",
	    " acaba ama artık az bana bazı ben bende beni benim bir biz bu bunu "
	    "çok çünkü da daha de değil dün en gibi hala hâlâ hangi hem hep her "
	    "hiç için ile ise istiyorum kadar kaç ki kim lütfen mı mi mu mü merhaba "
	    "nasıl ne neden nerede niçin niye o olan olarak olduğu olur onu sizin "
	    "siz sonra şey şu teşekkürler var ve veya ya yardım yok zaman " },
	{ "id",
	    " ada adalah agar akan aku anda apa apakah atau bagaimana bagi bahwa "
	    "bantu belum berapa bisa boleh dalam dan dari dengan di dia hari halo "
	    "harus hanya ini itu jika juga kami kapan karena ke kemarin kenapa "
	    "kita lagi lama mau masih mengapa mohon oleh pada saat saja sampai "
	    "sangat saya sejak sudah tapi telah terima kasih tidak tolong untuk "
	    "yang ya " },
	{ "zh",
	    " 怎么 么办 怎样 样才 如何 什么 么时 时候 为什 什么 多久 多长 长时 "
	    "时间 多少 我的 你的 你们 们的 我们 我要 我想 您好 你好 请问 谢谢 "
	    "可以 能不 不能 是不 不是 是多 有没 没有 现在 一直 昨天 已经 还没 "
	    "还是 自己 己的 这个 那个 一个 哪里 在哪 里可 吗你 了我 的钱 需要 " },
};

bool
stopwords_has(const char *language, const char *word)
{
	g_autofree char *wanted = g_strconcat(" ", word, " ", NULL);

	for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
		gsize length = strlen(table[i].language);

		if (strncmp(table[i].language, language, length) == 0 &&
		    !g_ascii_isalnum(language[length]))
			return strstr(table[i].words, wanted) != NULL;
	}
	return false;
}
