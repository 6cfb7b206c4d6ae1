/* transfers-private: what uploads and downloads share. Any thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "api.h"
#include "error.h"

#include <libsoup/soup.h>

#define TRANSFERS_CHUNK (64 * 1024)

typedef struct {
  TransferProgress func;
  gpointer user_data;
  gint64 total;
  gint64 done;
  gint64 told; /* when */
} Progress;

void transfers_progress (Progress *progress, gint64 done);

/* All return FALSE. */
gboolean transfers_fail (GError **error, WhinError code);
gboolean transfers_fail_from (GError **error, const GError *cause, const char *url);
gboolean transfers_fail_answer (GError **error, SoupMessage *message);

/* NULL and an error when url is no address. */
SoupMessage *transfers_message (const char *method, const char *url, GError **error);
/* The body of the answer. */
GInputStream *transfers_send (Transfers *transfers,
                              SoupMessage *message,
                              const char *url,
                              GCancellable *cancellable,
                              GError **error);
