/* archive-text: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-text.h"

#include "ids.h"

char *
archive_bytes_to_text (GBytes *bytes)
{
  gsize len;
  gconstpointer data;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &len);
  return base64url_encode (data, len);
}

GBytes *
archive_bytes_from_text (const char *text)
{
  return text != NULL ? base64url_decode (text) : NULL;
}

char *
archive_text_or_null (const char *text)
{
  return text != NULL && text[0] != '\0' ? g_strdup (text) : NULL;
}

char *
archive_text_or_empty (const char *text)
{
  return g_strdup (text != NULL ? text : "");
}

void
archive_key_to_text (const MediaKey *key, char **text, char **sha256, gint64 *size)
{
  if (key == NULL)
    return;
  *text = media_key_to_text (key);
  *sha256 = media_key_sha256_to_text (key);
  *size = key->size;
}

static const char *const message_kinds[] = {
  [MESSAGE_TEXT] = "text",       [MESSAGE_PICTURE] = "picture",       [MESSAGE_FILE] = "file",
  [MESSAGE_UNKNOWN] = "unknown", [MESSAGE_UNREADABLE] = "unreadable", [MESSAGE_DELETED] = "deleted",
  [MESSAGE_POLL] = "poll",       [MESSAGE_LOCATION] = "location",     [MESSAGE_CARD] = "card",
  [MESSAGE_VOICE] = "voice",
};
/* A new kind of message has a word here, and its members in archive.c. */
G_STATIC_ASSERT (G_N_ELEMENTS (message_kinds) == MESSAGE_VOICE + 1);

static const char *const states[] = {
  [STATE_PENDING] = "pending", [STATE_SENT] = "sent",     [STATE_DELIVERED] = "delivered",
  [STATE_READ] = "read",       [STATE_FAILED] = "failed", [STATE_RECEIVED] = "received",
};

static const char *const trusts[] = {
  [TRUST_SEEN] = "seen",
  [TRUST_VERIFIED] = "verified",
  [TRUST_CHANGED] = "changed",
  [TRUST_STOPPED] = "stopped",
};

static int
find (const char *const *words, guint n, const char *text)
{
  for (guint i = 0; i < n; i++)
    if (words[i] != NULL && g_strcmp0 (words[i], text) == 0)
      return (int) i;
  return -1;
}

const char *
archive_kind_to_text (MessageKind kind)
{
  return kind < G_N_ELEMENTS (message_kinds) ? message_kinds[kind] : NULL;
}

int
archive_kind_from_text (const char *text)
{
  return find (message_kinds, G_N_ELEMENTS (message_kinds), text);
}

const char *
archive_state_to_text (MessageState state)
{
  return states[state];
}

int
archive_state_from_text (const char *text)
{
  return find (states, G_N_ELEMENTS (states), text);
}

const char *
archive_trust_to_text (Trust trust)
{
  return trusts[trust];
}

int
archive_trust_from_text (const char *text)
{
  return find (trusts, G_N_ELEMENTS (trusts), text);
}
