/* sidebar, search: the field; what is found is another widget's (whin-search-results.c).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-sidebar-private.h"

#include "whin-widget.h"

gboolean
whin_sidebar_is_searching (WhinSidebar *self)
{
  return gtk_search_bar_get_search_mode (self->search_bar);
}

static void
search_changed_cb (GtkSearchEntry *entry, WhinSidebar *self)
{
  g_autofree char *words = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  whin_search_results_set_words (self->results, words);
}

static void
search_mode_cb (GtkSearchBar *bar, GParamSpec *pspec, WhinSidebar *self)
{
  if (!self->client)
    return;
  if (!whin_sidebar_is_searching (self))
    whin_search_results_reset (self->results);
  whin_sidebar_update_page (self);
}

static void
stop_search_cb (GtkSearchEntry *entry, WhinSidebar *self)
{
  whin_sidebar_stop_search (self);
}

static void
result_opened_cb (WhinSearchResults *results,
                  const Conv *conv,
                  gint64 ord,
                  const char *words,
                  WhinSidebar *self)
{
  whin_sidebar_open (self, conv, ord, words);
}

static void
results_left_cb (WhinSearchResults *results, WhinSidebar *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/* What was typed last counts, even when the field still waits for more. */
static void
search_activated_cb (GtkSearchEntry *entry, WhinSidebar *self)
{
  search_changed_cb (entry, self);
  whin_search_results_open_first (self->results);
}

static gboolean
entry_key_cb (GtkEventControllerKey *keys,
              guint key,
              guint code,
              GdkModifierType state,
              WhinSidebar *self)
{
  return (key == GDK_KEY_Down || key == GDK_KEY_KP_Down) &&
         whin_search_results_focus_first (self->results);
}

void
whin_sidebar_search_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, result_opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, results_left_cb);
}

void
whin_sidebar_search_init (WhinSidebar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  whin_search_results_set_client (self->results, self->client);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  gtk_search_bar_set_key_capture_widget (self->search_bar, GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (entry_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->search_entry), keys);
}

void
whin_sidebar_start_search (WhinSidebar *self)
{
  whin_widget_open_search_bar (self->search_bar);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

gboolean
whin_sidebar_stop_search (WhinSidebar *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    return FALSE;
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  return TRUE;
}
