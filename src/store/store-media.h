/* store-media: what is known about the file of a message beyond its row, and which transfers are
 * due. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-key.h"
#include "store.h"

typedef struct {
  MessageName name;
  gboolean own;
  MessageState state;
  MessageKind kind;
  Id object;
  char *mime;
  char *file_name;
  gint64 size;
  int width;
  int height;
  GBytes *thumb;
  MediaKey *key;  /* of the object; NULL before it is made */
  char *path;     /* the file here, or NULL */
  char *source;   /* still to be copied here before it can be sent, or NULL */
  Id from_author; /* with from_id, the message whose file it is to be; or none */
  Id from_id;
  gboolean as_file;
  PictureQuality quality; /* that the source is to be sent in */
  GBytes *account_key;    /* of the receiver when the file was chosen; NULL when none was known */
  TransferState transfer;
  gint64 time;    /* when it was chosen or written */
  char *text;     /* the caption */
  gint64 expires; /* seconds it lasts; 0 for ever */
  gint64 ms;      /* of a voice message, as the next */
  GBytes *bars;
  Once once;
  Sticker *sticker; /* or NULL */
  Album album;
} StoreMedia;
void store_media_free (StoreMedia *media);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreMedia, store_media_free)

StoreMedia *store_media_get (Store *store, const Id *author, const Id *id);
/* Everything but name, own, state, kind, time, text, expires, once, sticker, ms, bars and album is
 * written. */
void store_media_put (Store *store, const StoreMedia *media);
void
store_media_set_transfer (Store *store, const Id *author, const Id *id, TransferState transfer);
/* Transfers that wait or were running when the app ended, oldest first: a GPtrArray of StoreMedia.
 */
GPtrArray *store_media_due (Store *store);
/* Those of one's own with this object: a GPtrArray of StoreMedia. */
GPtrArray *store_media_of (Store *store, const Id *object, guint limit);
/* The files of a chat, so that they can be removed with it: a GPtrArray of char *. */
GPtrArray *store_media_paths (Store *store, const Conv *conv);
