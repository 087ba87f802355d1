/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An operator as docketctl is one: words go in, a status and words come out. */
#include "util-operator.h"

#include "util-inbox.h"
#include "util-look.h"

void
operator_open(struct operator* operator, gconstpointer data)
{
	(void)data;
	operator->desk = util_desk_new(NULL);
	util_inbox_open(&operator->inbox, operator->desk);
	look_first_mail(operator->desk);
}

void
operator_close(struct operator* operator, gconstpointer data)
{
	(void)data;
	util_inbox_close(&operator->inbox);
	util_desk_free(operator->desk);
}

char *
operator_say(struct operator* operator, const char * words, int input,
    int *status_out)
{
	g_auto(GStrv) argv = g_strsplit(words, " ", -1);
	GString *out = g_string_new(NULL);
	struct operate operate = { &operator->inbox, OPERATOR_ACTOR, input };
	bool broken = true;

	*status_out =
	    operate_run(&operate, (const char *const *)argv, out, &broken);
	g_assert_false(broken);
	/* what the inbox does next is its own doing again */
	g_assert_cmpstr(operator->inbox.accept.actor, ==, "docketd");
	return g_string_free(out, FALSE);
}

void
operator_says(struct operator* operator, const char * words, int status,
    const char *answer)
{
	int got = -1;
	g_autofree char *text = operator_say(operator, words, -1, &got);

	g_test_message("%s", words);
	g_assert_cmpstr(text, ==, answer);
	g_assert_cmpint(got, ==, status);
}

void
operator_audited(struct operator* operator, const char * action,
    const char *object, const char *actor)
{
	g_autofree char *found = look_audit(operator->desk, action, object);

	g_assert_cmpstr(found, ==, actor);
}

guint64
operator_takes(struct operator* operator, const char * raw,
    enum accept_result wanted)
{
	static guint32 uid = 100;
	g_autoptr(accept_mail) mail =
	    util_desk_take(operator->desk, raw, uid++);

	g_assert_cmpint(mail->result, ==, wanted);
	return mail->number;
}
