/* broadcast info: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-broadcast-info.h"

#include "limits.h"
#include "whin-people-picker.h"
#include "whin-people-rows.h"

#include <glib/gi18n.h>

#define ACC "whin-acc"

struct _WhinBroadcastInfo {
  AdwBin parent_instance;

  AdwEntryRow *name_row;
  AdwPreferencesGroup *people;
  GPtrArray *rows; /* of the people; borrowed */
  GtkWidget *add_button, *add_now_button;
  WhinPeoplePicker *picker;
  AdwNavigationView *pages; /* borrowed: this is inside of it */

  WhinClient *client;
  Conv conv;
  char *shown_name; /* as it is in its row, unless somebody types */
};

G_DEFINE_FINAL_TYPE (WhinBroadcastInfo, whin_broadcast_info, ADW_TYPE_BIN)

static guint deleted_signal;

static const ListRow *
list_of (WhinBroadcastInfo *self)
{
  return whin_client_get_broadcast (self->client, &self->conv);
}

/* -- Name -- */

static void
name_cb (AdwEntryRow *row, WhinBroadcastInfo *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
  const ListRow *list = list_of (self);

  if (list && name[0])
    whin_client_rename_broadcast (self->client, list, name);
}

/* What somebody is typing stays. */
static void
show_name (WhinBroadcastInfo *self, const ListRow *list)
{
  if (g_strcmp0 (self->shown_name, list->name) == 0)
    return;
  g_set_str (&self->shown_name, list->name);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), list->name);
}

/* -- People -- */

static void
put (WhinBroadcastInfo *self, const GArray *accs, gboolean in)
{
  whin_client_put_in_broadcast (self->client, &self->conv, accs, in);
}

static void
remove_cb (GtkButton *button, WhinBroadcastInfo *self)
{
  g_autoptr (GArray) accs = g_array_new (FALSE, FALSE, sizeof (Id));

  g_array_append_vals (accs, g_object_get_data (G_OBJECT (button), ACC), 1);
  /* The focus would go with the row. */
  gtk_widget_grab_focus (self->add_button);
  put (self, accs, FALSE);
}

static GtkWidget *
person_new (WhinBroadcastInfo *self, const Id *acc)
{
  AdwActionRow *row = whin_person_row_new (self->client, acc, NULL);
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  /* Translators: %s is somebody's name */
  g_autofree char *words =
      g_strdup_printf (_ ("Remove %s"), whin_client_name_of (self->client, acc));

  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  g_object_set_data_full (G_OBJECT (button), ACC, id_copy (acc), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_DEFAULT);
  adw_action_row_add_suffix (row, button);
  return GTK_WIDGET (row);
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer user_data)
{
  WhinBroadcastInfo *self = user_data;

  return g_utf8_collate (whin_client_name_of (self->client, a),
                         whin_client_name_of (self->client, b));
}

static void
show_people (WhinBroadcastInfo *self, const ListRow *list)
{
  g_autoptr (GArray) accs = g_array_new (FALSE, FALSE, sizeof (Id));
  guint n = list->chats->len;
  g_autofree char *count = g_strdup_printf (ngettext ("%u person", "%u people", n), n);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->people, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < n; i++)
    g_array_append_val (accs, g_array_index (list->chats, Conv, i).id);
  g_array_sort_with_data (accs, compare_names, self);
  for (guint i = 0; i < n; i++) {
    GtkWidget *row = person_new (self, &g_array_index (accs, Id, i));

    adw_preferences_group_add (self->people, row);
    g_ptr_array_add (self->rows, row);
  }
  adw_preferences_group_set_title (self->people, count);
  gtk_widget_set_sensitive (self->add_button, n < LIMIT_BROADCAST_MAX);
}

static void
update (WhinBroadcastInfo *self)
{
  const ListRow *list = list_of (self);

  if (!list)
    return;
  show_name (self, list);
  show_people (self, list);
}

/* -- More people -- */

static void
chosen_cb (WhinPeoplePicker *picker, WhinBroadcastInfo *self)
{
  gtk_widget_set_sensitive (self->add_now_button, whin_people_picker_get_chosen (picker)->len > 0);
}

static void
add_now_cb (WhinBroadcastInfo *self)
{
  put (self, whin_people_picker_get_chosen (self->picker), TRUE);
  adw_navigation_view_pop (self->pages);
}

static AdwNavigationPage *
add_page_new (WhinBroadcastInfo *self)
{
  GtkWidget *view = adw_toolbar_view_new (), *bar = adw_header_bar_new ();

  self->picker = g_object_new (WHIN_TYPE_PEOPLE_PICKER, NULL);
  self->add_now_button = gtk_button_new_with_mnemonic (_ ("_Add"));
  gtk_widget_add_css_class (self->add_now_button, "suggested-action");
  g_signal_connect_object (self->add_now_button, "clicked", G_CALLBACK (add_now_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->picker, "changed", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_DEFAULT);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->add_now_button);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), bar);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->picker));
  return adw_navigation_page_new (view, _ ("Add People"));
}

static void
add_cb (WhinBroadcastInfo *self)
{
  AdwNavigationPage *page = add_page_new (self);
  const ListRow *list = list_of (self);

  whin_people_picker_set_max (self->picker, LIMIT_BROADCAST_MAX - (list ? list->chats->len : 0));
  whin_people_picker_open (self->picker, self->client, &self->conv);
  adw_navigation_view_push (self->pages, page);
  gtk_widget_grab_focus (GTK_WIDGET (self->picker));
}

/* -- Away -- */

static void
deleting_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinBroadcastInfo) self = user_data;

  if (!g_str_equal (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (dialog), result), "delete") ||
      !whin_client_get_core (self->client))
    return;
  whin_client_delete_broadcast (self->client, &self->conv);
  g_signal_emit (self, deleted_signal, 0);
}

static void
delete_cb (WhinBroadcastInfo *self)
{
  AdwDialog *dialog =
      adw_alert_dialog_new (_ ("Delete This List?"),
                            _ ("It goes from all your devices. What was sent stays in your chats "
                               "with each person."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete",
                                  _ ("_Delete"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "delete",
                                            ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), GTK_WIDGET (self), NULL, deleting_cb,
                           g_object_ref (self));
}

/* -- Making -- */

static GtkWidget *
name_group_new (WhinBroadcastInfo *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->name_row = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name_row), _ ("Name"));
  adw_entry_row_set_max_length (self->name_row, LIMIT_NAME_MAX);
  adw_entry_row_set_show_apply_button (self->name_row, TRUE);
  g_signal_connect_object (self->name_row, "apply", G_CALLBACK (name_cb), self, G_CONNECT_DEFAULT);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->name_row));
  return group;
}

static GtkWidget *
people_group_new (WhinBroadcastInfo *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *content = adw_button_content_new ();

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "list-add-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), _ ("_Add People"));
  adw_button_content_set_use_underline (ADW_BUTTON_CONTENT (content), TRUE);
  self->add_button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->add_button), content);
  gtk_widget_add_css_class (self->add_button, "flat");
  g_signal_connect_object (self->add_button, "clicked", G_CALLBACK (add_cb), self,
                           G_CONNECT_SWAPPED);
  self->people = ADW_PREFERENCES_GROUP (group);
  adw_preferences_group_set_header_suffix (self->people, self->add_button);
  return group;
}

static GtkWidget *
delete_group_new (WhinBroadcastInfo *self)
{
  GtkWidget *group = adw_preferences_group_new (), *row = adw_button_row_new ();

  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("_Delete List"));
  gtk_widget_add_css_class (row, "destructive-action");
  g_signal_connect_object (row, "activated", G_CALLBACK (delete_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return group;
}

static void
dispose (GObject *object)
{
  WhinBroadcastInfo *self = WHIN_BROADCAST_INFO (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->client);
  g_clear_pointer (&self->shown_name, g_free);
  G_OBJECT_CLASS (whin_broadcast_info_parent_class)->dispose (object);
}

static void
whin_broadcast_info_class_init (WhinBroadcastInfoClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  deleted_signal = g_signal_new ("deleted", WHIN_TYPE_BROADCAST_INFO, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
whin_broadcast_info_init (WhinBroadcastInfo *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  self->rows = g_ptr_array_new ();
  gtk_box_append (GTK_BOX (box), name_group_new (self));
  gtk_box_append (GTK_BOX (box), people_group_new (self));
  gtk_box_append (GTK_BOX (box), delete_group_new (self));
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
whin_broadcast_info_new (WhinClient *client, const Conv *conv, AdwNavigationView *pages)
{
  WhinBroadcastInfo *self = g_object_new (WHIN_TYPE_BROADCAST_INFO, NULL);

  self->client = g_object_ref (client);
  self->conv = *conv;
  self->pages = pages;
  g_signal_connect_object (client, "lists-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "people-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
