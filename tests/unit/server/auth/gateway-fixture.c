/* gateway-fixture: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "gateway-fixture.h"

#include <string.h>

#define WAIT_SECONDS 20

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer slot)
{
  *(GAsyncResult **) slot = g_object_ref (result);
}

static gboolean
expired_cb (gpointer flag)
{
  *(gboolean *) flag = TRUE;
  return G_SOURCE_REMOVE;
}

static void
assert_discreet (const char *words)
{
  static const char *const secrets[] = { "447911123456", "911123456", CODE,  SECRET,
                                         "Your",         "127.0.0.1", "/tmp" };
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_null (strstr (words, secrets[i]));
}

GError *
send_code (Gateway *gateway, GCancellable *cancellable)
{
  GAsyncResult *result = NULL;
  gboolean expired = FALSE;
  guint source = g_timeout_add_seconds (WAIT_SECONDS, expired_cb, &expired);
  gateway_send (gateway, TO, CODE, TEXT, cancellable, sent_cb, &result);
  while (!result && !expired)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (expired);
  g_source_remove (source);

  GError *error = NULL;
  g_assert_cmpint (gateway_send_finish (gateway, result, &error), ==, !error);
  if (error)
    assert_discreet (error->message);
  g_object_unref (result);
  return error;
}

void
assert_fails (Gateway *gateway, WhinError code, const char *part)
{
  g_autoptr (GError) error = send_code (gateway, NULL);
  g_assert_error (error, WHIN_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, part));
}

void
assert_sends (Gateway *gateway)
{
  g_autoptr (GError) error = send_code (gateway, NULL);
  g_assert_no_error (error);
}
