/* undo: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-undo.h"

#include "whin-client-messages.h"
#include "whin-window.h"

typedef struct {
  WhinClient *client;
  guint deletion;
} Undo;

static void
undo_free (gpointer data, GClosure *closure)
{
  Undo *undo = data;

  g_object_unref (undo->client);
  g_free (undo);
}

static void
undo_cb (AdwToast *toast, Undo *undo)
{
  whin_client_undo_delete (undo->client, undo->deletion);
}

/* It goes by itself, or is closed; after Undo there is nothing left to carry out. */
static void
dismissed_cb (AdwToast *toast, Undo *undo)
{
  whin_client_delete_now (undo->client, undo->deletion);
}

void
whin_undo_offer (GtkWidget *widget,
                 WhinClient *client,
                 guint deletion,
                 const char *text,
                 guint seconds)
{
  AdwToast *toast = whin_window_undo_toast (widget, text);
  Undo *undo;

  if (!toast)
    return;
  undo = g_new (Undo, 1);
  *undo = (Undo) { g_object_ref (client), deletion };
  adw_toast_set_timeout (toast, seconds);
  g_signal_connect (toast, "button-clicked", G_CALLBACK (undo_cb), undo);
  g_signal_connect_data (toast, "dismissed", G_CALLBACK (dismissed_cb), undo, undo_free,
                         G_CONNECT_DEFAULT);
}
