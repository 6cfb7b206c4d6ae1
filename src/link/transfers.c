/* transfers: media in and out by presigned URL, in constant memory, on pool threads: the session,
 * and what may be wrong with an answer. transfer-put and transfer-get do the rest.
 *
 * libsoup lets any thread send synchronously; the session's settings are made once, in
 * transfers_new. SPDX-License-Identifier: GPL-3.0-or-later */
#include "transfers-private.h"

#include "link-error.h"
#include "link-network.h"

#include <glib/gi18n.h>

#define PATIENCE_SECONDS 20
#define AT_ONCE 4
#define PROGRESS_TIME (G_USEC_PER_SEC / 10)

struct _Transfers {
  SoupSession *session;
};

Transfers *
transfers_new (void)
{
  Transfers *transfers = g_atomic_rc_box_new0 (Transfers);

  link_network_prepare ();
  transfers->session = soup_session_new_with_options ("timeout", PATIENCE_SECONDS, "max-conns",
                                                      AT_ONCE, "max-conns-per-host", AT_ONCE, NULL);
  soup_session_set_user_agent (transfers->session, "Whinchat/" WHINCHAT_VERSION);
  soup_session_remove_feature_by_type (transfers->session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (transfers->session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  return transfers;
}

Transfers *
transfers_ref (Transfers *transfers)
{
  return g_atomic_rc_box_acquire (transfers);
}

static void
clear (gpointer data)
{
  g_object_unref (((Transfers *) data)->session);
}

void
transfers_unref (Transfers *transfers)
{
  g_atomic_rc_box_release_full (transfers, clear);
}

void
transfers_progress (Progress *progress, gint64 done)
{
  gint64 now = g_get_monotonic_time ();

  progress->done = done;
  if (progress->func == NULL ||
      (now - progress->told < PROGRESS_TIME && progress->done < progress->total))
    return;
  progress->told = now;
  progress->func (done, progress->total, progress->user_data);
}

gboolean
transfers_fail (GError **error, WhinError code)
{
  g_set_error_literal (error, WHIN_ERROR, code, link_error_words (code));
  return FALSE;
}

gboolean
transfers_fail_from (GError **error, const GError *cause, const char *url)
{
  g_propagate_error (error, link_error_from (cause, url));
  return FALSE;
}

static gboolean
fail_status (GError **error, guint status)
{
  switch (status) {
  case SOUP_STATUS_FORBIDDEN:
  case SOUP_STATUS_UNAUTHORIZED:
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_FORBIDDEN,
                         _ ("The address of the file has expired."));
    return FALSE;
  case SOUP_STATUS_NOT_FOUND:
  case SOUP_STATUS_GONE:
    return transfers_fail (error, WHIN_ERROR_NOT_FOUND);
  case SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE:
    return transfers_fail (error, WHIN_ERROR_TOO_BIG);
  case SOUP_STATUS_INSUFFICIENT_STORAGE:
    return transfers_fail (error, WHIN_ERROR_STORAGE);
  default:
    return transfers_fail (error, status >= 500 || status == LINK_STATUS_TOO_MANY
                                      ? WHIN_ERROR_BUSY
                                      : WHIN_ERROR_INTERNAL);
  }
}

gboolean
transfers_fail_answer (GError **error, SoupMessage *message)
{
  GError *problem = NULL;

  fail_status (&problem, soup_message_get_status (message));
  link_error_take_retry_after (problem, message);
  g_propagate_error (error, problem);
  return FALSE;
}

SoupMessage *
transfers_message (const char *method, const char *url, GError **error)
{
  SoupMessage *message = soup_message_new (method, url);

  if (message == NULL)
    transfers_fail (error, WHIN_ERROR_BAD_FRAME);
  else
    soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  /* It reads whole answers into memory before it finds that it can do nothing about them. */
  if (message != NULL)
    soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  return message;
}

static void
cancel_cb (GCancellable *theirs, gpointer ours)
{
  g_cancellable_cancel (ours);
}

/* So does libsoup itself, to send what was misdirected again. */
static void
got_headers_cb (SoupMessage *message, GCancellable *ours)
{
  if (soup_message_get_status (message) == SOUP_STATUS_MISDIRECTED_REQUEST)
    g_cancellable_cancel (ours);
}

GInputStream *
transfers_send (Transfers *transfers,
                SoupMessage *message,
                const char *url,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GCancellable) ours = g_cancellable_new ();
  g_autoptr (GError) cause = NULL;
  gulong handler = cancellable != NULL
                       ? g_cancellable_connect (cancellable, G_CALLBACK (cancel_cb), ours, NULL)
                       : 0;
  GInputStream *stream;

  g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), ours);
  stream = soup_session_send (transfers->session, message, ours, &cause);
  g_cancellable_disconnect (cancellable, handler);
  g_signal_handlers_disconnect_by_data (message, ours);
  if (stream == NULL && soup_message_get_status (message) == SOUP_STATUS_MISDIRECTED_REQUEST)
    fail_status (error, SOUP_STATUS_MISDIRECTED_REQUEST);
  else if (stream == NULL)
    transfers_fail_from (error, cause, url);
  return stream;
}
