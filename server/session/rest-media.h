/* rest-media: what the calls for media objects share: those that come in one piece, and those that
 * come in parts because they are larger than LIMIT_MEDIA_PART.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rest-private.h"

#include "blob-parts.h"

/* Of RestHeader; they borrow from grant. */
GPtrArray *rest_media_headers (const BlobGrant *grant);
/* The blob store failed. */
void rest_media_fail (Rest *rest, const GError *error);
/* Looks at the object in the store, and accepts it if it is as big as announced; rest->media is it.
 */
void rest_media_accept (Rest *rest);

gboolean rest_media_in_parts (gint64 size);
/* Announced and noted: answers with the parts that are there. rest->text: the upload that was noted
 * for it, or NULL. */
void rest_media_open (Rest *rest);
/* It is there already. */
void rest_media_reply_all (Rest *rest);
/* Joins the parts, if need be, and accepts it. rest->text as above. */
void rest_media_join (Rest *rest);
