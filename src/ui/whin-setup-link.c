/* setup, link: joins an account that has a device already. The words go to the engine; the pictures
 * come from it, and the other device decides.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-setup-private.h"

#include "whin-link.h"

#include <glib/gi18n.h>

static const char *
typed_server (WhinSetup *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->link_server_row));
}

static gboolean
is_on (WhinSetup *self, const char *tag)
{
  return g_strcmp0 (adw_navigation_view_get_visible_page_tag (self->pages), tag) == 0;
}

/* -- The words -- */

/* It works once. */
static void
forget_code (WhinSetup *self)
{
  if (whin_link_begins_code (typed_server (self)))
    gtk_editable_set_text (GTK_EDITABLE (self->link_server_row), "");
}

static void
linked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinSetup) self = user_data;
  g_autoptr (GError) error = NULL;

  whin_registration_use_link_finish (self->registration, result, &error);
  if (whin_setup_was_cancelled (error))
    return;
  self->linking = FALSE;
  forget_code (self);
  if (is_on (self, "compare") && error)
    adw_navigation_view_pop_to_tag (self->pages, "link");
  whin_setup_answer (self->link_step, error);
  if (error)
    return;
  whin_words_entry_clear (self->words_entry);
  whin_setup_finish (self);
}

static void
use (WhinSetup *self, const char *code)
{
  g_autofree char *server = g_strstrip (g_strdup (typed_server (self)));

  self->linking = TRUE;
  whin_step_set_busy (self->link_step, TRUE);
  whin_registration_use_link_async (self->registration, server, code, self->cancellable, linked_cb,
                                    g_object_ref (self));
}

static void
use_link_cb (WhinStep *step, WhinSetup *self)
{
  char *words = whin_words_entry_dup_text (self->words_entry);

  use (self, words);
  whin_link_wipe (words);
}

static void
link_changed_cb (WhinSetup *self)
{
  whin_step_set_ready (self->link_step, typed_server (self)[0] &&
                                            !whin_link_begins_code (typed_server (self)) &&
                                            whin_words_entry_is_whole (self->words_entry));
  whin_step_set_error (self->link_step, NULL);
  if (!whin_link_is_code (typed_server (self))) {
    if (whin_link_begins_code (typed_server (self)))
      whin_step_set_error (self->link_step, _ ("This code is not whole. Copy all of it."));
    return;
  }
  /* Here is where one pastes. */
  use (self, typed_server (self));
}

static void
link_pasted_cb (WhinWordsEntry *entry, const char *code, WhinSetup *self)
{
  if (!whin_step_get_busy (self->link_step))
    use (self, code);
}

static void
server_entered_cb (AdwEntryRow *row, WhinSetup *self)
{
  if (whin_words_entry_is_whole (self->words_entry))
    whin_step_proceed (self->link_step);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->words_entry));
}

/* -- The pictures -- */

void
whin_setup_show_pairing (WhinSetup *self)
{
  const PairingRow *row = whin_client_get_pairing (self->client);

  if (!self->linking || !row->joining)
    return;
  whin_setup_compare_set_pairing (self->compare_page, row);
  if (row->state == PAIRING_COMPARE && !is_on (self, "compare"))
    whin_setup_show (self, "compare");
}

void
whin_setup_stop_linking (WhinSetup *self)
{
  if (!self->linking)
    return;
  self->linking = FALSE;
  forget_code (self);
  whin_step_set_busy (self->link_step, FALSE);
  whin_client_cancel_link (self->client);
}

static void
no_match_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinSetup *self = WHIN_SETUP (widget);

  adw_navigation_view_pop_to_tag (self->pages, "link");
  whin_setup_answer (self->link_step, NULL);
  whin_step_set_error (self->link_step,
                       _ ("This device was not linked. Choose “They Do Not Match” on your main "
                          "device too, and try again with another code."));
}

void
whin_setup_link_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, link_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, link_pasted_cb);
  gtk_widget_class_bind_template_callback (widget_class, server_entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_link_cb);
  gtk_widget_class_install_action (widget_class, "setup.no-match", NULL, no_match_action);
}
