/* chat page, viewer: pictures and films large, and what is done with them from there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-chat-page-private.h"

#include "whin-forward-dialog.h"
#include "whin-viewer.h"

static GPtrArray *
only (const MessageRow *row)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);

  g_ptr_array_add (rows, message_row_ref (row));
  return rows;
}

static void
go_cb (WhinViewer *viewer, const MessageRow *row, WhinChatPage *self)
{
  gint64 ord = row->ord;

  whin_viewer_close (self->viewer_host);
  if (self->timeline)
    whin_chat_page_go_to (self, ord);
}

static void
forward_cb (WhinViewer *viewer, const MessageRow *row, WhinChatPage *self)
{
  g_autoptr (GPtrArray) rows = only (row);

  whin_forward_dialog_present (GTK_WIDGET (self), self->client, rows);
}

static void
delete_cb (WhinViewer *viewer, const MessageRow *row, WhinChatPage *self)
{
  g_autoptr (GPtrArray) rows = only (row);

  whin_chat_page_delete (self, rows);
}

void
whin_chat_page_view_large (WhinChatPage *self, const MessageRow *row)
{
  WhinViewer *viewer = whin_viewer_open (self->viewer_host, self->client, row);

  g_signal_connect_object (viewer, "go", G_CALLBACK (go_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (viewer, "forward", G_CALLBACK (forward_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (viewer, "delete", G_CALLBACK (delete_cb), self, G_CONNECT_DEFAULT);
}
