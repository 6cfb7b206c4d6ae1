/* spelling: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-spelling.h"

#include <libspelling.h>

static void
begin (gpointer user_data)
{
  g_autoptr (GtkTextView) view = user_data;
  g_autoptr (SpellingTextBufferAdapter) adapter = spelling_text_buffer_adapter_new (
      GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (view)), spelling_checker_get_default ());

  gtk_text_view_set_extra_menu (view, spelling_text_buffer_adapter_get_menu_model (adapter));
  gtk_widget_insert_action_group (GTK_WIDGET (view), "spelling", G_ACTION_GROUP (adapter));
  spelling_text_buffer_adapter_set_enabled (adapter, TRUE);
}

/* Dictionaries take their time: they are opened after the first letter. */
static void
changed_cb (GtkTextBuffer *buffer, GtkTextView *view)
{
  g_signal_handlers_disconnect_by_func (buffer, changed_cb, view);
  g_idle_add_once (begin, g_object_ref (view));
}

void
whin_spelling_add (GtkTextView *view)
{
  g_autoptr (GtkSourceBuffer) buffer = gtk_source_buffer_new (NULL);

  gtk_source_buffer_set_highlight_syntax (buffer, FALSE);
  gtk_source_buffer_set_highlight_matching_brackets (buffer, FALSE);
  gtk_text_view_set_buffer (view, GTK_TEXT_BUFFER (buffer));
  g_signal_connect_object (buffer, "changed", G_CALLBACK (changed_cb), view, G_CONNECT_DEFAULT);
}
