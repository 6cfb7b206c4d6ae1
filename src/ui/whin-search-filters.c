/* search filters: see whin-search-filters.h. Chips that wrap: kinds of which one is chosen, and
 * menus that say what was chosen in them. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-search-filters.h"

#include "whin-picker.h"
#include "whin-search-days.h"

#include <glib/gi18n.h>

struct _WhinSearchFilters {
  AdwBin parent_instance;

  GtkToggleButton *kinds[WHIN_N_SCOPES];
  GtkMenuButton *by_button, *in_button, *days_button;

  WhinClient *client;
  WhinScope scope;
  Id by;
  Conv in;
  gint64 from, until;
  gboolean quiet; /* several change at once */
};

G_DEFINE_FINAL_TYPE (WhinSearchFilters, whin_search_filters, ADW_TYPE_BIN)

static guint changed_signal;

static const char *const names[WHIN_N_SCOPES] = {
  [WHIN_SCOPE_ALL] = N_ ("All"),           [WHIN_SCOPE_CHATS] = N_ ("Chats"),
  [WHIN_SCOPE_CONTACTS] = N_ ("Contacts"), [WHIN_SCOPE_MESSAGES] = N_ ("Messages"),
  [WHIN_SCOPE_PHOTOS] = N_ ("Photos"),     [WHIN_SCOPE_LINKS] = N_ ("Links"),
  [WHIN_SCOPE_FILES] = N_ ("Files"),       [WHIN_SCOPE_VOICE] = N_ ("Voice"),
};

const char *
whin_scope_name (WhinScope scope)
{
  return _ (names[scope]);
}

static void
tell (WhinSearchFilters *self)
{
  if (!self->quiet)
    g_signal_emit (self, changed_signal, 0);
}

static void
toggled_cb (GtkToggleButton *button, WhinSearchFilters *self)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < WHIN_N_SCOPES; i++)
    if (self->kinds[i] == button)
      self->scope = i;
  tell (self);
}

/* -- Menus. -- */

/* text is what was chosen, NULL nothing. */
static void
show_choice (GtkMenuButton *button, const char *what, const char *text)
{
  /* Translators: a filter and what it is set to: "From: Anna" */
  g_autofree char *label = text ? g_strdup_printf (_ ("%s: %s"), what, text) : g_strdup (what);

  gtk_menu_button_set_label (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  if (text)
    gtk_widget_add_css_class (GTK_WIDGET (button), "chosen");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (button), "chosen");
}

static void
by_picked_cb (WhinPicker *picker, const Conv *conv, const char *name, WhinSearchFilters *self)
{
  self->by = conv ? conv->id : (Id) { 0 };
  show_choice (self->by_button, _ ("From"), name);
  tell (self);
}

static void
in_picked_cb (WhinPicker *picker, const Conv *conv, const char *name, WhinSearchFilters *self)
{
  self->in = conv ? *conv : (Conv) { 0 };
  show_choice (self->in_button, _ ("Chat"), name);
  tell (self);
}

static void
days_cb (WhinSearchDays *days, gint64 from, gint64 until, const char *text, WhinSearchFilters *self)
{
  self->from = from;
  self->until = until;
  show_choice (self->days_button, _ ("Date"), text);
  tell (self);
}

static GtkMenuButton *
menu_new (AdwWrapBox *box, const char *what)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (button), TRUE);
  gtk_menu_button_set_can_shrink (GTK_MENU_BUTTON (button), TRUE);
  gtk_widget_add_css_class (button, "chip");
  show_choice (GTK_MENU_BUTTON (button), what, NULL);
  adw_wrap_box_append (box, button);
  return GTK_MENU_BUTTON (button);
}

static void
add_kinds (WhinSearchFilters *self, AdwWrapBox *box)
{
  for (guint i = 0; i < WHIN_N_SCOPES; i++) {
    GtkWidget *button = gtk_toggle_button_new_with_label (whin_scope_name (i));

    self->kinds[i] = GTK_TOGGLE_BUTTON (button);
    if (i > 0)
      gtk_toggle_button_set_group (self->kinds[i], self->kinds[0]);
    gtk_widget_add_css_class (button, "chip");
    adw_wrap_box_append (box, button);
  }
  gtk_toggle_button_set_active (self->kinds[0], TRUE);
  for (guint i = 0; i < WHIN_N_SCOPES; i++)
    g_signal_connect (self->kinds[i], "toggled", G_CALLBACK (toggled_cb), self);
}

static void
dispose (GObject *object)
{
  WhinSearchFilters *self = WHIN_SEARCH_FILTERS (object);

  g_clear_object (&self->client);
  G_OBJECT_CLASS (whin_search_filters_parent_class)->dispose (object);
}

static void
whin_search_filters_class_init (WhinSearchFiltersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  changed_signal = g_signal_new ("changed", WHIN_TYPE_SEARCH_FILTERS, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
whin_search_filters_init (WhinSearchFilters *self)
{
  AdwWrapBox *box = ADW_WRAP_BOX (adw_wrap_box_new ());

  adw_wrap_box_set_child_spacing (box, 6);
  adw_wrap_box_set_line_spacing (box, 6);
  add_kinds (self, box);
  self->by_button = menu_new (box, _ ("From"));
  self->in_button = menu_new (box, _ ("Chat"));
  self->days_button = menu_new (box, _ ("Date"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Filters"), -1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (box));
}

/* What the buttons open is made when they do so first: few searches need them. */
static void
make_by_cb (GtkMenuButton *button, gpointer user_data)
{
  WhinSearchFilters *self = user_data;
  WhinPicker *by;

  if (gtk_menu_button_get_popover (button))
    return;
  by = whin_picker_new (self->client, WHIN_NAMES_ALL_CONTACTS, _ ("Anybody"), _ ("You"));
  g_signal_connect_object (by, "picked", G_CALLBACK (by_picked_cb), self, G_CONNECT_DEFAULT);
  gtk_menu_button_set_popover (button, GTK_WIDGET (by));
}

static void
make_in_cb (GtkMenuButton *button, gpointer user_data)
{
  WhinSearchFilters *self = user_data;
  WhinPicker *in;

  if (gtk_menu_button_get_popover (button))
    return;
  in = whin_picker_new (self->client, WHIN_NAMES_CHATS, _ ("All Chats"), NULL);
  g_signal_connect_object (in, "picked", G_CALLBACK (in_picked_cb), self, G_CONNECT_DEFAULT);
  gtk_menu_button_set_popover (button, GTK_WIDGET (in));
}

static void
make_days_cb (GtkMenuButton *button, gpointer user_data)
{
  WhinSearchDays *days;

  if (gtk_menu_button_get_popover (button))
    return;
  days = whin_search_days_new ();
  g_signal_connect_object (days, "chosen", G_CALLBACK (days_cb), user_data, G_CONNECT_DEFAULT);
  gtk_menu_button_set_popover (button, GTK_WIDGET (days));
}

void
whin_search_filters_set_client (WhinSearchFilters *self, WhinClient *client)
{
  self->client = g_object_ref (client);
  gtk_menu_button_set_create_popup_func (self->by_button, make_by_cb, self, NULL);
  gtk_menu_button_set_create_popup_func (self->in_button, make_in_cb, self, NULL);
  gtk_menu_button_set_create_popup_func (self->days_button, make_days_cb, self, NULL);
}

WhinScope
whin_search_filters_get_scope (WhinSearchFilters *self)
{
  return self->scope;
}

void
whin_search_filters_set_scope (WhinSearchFilters *self, WhinScope scope)
{
  gtk_toggle_button_set_active (self->kinds[scope], TRUE);
}

void
whin_search_filters_fill (WhinSearchFilters *self, Find *find)
{
  find->author = self->by;
  find->conv = self->in;
  find->from = self->from;
  find->until = self->until;
}

gboolean
whin_search_filters_are_set (WhinSearchFilters *self)
{
  return !id_is_none (&self->by) || self->in.kind || self->from || self->until;
}

void
whin_search_filters_clear (WhinSearchFilters *self)
{
  if (!whin_search_filters_are_set (self) && self->scope == WHIN_SCOPE_ALL)
    return;
  self->quiet = TRUE;
  by_picked_cb (NULL, NULL, NULL, self);
  in_picked_cb (NULL, NULL, NULL, self);
  days_cb (NULL, 0, 0, NULL, self);
  whin_search_filters_set_scope (self, WHIN_SCOPE_ALL);
  self->quiet = FALSE;
  tell (self);
}
