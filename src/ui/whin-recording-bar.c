/* recording bar: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-recording-bar.h"

#include "voice-recorder.h"
#include "whin-format.h"
#include "whin-player.h"
#include "whin-wave.h"
#include "whin-widget.h"

#include <glib/gi18n.h>

#define BEAT_MS 100
#define SILENT_MS 3000 /* of silence after which something is wrong with the microphone */

typedef enum {
  EMPTY,
  RECORDING,
  PAUSED,
  ENDED, /* it cannot be gone on with */
} State;

struct _WhinRecordingBar {
  GtkWidget parent_instance;

  GtkWidget *cancel_button, *dot, *listen_button, *pause_button, *once_button;
  GtkLabel *time_label, *hint_label;
  GtkStack *stack;
  AdwBin *live_bin, *note_bin;
  WhinWave *live, *wave;

  WhinClient *client;
  WhinPlayer *player; /* borrowed: the client has it */
  VoiceRecorder *recorder;
  VoiceNote *note; /* of PAUSED and ENDED: what can be listened to */
  State state;
  gboolean held, finishing, listening;
  gint64 ms, silent_since;
  guint beat;
};

G_DEFINE_FINAL_TYPE (WhinRecordingBar, whin_recording_bar, GTK_TYPE_WIDGET)

enum {
  PROP_RECORDING = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

enum {
  CANCELLED,
  FAILED,
  FINISHED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* -- Showing it -- */

static gboolean
is_listening (WhinRecordingBar *self)
{
  return self->listening && whin_player_is_note (self->player);
}

static void
show_time (WhinRecordingBar *self)
{
  gint64 ms = is_listening (self) ? whin_player_get_time (self->player) : self->ms;
  g_autofree char *text = whin_format_length (ms);

  if (!g_str_equal (text, gtk_label_get_label (self->time_label))) {
    /* Translators: so much is recorded: "Recorded 0:05" */
    g_autofree char *words = g_strdup_printf (_ ("Recorded %s"), text);

    gtk_label_set_label (self->time_label, text);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->time_label),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  }
  whin_wave_set_position (self->wave, is_listening (self) ? ms : 0);
}

static const char *
hint (WhinRecordingBar *self)
{
  if (self->held)
    return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL
               ? _ ("Slide to cancel ›, up to go on alone")
               : _ ("‹ Slide to cancel, up to go on alone");
  if (self->state == RECORDING && self->ms == 0)
    return _ ("Starting the microphone…");
  if (self->state == RECORDING && self->silent_since >= 0 &&
      self->ms - self->silent_since > SILENT_MS)
    return _ ("Nothing is heard. Is the microphone muted?");
  return NULL;
}

static void
show_page (WhinRecordingBar *self)
{
  const char *words = hint (self);

  if (words) {
    gtk_label_set_label (self->hint_label, words);
    gtk_stack_set_visible_child_name (self->stack, "hint");
  } else {
    gtk_stack_set_visible_child_name (self->stack, self->state == RECORDING ? "live" : "note");
  }
}

static void
show_buttons (WhinRecordingBar *self)
{
  gboolean playing = is_listening (self) && whin_player_is_playing (self->player);
  gboolean paused = self->state == PAUSED;

  gtk_widget_set_visible (self->cancel_button, !self->held);
  gtk_widget_set_visible (self->listen_button, !self->held && self->note != NULL);
  gtk_button_set_icon_name (GTK_BUTTON (self->listen_button),
                            playing ? "media-playback-pause-symbolic"
                                    : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->listen_button, playing ? _ ("Stop Listening") : _ ("Listen"));
  gtk_widget_set_visible (self->pause_button, !self->held && self->state != ENDED);
  gtk_button_set_icon_name (GTK_BUTTON (self->pause_button), paused
                                                                 ? "audio-input-microphone-symbolic"
                                                                 : "media-playback-pause-symbolic");
  gtk_widget_set_tooltip_text (self->pause_button,
                               paused ? _ ("Continue Recording") : _ ("Pause Recording"));
  gtk_widget_set_visible (self->once_button, !self->held);
}

static void
show (WhinRecordingBar *self)
{
  gtk_widget_set_visible (self->dot, self->state == RECORDING);
  show_page (self);
  show_buttons (self);
  show_time (self);
}

static void
set_state (WhinRecordingBar *self, State state)
{
  gboolean before = self->state == RECORDING;

  self->state = state;
  show (self);
  if (before != (state == RECORDING))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RECORDING]);
}

/* -- Listening -- */

static gboolean
beat_cb (gpointer self)
{
  show_time (self);
  return G_SOURCE_CONTINUE;
}

static void
player_cb (WhinRecordingBar *self)
{
  gboolean playing;

  if (self->listening && !whin_player_is_note (self->player))
    self->listening = FALSE;
  playing = is_listening (self) && whin_player_is_playing (self->player);
  if (playing && !self->beat)
    self->beat = g_timeout_add (BEAT_MS, beat_cb, self);
  else if (!playing)
    g_clear_handle_id (&self->beat, g_source_remove);
  show (self);
}

static void
stop_listening (WhinRecordingBar *self)
{
  if (is_listening (self))
    whin_player_stop (self->player);
  self->listening = FALSE;
}

static void
listen_cb (GtkButton *button, WhinRecordingBar *self)
{
  if (is_listening (self)) {
    whin_player_set_paused (self->player, whin_player_is_playing (self->player));
  } else {
    self->listening = TRUE;
    whin_player_play_note (self->player, self->note->ogg, 0);
  }
}

static void
seek_cb (WhinWave *wave, gint64 ms, WhinRecordingBar *self)
{
  if (!is_listening (self)) {
    self->listening = TRUE;
    whin_player_play_note (self->player, self->note->ogg, ms);
  } else {
    whin_player_seek (self->player, NULL, ms);
  }
}

static void
set_note (WhinRecordingBar *self, VoiceNote *note)
{
  stop_listening (self);
  g_clear_pointer (&self->note, voice_note_free);
  self->note = note;
  whin_wave_set (self->wave, note ? note->bars : NULL, note ? note->ms : 0);
}

/* -- Recording -- */

static void
clear (WhinRecordingBar *self)
{
  g_clear_pointer (&self->recorder, voice_recorder_free);
  set_note (self, NULL);
  g_clear_handle_id (&self->beat, g_source_remove);
  whin_wave_clear (self->live);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->once_button), FALSE);
  self->held = self->finishing = FALSE;
  self->ms = 0;
  set_state (self, EMPTY);
}

static void
deliver (WhinRecordingBar *self)
{
  VoiceNote *note = g_steal_pointer (&self->note);
  gboolean once = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->once_button));

  clear (self);
  g_signal_emit (self, signals[FINISHED], 0, note, once);
}

static void
level_cb (guint8 height, gint64 ms, gpointer user_data)
{
  WhinRecordingBar *self = user_data;
  const char *before = hint (self);

  self->ms = ms;
  if (height > 0)
    self->silent_since = -1;
  else if (self->silent_since < 0)
    self->silent_since = ms;
  whin_wave_push (self->live, height);
  show_time (self);
  if (hint (self) != before)
    show_page (self);
}

static void
ended_cb (VoiceNote *note, const GError *error, gpointer user_data)
{
  WhinRecordingBar *self = user_data;
  g_autofree char *words = error ? g_strdup (error->message) : NULL;

  g_clear_pointer (&self->recorder, voice_recorder_free);
  if (!note) {
    clear (self);
    g_signal_emit (self, signals[FAILED], 0, words);
    return;
  }
  set_note (self, note);
  self->ms = note->ms;
  self->held = FALSE;
  if (self->finishing && !words) {
    deliver (self);
    return;
  }
  /* What there is can be sent, but not without a word of what went wrong. */
  self->finishing = FALSE;
  set_state (self, ENDED);
  if (words)
    g_signal_emit (self, signals[FAILED], 0, words);
}

static void
pause_cb (GtkButton *button, WhinRecordingBar *self)
{
  gboolean pause = self->state == RECORDING;

  if (!self->recorder)
    return;
  voice_recorder_set_paused (self->recorder, pause);
  set_note (self, pause ? voice_recorder_peek (self->recorder) : NULL);
  set_state (self, pause ? PAUSED : RECORDING);
}

static void
cancel_cb (GtkButton *button, WhinRecordingBar *self)
{
  clear (self);
  g_signal_emit (self, signals[CANCELLED], 0);
}

/* -- Widget -- */

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint key,
                guint code,
                GdkModifierType state,
                WhinRecordingBar *self)
{
  if (key != GDK_KEY_Escape || !whin_recording_bar_is_active (self))
    return GDK_EVENT_PROPAGATE;
  cancel_cb (NULL, self);
  return GDK_EVENT_STOP;
}

static gboolean
grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (WHIN_RECORDING_BAR (widget)->pause_button);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, whin_recording_bar_is_recording (WHIN_RECORDING_BAR (object)));
}

static void
whin_recording_bar_dispose (GObject *object)
{
  WhinRecordingBar *self = WHIN_RECORDING_BAR (object);

  g_clear_pointer (&self->recorder, voice_recorder_free);
  g_clear_handle_id (&self->beat, g_source_remove);
  if (self->player) {
    g_signal_handlers_disconnect_by_data (self->player, self);
    stop_listening (self);
  }
  self->player = NULL;
  g_clear_pointer (&self->note, voice_note_free);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_RECORDING_BAR);
  whin_widget_remove_children (GTK_WIDGET (self));
  G_OBJECT_CLASS (whin_recording_bar_parent_class)->dispose (object);
}

static void
whin_recording_bar_class_init (WhinRecordingBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = whin_recording_bar_dispose;
  object_class->get_property = get_property;
  widget_class->grab_focus = grab_focus;
  props[PROP_RECORDING] =
      g_param_spec_boolean ("recording", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CANCELLED] = g_signal_new ("cancelled", WHIN_TYPE_RECORDING_BAR, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", WHIN_TYPE_RECORDING_BAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FINISHED] = g_signal_new ("finished", WHIN_TYPE_RECORDING_BAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_BOOLEAN);
  gtk_widget_class_set_css_name (widget_class, "recordingbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-recording-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinRecordingBar, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, WhinRecordingBar, dot);
  gtk_widget_class_bind_template_child (widget_class, WhinRecordingBar, time_label);
  gtk_widget_class_bind_template_child (widget_class, WhinRecordingBar, stack);
  gtk_widget_class_bind_template_child (widget_class, WhinRecordingBar, live_bin);
  gtk_widget_class_bind_template_child (widget_class, WhinRecordingBar, note_bin);
  gtk_widget_class_bind_template_child (widget_class, WhinRecordingBar, hint_label);
  gtk_widget_class_bind_template_child (widget_class, WhinRecordingBar, listen_button);
  gtk_widget_class_bind_template_child (widget_class, WhinRecordingBar, pause_button);
  gtk_widget_class_bind_template_child (widget_class, WhinRecordingBar, once_button);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, listen_cb);
  gtk_widget_class_bind_template_callback (widget_class, pause_cb);
}

static void
whin_recording_bar_init (WhinRecordingBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->live = WHIN_WAVE (whin_wave_new_live ());
  self->wave = WHIN_WAVE (whin_wave_new ());
  adw_bin_set_child (self->live_bin, GTK_WIDGET (self->live));
  adw_bin_set_child (self->note_bin, GTK_WIDGET (self->wave));
  g_signal_connect_object (self->wave, "seek", G_CALLBACK (seek_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  show (self);
}

/* -- Public -- */

void
whin_recording_bar_set_client (WhinRecordingBar *self, WhinClient *client)
{
  self->client = g_object_ref (client);
  self->player = whin_player_get (client);
  g_signal_connect_swapped (self->player, "changed", G_CALLBACK (player_cb), self);
}

void
whin_recording_bar_start (WhinRecordingBar *self, const char *microphone, gboolean held)
{
  static const VoiceRecorderFuncs funcs = { level_cb, ended_cb };

  clear (self);
  /* It would be heard in it. */
  whin_player_set_paused (self->player, TRUE);
  self->held = held;
  self->silent_since = -1;
  self->recorder = voice_recorder_start (microphone, &funcs, self);
  set_state (self, RECORDING);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), _ ("Recording"),
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

void
whin_recording_bar_lock (WhinRecordingBar *self)
{
  self->held = FALSE;
  show (self);
}

VoiceNote *
whin_recording_bar_take (WhinRecordingBar *self)
{
  VoiceNote *note = self->note       ? g_steal_pointer (&self->note)
                    : self->recorder ? voice_recorder_peek (self->recorder)
                                     : NULL;

  clear (self);
  return note;
}

void
whin_recording_bar_resume (WhinRecordingBar *self, VoiceNote *note)
{
  clear (self);
  set_note (self, note);
  self->ms = note->ms;
  set_state (self, ENDED);
}

void
whin_recording_bar_clear (WhinRecordingBar *self)
{
  if (self->state != EMPTY)
    clear (self);
}

void
whin_recording_bar_finish (WhinRecordingBar *self)
{
  stop_listening (self);
  if (self->recorder) {
    self->finishing = TRUE;
    voice_recorder_stop (self->recorder);
  } else if (self->note) {
    deliver (self);
  }
}

gboolean
whin_recording_bar_is_active (WhinRecordingBar *self)
{
  return self->state != EMPTY;
}

gboolean
whin_recording_bar_is_held (WhinRecordingBar *self)
{
  return self->held;
}

gboolean
whin_recording_bar_is_recording (WhinRecordingBar *self)
{
  return self->state == RECORDING;
}

gint64
whin_recording_bar_get_length (WhinRecordingBar *self)
{
  return self->ms;
}
