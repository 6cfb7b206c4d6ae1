/* log: one line an event on standard error, key=value. Never message text, keys, codes, tokens or
 * phone numbers; an account by its first six characters. Any thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"

typedef enum {
  LOG_ERROR,
  LOG_WARNING,
  LOG_INFO,
  LOG_DEBUG,
} LogLevel;

/* "error" to "debug"; anything else is info. Once, before threads start. */
void log_set_level (const char *name);

/* format: "key=value ..." or "". */
void log_event (LogLevel level, const char *event, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* The first six characters of an account's id, into text. */
const char *log_account (const Id *acc, IdText text);
