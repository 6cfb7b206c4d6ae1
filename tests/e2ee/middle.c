/* middle: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "middle.h"

#include "thief.h"

#include <string.h>

#define HEAD_BYTES 3 /* 'L', version, number of the frame */

static gboolean
frame_cb (Relay *relay, RelayFrame *frame, gpointer data)
{
  Middle *middle = data;
  ProtoEph *eph = frame->body;
  gboolean from_old = is_device (&frame->who, middle->scene->ada);
  g_autoptr (GBytes) bytes = NULL;
  GByteArray *body;
  guint8 head[HEAD_BYTES];

  if (frame->way != RELAY_UP || frame->op != PROTO_EPH || eph->dev == 0)
    return TRUE;
  bytes = base64url_decode (eph->body);
  g_assert_cmpuint (g_bytes_get_size (bytes), >=, HEAD_BYTES);
  memcpy (head, g_bytes_get_data (bytes, NULL), sizeof head);
  g_assert_cmpuint (head[2], <, N_FRAMES);
  body = g_byte_array_new ();
  g_byte_array_append (body, (const guint8 *) g_bytes_get_data (bytes, NULL) + HEAD_BYTES,
                       (guint) g_bytes_get_size (bytes) - HEAD_BYTES);
  middle->seen[head[2]]++;
  if (middle->meddle != NULL)
    middle->meddle (middle, from_old, head[2], body);
  g_byte_array_prepend (body, head, sizeof head);
  g_free (eph->body);
  eph->body = base64url_encode (body->data, body->len);
  g_byte_array_unref (body);
  return TRUE;
}

Middle *
middle_new (Scene *scene, Meddle meddle, gpointer data)
{
  Middle *middle = g_new0 (Middle, 1);
  g_autoptr (GAsyncResult) made = NULL;
  g_autoptr (GError) error = NULL;

  middle->scene = scene;
  middle->meddle = meddle;
  middle->data = data;
  relay_on_frame (scene->relay, frame_cb, middle);
  core_make_link_async (scene->ada->core, NULL, keep_result_cb, &made);
  wait_until (made != NULL);
  middle->qr = core_make_link_finish (scene->ada->core, made, &error);
  g_assert_no_error (error);
  linkcode_from_qr (middle->qr, &middle->code, &error);
  g_assert_no_error (error);
  return middle;
}

void
middle_use (Middle *middle)
{
  middle->device = peer_new ();
  core_use_link_async (middle->device->core, relay_url (middle->scene->relay), middle->qr,
                       "Second device", NULL, keep_result_cb, &middle->used);
}

void
middle_wait_compare (Middle *middle)
{
  const Peer *old = middle->scene->ada, *device = middle->device;

  wait_until (old->pairing != NULL && old->pairing->state == PAIRING_COMPARE &&
              device->pairing != NULL && device->pairing->state == PAIRING_COMPARE);
}

guint64
middle_list_version (Middle *middle)
{
  Peer *ada = middle->scene->ada;
  g_autofree char *text = inside_list (ada->core, &ada->account->acc);
  Devlist list = list_read (text, &ada->account->acc);

  return list.version;
}

void
middle_assert_failed (Middle *middle)
{
  g_autoptr (GError) error = NULL;

  wait_until (middle->used != NULL);
  g_assert_false (core_use_link_finish (middle->device->core, middle->used, &error));
  g_assert_nonnull (error);
  wait_until (!middle->device->account->registered);
  g_assert_cmpuint (middle_list_version (middle), ==, 1);
}

void
middle_free (Middle *middle)
{
  relay_on_frame (middle->scene->relay, NULL, NULL);
  core_cancel_link (middle->scene->ada->core);
  g_clear_object (&middle->used);
  if (middle->device != NULL)
    peer_free (middle->device);
  g_free (middle->qr);
  g_free (middle);
}
