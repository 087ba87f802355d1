/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one mail that a check sends: to the desk itself, so that its own servers
 * show what they let through. A running docketd may be faster and have moved it
 * already, so both folders are looked at. It is never deleted. */
#include "ctl/ctlprobe.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/autofd.h"
#include "base/clock.h"
#include "base/memfd.h"
#include "imap/bodies.h"
#include "imap/listing.h"
#include "intake/scan.h"
#include "pipeline/accept_mail.h"
#include "route/probe.h"

#define PROBE_MAIL_MAX ((gsize)1024 * 1024)

/* Where the mail may turn up, and behind which UID. */
struct place {
	const char *folder;
	guint32 from;
};

static const char *
recipient(const struct ctlprobe *probe)
{
	return strchr(probe->account->user, '@')
	    ? probe->account->user
	    : probe->settings->desk.address;
}

static bool
send_mail(const struct ctlprobe *probe, const char *token)
{
	OUTCOME_AUTO struct outcome outcome = { 0 };
	g_autofree char *mail =
	    probe_mail(probe->settings, token, recipient(probe), clock_now());
	struct submit_envelope envelope = {
		.sender = probe->settings->desk.address,
		.recipient = recipient(probe),
		.size = strlen(mail),
	};
	struct submit *session = submit_open(probe->relay, &outcome);
	bool sent = session && submit_begin(session, &envelope, &outcome) &&
	    submit_data(session, mail, strlen(mail), &outcome) &&
	    submit_dot(session, NULL, &outcome) &&
	    submit_answer(session, &outcome);

	if (!sent)
		ctlcheck_fail(probe->check, EX_UNAVAILABLE, probe->what,
		    outcome.text,
		    "no mail could be sent to the desk itself, so nobody can "
		    "tell what its servers let through");
	if (sent)
		submit_close(session);
	else
		submit_free(session);
	return sent;
}

static bool
note_place(struct account *session, const char *folder, struct place *out,
    GError **error)
{
	struct account_folder status = { 0 };

	out->folder = folder;
	if (!account_select(session, folder, &status, error))
		return false;
	out->from = MAX(status.uidnext, 1);
	return true;
}

/* The header of the probe among mails of one folder, and its UID. */
static struct header *
find_among(const struct ctlprobe *probe, struct account *session,
    const GArray *mails, const char *token, guint32 *uid_out, GError **error)
{
	autofd int memfd = memfd_new("docket-check", error);
	g_autoptr(GArray) found =
	    g_array_new(FALSE, FALSE, sizeof(struct account_mail));

	if (memfd < 0 || !bodies_fetch(session, mails, memfd, found, error) ||
	    !memfd_seal(memfd, error))
		return NULL;
	g_autoptr(GBytes) octets = memfd_map(memfd, PROBE_MAIL_MAX, error);
	gsize size = 0;
	const guint8 *raw = octets ? g_bytes_get_data(octets, &size) : NULL;
	for (guint i = 0; raw && i < found->len; i++) {
		const struct account_mail *one =
		    &g_array_index(found, struct account_mail, i);
		struct accept_mail mail = { .raw = raw + one->offset,
			.size = one->length };
		g_autoptr(header) header =
		    accept_mail_scan(&mail, probe->settings);
		*uid_out = one->uid;
		if (probe_has_token(header, token))
			return g_steal_pointer(&header);
	}
	return NULL;
}

/* NULL without error: not (yet) there. Large mails are no probe and are not
 * loaded. */
static struct header *
look_in(const struct ctlprobe *probe, struct account *session,
    struct place *place, const char *token, guint32 *uid_out, GError **error)
{
	struct listing_criteria criteria = { .from = place->from };
	struct account_folder status = { 0 };

	if (!account_select(session, place->folder, &status, error))
		return NULL;
	g_autoptr(GArray) uids = listing_search(session, &criteria, error);
	g_autoptr(GArray) mails =
	    uids ? listing_mails(session, uids, error) : NULL;
	if (!mails)
		return NULL;
	for (guint i = mails->len; i > 0; i--)
		if (g_array_index(mails, struct account_mail, i - 1).size >
		    PROBE_MAIL_MAX / 16)
			g_array_remove_index(mails, i - 1);
	if (mails->len > 16)
		g_array_remove_range(mails, 0, mails->len - 16);
	return mails->len > 0
	    ? find_among(probe, session, mails, token, uid_out, error)
	    : NULL;
}

/* Waits for it, and moves it to the done folder where that is still to be done.
 */
static struct header *
wait_for(const struct ctlprobe *probe, struct account *session,
    struct place places[2], const char *token, GError **error)
{
	gint64 until = clock_boot() + CTLPROBE_SECONDS * 1000;
	g_autoptr(GError) problem = NULL;

	while (clock_boot() < until && !problem) {
		for (guint i = 0; i < 2 && !problem; i++) {
			guint32 uid = 0;
			struct header *header = look_in(probe, session,
			    &places[i], token, &uid, &problem);
			if (!header)
				continue;
			g_autoptr(GArray) uids =
			    g_array_new(FALSE, FALSE, sizeof uid);
			g_array_append_val(uids, uid);
			if (i == 0 &&
			    !account_mark(session, uids, ACCOUNT_MARK_DONE,
			        NULL))
				ctlcheck_hint(probe->check, probe->what,
				    "the mail of this check stays in %s",
				    places[i].folder);
			return header;
		}
		sleep(1);
	}
	if (problem)
		g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}

/* "dmarc" */
static void
tell_dmarc(const struct ctlprobe *probe, const struct probe_result *result)
{
	static const char *const fates[] = {
		[PROBE_REMOVED] = "was removed on the way",
		[PROBE_RENAMED] = "was renamed on the way",
		[PROBE_IGNORED] = "came through, but nobody believes it there",
	};

	if (result->fate == PROBE_BELIEVED) {
		ctlcheck_fail(probe->check, EX_CONFIG, probe->what,
		    "dmarc can not be believed: a forged "
		    "Authentication-Results field came through and stands "
		    "where the border's own would",
		    "let the server remove such fields with its own name from "
		    "all mail that it takes in, or leave \"dmarc\" out of "
		    "agent_auth and take no customer for proved");
		return;
	}
	ctlcheck_ok(probe->check, probe->what,
	    "dmarc can be believed: a forged Authentication-Results field %s%s%s",
	    fates[result->fate], result->name ? ", to " : "",
	    result->name ? result->name : "");
	if (result->others && !result->dmarc)
		ctlcheck_hint(probe->check, probe->what,
		    "the mail has an Authentication-Results field of \"%s\"; "
		    "if that is the border's, set authserv_id = \"%s\"",
		    result->others, result->others);
	else if (!result->dmarc)
		ctlcheck_hint(probe->check, probe->what,
		    "dmarc: this mail has no result of the border's own, for "
		    "it came from inside; see by \"docketctl explain\" whether "
		    "a mail from outside has one");
}

static void
tell(const struct ctlprobe *probe, const struct probe_result *result)
{
	if (result->host)
		ctlcheck_fail(probe->check, EX_CONFIG, probe->what,
		    "no Received field of border_hosts on the way",
		    "dmarc and submission prove nothing here");
	if (result->host && *result->host)
		ctlcheck_hint(probe->check, probe->what,
		    "the mail was taken in by %s; if strangers' mail comes "
		    "that way too, set border_hosts = [ \"%s\" ]",
		    result->host, result->host);
	if (!result->host)
		tell_dmarc(probe, result);
	if (result->submission)
		ctlcheck_ok(probe->check, probe->what,
		    "submission can be believed: the login of %s shows",
		    probe->settings->desk.address);
	else if (!result->host)
		ctlcheck_hint(probe->check, probe->what,
		    "submission does not show: %s (in Postfix: "
		    "smtpd_sasl_authenticated_header = yes)",
		    result->reason);
	ctlcheck_ok(probe->check, probe->what,
	    "confirm can be believed: agents answer letters that come here");
}

void
ctlprobe_run(const struct ctlprobe *probe, struct account *session)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *token = probe_token(probe->key, clock_now());
	struct place places[2];
	struct probe_result result;

	if (!note_place(session, probe->account->done_folder, &places[1],
	        &error) ||
	    !note_place(session, probe->account->folder, &places[0], &error)) {
		ctlcheck_fail(probe->check, EX_UNAVAILABLE, probe->what,
		    error->message, NULL);
		return;
	}
	if (!send_mail(probe, token))
		return;
	ctlcheck_ok(probe->check, probe->what,
	    "sent a mail with a forged field to %s; waiting up to %d s",
	    recipient(probe), CTLPROBE_SECONDS);
	g_autoptr(header) header =
	    wait_for(probe, session, places, token, &error);
	if (!header) {
		ctlcheck_fail(probe->check, EX_UNAVAILABLE, probe->what,
		    error ? error->message : "the mail did not arrive",
		    "see in the servers' logs where it is");
		return;
	}
	probe_judge(header, probe->settings, token, &result);
	tell(probe, &result);
	probe_result_clear(&result);
}
