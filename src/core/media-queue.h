/* media-queue: what the files of the queue share. media.c: what is due, and its turn.
 * media-upload.c, media-download.c: the ways of a file. media-auto.c: what comes by itself.
 * media-check.c: what is damaged. Core thread. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auto-media.h"
#include "link-network.h"
#include "media-turns.h"
#include "media.h"

typedef struct {
  MessageName name;
  Id upload;   /* the object that goes to the server, or none */
  gint64 size; /* of the file, when it was started */
  GCancellable *cancellable;
  MediaFile *part;  /* what is here of one that comes, or NULL */
  gboolean dropped; /* the message is gone or nobody wants it any more */
  gboolean moves;   /* over the network */
  gboolean held;    /* it goes on when the network costs nothing */
} Running;

struct _MediaQueue {
  GHashTable *running; /* Id of the message -> Running */
  Turns *turns;
  AutoMedia wanted; /* what comes by itself */
  gboolean spares;  /* large files wait while the network is metered */
  gboolean (*is_metered) (void);
  LinkNetwork *network; /* NULL before the first connection */
  GHashTable *stored;   /* Id: the server has the file; the message waits for its turn */
  GHashTable *given;    /* char *: files to remove once they are sealed */
  GSource *timer;
};

/* Takes a place in the queue; media_end gives it back, and says whether the result still matters.
 */
Running *media_start (Core *core, const StoreMedia *media);
gboolean media_end (Core *core, Running *running, const GError *error);
/* Takes the message out of what runs. */
void media_drop (Core *core, const Id *id);
void media_give_up (Core *core, const MessageName *name, const GError *error);
void media_note (Core *core, const MessageName *name);
void media_pump_soon (Core *core);
void media_pump_later (Core *core);
/* For orders (transfer.h) whose data is the Running. */
void media_kept_cb (Core *core, gpointer data);
void media_progress_cb (Core *core, gint64 bytes, gpointer data);

gboolean media_is_metered (Core *core);
void media_upload (Core *core, const StoreMedia *media);
/* Takes media. from: of another message, or NULL for its source. */
void media_make_ready (Core *core, StoreMedia *media, const MediaFile *from);
/* It is sent on: it has to be here first. TRUE when media was taken. */
gboolean media_make_forward (Core *core, StoreMedia *media);
void media_download (Core *core, const StoreMedia *media);
