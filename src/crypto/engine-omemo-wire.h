/* engine-omemo-wire: whether bytes are a message of OMEMO 2 in its one plain form. The library's
 * parser also takes fields twice, in any order, and unknown ones beside them. And the one thing
 * that has to be known of a stored session; having the library read all of it costs as much as a
 * message. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* OMEMOAuthenticatedMessage. What is inside it is authenticated. */
gboolean omemo_wire_is_message (gconstpointer data, gsize len) G_GNUC_WARN_UNUSED_RESULT;
/* OMEMOKeyExchange, with such a message. */
gboolean omemo_wire_is_exchange (gconstpointer data, gsize len) G_GNUC_WARN_UNUSED_RESULT;

#define OMEMO_WIRE_KEY_BYTES 32

/* The base key of the session in use, in a record the library wrote. */
gboolean omemo_wire_base_key (gconstpointer record,
                              gsize len,
                              guint8 base_key[OMEMO_WIRE_KEY_BYTES]) G_GNUC_WARN_UNUSED_RESULT;
