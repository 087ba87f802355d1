/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/autoptr.h"
#include "model/closure.h"
#include "model/header.h"
#include "model/hold.h"
#include "model/letter.h"
#include "model/message.h"
#include "model/person.h"
#include "model/staffing.h"
#include "model/ticket.h"
#include "model/verdict.h"
#include "settings/settings.h"

/* What the desk does about a mail: pure, from the mail, what the store knows,
 * the settings and the time. The pipeline carries it out in one transaction. */

/* A mail this old gets no acknowledgement, and no notice if docket found it in
 * the mailbox at its first start. */
#define DECIDE_DAY_MS (24 * G_GINT64_CONSTANT(3600000))
#define DECIDE_OLD_MS DECIDE_DAY_MS

/* Notices that one mail can cause, whatever the queue's size. */
#define DECIDE_NOTICES_MAX 50

/* Notices to one agent, and because of one sender's mails, in an hour; more are
 * folded into digests. */
#define DECIDE_NOTICES_AN_HOUR 60
#define DECIDE_NOTICES_OF_SENDER 20

/* Automatic letters to customers on one ticket, in 24 hours. */
#define DECIDE_AUTOMATIC_A_DAY 3

/* The tag of a ticket of which no agent wants to hear. */
#define DECIDE_SPAM "spam"

/* Who the mail is from, as route/ found it. */
enum decide_origin {
	DECIDE_NEW,         /* a new matter */
	DECIDE_CUSTOMER,    /* the holder of a seat */
	DECIDE_UNPROVED,    /* the holder, not authenticated */
	DECIDE_THIRD_PARTY, /* somebody else with a customer's token */
	DECIDE_AGENT,       /* an authenticated agent with his token: answer */
	DECIDE_NOTE,        /* the same with a note token */
	DECIDE_FORWARD,     /* an authenticated agent files somebody's mail */
	DECIDE_RETURNED,    /* a machine's mail about one of our letters */
};

/* What the store knows of whose account a mail may be about. */
struct decide_identity {
	gboolean directory; /* anybody is registered at all */
	const char *uid;    /* that the mail names: one of the directory, else
	                       the first; NULL: none */
	const struct person *named; /* whose that is, if not From's; or NULL */
	gboolean own;        /* it names the UID of From, proved or not */
	gboolean capped;     /* no confirm letter may be written now */
	gboolean registered; /* of an answer to one: From is the registered
	                        address, authenticated */
	const char *word;    /* that the answer must have; NULL: it is none */
};

struct decide_case {
	enum decide_origin origin;
	const struct header *header;
	const struct message *message;
	const struct verdict *verdict;
	const struct settings *settings;
	const struct ticket *ticket;        /* NULL when new */
	const struct settings_queue *queue; /* of a new one; decide_mail() finds
	                                       it */
	const struct person *person;  /* of the ticket's customer, if proved */
	const struct person *claimed; /* of From, proved or not */
	const char *earlier; /* language of From's last ticket, or NULL */
	const struct staffing *staffing; /* NULL: nobody is away or busy */
	const char *from;    /* the one From address, folded, proved or not */
	const char *agent;   /* name, for DECIDE_AGENT and DECIDE_NOTE */
	const char *marker;  /* reference of that agent's marker on that ticket,
	                        or NULL */
	guint32 letter_kind; /* of the letter, for DECIDE_RETURNED */
	gint64 now;          /* ms UTC */
	gint64 mail_age;     /* ms since INTERNALDATE */
	gboolean backlog;    /* it was in the mailbox before docket was */
	guint acks_to_sender;   /* in the last 24 hours */
	guint acks_this_minute; /* to everybody */
	guint menus_today;      /* letters of menus to from, 24 hours */
	gboolean helped;        /* a reply to one of these */
	gboolean no_menu;       /* there is nothing to answer with */
	guint warned_today;     /* letters about secrets to from, 24 hours */
	guint automatic_today;  /* letters to customers on ticket, 24 hours */
	guint told_sender, told_ticket; /* to strangers to the ticket because
	                                   of it: to From, to all; 24 hours */
	guint32 released; /* hold_bit() of the causes that the operator lifted:
	                     they are not raised again */
	const char *leak; /* why the attachments are not fit for a customer;
	                     NULL when they are */
	const GPtrArray *answers; /* struct answer: the newest on the ticket;
	                             NULL: not looked at */
	gint64 notice; /* ms UTC: when the notice was written that an agent
	                  answers; 0: it does not show */
	const struct message *original; /* the mail that DECIDE_FORWARD brings,
	                                   NULL: none was found */
	gboolean original_silent;       /* its author reads no answers */
	const char *inlined; /* all that an agent wrote, also between the
	                        quoted lines; NULL: can not be told */
	gboolean between;    /* he did write something between them */
	gboolean acted;      /* ticket is as his commands will leave it; they
	                        have been looked at */
	const char *failed_line, *failed_why; /* the command that can not be
	                                         carried out; NULL: none */
	const char *macro;   /* what prepared texts come before his words, or
	                        NULL */
	const char *blocked; /* what the sender is blocked by; NULL: nothing */
	gboolean flagged;    /* he has been called a sender of spam */
	const struct closure *closure; /* about which the ticket's customer was
	                                  asked, or that vote is of; NULL */
	guint vote;        /* by the rating address it came to; 0: none */
	const char *joins; /* why a new mail goes onto ticket, which is the
	                      sender's: what both name; NULL: it is none */
	guint64 same;      /* a ticket of From's that it may be about as well,
	                      but does not go onto; 0: none */
	const char *same_why, *same_apart; /* what both name, and why not */
	struct decide_identity identity;
};

/* What an agent's mail says of where he is. */
enum decide_presence {
	DECIDE_UNCHANGED,
	DECIDE_AWAY, /* by his out-of-office answer */
	DECIDE_BACK,
};

/* A letter to be written. */
struct decide_letter {
	guint32 kind;       /* letter_kind */
	char *to, *to_name; /* recipient; to_name "" when it must not be said */
	guint32 seat;       /* customer or participant, for kinds to them */
	char *agent;        /* name: a notice's recipient, an answer's writer */
	char *template;     /* name; NULL for a notice of the mail, which is
	                       banner.h's */
	gboolean attach;    /* the mail's attachments go along */
	gint64 promised, instant; /* ms UTC, named in it: what was promised,
	                             and what is; 0: none */
	guint32 disclosed;        /* MESSAGE_DISCLOSED bits that it tells of */
	guint32 facts;            /* mention_kind bits that it asks for */
	gboolean documents;       /* they are named as a second way */
	gboolean confirms;        /* the confirm letter to whoever is registered
	                             (desk/identity.h) */
	gboolean digest; /* a notice that can wait for the next digest */
	gint64 wait;     /* ms for which a notice is not sent; 0: at once */
	gboolean aside;  /* to somebody outside: it says nothing of the ticket
	                    and leads nowhere */
	char *language;  /* of that one, "" unknown; NULL: the ticket's */
};

struct decision {
	enum {
		DECIDE_ENTRY,
		DECIDE_HOLD,
		DECIDE_COMMANDS, /* nothing but acts, to the desk */
		DECIDE_MENU      /* no ticket: desk/menu.h */
	} action;
	guint32 cause; /* of a hold */
	char *detail;  /* one line: of a hold, or the entry's remark; NULL */
	guint32 entry_kind;
	gboolean
	    opens; /* a new ticket; linked to the case's where it has one */
	gboolean filed; /* the entry is the case's original, by its author */
	gboolean moves; /* and that sender's old reply addresses lead to it */
	guint64 linked; /* of a new ticket; 0: none, or the case's */
	char *queue;    /* of a new ticket; NULL when there are no queues */
	char *category; /* of a new ticket (desk/category.h), "" unknown */
	GPtrArray *routed;   /* char *: how these were found (desk/routing.h);
	                        NULL: the ticket is there */
	GPtrArray *mentions; /* struct mention: what the mail names; NULL:
	                        not looked for (desk/needed.h) */
	guint32 asked;       /* mention_kind bits that the customer is asked
	                        for */
	gint32 status;       /* the ticket's new status, -1 unchanged */
	gboolean thanked;    /* the mail is only thanks, or a vote: it changes
	                        nothing */
	guint vote;     /* the customer's, on the case's closure; 0: none */
	char *language; /* of a new ticket's customer, or "" */
	const char *language_why; /* how that is known */
	char *assignee; /* new assignee, "" everybody, NULL unchanged */
	const char *assignee_why;
	gboolean turn;                 /* and it was the queue's turn */
	enum decide_presence presence; /* of the agent who wrote */
	gint64 until;                  /* ms UTC, of DECIDE_AWAY; 0: not said */
	char *words;   /* an agent's words, scrubbing still to be done */
	guint32 shown; /* octets of the mail's text with his words and
	                  commands; ENTRY_SHOWN_ALL */
	char *line, *nearest, *commands; /* for a letter about his commands:
	                                    what was not understood, what may
	                                    have been meant or why not, what
	                                    there is or came of it */
	GPtrArray *acts; /* struct command_act (desk/command.h): what an agent
	                    wants done; NULL: nothing */
	char *question;  /* for which help articles are to be looked for;
	                    NULL: none are */
	gboolean named;  /* it is an article's title, or nothing */
	GPtrArray *articles; /* struct article_hit: those that the
	                        acknowledgement shows; NULL: none */
	GPtrArray *topics;   /* struct article: or all that there are */
	GPtrArray *tags;     /* char *: that the ticket gets */
	guint32 identity; /* ticket_identity that it has then; NONE: as it was
	                   */
	char *identity_why, *identity_uid, *identity_to; /* the same; NULL: as
	                                                    they were */
	gboolean acknowledged;   /* an acknowledgement is among the letters */
	gboolean told_same;      /* a letter that it was joined is */
	GPtrArray *letters;      /* struct decide_letter */
	GPtrArray *participants; /* char *: folded addresses that get a seat */
	char **barred; /* of a new ticket that is a complaint: names of agents
	                  whom it is about; NULL: it is none */
	char *why;     /* one line for explain and the audit */
};
void decide_free(struct decision *decision);
AUTOPTR_DEFINE(decision, decide_free)

/* Nothing yet: no letter, no change. For letters that no mail has caused. Never
 * NULL. The caller frees. */
struct decision *decide_nothing(void);

/* Adds a letter and hands out what is still to be filled in; the decision owns
 * it. */
struct decide_letter *decide_add_letter(struct decision *decision,
    enum letter_kind kind, const char *to, const char *to_name);

/* The parts that decisions are made of, for the other files of desk/. */

/* A line for agents, behind those that are there. */
void decide_add_remark(struct decision *decision, const char *words);

/* Why, in a line, for explain and the audit; the last one stands. */
void decide_explain(struct decision *decision, const char *why);

/* Makes it a hold; false when the operator has lifted that cause. detail may be
 * NULL. */
bool decide_hold(struct decision *decision, const struct decide_case *what,
    enum hold_cause cause, const char *detail);

/* Queue and language of a new matter, into the decision. */
void decide_find_place(struct decision *decision,
    const struct decide_case *what);

bool decide_is_unreadable(const struct decide_case *what);

/* Whether a part is a small picture in the text, such as a signature's logo. A
 * photo of a telephone's also counts as in the text, but is larger. */
#define DECIDE_LOGO_OCTETS ((guint64)64 * 1024)
bool decide_is_logo(const struct message_part *part);

/* Attachments besides such pictures and the text itself: what of an agent's
 * goes to the customer. */
bool decide_has_attachments(const struct message *message);

/* Never NULL. The caller frees. */
struct decision *decide_mail(const struct decide_case *situation);
