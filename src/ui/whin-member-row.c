/* member row: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-member-row.h"

#include "whin-avatar.h"
#include "whin-sentence.h"

#include <glib/gi18n.h>

struct _WhinMemberRow {
  AdwBin parent_instance;

  AdwAvatar *avatar;
  GtkLabel *name_label, *about_label;
  GtkWidget *admin_label, *spinner;
  GtkMenuButton *menu_button;

  WhinMember *member;
};

G_DEFINE_FINAL_TYPE (WhinMemberRow, whin_member_row, ADW_TYPE_BIN)

/* -- The menu -- */

static void
add_item (GMenu *menu, const char *label, const char *action, const char *acc)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", acc);
  g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (menu, item);
}

static void
make_menu (GtkMenuButton *button, gpointer user_data)
{
  WhinMemberRow *self = user_data;
  g_autoptr (GMenu) menu = g_menu_new (), first = g_menu_new (), admins = g_menu_new ();
  IdText acc;

  if (!self->member)
    return;
  id_to_text (whin_member_get_acc (self->member), acc);
  add_item (first, _ ("_Message"), "member.message", acc);
  add_item (first, _ ("_Details"), "member.details", acc);
  if (whin_member_is_admin (self->member))
    add_item (admins, _ ("_Dismiss as Admin"), "member.dismiss", acc);
  else
    add_item (admins, _ ("Make _Admin"), "member.promote", acc);
  add_item (admins, _ ("_Remove From Group…"), "member.remove", acc);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (admins));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

void
whin_member_row_popup (WhinMemberRow *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->menu_button)))
    gtk_menu_button_popup (self->menu_button);
}

/* -- What is shown -- */

char *
whin_member_row_words (WhinMember *member)
{
  const char *name = whin_member_get_name (member);

  /* Translators: somebody in a group, by name */
  return whin_member_is_admin (member) ? g_strdup_printf (_ ("%s, admin"), name) : g_strdup (name);
}

/* The row it is in is what is read aloud. */
static void
tell_row (WhinMemberRow *self)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *words = whin_member_row_words (self->member);

  if (row)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
update (WhinMemberRow *self)
{
  const ContactRow *row = whin_member_get_contact (self->member);
  const char *name = whin_member_get_name (self->member);
  gboolean busy = whin_member_is_busy (self->member), own = whin_member_is_own (self->member);
  /* Translators: %s is somebody's name */
  g_autofree char *words = whin_sentence (_ ("What to Do With %s"), name);

  whin_avatar_set (self->avatar, name, row ? row->avatar : NULL);
  gtk_label_set_label (self->name_label, name);
  gtk_label_set_label (self->about_label, row ? row->about : "");
  gtk_widget_set_visible (GTK_WIDGET (self->about_label), row && row->about[0]);
  gtk_widget_set_visible (self->admin_label, whin_member_is_admin (self->member));
  gtk_widget_set_visible (self->spinner, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), !busy && !own);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->menu_button), words);
  tell_row (self);
}

static void
whin_member_row_dispose (GObject *object)
{
  whin_member_row_set (WHIN_MEMBER_ROW (object), NULL);
  G_OBJECT_CLASS (whin_member_row_parent_class)->dispose (object);
}

static void
whin_member_row_class_init (WhinMemberRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = whin_member_row_dispose;
}

static GtkLabel *
make_label (GtkWidget *box, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (style)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
make_end (WhinMemberRow *self, GtkWidget *row)
{
  self->admin_label = gtk_label_new (_ ("Admin"));
  gtk_widget_set_valign (self->admin_label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->admin_label, "admin-mark");
  self->spinner = adw_spinner_new ();
  gtk_widget_set_size_request (self->spinner, 24, 24);
  self->menu_button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_icon_name (self->menu_button, "view-more-symbolic");
  gtk_menu_button_set_create_popup_func (self->menu_button, make_menu, self, NULL);
  gtk_widget_set_valign (GTK_WIDGET (self->menu_button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->menu_button), "flat");
  gtk_box_append (GTK_BOX (row), self->admin_label);
  gtk_box_append (GTK_BOX (row), self->spinner);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->menu_button));
}

static void
whin_member_row_init (WhinMemberRow *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  self->avatar = ADW_AVATAR (adw_avatar_new (40, NULL, TRUE));
  self->name_label = make_label (words, NULL);
  self->about_label = make_label (words, "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->about_label), "dimmed");
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_margin_top (row, 6);
  gtk_widget_set_margin_bottom (row, 6);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->avatar));
  gtk_box_append (GTK_BOX (row), words);
  make_end (self, row);
  adw_bin_set_child (ADW_BIN (self), row);
}

GtkWidget *
whin_member_row_new (void)
{
  return g_object_new (WHIN_TYPE_MEMBER_ROW, NULL);
}

void
whin_member_row_set (WhinMemberRow *self, WhinMember *member)
{
  if (self->member)
    g_signal_handlers_disconnect_by_data (self->member, self);
  if (!g_set_object (&self->member, member) || !member)
    return;
  g_signal_connect_object (member, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
