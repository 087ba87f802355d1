/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "settings/options.h"

/* The words of an option of one of them (OPTIONS_WORD) or some of them
 * (OPTIONS_SET), each up to a NULL name. */
extern const struct options_word optionwords_tls[];
extern const struct options_word optionwords_auth[];
extern const struct options_word optionwords_mark[];
extern const struct options_word optionwords_ack[];
extern const struct options_word optionwords_identity[];
extern const struct options_word optionwords_closed[];
extern const struct options_word optionwords_after_answer[];
extern const struct options_word optionwords_thanks[];
extern const struct options_word optionwords_letters[];
extern const struct options_word optionwords_requester[];
extern const struct options_word optionwords_cc[];
extern const struct options_word optionwords_assign[];
extern const struct options_word optionwords_tell[];
extern const struct options_word optionwords_attachments[];
extern const struct options_word optionwords_token_form[];
extern const struct options_word optionwords_ambiguous[];
extern const struct options_word optionwords_auto_sender[];
extern const struct options_word optionwords_sandbox[];
extern const struct options_word optionwords_agent_auth[];
extern const struct options_word optionwords_facts[];
