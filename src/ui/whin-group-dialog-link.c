/* group dialog: the link by which people ask to come in, and who does.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-group-dialog-private.h"

#include "whin-sentence.h"

#include <glib/gi18n.h>

#define ROW_ACC "whin-acc"

/* -- The link -- */

static GroupDoor
chosen_door (WhinGroupDialog *self)
{
  if (!adw_switch_row_get_active (self->link_row))
    return GROUP_DOOR_CLOSED;
  return adw_switch_row_get_active (self->open_row) ? GROUP_DOOR_OPEN : GROUP_DOOR_ASK;
}

static void
show_link (WhinGroupDialog *self, const GroupRow *row)
{
  const char *link = row->link ? row->link : "";

  if (!self->setting_link) {
    self->showing_link = TRUE;
    adw_switch_row_set_active (self->link_row, row->door != GROUP_DOOR_CLOSED);
    adw_switch_row_set_active (self->open_row, row->door == GROUP_DOOR_OPEN);
    self->showing_link = FALSE;
  }
  gtk_widget_set_visible (GTK_WIDGET (self->open_row), row->link != NULL);
  gtk_widget_set_visible (self->address_row, row->link != NULL);
  gtk_widget_set_visible (self->code_row, row->link != NULL);
  gtk_widget_set_visible (self->renew_row, row->link != NULL);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->address_row), link);
  whin_code_page_set_link (self->code_page, row->link);
}

static void set_link (WhinGroupDialog *self, gboolean renew);

static void
linked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinGroupDialog) self = user_data;
  gboolean done = whin_group_dialog_ended (self, result);
  const GroupRow *row = whin_client_get_group (self->client, &self->conv);

  self->setting_link = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable) || !row)
    return;
  if (done && chosen_door (self) != row->door)
    set_link (self, FALSE);
  else
    show_link (self, row);
}

/* One at a time; what is switched meanwhile follows. */
static void
set_link (WhinGroupDialog *self, gboolean renew)
{
  self->setting_link = TRUE;
  whin_client_set_group_link_async (self->client, &self->conv, chosen_door (self), renew,
                                    self->cancellable, linked_cb, g_object_ref (self));
}

static void
link_cb (AdwSwitchRow *row, GParamSpec *pspec, WhinGroupDialog *self)
{
  if (!self->showing_link && !self->setting_link)
    set_link (self, FALSE);
}

static void
renew_link_cb (AdwButtonRow *row, WhinGroupDialog *self)
{
  if (!self->setting_link)
    set_link (self, TRUE);
}

static void
copy_link_cb (GtkButton *button, WhinGroupDialog *self)
{
  const GroupRow *row = whin_client_get_group (self->client, &self->conv);

  if (!row || !row->link)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), row->link);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_ ("Link copied")));
}

static void
show_code_cb (AdwActionRow *row, WhinGroupDialog *self)
{
  adw_navigation_view_push (self->pages, ADW_NAVIGATION_PAGE (self->code_page));
  gtk_widget_grab_focus (GTK_WIDGET (self->code_page));
}

/* -- Who wants to join -- */

typedef struct {
  WhinGroupDialog *self;
  GtkWidget *row;
} Accepting;

static void
accepted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Accepting *accepting = user_data;

  if (!whin_group_dialog_ended (accepting->self, result))
    gtk_widget_set_sensitive (accepting->row, TRUE);
  g_object_unref (accepting->self);
  g_object_unref (accepting->row);
  g_free (accepting);
}

static void
accept_cb (GtkWidget *button, WhinGroupDialog *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW);
  g_autoptr (GArray) accs = g_array_new (FALSE, FALSE, sizeof (Id));
  Accepting *accepting = g_new (Accepting, 1);

  *accepting = (Accepting) { g_object_ref (self), g_object_ref (row) };
  g_array_append_vals (accs, g_object_get_data (G_OBJECT (row), ROW_ACC), 1);
  gtk_widget_set_sensitive (row, FALSE);
  whin_client_add_members_async (self->client, &self->conv, accs, self->cancellable, accepted_cb,
                                 accepting);
}

static void
decline_cb (GtkWidget *button, WhinGroupDialog *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW);

  whin_client_decline_request (self->client, &self->conv,
                               g_object_get_data (G_OBJECT (row), ROW_ACC));
}

static void
add_button (WhinGroupDialog *self,
            GtkWidget *row,
            const char *icon,
            const char *words,
            GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, words);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_DEFAULT);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static GtkWidget *
make_request (WhinGroupDialog *self, const GroupRequest *request)
{
  GtkWidget *row = adw_action_row_new (), *avatar = adw_avatar_new (40, NULL, TRUE);
  WhinContact *contact =
      whin_contact_list_find (whin_client_get_contacts (self->client), &request->acc);
  const char *name = contact            ? whin_contact_get_name (contact)
                     : request->name[0] ? request->name
                                        : _ ("Somebody");
  /* Translators: %s is somebody's name */
  g_autofree char *accept = whin_sentence (_ ("Let %s In"), name);
  g_autofree char *decline = whin_sentence (_ ("Decline %s"), name);

  adw_avatar_set_text (ADW_AVATAR (avatar), name);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  add_button (self, row, "object-select-symbolic", accept, G_CALLBACK (accept_cb));
  add_button (self, row, "window-close-symbolic", decline, G_CALLBACK (decline_cb));
  g_object_set_data_full (G_OBJECT (row), ROW_ACC, id_copy (&request->acc), g_free);
  return row;
}

static gboolean
has_row (WhinGroupDialog *self, guint at, const Id *acc)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->requests_box, (int) at);

  return row && id_equal (g_object_get_data (G_OBJECT (row), ROW_ACC), acc);
}

/* Rows that stay are the same: one of them may be under way. */
static void
show_requests (WhinGroupDialog *self, const GroupRow *row)
{
  guint n = row->requests ? row->requests->len : 0;
  GtkListBoxRow *extra;

  for (guint i = 0; i < n; i++) {
    const GroupRequest *request = row->requests->pdata[i];

    while (!has_row (self, i, &request->acc) &&
           (extra = gtk_list_box_get_row_at_index (self->requests_box, (int) i)))
      gtk_list_box_remove (self->requests_box, GTK_WIDGET (extra));
    if (!has_row (self, i, &request->acc))
      gtk_list_box_append (self->requests_box, make_request (self, request));
  }
  while ((extra = gtk_list_box_get_row_at_index (self->requests_box, (int) n)))
    gtk_list_box_remove (self->requests_box, GTK_WIDGET (extra));
  gtk_widget_set_visible (self->requests_group, n > 0);
  gtk_widget_set_sensitive (self->requests_group, whin_group_dialog_is_online (self));
}

void
whin_group_dialog_link_update (WhinGroupDialog *self, const GroupRow *row)
{
  show_link (self, row);
  show_requests (self, row);
  gtk_widget_set_visible (self->link_group, row->inside && row->admin);
  gtk_widget_set_sensitive (self->link_group, whin_group_dialog_is_online (self));
}

void
whin_group_dialog_link_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, requests_group);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, requests_box);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, link_group);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, link_row);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, open_row);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, address_row);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, code_row);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, renew_row);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, code_page);
  gtk_widget_class_bind_template_callback (widget_class, link_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_link_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_code_cb);
  gtk_widget_class_bind_template_callback (widget_class, renew_link_cb);
}
