/* request bar: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-request-bar.h"

#include "whin-client-groups.h"
#include "whin-client-people.h"
#include "whin-report.h"
#include "whin-sentence.h"
#include "whin-window.h"

#include <glib/gi18n.h>

struct _WhinRequestBar {
  AdwBin parent_instance;

  GtkLabel *label;
  GtkWidget *leave, *block, *report, *accept, *withdraw;
  WhinClient *client;
  WhinChat *chat;
};

G_DEFINE_FINAL_TYPE (WhinRequestBar, whin_request_bar, ADW_TYPE_BIN)

static void
accept_cb (WhinRequestBar *self)
{
  whin_client_accept_request (self->client, whin_chat_get_conv (self->chat));
}

static void
block_cb (WhinRequestBar *self)
{
  whin_client_block (self->client, &whin_chat_get_conv (self->chat)->id, TRUE);
}

static void
report_cb (WhinRequestBar *self)
{
  whin_report_present (
      self->client, &whin_chat_get_row (self->chat)->request_by,
      whin_client_name_of (self->client, &whin_chat_get_row (self->chat)->request_by),
      GTK_WIDGET (self));
}

static void
left_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinRequestBar) self = user_data;
  g_autoptr (GError) error = NULL;

  whin_client_group_finish (NULL, result, NULL, &error);
  if (error)
    whin_window_toast (GTK_WIDGET (self), error->message);
}

/* A group that one has left is no request any more. */
static void
leave_cb (WhinRequestBar *self)
{
  const Conv *conv = whin_chat_get_conv (self->chat);

  whin_client_leave_group_async (self->client, conv, NULL, left_cb, g_object_ref (self));
  whin_client_accept_request (self->client, conv);
}

/* -- One's own request -- */

static void
withdrawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinRequestBar) self = user_data;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (self->withdraw, TRUE);
  if (!whin_client_group_finish (NULL, result, NULL, &error))
    whin_window_toast (GTK_WIDGET (self), error->message);
}

static void
withdraw_cb (WhinRequestBar *self)
{
  gtk_widget_set_sensitive (self->withdraw, FALSE);
  whin_client_withdraw_async (self->client, whin_chat_get_conv (self->chat), NULL, withdrawn_cb,
                              g_object_ref (self));
}

static GtkWidget *
button_new (WhinRequestBar *self, const char *label, const char *css_class, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  if (css_class)
    gtk_widget_add_css_class (button, css_class);
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static void
whin_request_bar_dispose (GObject *object)
{
  WhinRequestBar *self = WHIN_REQUEST_BAR (object);

  g_clear_object (&self->chat);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (whin_request_bar_parent_class)->dispose (object);
}

static void
whin_request_bar_class_init (WhinRequestBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = whin_request_bar_dispose;
}

static void
whin_request_bar_init (WhinRequestBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9), *buttons = adw_wrap_box_new ();

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_justify (self->label, GTK_JUSTIFY_CENTER);
  self->leave = button_new (self, _ ("_Leave"), "destructive-action", G_CALLBACK (leave_cb));
  self->block = button_new (self, _ ("_Block"), "destructive-action", G_CALLBACK (block_cb));
  self->report = button_new (self, _ ("_Report…"), NULL, G_CALLBACK (report_cb));
  self->accept = button_new (self, _ ("_Accept"), "suggested-action", G_CALLBACK (accept_cb));
  self->withdraw = button_new (self, _ ("_Withdraw Request"), NULL, G_CALLBACK (withdraw_cb));
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (buttons), 9);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (buttons), 9);
  adw_wrap_box_set_align (ADW_WRAP_BOX (buttons), 0.5);
  adw_wrap_box_append (ADW_WRAP_BOX (buttons), self->report);
  adw_wrap_box_append (ADW_WRAP_BOX (buttons), self->block);
  adw_wrap_box_append (ADW_WRAP_BOX (buttons), self->leave);
  adw_wrap_box_append (ADW_WRAP_BOX (buttons), self->accept);
  adw_wrap_box_append (ADW_WRAP_BOX (buttons), self->withdraw);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static char *
label_text (WhinRequestBar *self)
{
  const ChatRow *row = whin_chat_get_row (self->chat);

  if (row->asked)
    return g_strdup (_ ("You have asked to join this group. An admin, or a device of theirs, lets "
                        "you in."));
  if (row->conv.kind == CONV_GROUP)
    return whin_sentence (_ ("%s added you to this group without asking you."),
                          whin_client_name_of (self->client, &row->request_by));
  return whin_sentence (_ ("%s is not in your contacts. They do not learn whether you have read "
                           "this before you accept."),
                        whin_chat_get_name (self->chat));
}

void
whin_request_bar_set_chat (WhinRequestBar *self, WhinClient *client, WhinChat *chat)
{
  const ChatRow *row = chat ? whin_chat_get_row (chat) : NULL;
  gboolean shown = row && (row->request || row->asked);
  g_autofree char *text = NULL;

  g_set_object (&self->client, client);
  g_set_object (&self->chat, chat);
  gtk_widget_set_visible (GTK_WIDGET (self), shown);
  if (!shown)
    return;
  text = label_text (self);
  gtk_label_set_label (self->label, text);
  gtk_widget_set_visible (self->leave, !row->asked && row->conv.kind == CONV_GROUP);
  gtk_widget_set_visible (self->block, !row->asked && row->conv.kind == CONV_USER);
  gtk_widget_set_visible (self->report, !row->asked);
  gtk_widget_set_visible (self->accept, !row->asked);
  gtk_widget_set_visible (self->withdraw, row->asked);
}
