/* list dialog: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-list-dialog.h"

#include "limits.h"
#include "whin-avatar.h"
#include "whin-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#define DIALOG "whin-list-dialog"
#define CONV "whin-conv"

typedef struct {
  WhinClient *client;
  gboolean exists;
  Id id;
  AdwDialog *dialog; /* owns this */
  GtkEditable *name;
  GtkWidget *save;
  GtkListBox *chats;
} Form;

static void
form_free (gpointer data)
{
  Form *form = data;

  g_object_unref (form->client);
  g_free (form);
}

static gboolean
is_chosen (GtkWidget *row)
{
  GtkWidget *check = g_object_get_data (G_OBJECT (row), "check");

  return gtk_check_button_get_active (GTK_CHECK_BUTTON (check));
}

/* Only what is not so already. */
static void
put_chats (Form *form, const ListRow *before, const Id *id)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (form->chats));

  for (; row; row = gtk_widget_get_next_sibling (row)) {
    const Conv *conv = g_object_get_data (G_OBJECT (row), CONV);
    gboolean chosen = conv && is_chosen (row);

    if (conv && chosen != (before && whin_client_list_has (before, conv)))
      whin_client_put_in_list (form->client, id, conv, chosen);
  }
}

static char *
typed_name (Form *form)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (form->name)));
}

static void
save_cb (Form *form)
{
  const ListRow *before = form->exists ? whin_client_find_list (form->client, &form->id) : NULL;
  g_autofree char *name = typed_name (form);

  if (!name[0] || !whin_client_get_core (form->client))
    return;
  if (before && !g_str_equal (before->name, name))
    whin_client_rename_list (form->client, before, name);
  if (!form->exists)
    whin_client_make_list (form->client, name, &form->id);
  put_chats (form, before, &form->id);
  adw_dialog_close (form->dialog);
}

static void
delete_cb (Form *form)
{
  whin_client_delete_list (form->client, &form->id);
  adw_dialog_close (form->dialog);
}

static void
name_changed_cb (Form *form)
{
  g_autofree char *name = typed_name (form);

  gtk_widget_set_sensitive (form->save, name[0] != '\0');
}

static GtkWidget *
choice_new (WhinChat *chat, gboolean chosen)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();
  GtkWidget *avatar = adw_avatar_new (32, whin_chat_get_name (chat), TRUE);

  whin_avatar_set_chat (ADW_AVATAR (avatar), chat);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), whin_chat_get_name (chat));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), chosen);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  whin_chat_get_name (chat), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_object_set_data (G_OBJECT (row), "check", check);
  g_object_set_data_full (G_OBJECT (row), CONV,
                          g_memdup2 (whin_chat_get_conv (chat), sizeof (Conv)), g_free);
  return row;
}

static gboolean
is_same (const Conv *a, const Conv *b)
{
  return a && a->kind == b->kind && id_equal (&a->id, &b->id);
}

static void
add_chats (Form *form, const ListRow *list, const Conv *first)
{
  GListModel *chats = G_LIST_MODEL (whin_client_get_chats (form->client));

  for (guint i = 0; i < g_list_model_get_n_items (chats); i++) {
    g_autoptr (WhinChat) chat = g_list_model_get_item (chats, i);
    const Conv *conv = whin_chat_get_conv (chat);

    gtk_list_box_append (
        form->chats,
        choice_new (chat, is_same (first, conv) || (list && whin_client_list_has (list, conv))));
  }
}

static GtkWidget *
group_new (const char *title, GtkWidget *list)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), list);
  return group;
}

static GtkWidget *
boxed_list_new (void)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  return list;
}

static GtkWidget *
page_new (Form *form, const ListRow *list, const Conv *first)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *name = adw_entry_row_new (), *names = boxed_list_new (), *chats = boxed_list_new ();

  form->name = GTK_EDITABLE (name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (name), _ ("Name"));
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (name), LIMIT_NAME_MAX);
  gtk_editable_set_text (form->name, list ? list->name : "");
  gtk_list_box_append (GTK_LIST_BOX (names), name);
  form->chats = GTK_LIST_BOX (chats);
  add_chats (form, list, first);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                            ADW_PREFERENCES_GROUP (group_new ("", names)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                            ADW_PREFERENCES_GROUP (group_new (_ ("Chats"), chats)));
  if (list) {
    GtkWidget *away = adw_button_row_new (), *box = boxed_list_new ();

    adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (away), TRUE);
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (away), _ ("_Delete List"));
    gtk_widget_add_css_class (away, "destructive-action");
    g_signal_connect_swapped (away, "activated", G_CALLBACK (delete_cb), form);
    gtk_list_box_append (GTK_LIST_BOX (box), away);
    adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                              ADW_PREFERENCES_GROUP (group_new ("", box)));
  }
  return page;
}

void
whin_list_dialog_present (WhinClient *client, const Id *id, const Conv *first, GtkWidget *parent)
{
  const ListRow *list = id ? whin_client_find_list (client, id) : NULL;
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new (), *bar = adw_header_bar_new ();
  Form *form = g_new0 (Form, 1);

  form->client = g_object_ref (client);
  form->dialog = dialog;
  form->exists = list != NULL;
  if (list)
    form->id = list->id;
  g_object_set_data_full (G_OBJECT (dialog), DIALOG, form, form_free);
  form->save = gtk_button_new_with_mnemonic (list ? _ ("_Save") : _ ("_Create"));
  gtk_widget_add_css_class (form->save, "suggested-action");
  g_signal_connect_swapped (form->save, "clicked", G_CALLBACK (save_cb), form);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), form->save);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), bar);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page_new (form, list, first));
  g_signal_connect_swapped (form->name, "changed", G_CALLBACK (name_changed_cb), form);
  g_signal_connect_swapped (form->name, "entry-activated", G_CALLBACK (save_cb), form);
  name_changed_cb (form);
  adw_dialog_set_title (dialog, list ? _ ("Edit List") : _ ("New List"));
  adw_dialog_set_content_width (dialog, 420);
  adw_dialog_set_content_height (dialog, 520);
  adw_dialog_set_child (dialog, view);
  whin_dialog_set_focus (dialog, GTK_WIDGET (form->name));
  adw_dialog_present (dialog, parent);
}
