/* refuse: what this folder says when something is not right, in words for people.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "error.h"

/* Sets the error and is FALSE. The code is one of WHIN_ERROR_UNDECRYPTABLE, _DUPLICATE,
 * _NO_SESSION, _UNTRUSTED and _CORRUPT. */
gboolean refuse (GError **error, WhinError code);
