/* phone entry: two rows, country and number. What is typed is regrouped as soon as it is a number,
 * and "+33 ..." picks the country. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-phone-entry.h"

#include "country.h"
#include "whin-country-picker.h"
#include "whin-format.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define FALLBACK "US"

struct _WhinPhoneEntry {
  GtkWidget parent_instance;

  GtkWidget *group;
  AdwActionRow *country_row;
  GtkLabel *flag_label;
  AdwEntryRow *number_row;
  GtkLabel *code_label;
  const Country *country;
  gboolean grouping;
};

G_DEFINE_FINAL_TYPE (WhinPhoneEntry, whin_phone_entry, GTK_TYPE_WIDGET)

enum {
  CHANGED,
  ACTIVATED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static const char *
typed (WhinPhoneEntry *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->number_row));
}

static void
set_country (WhinPhoneEntry *self, const Country *country)
{
  g_autofree char *flag = country_flag (country);
  g_autofree char *code = g_strdup_printf ("\u2066+%s\u2069", country->code);

  self->country = country;
  gtk_label_set_label (self->flag_label, flag);
  gtk_label_set_label (self->code_label, code);
  adw_action_row_set_subtitle (self->country_row, gettext (country->name));
}

/* The number without its calling code, as people write it. */
static char *
national (const Country *country, const char *e164)
{
  g_autofree char *shown = country_format (e164);
  gsize skip = strlen (country->code) + 1;

  return g_strdup (strlen (shown) > skip + 1 ? shown + skip + 1 : shown);
}

/* Only while one types at the end: in the middle the caret would jump. */
static void
group_digits (WhinPhoneEntry *self)
{
  g_autofree char *e164 = country_to_e164 (self->country, typed (self));
  g_autofree char *number = NULL;
  const Country *country;
  gboolean at_end = gtk_editable_get_position (GTK_EDITABLE (self->number_row)) >=
                    (int) g_utf8_strlen (typed (self), -1) - 1;

  if (!e164)
    return;
  country = country_of_e164 (e164);
  if (country && !g_str_equal (country->code, self->country->code))
    set_country (self, country);
  else if (!at_end)
    return;
  number = national (self->country, e164);
  if (!g_str_equal (number, typed (self))) {
    gtk_editable_set_text (GTK_EDITABLE (self->number_row), number);
    gtk_editable_set_position (GTK_EDITABLE (self->number_row), -1);
  }
}

static gboolean
group_cb (gpointer user_data)
{
  WhinPhoneEntry *self = user_data;

  self->grouping = TRUE;
  group_digits (self);
  self->grouping = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* The caret stands in its new place only after `changed`. */
static void
changed_cb (GtkEditable *row, WhinPhoneEntry *self)
{
  if (self->grouping)
    return;
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, group_cb, g_object_ref (self), g_object_unref);
}

static void
activated_cb (AdwEntryRow *row, WhinPhoneEntry *self)
{
  /* What was typed last may still wait for its turn. */
  group_cb (self);
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
picked (const Country *country, gpointer user_data)
{
  WhinPhoneEntry *self = user_data;

  set_country (self, country);
  gtk_widget_grab_focus (GTK_WIDGET (self->number_row));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
country_row_cb (AdwActionRow *row, WhinPhoneEntry *self)
{
  whin_country_picker_present (GTK_WIDGET (self), self->country, picked, self);
}

static gboolean
grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WHIN_PHONE_ENTRY (widget)->number_row));
}

static gboolean
focus (GtkWidget *widget, GtkDirectionType direction)
{
  WhinPhoneEntry *self = WHIN_PHONE_ENTRY (widget);

  /* Coming in forwards, the number is what one wants to type; the country is one step back. */
  if (direction == GTK_DIR_TAB_FORWARD && !gtk_widget_get_focus_child (widget))
    return gtk_widget_grab_focus (GTK_WIDGET (self->number_row));
  return GTK_WIDGET_CLASS (whin_phone_entry_parent_class)->focus (widget, direction);
}

static void
whin_phone_entry_dispose (GObject *object)
{
  g_clear_pointer (&WHIN_PHONE_ENTRY (object)->group, gtk_widget_unparent);
  G_OBJECT_CLASS (whin_phone_entry_parent_class)->dispose (object);
}

static void
whin_phone_entry_class_init (WhinPhoneEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_phone_entry_dispose;
  widget_class->grab_focus = grab_focus;
  widget_class->focus = focus;
  signals[CHANGED] = g_signal_new ("changed", WHIN_TYPE_PHONE_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATED] = g_signal_new ("activated", WHIN_TYPE_PHONE_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static const Country *
likely_country (void)
{
  const char *const *names = g_get_language_names ();

  for (guint i = 0; names[i]; i++) {
    const Country *country = country_of_locale (names[i]);

    if (country)
      return country;
  }
  return country_by_iso (FALLBACK);
}

static void
make_country_row (WhinPhoneEntry *self)
{
  self->country_row = ADW_ACTION_ROW (adw_action_row_new ());
  self->flag_label = GTK_LABEL (gtk_label_new (NULL));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->country_row), _ ("Country"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->country_row), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->country_row), "property");
  gtk_widget_add_css_class (GTK_WIDGET (self->flag_label), "flag");
  adw_action_row_add_prefix (self->country_row, GTK_WIDGET (self->flag_label));
  adw_action_row_add_suffix (self->country_row, gtk_image_new_from_icon_name ("go-next-symbolic"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), GTK_WIDGET (self->country_row));
  g_signal_connect_object (self->country_row, "activated", G_CALLBACK (country_row_cb), self,
                           G_CONNECT_DEFAULT);
}

static void
make_number_row (WhinPhoneEntry *self)
{
  self->number_row = ADW_ENTRY_ROW (adw_entry_row_new ());
  self->code_label = GTK_LABEL (gtk_label_new (NULL));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->number_row), _ ("Phone Number"));
  adw_entry_row_set_input_purpose (self->number_row, GTK_INPUT_PURPOSE_PHONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->code_label), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->number_row), "numeric");
  adw_entry_row_add_prefix (self->number_row, GTK_WIDGET (self->code_label));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), GTK_WIDGET (self->number_row));
  g_signal_connect_object (self->number_row, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->number_row, "entry-activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_DEFAULT);
}

static void
whin_phone_entry_init (WhinPhoneEntry *self)
{
  self->group = adw_preferences_group_new ();
  gtk_widget_set_parent (self->group, GTK_WIDGET (self));
  make_country_row (self);
  make_number_row (self);
  set_country (self, likely_country ());
}

char *
whin_phone_entry_dup_e164 (WhinPhoneEntry *self)
{
  return country_to_e164 (self->country, typed (self));
}

char *
whin_phone_entry_dup_shown (WhinPhoneEntry *self)
{
  g_autofree char *e164 = whin_phone_entry_dup_e164 (self);

  return e164 ? whin_format_phone (e164) : g_strdup (typed (self));
}
