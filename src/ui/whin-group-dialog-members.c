/* group dialog: who is in it. The first of them stand in the dialog, all of them, with a search, on
 * a page of their own. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-group-dialog-private.h"

#include "whin-contact-dialog.h"
#include "whin-member-row.h"
#include "whin-sentence.h"
#include "whin-window.h"

#include <glib/gi18n.h>

#define SHOWN_FIRST 12

/* -- What is done to one -- */

typedef struct {
  WhinGroupDialog *self;
  WhinMember *member;
} Doing;

static Doing *
doing_new (WhinGroupDialog *self, WhinMember *member)
{
  Doing *doing = g_new (Doing, 1);

  *doing = (Doing) { g_object_ref (self), g_object_ref (member) };
  return doing;
}

static void
doing_free (Doing *doing)
{
  g_object_unref (doing->self);
  g_object_unref (doing->member);
  g_free (doing);
}

static WhinMember *
member_of (WhinGroupDialog *self, GVariant *parameter)
{
  Id acc;

  return id_from_text (g_variant_get_string (parameter, NULL), &acc)
             ? whin_member_list_find (self->members, &acc)
             : NULL;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Doing *doing = user_data;

  whin_group_dialog_ended (doing->self, result);
  whin_member_set_busy (doing->member, FALSE);
  doing_free (doing);
}

static void
set_admin (WhinGroupDialog *self, WhinMember *member, gboolean admin)
{
  if (!member)
    return;
  whin_member_set_busy (member, TRUE);
  whin_client_set_admin_async (self->client, &self->conv, whin_member_get_acc (member), admin,
                               self->cancellable, done_cb, doing_new (self, member));
}

static void
promote_action (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  set_admin (self, member_of (self, parameter), TRUE);
}

static void
dismiss_action (GSimpleAction *action, GVariant *parameter, gpointer self)
{
  set_admin (self, member_of (self, parameter), FALSE);
}

static void
confirmed_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  Doing *doing = user_data;
  WhinGroupDialog *self = doing->self;

  if (!g_str_equal (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (dialog), result), "remove")) {
    doing_free (doing);
    return;
  }
  whin_member_set_busy (doing->member, TRUE);
  whin_client_remove_member_async (self->client, &self->conv, whin_member_get_acc (doing->member),
                                   self->cancellable, done_cb, doing);
}

static void
remove_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinGroupDialog *self = user_data;
  WhinMember *member = member_of (self, parameter);
  g_autofree char *heading = NULL;
  AdwDialog *dialog;

  if (!member)
    return;
  /* Translators: %s is somebody's name */
  heading = whin_sentence (_ ("Remove %s?"), whin_member_get_name (member));
  dialog = adw_alert_dialog_new (heading, _ ("They keep what was written so far, and see nothing "
                                             "of what is written from now on."));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "remove",
                                  _ ("_Remove"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "remove",
                                            ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), GTK_WIDGET (self), self->cancellable,
                           confirmed_cb, doing_new (self, member));
}

static void
message_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinGroupDialog *self = user_data;
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), WHIN_TYPE_WINDOW);
  WhinMember *member = member_of (self, parameter);

  if (!window || !member)
    return;
  whin_window_open_chat (WHIN_WINDOW (window), &(Conv) { CONV_USER, *whin_member_get_acc (member) },
                         0);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
details_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WhinGroupDialog *self = user_data;
  WhinMember *member = member_of (self, parameter);
  WhinContact *contact = member ? whin_contact_list_find (whin_client_get_contacts (self->client),
                                                          whin_member_get_acc (member))
                                : NULL;

  if (contact)
    adw_dialog_present (whin_contact_dialog_new (self->client, contact), GTK_WIDGET (self));
}

static const GActionEntry actions[] = {
  { "message", message_action, "s" }, { "details", details_action, "s" },
  { "promote", promote_action, "s" }, { "dismiss", dismiss_action, "s" },
  { "remove", remove_action, "s" },
};

static void
set_enabled (WhinGroupDialog *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* -- The first of them -- */

static GtkWidget *
make_row (gpointer item, gpointer unused)
{
  GtkWidget *row = gtk_list_box_row_new (), *content = whin_member_row_new ();
  g_autofree char *words = whin_member_row_words (item);

  gtk_widget_set_margin_start (content, 12);
  gtk_widget_set_margin_end (content, 6);
  whin_member_row_set (WHIN_MEMBER_ROW (content), item);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), content);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), !whin_member_is_own (item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  return row;
}

static void
member_activated_cb (GtkListBox *box, GtkListBoxRow *row, WhinGroupDialog *self)
{
  whin_member_row_popup (WHIN_MEMBER_ROW (gtk_list_box_row_get_child (row)));
}

/* -- All of them -- */

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, WhinGroupDialog *self)
{
  gtk_list_item_set_child (item, whin_member_row_new ());
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, WhinGroupDialog *self)
{
  WhinMember *member = gtk_list_item_get_item (item);
  g_autofree char *words = whin_member_row_words (member);

  whin_member_row_set (WHIN_MEMBER_ROW (gtk_list_item_get_child (item)), member);
  gtk_list_item_set_accessible_label (item, words);
  g_hash_table_insert (self->rows, member, gtk_list_item_get_child (item));
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, WhinGroupDialog *self)
{
  g_hash_table_remove (self->rows, gtk_list_item_get_item (item));
  whin_member_row_set (WHIN_MEMBER_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
member_chosen_cb (GtkListView *view, guint position, WhinGroupDialog *self)
{
  g_autoptr (WhinMember) member = g_list_model_get_item (G_LIST_MODEL (self->found), position);
  WhinMemberRow *row = g_hash_table_lookup (self->rows, member);

  if (row)
    whin_member_row_popup (row);
}

static gboolean
matches (gpointer item, gpointer user_data)
{
  WhinGroupDialog *self = user_data;
  const char *key = gtk_editable_get_text (GTK_EDITABLE (self->member_search));

  return !key[0] || g_str_match_string (key, whin_member_get_name (item), TRUE);
}

static void
member_search_cb (GtkSearchEntry *entry, WhinGroupDialog *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
stop_search_cb (GtkSearchEntry *entry, WhinGroupDialog *self)
{
  adw_navigation_view_pop (self->pages);
}

static void
found_cb (WhinGroupDialog *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->found));

  gtk_stack_set_visible_child_name (self->member_stack, n > 0 ? "list" : "not-found");
}

static void
all_members_cb (GtkButton *button, WhinGroupDialog *self)
{
  adw_navigation_view_push_by_tag (self->pages, "members");
  gtk_widget_grab_focus (GTK_WIDGET (self->member_search));
}

/* -- Together -- */

void
whin_group_dialog_members_update (WhinGroupDialog *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->members));
  gboolean admin = whin_group_dialog_may_change (self);
  g_autofree char *all = g_strdup_printf (_ ("Show All %u Members"), n);

  set_enabled (self, "promote", admin);
  set_enabled (self, "dismiss", admin);
  set_enabled (self, "remove", admin);
  gtk_button_set_label (GTK_BUTTON (self->all_button), all);
  gtk_widget_set_visible (self->all_button, n > SHOWN_FIRST);
}

void
whin_group_dialog_members_open (WhinGroupDialog *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkNoSelection) all = NULL;
  g_autoptr (GtkSliceListModel) first = NULL;

  self->members = whin_member_list_new (self->client, &self->conv);
  first = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (self->members)), 0, SHOWN_FIRST);
  gtk_list_box_bind_model (self->members_box, G_LIST_MODEL (first), make_row, NULL, NULL);
  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  self->found = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->members)),
                                           g_object_ref (self->filter));
  self->rows = g_hash_table_new (NULL, NULL);
  all = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->found)));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_DEFAULT);
  gtk_list_view_set_factory (self->member_view, factory);
  gtk_list_view_set_model (self->member_view, GTK_SELECTION_MODEL (all));
  g_signal_connect_object (self->found, "items-changed", G_CALLBACK (found_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->members, "items-changed",
                           G_CALLBACK (whin_group_dialog_members_update), self, G_CONNECT_SWAPPED);
}

void
whin_group_dialog_members_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, member_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, member_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, member_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, all_members_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

void
whin_group_dialog_members_init (WhinGroupDialog *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), actions, G_N_ELEMENTS (actions),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "member", G_ACTION_GROUP (self->actions));
}

void
whin_group_dialog_members_dispose (WhinGroupDialog *self)
{
  g_clear_object (&self->found);
  g_clear_object (&self->filter);
  g_clear_object (&self->members);
  g_clear_object (&self->actions);
}
