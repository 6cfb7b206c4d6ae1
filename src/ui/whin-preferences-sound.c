/* preferences, sound: which microphone records, and whether it hears anything.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-preferences-private.h"

#include "voice-recorder.h"

#include <glib/gi18n.h>

#define SOUND "whin-sound"

typedef struct {
  WhinPreferences *self; /* borrowed: it owns this */
  AdwComboRow *row;
  GtkLevelBar *level;
  GtkWidget *test, *level_row;
  GStrv ids; /* of the entries, from the second on */
  VoiceRecorder *recorder;
  gboolean filling;
} Sound;

static void
stop (Sound *sound)
{
  g_clear_pointer (&sound->recorder, voice_recorder_free);
  gtk_level_bar_set_value (sound->level, 0);
  if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (sound->test)))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (sound->test), FALSE);
}

static void
sound_free (gpointer data)
{
  Sound *sound = data;

  g_clear_pointer (&sound->recorder, voice_recorder_free);
  g_strfreev (sound->ids);
  g_free (sound);
}

static void
level_cb (guint8 height, gint64 ms, gpointer sound)
{
  gtk_level_bar_set_value (((Sound *) sound)->level, height / 255.0);
}

/* Nothing of it is kept. */
static void
ended_cb (VoiceNote *note, const GError *error, gpointer data)
{
  Sound *sound = data;

  voice_note_free (note);
  stop (sound);
  if (error)
    whin_preferences_say (sound->self, error->message);
}

static void
test_cb (GtkToggleButton *button, Sound *sound)
{
  static const VoiceRecorderFuncs funcs = { level_cb, ended_cb };
  g_autofree char *microphone = g_settings_get_string (sound->self->settings, "microphone");

  if (!gtk_toggle_button_get_active (button)) {
    stop (sound);
  } else if (!sound->recorder) {
    sound->recorder = voice_recorder_start (microphone, &funcs, sound);
  }
}

static void
selected_cb (AdwComboRow *row, GParamSpec *pspec, Sound *sound)
{
  guint at = adw_combo_row_get_selected (row);

  if (sound->filling || at == GTK_INVALID_LIST_POSITION)
    return;
  stop (sound);
  g_settings_set_string (sound->self->settings, "microphone", at > 0 ? sound->ids[at - 1] : "");
}

static void
found_cb (GObject *none, GAsyncResult *result, gpointer user_data)
{
  WhinPreferences *self = user_data;
  g_autoptr (GPtrArray) found = voice_microphones_finish (result, NULL);
  Sound *sound;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_autofree char *chosen = NULL;

  /* Then it may be gone. */
  if (!found)
    return;
  sound = g_object_get_data (G_OBJECT (self), SOUND);
  chosen = g_settings_get_string (self->settings, "microphone");
  sound->filling = TRUE;
  gtk_string_list_append (names, _ ("Chosen by the System"));
  for (guint i = 0; i < found->len; i++) {
    const VoiceMicrophone *microphone = found->pdata[i];

    gtk_string_list_append (names, microphone->name);
    g_strv_builder_add (ids, microphone->id);
  }
  sound->ids = g_strv_builder_end (ids);
  adw_combo_row_set_model (sound->row, G_LIST_MODEL (names));
  for (guint i = 0; sound->ids[i]; i++)
    if (g_str_equal (sound->ids[i], chosen))
      adw_combo_row_set_selected (sound->row, i + 1);
  sound->filling = FALSE;
}

static void
unmap_cb (GtkWidget *row, Sound *sound)
{
  stop (sound);
}

static GtkWidget *
make_test (Sound *sound)
{
  GtkWidget *row = adw_action_row_new ();

  sound->level = GTK_LEVEL_BAR (gtk_level_bar_new ());
  gtk_widget_set_valign (GTK_WIDGET (sound->level), GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (GTK_WIDGET (sound->level), 120, -1);
  gtk_widget_add_css_class (GTK_WIDGET (sound->level), "microphone-level");
  gtk_accessible_update_property (GTK_ACCESSIBLE (sound->level), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Loudness"), -1);
  sound->test = gtk_toggle_button_new_with_label (_ ("Test"));
  gtk_widget_set_valign (sound->test, GTK_ALIGN_CENTER);
  g_signal_connect (sound->test, "toggled", G_CALLBACK (test_cb), sound);
  g_signal_connect (row, "unmap", G_CALLBACK (unmap_cb), sound);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Try the Microphone"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("Nothing is recorded"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (sound->level));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), sound->test);
  return row;
}

void
whin_preferences_sound_init (WhinPreferences *self)
{
  Sound *sound = g_new0 (Sound, 1);

  sound->self = self;
  sound->row = ADW_COMBO_ROW (adw_combo_row_new ());
  g_object_set_data_full (G_OBJECT (self), SOUND, sound, sound_free);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (sound->row), _ ("Microphone"));
  g_signal_connect (sound->row, "notify::selected", G_CALLBACK (selected_cb), sound);
  adw_preferences_group_add (self->sound_group, GTK_WIDGET (sound->row));
  adw_preferences_group_add (self->sound_group, make_test (sound));
  voice_microphones_async (self->cancellable, found_cb, self);
}
