/* auto media: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-auto-media.h"

#include "whin-client-media.h"
#include "whin-combo.h"

#include <glib/gi18n.h>
#include <string.h>

#define KEY "media-auto"

static const int sizes[] = { 0, 1, 2, 4, 8, 16, 32, 128, 512, AUTO_ANY };

static const struct {
  const char *title, *icon;
} kinds[AUTO_KINDS] = {
  [AUTO_PICTURES] = { N_ ("Photos"), "image-x-generic-symbolic" },
  [AUTO_VIDEOS] = { N_ ("Videos"), "video-x-generic-symbolic" },
  [AUTO_VOICE] = { N_ ("Voice Messages"), "audio-input-microphone-symbolic" },
  [AUTO_FILES] = { N_ ("Files"), "text-x-generic-symbolic" },
};

static const char *const places[2][2] = {
  { N_ ("In Chats With People"), N_ ("In Chats With People, on Metered Networks") },
  { N_ ("In Groups"), N_ ("In Groups, on Metered Networks") },
};

gboolean
whin_auto_media_read (GSettings *settings, AutoMedia *media)
{
  g_autoptr (GVariant) value = g_settings_get_value (settings, KEY);
  gsize n;
  const int *numbers = g_variant_get_fixed_array (value, &n, sizeof (int));

  return auto_media_read (media, numbers, (guint) n);
}

static void
read_or_usual (GSettings *settings, AutoMedia *media)
{
  *media = AUTO_MEDIA_USUAL;
  whin_auto_media_read (settings, media);
}

static void
write_to (GSettings *settings, const AutoMedia *media)
{
  g_settings_set_value (settings, KEY,
                        g_variant_new_fixed_array (G_VARIANT_TYPE_INT32, media->most,
                                                   AUTO_MEDIA_NUMBERS, sizeof (int)));
}

static char *
name_of (int size)
{
  if (size == 0)
    return g_strdup (_ ("Never"));
  if (size == AUTO_ANY)
    return g_strdup (_ ("Any Size"));
  return g_strdup_printf (ngettext ("Up to %d MB", "Up to %d MB", (gulong) size), size);
}

/* The choice that comes closest from below. */
static guint
choice_of (int size)
{
  guint choice = 0;

  if (size == AUTO_ANY)
    return G_N_ELEMENTS (sizes) - 1;
  for (guint i = 0; i + 1 < G_N_ELEMENTS (sizes); i++)
    if (sizes[i] <= size)
      choice = i;
  return choice;
}

/* -- Rows -- */

typedef struct {
  GSettings *settings;
  AdwExpanderRow *row; /* it is in */
  AutoKind kind;
  guint group, metered;
} Choice;

static void
choice_free (gpointer data, GClosure *closure)
{
  g_object_unref (((Choice *) data)->settings);
  g_free (data);
}

static void
sum_up (AdwExpanderRow *row, GSettings *settings, AutoKind kind)
{
  AutoMedia media;
  g_autofree char *people = NULL, *groups = NULL, *both = NULL;

  read_or_usual (settings, &media);
  people = name_of (media.most[kind][0][0]);
  groups = name_of (media.most[kind][1][0]);
  /* TRANSLATORS: what is downloaded by itself, as "Up to 8 MB, in groups: never" */
  both = g_str_equal (people, groups) ? g_strdup (people)
                                      : g_strdup_printf (_ ("%s, in groups: %s"), people, groups);
  adw_expander_row_set_subtitle (row, both);
}

static void
chosen_cb (AdwComboRow *combo, GParamSpec *pspec, Choice *choice)
{
  guint selected = adw_combo_row_get_selected (combo);
  AutoMedia media;

  if (selected >= G_N_ELEMENTS (sizes))
    return;
  read_or_usual (choice->settings, &media);
  media.most[choice->kind][choice->group][choice->metered] = sizes[selected];
  write_to (choice->settings, &media);
  sum_up (choice->row, choice->settings, choice->kind);
}

static void
add_choice (AdwExpanderRow *row, GSettings *settings, AutoKind kind, guint group, guint metered)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *combo = whin_combo_new (_ (places[group][metered]), names);
  Choice *choice = g_new (Choice, 1);
  AutoMedia media;

  *choice = (Choice) { g_object_ref (settings), row, kind, group, metered };
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    gtk_string_list_take (names, name_of (sizes[i]));
  read_or_usual (settings, &media);
  adw_combo_row_set_selected (ADW_COMBO_ROW (combo), choice_of (media.most[kind][group][metered]));
  g_signal_connect_data (combo, "notify::selected", G_CALLBACK (chosen_cb), choice, choice_free, 0);
  adw_expander_row_add_row (row, combo);
}

void
whin_auto_media_add_rows (AdwPreferencesGroup *group, GSettings *settings)
{
  for (guint kind = 0; kind < AUTO_KINDS; kind++) {
    GtkWidget *row = adw_expander_row_new ();

    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (kinds[kind].title));
    adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row),
                                 gtk_image_new_from_icon_name (kinds[kind].icon));
    sum_up (ADW_EXPANDER_ROW (row), settings, kind);
    for (guint place = 0; place < 4; place++)
      add_choice (ADW_EXPANDER_ROW (row), settings, kind, place / 2, place % 2);
    adw_preferences_group_add (group, row);
  }
}

/* -- One chat -- */

static void
exception_cb (AdwComboRow *combo, GParamSpec *pspec, WhinChat *chat)
{
  WhinClient *client = g_object_get_data (G_OBJECT (combo), "whin-client");
  guint selected = adw_combo_row_get_selected (combo);

  if (selected <= CHAT_AUTO_NOTHING && selected != whin_chat_get_row (chat)->auto_media)
    whin_client_set_chat_auto (client, whin_chat_get_conv (chat), (ChatAuto) selected);
}

GtkWidget *
whin_auto_media_chat_row_new (WhinClient *client, WhinChat *chat)
{
  const char *const names[] = { _ ("As Everywhere"), _ ("All Media"), _ ("Nothing"), NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (names);
  GtkWidget *combo = whin_combo_new (_ ("Downloaded Without Asking"), model);

  adw_combo_row_set_selected (ADW_COMBO_ROW (combo), whin_chat_get_row (chat)->auto_media);
  g_object_set_data_full (G_OBJECT (combo), "whin-client", g_object_ref (client), g_object_unref);
  g_signal_connect_object (combo, "notify::selected", G_CALLBACK (exception_cb), chat,
                           G_CONNECT_DEFAULT);
  return combo;
}
