/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/autoptr.h"
#include "net/transport.h"
#include "smtp/capability.h"
#include "smtp/login.h"
#include "smtp/outcome.h"

/* One SMTP session with a relay, blocking; several letters, one after the
 * other, each to one recipient:
 *
 *   submit_open
 *     submit_begin   MAIL, RCPT, DATA (one write where PIPELINING is offered)
 *     submit_data    as often as needed (wire_send() does it from a source)
 *                    ... the caller commits the letter's state "dot" here ...
 *     submit_dot     what is left of it, and the final dot
 *                    ... the caller may do something else meanwhile ...
 *     submit_answer  the answer to it
 *   submit_close
 *
 * Every step returns true to go on; false means the letter's turn is over and
 * *outcome says why. outcome must be initialised ({0} or used before); the text
 * in it is the caller's to clear. Waits are bounded by RFC 5321 4.5.3.2:
 * connect 30 s, greeting, EHLO, AUTH, MAIL, RCPT and RSET 300, DATA 120, a
 * block of data 180, the dot 600, QUIT 5. */
struct submit;

#define SUBMIT_STEP_SECONDS 600 /* the longest single wait: the dot's */

/* All borrowed for the session's life. */
struct submit_relay {
	const char *name; /* as in docket.conf, for texts */
	const char *host;
	guint16 port;
	enum transport_tls tls;
	const char *ca_file;   /* NULL or "": the system's */
	struct login login;    /* user NULL or "": no AUTH */
	const char *ehlo_name; /* a host or domain name, or [address] */
};

/* size: octets of the letter as RFC 1870 counts them (before dot-stuffing); 0
 * unknown. */
struct submit_envelope {
	const char *sender; /* "": the null sender */
	const char *recipient;
	bool utf8; /* the letter itself needs SMTPUTF8 */
	guint64 size;
};

/* Connects, greets, STARTTLS where the setting says so (any failure of it
 * closes: never on in clear), EHLO again, AUTH. There is no fall-back to HELO:
 * a relay without EHLO has no AUTH and no SIZE either, and RFC 5321 asks for it
 * since 2001. No secret is sent in clear but over loopback with tls = "none".
 * NULL: *outcome says why. */
struct submit *submit_open(const struct submit_relay *relay,
    struct outcome *outcome) G_GNUC_WARN_UNUSED_RESULT;

/* The same over a connection that is there already (taken); with implicit TLS
 * it must be under TLS. For tests and scripted peers. */
struct submit *submit_open_on(struct transport *take_transport,
    const struct submit_relay *relay,
    struct outcome *outcome) G_GNUC_WARN_UNUSED_RESULT;

/* Announces a letter. Both addresses are checked against address_is_valid()
 * before any command is built; a U-label domain is sent as A-labels. REFUSED
 * before a byte is sent when SMTPUTF8 is needed and not offered, or size is
 * over the relay's SIZE. True when the server said 354 and this recipient and
 * sender were accepted. */
bool submit_begin(struct submit *submit, const struct submit_envelope *envelope,
    struct outcome *outcome) G_GNUC_WARN_UNUSED_RESULT;

/* Adds octets of the letter: lines end with CR LF, have at most 998 octets (RFC
 * 5321 4.5.3.1.6) and no NUL; chunks may be cut anywhere. Dots are stuffed
 * here. A bare CR or LF is never sent: the outcome is REFUSED (code 0) and the
 * connection closed, so that the server drops what it has. Blocks of 16 KiB are
 * written as they fill. */
bool submit_data(struct submit *submit, const void *data, gsize size,
    struct outcome *outcome) G_GNUC_WARN_UNUSED_RESULT;

/* The last octets and the final dot, unless the server has already answered or
 * gone: then there is no dot. True: submit_answer() is next. False with lost:
 * the connection broke, and nobody knows. next (may be NULL): the letter that
 * comes behind this one; with PIPELINING its commands leave with the dot, and
 * if another is begun the connection is closed. */
bool submit_dot(struct submit *submit, const struct submit_envelope *next,
    struct outcome *outcome) G_GNUC_WARN_UNUSED_RESULT;

/* True: accepted (outcome has the server's words). False with lost: nobody
 * knows. False otherwise: the server said no. */
bool submit_answer(struct submit *submit,
    struct outcome *outcome) G_GNUC_WARN_UNUSED_RESULT;

/* Gives the letter up in the middle: the connection is closed without a dot, so
 * that the server drops what it has. */
void submit_abandon(struct submit *submit);

/* Whether another letter may be begun on this session. */
bool submit_is_open(const struct submit *submit);

/* Letters that the server took on this session. */
guint submit_count(const struct submit *submit);

/* What the relay offered, after STARTTLS; borrowed. */
const struct capability *submit_capability(const struct submit *submit);

/* QUIT with 5 s of patience where the session is between letters, and frees. In
 * the middle of a letter, or when the next is announced, it just closes:
 * nothing may look like the end of one.
 */
void submit_close(struct submit *submit);

/* Frees without a word to the server: for use after an error; NULL is fine. */
void submit_free(struct submit *submit);
AUTOPTR_DEFINE(submit, submit_free)
