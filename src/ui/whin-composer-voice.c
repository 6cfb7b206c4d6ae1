/* composer, voice: the button that records - pressed and held, or once - and what becomes of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-composer-private.h"

#include "whin-client-voice.h"
#include "whin-window.h"

#include <glib/gi18n.h>

#define HOLD_MS 300      /* longer than a click */
#define TOO_SHORT_MS 700 /* to be meant */
#define CANCEL_PX 90     /* towards the start … */
#define LOCK_PX 60       /* … and upwards */
#define TELL_MS 4000

/* -- The button at the end -- */

static gboolean
is_active (WhinComposer *self)
{
  return whin_recording_bar_is_active (self->recording_bar);
}

static gboolean
is_blank (WhinComposer *self)
{
  g_autofree char *text = g_strstrip (whin_composer_dup_text (self));

  return !text[0];
}

void
whin_composer_voice_update (WhinComposer *self, gboolean blank)
{
  gboolean active = is_active (self), held = whin_recording_bar_is_held (self->recording_bar);
  /* A button that goes away while it is pressed stays pressed for ever. */
  gboolean record = self->holding || (blank && !active && !self->edited);

  gtk_stack_set_visible_child_name (self->entry_stack, active ? "record" : "write");
  gtk_stack_set_visible_child_name (self->end_stack, record ? "record" : "send");
  if (held)
    gtk_widget_add_css_class (self->record_button, "held");
  else
    gtk_widget_remove_css_class (self->record_button, "held");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.send",
                                 (active || !blank) && self->chat);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.record", self->chat && !self->edited);
}

static void
update (WhinComposer *self)
{
  whin_composer_voice_update (self, is_blank (self));
}

/* -- Telling that somebody records -- */

static gboolean
tell_cb (gpointer user_data)
{
  WhinComposer *self = user_data;

  if (self->chat)
    whin_client_set_activity (self->client, whin_chat_get_conv (self->chat), ACTIVITY_RECORDING);
  return G_SOURCE_CONTINUE;
}

static void
recording_changed_cb (WhinRecordingBar *bar, GParamSpec *pspec, WhinComposer *self)
{
  gboolean recording = whin_recording_bar_is_recording (bar);

  if (recording && !self->recording_timer) {
    tell_cb (self);
    self->recording_timer = g_timeout_add (TELL_MS, tell_cb, self);
  } else if (!recording && self->recording_timer) {
    g_clear_handle_id (&self->recording_timer, g_source_remove);
    if (self->chat)
      whin_client_set_activity (self->client, whin_chat_get_conv (self->chat), ACTIVITY_IDLE);
  }
  update (self);
}

/* -- Beginning and ending -- */

static void
start (WhinComposer *self, gboolean held)
{
  g_autofree char *microphone = g_settings_get_string (self->settings, "microphone");

  if (!self->chat || self->edited || is_active (self))
    return;
  whin_recording_bar_start (self->recording_bar, microphone, held);
  update (self);
  if (!held)
    gtk_widget_grab_focus (GTK_WIDGET (self->recording_bar));
}

static void
back_to_text (WhinComposer *self)
{
  update (self);
  if (self->chat)
    gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static void
recording_cancelled_cb (WhinRecordingBar *bar, WhinComposer *self)
{
  back_to_text (self);
}

static void
recording_failed_cb (WhinRecordingBar *bar, const char *words, WhinComposer *self)
{
  whin_window_toast (GTK_WIDGET (self), words);
  if (!is_active (self))
    back_to_text (self);
  else
    update (self);
}

typedef struct {
  WhinComposer *self;
  Conv conv;
  VoiceNote *note;
  gboolean once;
} Sending;

static void
keep (WhinComposer *self, const Conv *conv, VoiceNote *note)
{
  ConvText text;

  g_hash_table_insert (self->kept_notes, g_strdup (conv_to_text (conv, text)), note);
}

/* What could not be stored is not lost: it stands there again. */
static void
sent_cb (GObject *none, GAsyncResult *result, gpointer user_data)
{
  Sending *sending = user_data;
  WhinComposer *self = sending->self;
  g_autoptr (GError) error = NULL;

  if (!whin_client_send_voice_finish (self->client, result, &error) && self->client) {
    whin_window_toast (GTK_WIDGET (self), error->message);
    keep (self, &sending->conv, g_steal_pointer (&sending->note));
    if (!is_active (self))
      whin_composer_take_voice_up (self);
    update (self);
  }
  voice_note_free (sending->note);
  g_object_unref (self);
  g_free (sending);
}

/* Takes note. */
static void
recording_finished_cb (WhinRecordingBar *bar, VoiceNote *note, gboolean once, WhinComposer *self)
{
  const MessageName *quote;
  MessageName name;
  Sending *sending;

  if (!self->chat) {
    voice_note_free (note);
    return;
  }
  quote = whin_composer_get_quote (self, &name);
  sending = g_new (Sending, 1);
  *sending = (Sending) { g_object_ref (self), *whin_chat_get_conv (self->chat), note, once };
  whin_client_send_voice_async (self->client, &sending->conv, note, once, quote, sent_cb, sending);
  whin_composer_sent (self);
  back_to_text (self);
}

gboolean
whin_composer_send_voice (WhinComposer *self)
{
  if (!is_active (self))
    return FALSE;
  whin_recording_bar_finish (self->recording_bar);
  return TRUE;
}

void
whin_composer_record (WhinComposer *self)
{
  if (!whin_composer_send_voice (self))
    start (self, FALSE);
}

gboolean
whin_composer_stop_recording (WhinComposer *self)
{
  if (!is_active (self))
    return FALSE;
  whin_recording_bar_clear (self->recording_bar);
  back_to_text (self);
  return TRUE;
}

static void
record_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinComposer *self = WHIN_COMPOSER (widget);

  if (!self->holding)
    whin_composer_record (self);
}

/* -- Pressed and held -- */

static gboolean
hold_cb (gpointer user_data)
{
  WhinComposer *self = user_data;

  self->hold_timer = 0;
  self->holding = TRUE;
  start (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
press_cb (GtkGestureDrag *gesture, double x, double y, WhinComposer *self)
{
  self->holding = FALSE;
  g_clear_handle_id (&self->hold_timer, g_source_remove);
  self->hold_timer = g_timeout_add (HOLD_MS, hold_cb, self);
}

static void
slide_cb (GtkGestureDrag *gesture, double x, double y, WhinComposer *self)
{
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (!self->holding || !whin_recording_bar_is_held (self->recording_bar))
    return;
  /* The click of the button does not count any more. */
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if ((mirrored ? x : -x) > CANCEL_PX) {
    whin_composer_stop_recording (self);
  } else if (-y > LOCK_PX) {
    whin_recording_bar_lock (self->recording_bar);
    update (self);
    gtk_widget_grab_focus (GTK_WIDGET (self->recording_bar));
  }
}

static void
let_go (WhinComposer *self)
{
  if (!whin_recording_bar_is_held (self->recording_bar))
    return;
  if (whin_recording_bar_get_length (self->recording_bar) >= TOO_SHORT_MS) {
    whin_recording_bar_finish (self->recording_bar);
    return;
  }
  whin_composer_stop_recording (self);
  whin_window_toast (GTK_WIDGET (self), _ ("Hold the button to record, let it go to send"));
}

static gboolean
held_no_more_cb (gpointer user_data)
{
  WhinComposer *self = user_data;

  self->holding = FALSE;
  if (self->kept_notes)
    update (self);
  g_object_unref (self);
  return G_SOURCE_REMOVE;
}

static void
release_cb (GtkGestureDrag *gesture, double x, double y, WhinComposer *self)
{
  g_clear_handle_id (&self->hold_timer, g_source_remove);
  if (!self->holding)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  let_go (self);
  /* The button may still say that it was clicked. */
  g_idle_add (held_no_more_cb, g_object_ref (self));
}

static void
press_cancelled_cb (GtkGesture *gesture, GdkEventSequence *sequence, WhinComposer *self)
{
  g_clear_handle_id (&self->hold_timer, g_source_remove);
  if (self->holding)
    let_go (self);
  self->holding = FALSE;
}

/* -- Other chats -- */

void
whin_composer_put_voice_aside (WhinComposer *self)
{
  VoiceNote *note;

  if (!self->chat || !is_active (self))
    return;
  note = whin_recording_bar_take (self->recording_bar);
  if (note)
    keep (self, whin_chat_get_conv (self->chat), note);
}

void
whin_composer_take_voice_up (WhinComposer *self)
{
  g_autofree char *key = NULL;
  gpointer note;
  ConvText text;

  if (self->chat && g_hash_table_steal_extended (
                        self->kept_notes, conv_to_text (whin_chat_get_conv (self->chat), text),
                        (gpointer *) &key, &note))
    whin_recording_bar_resume (self->recording_bar, note);
  update (self);
}

void
whin_composer_voice_dispose (WhinComposer *self)
{
  g_clear_handle_id (&self->recording_timer, g_source_remove);
  g_clear_handle_id (&self->hold_timer, g_source_remove);
  g_clear_pointer (&self->kept_notes, g_hash_table_unref);
}

void
whin_composer_voice_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "composer.record", NULL, record_action);
  gtk_widget_class_bind_template_child (widget_class, WhinComposer, recording_bar);
  gtk_widget_class_bind_template_child (widget_class, WhinComposer, record_button);
  gtk_widget_class_bind_template_callback (widget_class, recording_cancelled_cb);
  gtk_widget_class_bind_template_callback (widget_class, recording_failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, recording_finished_cb);
  gtk_widget_class_bind_template_callback (widget_class, recording_changed_cb);
}

void
whin_composer_voice_init (WhinComposer *self)
{
  GtkGesture *press = gtk_gesture_drag_new ();

  self->kept_notes =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) voice_note_free);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (press), GTK_PHASE_CAPTURE);
  g_signal_connect_object (press, "drag-begin", G_CALLBACK (press_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (press, "drag-update", G_CALLBACK (slide_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (press, "drag-end", G_CALLBACK (release_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (press, "cancel", G_CALLBACK (press_cancelled_cb), self,
                           G_CONNECT_DEFAULT);
  gtk_widget_add_controller (self->record_button, GTK_EVENT_CONTROLLER (press));
}
