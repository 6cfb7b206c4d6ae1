/* group dialog: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-group-dialog-private.h"

#include "whin-avatar.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (WhinGroupDialog, whin_group_dialog, ADW_TYPE_DIALOG)

/* -- What may be done -- */

gboolean
whin_group_dialog_is_online (WhinGroupDialog *self)
{
  const LinkRow *link = whin_client_get_link (self->client);

  return link && link->state == LINK_LIVE;
}

gboolean
whin_group_dialog_may_change (WhinGroupDialog *self)
{
  const GroupRow *row = whin_client_get_group (self->client, &self->conv);

  return row && row->inside && row->admin && whin_group_dialog_is_online (self);
}

gboolean
whin_group_dialog_ended (WhinGroupDialog *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  AdwToast *toast;

  if (whin_client_group_finish (self->client, result, NULL, &error))
    return TRUE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;
  toast = adw_toast_new (error->message);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_timeout (toast, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
  return FALSE;
}

/* -- Picture -- */

static void
show_picture (WhinGroupDialog *self, const GroupRow *row)
{
  gboolean busy = gtk_widget_get_visible (self->picture_spinner);
  gboolean may = whin_group_dialog_allows (row, GROUP_ONLY_EDIT);

  if (!busy)
    whin_avatar_chooser_set (self->avatar_chooser, row->name, row->avatar);
  whin_avatar_set (self->avatar, row->name, row->avatar);
  gtk_widget_set_visible (GTK_WIDGET (self->avatar_chooser), may);
  gtk_widget_set_visible (GTK_WIDGET (self->avatar), !may);
  gtk_widget_set_sensitive (GTK_WIDGET (self->avatar_chooser),
                            whin_group_dialog_is_online (self) && !busy);
}

static void
picture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinGroupDialog) self = user_data;

  whin_group_dialog_ended (self, result);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  gtk_widget_set_visible (self->picture_spinner, FALSE);
  show_picture (self, whin_client_get_group (self->client, &self->conv));
}

static void
picture_chosen_cb (WhinGroupDialog *self)
{
  gtk_widget_set_visible (self->picture_spinner, TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->avatar_chooser), FALSE);
  whin_client_set_group_picture_async (self->client, &self->conv,
                                       whin_avatar_chooser_get_photo (self->avatar_chooser),
                                       self->cancellable, picture_cb, g_object_ref (self));
}

/* -- Leaving -- */

static void
left_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinGroupDialog) self = user_data;

  if (whin_group_dialog_ended (self, result))
    adw_dialog_close (ADW_DIALOG (self));
  else
    gtk_widget_set_sensitive (self->leave_row, TRUE);
}

static void
leaving_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinGroupDialog) self = user_data;

  if (!g_str_equal (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (dialog), result), "leave"))
    return;
  gtk_widget_set_sensitive (self->leave_row, FALSE);
  whin_client_leave_group_async (self->client, &self->conv, self->cancellable, left_cb,
                                 g_object_ref (self));
}

static void
leave_cb (AdwButtonRow *row, WhinGroupDialog *self)
{
  AdwDialog *dialog = adw_alert_dialog_new (
      _ ("Leave This Group?"),
      _ ("You keep what was written so far. The others see that you left, and "
         "only an admin can add you again."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "leave",
                                  _ ("_Leave"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "leave",
                                            ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), GTK_WIDGET (self), self->cancellable,
                           leaving_cb, g_object_ref (self));
}

/* -- Together -- */

static char *
count_words (const GroupRow *row)
{
  if (!row->inside)
    return g_strdup (_ ("You are no longer a member"));
  return g_strdup_printf (ngettext ("%u member", "%u members", row->members->len),
                          row->members->len);
}

static void
update (WhinGroupDialog *self)
{
  const GroupRow *row = whin_client_get_group (self->client, &self->conv);
  g_autofree char *count = row ? count_words (row) : NULL;

  if (!row)
    return;
  show_picture (self, row);
  gtk_label_set_label (self->name_label, row->name);
  whin_group_dialog_rules_update (self, row);
  whin_group_dialog_link_update (self, row);
  gtk_label_set_label (self->count_label, count);
  adw_banner_set_revealed (self->offline_banner,
                           row->inside && !whin_group_dialog_is_online (self));
  gtk_widget_set_visible (self->add_button, whin_group_dialog_allows (row, GROUP_ONLY_ADD));
  gtk_widget_set_sensitive (self->add_button, whin_group_dialog_is_online (self));
  gtk_widget_set_visible (self->leave_group, row->inside);
  gtk_widget_set_sensitive (self->leave_row, whin_group_dialog_is_online (self));
  whin_group_dialog_members_update (self);
}

static void
group_changed_cb (WhinGroupDialog *self, const Conv *conv)
{
  if (conv->kind == self->conv.kind && id_equal (&conv->id, &self->conv.id))
    update (self);
}

static void
whin_group_dialog_dispose (GObject *object)
{
  WhinGroupDialog *self = WHIN_GROUP_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_GROUP_DIALOG);
  whin_group_dialog_members_dispose (self);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (whin_group_dialog_parent_class)->dispose (object);
}

static void
whin_group_dialog_finalize (GObject *object)
{
  WhinGroupDialog *self = WHIN_GROUP_DIALOG (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_free (self->shown_name);
  g_free (self->shown_about);
  G_OBJECT_CLASS (whin_group_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, pages);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, offline_banner);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, avatar_chooser);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, avatar);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, name_label);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, count_label);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, picture_spinner);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, members_group);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, members_box);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, all_button);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, leave_group);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, leave_row);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, member_search);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, member_stack);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, member_view);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, add_page);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, add_stack);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, add_now_button);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, add_spinner);
  gtk_widget_class_bind_template_child (widget_class, WhinGroupDialog, picker);
}

static void
whin_group_dialog_class_init (WhinGroupDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_group_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_group_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-group-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
  whin_group_dialog_rules_class_init (widget_class);
  whin_group_dialog_link_class_init (widget_class);
  whin_group_dialog_members_class_init (widget_class);
  whin_group_dialog_add_class_init (widget_class);
}

static void
whin_group_dialog_init (WhinGroupDialog *self)
{
  g_type_ensure (WHIN_TYPE_AVATAR_CHOOSER);
  g_type_ensure (WHIN_TYPE_PEOPLE_PICKER);
  g_type_ensure (WHIN_TYPE_CODE_PAGE);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  whin_group_dialog_members_init (self);
  g_signal_connect_object (self->avatar_chooser, "changed", G_CALLBACK (picture_chosen_cb), self,
                           G_CONNECT_SWAPPED);
}

AdwDialog *
whin_group_dialog_new (WhinClient *client, const Conv *conv)
{
  WhinGroupDialog *self = g_object_new (WHIN_TYPE_GROUP_DIALOG, NULL);

  self->client = g_object_ref (client);
  self->conv = *conv;
  whin_group_dialog_members_open (self);
  g_signal_connect_object (client, "group-changed", G_CALLBACK (group_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "link-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return ADW_DIALOG (self);
}
