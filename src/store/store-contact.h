/* store-contact: people - one's own names for them, and what they say of themselves.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "media-key.h"
#include "store.h"

typedef struct {
  Id acc;
  Id photo; /* media id or none */
  MediaKey *photo_key;
} StorePhoto;
void store_photo_free (StorePhoto *photo);

/* NULL when not known. */
ContactRow *store_contact_get (Store *store, const Id *acc);
/* Everybody known, with or without a contact entry. */
GPtrArray *store_contact_list (Store *store);
/* Makes the entry when there is none; TRUE when it did. */
gboolean store_contact_ensure (Store *store, const Id *acc);
/* phone NULL keeps what is known. */
void store_contact_set_phone (Store *store, const Id *acc, const char *phone);
void store_contact_set_name (Store *store, const Id *acc, const char *name, gboolean contact);
/* key NULL: no picture. TRUE when the picture is another one now (the old avatar is forgotten). */
gboolean store_contact_set_profile (Store *store,
                                    const Id *acc,
                                    const char *name,
                                    const char *about,
                                    const Id *photo,
                                    const MediaKey *key);
void store_contact_set_avatar (Store *store, const Id *acc, const char *path);
void store_contact_set_blocked (Store *store, const Id *acc, gboolean blocked);

/* What the server is to be told of somebody, as soon as it can be. */
typedef enum {
  OWED_CONTACT = 1, /* whether they are a contact */
  OWED_BLOCK = 2,   /* whether they are blocked */
} Owed;
void store_contact_set_owed (Store *store, const Id *acc, Owed what, gboolean owed);
/* The server may have lost all of them. */
void store_contact_owe_all (Store *store);
/* One thing of one person. FALSE: nothing. */
gboolean store_contact_owed (Store *store, Id *acc, Owed *what);

gint64 store_contact_profile_sent (Store *store, const Id *acc);
void store_contact_set_profile_sent (Store *store, const Id *acc, gint64 version);
/* Who has an older version of one's profile: a GArray of Id. */
GArray *store_contact_profile_stale (Store *store, gint64 version);
/* Pictures that are announced but not here: a GPtrArray of StorePhoto. */
GPtrArray *store_contact_photos_missing (Store *store);
