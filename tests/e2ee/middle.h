/* middle: somebody between two devices while one is linked, who may change each frame.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scene.h"

#include "linkcode.h"

/* As core/pairing.h numbers them; that header and peer.h do not go together. */
enum {
  HERE = 1,
  COMMIT,
  HELLO,
  OFFER,
  WELCOME,
  THANKS,
  N_FRAMES,
};

typedef struct _Middle Middle;

/* body is what follows the number of the frame, to be changed in place. */
typedef void (*Meddle) (Middle *middle, gboolean from_old, guint frame, GByteArray *body);

struct _Middle {
  Scene *scene;
  Meddle meddle; /* NULL: nothing is changed */
  gpointer data;
  guint seen[N_FRAMES]; /* how often each passed */
  LinkCode code;        /* of the linking under way */
  char *qr;
  Peer *device; /* that is linked to Ada's account */
  GAsyncResult *used;
};

/* Ada shows a code. */
Middle *middle_new (Scene *scene, Meddle meddle, gpointer data);
/* Calls off what is not done. */
void middle_free (Middle *middle);
/* A new device uses the code. */
void middle_use (Middle *middle);
void middle_wait_compare (Middle *middle);
/* The new device gave up, and nothing was signed for it. */
void middle_assert_failed (Middle *middle);
guint64 middle_list_version (Middle *middle);
