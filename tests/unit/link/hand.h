/* hand: the other end played by the test itself, on its own thread, between two turns of the main
 * loop. What has been said is there at the client's very next look: nothing depends on how fast
 * another thread is. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef struct _Hand Hand;

Hand *hand_new (void);
void hand_free (Hand *hand);
const char *hand_url (Hand *hand);
/* Accepts whoever has come. Returns how many have come so far; they are numbered from 0. */
guint hand_take (Hand *hand);
void hand_say_bytes (Hand *hand, guint n, gconstpointer data, gsize len);
void hand_say (Hand *hand, guint n, const char *text);
/* What has come from there by now, or NULL. Caller frees. */
char *hand_hear (Hand *hand, guint n);
/* Says no more; still hears. */
void hand_cut (Hand *hand, guint n);
gboolean hand_is_cut (Hand *hand, guint n);
