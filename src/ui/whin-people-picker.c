/* people picker: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-people-picker.h"

#include "whin-avatar.h"
#include "whin-check-item.h"
#include "whin-client-chats.h"
#include "whin-sentence.h"

#include <glib/gi18n.h>

#define CHIP_ACC "whin-acc"

struct _WhinPeoplePicker {
  AdwBin parent_instance;

  GtkSearchEntry *search_entry;
  GtkRevealer *chips_revealer;
  AdwWrapBox *chips_box;
  GtkStack *stack;
  GtkListView *list_view;

  WhinClient *client;
  Conv group;
  GArray *chosen; /* of Id */
  guint max;
  GtkFilter *filter;
  GtkFilterListModel *found;
  GHashTable *items; /* GtkListItem, those that are bound */
};

G_DEFINE_FINAL_TYPE (WhinPeoplePicker, whin_people_picker, ADW_TYPE_BIN)

static guint changed_signal;

static int
place_of (WhinPeoplePicker *self, const Id *acc)
{
  for (guint i = 0; i < self->chosen->len; i++)
    if (id_equal (&g_array_index (self->chosen, Id, i), acc))
      return (int) i;
  return -1;
}

/* -- Rows -- */

static void
show_chosen (WhinPeoplePicker *self, GtkListItem *item)
{
  WhinContact *contact = gtk_list_item_get_item (item);

  whin_check_item_set_chosen (item, place_of (self, &whin_contact_get_row (contact)->acc) >= 0);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, WhinPeoplePicker *self)
{
  WhinContact *contact = gtk_list_item_get_item (item);

  whin_check_item_show (item, whin_contact_get_name (contact),
                        whin_contact_get_row (contact)->avatar, NULL);
  g_hash_table_add (self->items, item);
  show_chosen (self, item);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, WhinPeoplePicker *self)
{
  g_hash_table_remove (self->items, item);
}

static void
show_all_chosen (WhinPeoplePicker *self)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &item, NULL))
    show_chosen (self, item);
}

/* -- Chips -- */

static void
drop_chip (WhinPeoplePicker *self, const Id *acc)
{
  GtkWidget *chip = gtk_widget_get_first_child (GTK_WIDGET (self->chips_box));

  while (chip && !id_equal (g_object_get_data (G_OBJECT (chip), CHIP_ACC), acc))
    chip = gtk_widget_get_next_sibling (chip);
  if (chip)
    adw_wrap_box_remove (self->chips_box, chip);
}

static void
drop_all_chips (WhinPeoplePicker *self)
{
  GtkWidget *chip;

  while ((chip = gtk_widget_get_first_child (GTK_WIDGET (self->chips_box))))
    adw_wrap_box_remove (self->chips_box, chip);
}

static void
changed (WhinPeoplePicker *self)
{
  gtk_revealer_set_reveal_child (self->chips_revealer, self->chosen->len > 0);
  show_all_chosen (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
chip_clicked_cb (GtkWidget *chip, WhinPeoplePicker *self)
{
  Id acc = *(const Id *) g_object_get_data (G_OBJECT (chip), CHIP_ACC);

  g_array_remove_index (self->chosen, (guint) place_of (self, &acc));
  /* The focus would go with the chip. */
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  drop_chip (self, &acc);
  changed (self);
}

static void
add_chip (WhinPeoplePicker *self, WhinContact *contact)
{
  const ContactRow *row = whin_contact_get_row (contact);
  const char *name = whin_contact_get_name (contact);
  GtkWidget *chip = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *avatar = adw_avatar_new (24, NULL, TRUE), *label = gtk_label_new (name);
  g_autofree char *words = NULL;

  whin_avatar_set (ADW_AVATAR (avatar), name, row->avatar);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 20);
  gtk_box_append (GTK_BOX (box), avatar);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("window-close-symbolic"));
  gtk_button_set_child (GTK_BUTTON (chip), box);
  gtk_widget_add_css_class (chip, "person-chip");
  /* Translators: takes a person out of those who were chosen */
  words = whin_sentence (_ ("Do Not Choose %s"), name);
  gtk_widget_set_tooltip_text (chip, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data_full (G_OBJECT (chip), CHIP_ACC, id_copy (&row->acc), g_free);
  g_signal_connect_object (chip, "clicked", G_CALLBACK (chip_clicked_cb), self, G_CONNECT_DEFAULT);
  adw_wrap_box_append (self->chips_box, chip);
}

static void
toggle (WhinPeoplePicker *self, guint position)
{
  g_autoptr (WhinContact) contact = g_list_model_get_item (G_LIST_MODEL (self->found), position);
  const Id *acc;
  int place;

  if (!contact)
    return;
  acc = &whin_contact_get_row (contact)->acc;
  place = place_of (self, acc);
  if (place >= 0) {
    g_array_remove_index (self->chosen, (guint) place);
    drop_chip (self, acc);
  } else if (self->chosen->len < self->max) {
    g_array_append_val (self->chosen, *acc);
    add_chip (self, contact);
  } else {
    gtk_widget_error_bell (GTK_WIDGET (self));
  }
  changed (self);
}

static void
activated_cb (GtkListView *view, guint position, WhinPeoplePicker *self)
{
  toggle (self, position);
}

/* -- Search -- */

static gboolean
is_in (WhinPeoplePicker *self, const Id *acc)
{
  const GroupRow *row = whin_client_get_group (self->client, &self->group);
  const ListRow *list = whin_client_get_broadcast (self->client, &self->group);

  if (list)
    return whin_client_list_has (list, &(Conv) { CONV_USER, *acc });
  for (guint i = 0; row && i < row->members->len; i++)
    if (id_equal (&g_array_index (row->members, GroupRowMember, i).acc, acc))
      return TRUE;
  return FALSE;
}

static gboolean
matches (gpointer item, gpointer user_data)
{
  WhinPeoplePicker *self = user_data;
  const ContactRow *row = whin_contact_get_row (item);
  const char *key = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  return !whin_client_is_self (self->client, &row->acc) && !is_in (self, &row->acc) &&
         (!key[0] || g_str_match_string (key, whin_contact_get_name (item), TRUE));
}

static void
found_cb (WhinPeoplePicker *self)
{
  const char *key = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  gtk_stack_set_visible_child_name (self->stack,
                                    g_list_model_get_n_items (G_LIST_MODEL (self->found)) ? "list"
                                    : key[0] ? "not-found"
                                             : "none");
}

static void
search_changed_cb (GtkSearchEntry *entry, WhinPeoplePicker *self)
{
  if (self->filter)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

/* Name, Enter, name, Enter: faster than the entry tells of what is typed. */
static void
search_activated_cb (GtkSearchEntry *entry, WhinPeoplePicker *self)
{
  if (!gtk_editable_get_text (GTK_EDITABLE (entry))[0])
    return;
  search_changed_cb (entry, self);
  toggle (self, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  search_changed_cb (entry, self);
}

static void
stop_search_cb (GtkSearchEntry *entry, WhinPeoplePicker *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "navigation.pop", NULL);
}

static gboolean
grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WHIN_PEOPLE_PICKER (widget)->search_entry));
}

static void
whin_people_picker_dispose (GObject *object)
{
  WhinPeoplePicker *self = WHIN_PEOPLE_PICKER (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_PEOPLE_PICKER);
  g_clear_object (&self->found);
  g_clear_object (&self->filter);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (whin_people_picker_parent_class)->dispose (object);
}

static void
whin_people_picker_finalize (GObject *object)
{
  WhinPeoplePicker *self = WHIN_PEOPLE_PICKER (object);

  g_array_unref (self->chosen);
  g_hash_table_unref (self->items);
  G_OBJECT_CLASS (whin_people_picker_parent_class)->finalize (object);
}

static void
whin_people_picker_class_init (WhinPeoplePickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_people_picker_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_people_picker_finalize;
  widget_class->grab_focus = grab_focus;
  changed_signal = g_signal_new ("changed", WHIN_TYPE_PEOPLE_PICKER, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-people-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinPeoplePicker, search_entry);
  gtk_widget_class_bind_template_child (widget_class, WhinPeoplePicker, chips_revealer);
  gtk_widget_class_bind_template_child (widget_class, WhinPeoplePicker, chips_box);
  gtk_widget_class_bind_template_child (widget_class, WhinPeoplePicker, stack);
  gtk_widget_class_bind_template_child (widget_class, WhinPeoplePicker, list_view);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
whin_people_picker_init (WhinPeoplePicker *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->chosen = g_array_new (FALSE, FALSE, sizeof (Id));
  self->max = G_MAXUINT;
  self->items = g_hash_table_new (NULL, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (whin_check_item_setup_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_DEFAULT);
  gtk_list_view_set_factory (self->list_view, factory);
}

void
whin_people_picker_open (WhinPeoplePicker *self, WhinClient *client, const Conv *group)
{
  GListModel *contacts = G_LIST_MODEL (whin_client_get_contacts (client));
  g_autoptr (GtkNoSelection) model = NULL;

  g_array_set_size (self->chosen, 0);
  drop_all_chips (self);
  gtk_revealer_set_reveal_child (self->chips_revealer, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  g_clear_object (&self->found);
  g_clear_object (&self->filter);
  g_set_object (&self->client, client);
  self->group = group ? *group : (Conv) { 0 };
  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  self->found = gtk_filter_list_model_new (g_object_ref (contacts), g_object_ref (self->filter));
  g_signal_connect_object (self->found, "items-changed", G_CALLBACK (found_cb), self,
                           G_CONNECT_SWAPPED);
  model = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->found)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (model));
  found_cb (self);
  g_signal_emit (self, changed_signal, 0);
}

void
whin_people_picker_set_max (WhinPeoplePicker *self, guint max)
{
  self->max = max;
}

void
whin_people_picker_choose (WhinPeoplePicker *self, const GArray *accs)
{
  GListModel *found = G_LIST_MODEL (self->found);

  for (guint i = 0; i < g_list_model_get_n_items (found); i++) {
    g_autoptr (WhinContact) contact = g_list_model_get_item (found, i);
    const Id *acc = &whin_contact_get_row (contact)->acc;
    gboolean wanted = FALSE;

    for (guint j = 0; j < accs->len && !wanted; j++)
      wanted = id_equal (&g_array_index (accs, Id, j), acc);
    if (wanted && place_of (self, acc) < 0)
      toggle (self, i);
  }
}

const GArray *
whin_people_picker_get_chosen (WhinPeoplePicker *self)
{
  return self->chosen;
}
