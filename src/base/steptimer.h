/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Every blocking step stands under a timer: when it runs out, SIGALRM ends the
 * role by its default action and the supervisor starts it again. seconds > 0; a
 * new call replaces the timer. */
void steptimer_start(unsigned int seconds);
void steptimer_stop(void);
