/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <exception>

#include <xapian.h>

extern "C" {
#include "base/fail.h"
}

/* For C++ only: carries out what may throw; an exception becomes a TEMPORARY
 * error "what: why", or one of that code where the index itself is at fault; it
 * says no more of a disk that is full. */
template <typename F>
bool
guarded(GError **error, const char *what, F work,
    enum fail_code broken = FAIL_TEMPORARY)
{
	try {
		work();
		return true;
	} catch (const Xapian::DatabaseLockError &problem) {
		return fail_set(error, FAIL_TEMPORARY, "%s: %s", what,
		    problem.get_msg().c_str());
	} catch (const Xapian::DatabaseModifiedError &problem) {
		return fail_set(error, FAIL_TEMPORARY, "%s: %s", what,
		    problem.get_msg().c_str());
	} catch (const Xapian::DatabaseError &problem) {
		return fail_set(error, broken, "%s: %s", what,
		    problem.get_msg().c_str());
	} catch (const Xapian::Error &problem) {
		return fail_set(error, FAIL_TEMPORARY, "%s: %s", what,
		    problem.get_msg().c_str());
	} catch (const std::exception &problem) {
		return fail_set(error, FAIL_TEMPORARY, "%s: %s", what,
		    problem.what());
	}
}
