/* composer: text that becomes a message; its draft and the typing notice.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-composer-private.h"

#include "whin-camera.h"
#include "whin-client-messages.h"
#include "whin-clipboard.h"

#ifdef WHIN_SPELLING
#include "whin-spelling.h"
#endif
#include "whin-widget.h"

#include <glib/gi18n.h>

#define DRAFT_MS 1000
#define TYPING_US (4 * G_USEC_PER_SEC)
#define TYPING_END_MS 5000

G_DEFINE_FINAL_TYPE (WhinComposer, whin_composer, GTK_TYPE_WIDGET)

enum {
  SENT,
  ATTACH_FILES,
  ATTACH_TEXTURE,
  EDIT_LAST,
  PICK_REPLY,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

GtkTextBuffer *
whin_composer_buffer (WhinComposer *self)
{
  return gtk_text_view_get_buffer (self->text_view);
}

char *
whin_composer_dup_text (WhinComposer *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (whin_composer_buffer (self), &start, &end);
  return gtk_text_buffer_get_text (whin_composer_buffer (self), &start, &end, FALSE);
}

static gboolean
is_blank (const char *text)
{
  for (const char *p = text; *p; p = g_utf8_next_char (p)) {
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      return FALSE;
  }
  return TRUE;
}

void
whin_composer_fill (WhinComposer *self, const char *text)
{
  self->filling = TRUE;
  gtk_text_buffer_set_text (whin_composer_buffer (self), text, -1);
  self->filling = FALSE;
}

/* -- Draft -- */

/* Whether the draft that is kept answers that message. */
static gboolean
answers (WhinComposer *self, const MessageName *reply)
{
  static const Id none;

  return id_equal (&whin_chat_get_row (self->chat)->draft_reply, reply ? &reply->id : &none);
}

static void
save_draft (WhinComposer *self)
{
  g_autofree char *text = self->edited ? g_strdup (self->kept) : whin_composer_dup_text (self);
  MessageName name;
  const MessageName *reply = whin_composer_get_quote (self, &name);

  g_clear_handle_id (&self->draft_timer, g_source_remove);
  if (self->chat &&
      (!g_str_equal (whin_chat_get_row (self->chat)->draft, is_blank (text) ? "" : text) ||
       !answers (self, reply)))
    whin_client_set_draft (self->client, whin_chat_get_conv (self->chat),
                           is_blank (text) ? "" : text, reply);
}

static gboolean
draft_cb (gpointer self)
{
  save_draft (self);
  return G_SOURCE_REMOVE;
}

/* -- Typing notice -- */

static void
end_typing (WhinComposer *self)
{
  g_clear_handle_id (&self->typing_timer, g_source_remove);
  if (self->typing_told && self->chat)
    whin_client_set_activity (self->client, whin_chat_get_conv (self->chat), ACTIVITY_IDLE);
  self->typing_told = 0;
}

static gboolean
typing_end_cb (gpointer user_data)
{
  WhinComposer *self = user_data;

  self->typing_timer = 0;
  end_typing (self);
  return G_SOURCE_REMOVE;
}

static void
tell_typing (WhinComposer *self)
{
  gint64 now = g_get_monotonic_time ();

  g_clear_handle_id (&self->typing_timer, g_source_remove);
  self->typing_timer = g_timeout_add (TYPING_END_MS, typing_end_cb, self);
  if (self->typing_told && now - self->typing_told < TYPING_US)
    return;
  self->typing_told = now;
  whin_client_set_activity (self->client, whin_chat_get_conv (self->chat), ACTIVITY_TYPING);
}

/* Whether there is nothing to send. */
static gboolean
show_state (WhinComposer *self)
{
  g_autofree char *text = whin_composer_dup_text (self);
  gboolean blank = is_blank (text);

  gtk_widget_set_visible (GTK_WIDGET (self->placeholder), text[0] == '\0');
  whin_composer_voice_update (self, blank);
  whin_composer_preview_update (self, text);
  return blank;
}

static void
changed_cb (GtkTextBuffer *buffer, WhinComposer *self)
{
  gboolean blank = show_state (self);

  whin_composer_format_update (self);
  if (self->filling || !self->chat)
    return;
  g_clear_handle_id (&self->draft_timer, g_source_remove);
  self->draft_timer = g_timeout_add (DRAFT_MS, draft_cb, self);
  if (blank)
    end_typing (self);
  else
    tell_typing (self);
  whin_completion_update (self->completion);
}

/* Whether there is nothing at all in it, not even an unfinished word. */
gboolean
whin_composer_is_empty (WhinComposer *self)
{
  return !gtk_text_buffer_get_char_count (whin_composer_buffer (self));
}

/* An unfinished word of an input method is text too: no placeholder behind it. */
static void
preedit_cb (GtkTextView *view, const char *preedit, WhinComposer *self)
{
  g_autofree char *text = whin_composer_dup_text (self);

  gtk_widget_set_visible (GTK_WIDGET (self->placeholder), !text[0] && !preedit[0]);
}

/* -- Keys -- */

static gboolean
sends (WhinComposer *self, GdkModifierType state)
{
  if (state & GDK_CONTROL_MASK)
    return TRUE;
  return !(state & (GDK_SHIFT_MASK | GDK_ALT_MASK)) &&
         g_settings_get_boolean (self->settings, "enter-sends");
}

/* Up edits what was said last, Ctrl+Up and Ctrl+Down choose what to answer, Escape leaves either.
 */
static gboolean
pick (WhinComposer *self, guint key, GdkModifierType state)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  gboolean up = key == GDK_KEY_Up || key == GDK_KEY_KP_Up;
  gboolean down = key == GDK_KEY_Down || key == GDK_KEY_KP_Down;

  if (!self->chat)
    return FALSE;
  if (up && !modifiers && whin_composer_is_empty (self) && !self->edited)
    g_signal_emit (self, signals[EDIT_LAST], 0);
  else if ((up || down) && modifiers == GDK_CONTROL_MASK && !self->edited)
    g_signal_emit (self, signals[PICK_REPLY], 0, up ? -1 : 1);
  else
    return key == GDK_KEY_Escape && !modifiers && whin_composer_leave (self);
  return TRUE;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint key,
                guint code,
                GdkModifierType state,
                WhinComposer *self)
{
  if (whin_completion_key (self->completion, key, state) || pick (self, key, state))
    return GDK_EVENT_STOP;
  if (key != GDK_KEY_Return && key != GDK_KEY_KP_Enter && key != GDK_KEY_ISO_Enter)
    return GDK_EVENT_PROPAGATE;
  /* Not a new line, but who it is, as everywhere in the chat. */
  if (state & GDK_ALT_MASK)
    return gtk_widget_activate_action (GTK_WIDGET (self), "chat.info", NULL);
  /* Enter may finish a word of the input method; then it sends nothing. */
  if (gtk_text_view_im_context_filter_keypress (
          self->text_view,
          gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller))))
    return GDK_EVENT_STOP;
  if (!sends (self, state))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_action (GTK_WIDGET (self), "composer.send", NULL);
  return GDK_EVENT_STOP;
}

gboolean
whin_composer_type (WhinComposer *self, GtkEventControllerKey *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));
  GdkModifierType state = gdk_event_get_modifier_state (event);
  guint32 letter = gdk_keyval_to_unicode (gdk_key_event_get_keyval (event));

  if (!self->chat || whin_recording_bar_is_active (self->recording_bar) || letter <= ' ' ||
      letter == 0x7f ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK)))
    return FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
  return gtk_event_controller_key_forward (controller, GTK_WIDGET (self->text_view));
}

/* -- Actions -- */

void
whin_composer_sent (WhinComposer *self)
{
  whin_composer_forget_context (self);
  g_clear_handle_id (&self->draft_timer, g_source_remove);
  /* The message itself ends the notice at the other end. */
  self->typing_told = 0;
  end_typing (self);
  g_signal_emit (self, signals[SENT], 0);
}

static void
save_edit (WhinComposer *self, const char *text, GArray *mentions)
{
  const MessageRow *row = self->edited;
  MessageName name = { row->conv, row->author, row->id };

  if (!g_str_equal (row->text, text))
    whin_client_edit_message (self->client, &name, text, (const Mention *) mentions->data,
                              mentions->len, self->preview);
  whin_composer_leave (self);
}

static void
send_text (WhinComposer *self, const char *text, GArray *mentions)
{
  const Conv *conv = whin_chat_get_conv (self->chat);
  MessageName name;

  whin_client_send_text_preview (self->client, conv, text, whin_composer_get_quote (self, &name),
                                 (const Mention *) mentions->data, mentions->len, self->preview);
  whin_composer_preview_forget (self);
  whin_composer_forget_mentions (self);
  whin_composer_fill (self, "");
  whin_client_set_draft (self->client, conv, "", NULL);
  whin_composer_sent (self);
}

static void
send_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinComposer *self = WHIN_COMPOSER (widget);
  g_autoptr (GArray) mentions = g_array_new (FALSE, FALSE, sizeof (Mention));
  g_autofree char *text = whin_composer_collect (self, mentions);

  if (whin_composer_send_voice (self))
    return;
  if (!text[0] || !self->chat)
    return;
  if (self->edited)
    save_edit (self, text, mentions);
  else
    send_text (self, text, mentions);
  /* Whatever button was pressed, one writes on. */
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static void
chosen_cb (GObject *dialog, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WhinComposer) self = user_data;
  g_autoptr (GListModel) files =
      gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (dialog), result, NULL);

  if (files)
    g_signal_emit (self, signals[ATTACH_FILES], 0, files);
}

static void
attach_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinComposer *self = WHIN_COMPOSER (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Attach Files"));
  gtk_file_dialog_set_accept_label (dialog, _ ("_Attach"));
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (gtk_widget_get_root (widget)),
                                 self->cancellable, chosen_cb, g_object_ref (self));
}

static void
taken_cb (AdwDialog *camera, GListModel *files, WhinComposer *self)
{
  if (self->chat)
    g_signal_emit (self, signals[ATTACH_FILES], 0, files);
}

static void
camera_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WhinComposer *self = WHIN_COMPOSER (widget);
  g_autofree char *microphone = g_settings_get_string (self->settings, "microphone");
  AdwDialog *camera = whin_camera_new (microphone);

  g_signal_connect_object (camera, "taken", G_CALLBACK (taken_cb), self, G_CONNECT_DEFAULT);
  adw_dialog_present (camera, widget);
}

/* -- Pasting -- */

static void
pasted (GListModel *files, GdkTexture *texture, gpointer owner)
{
  WhinComposer *self = owner;

  if (files && self->chat)
    g_signal_emit (self, signals[ATTACH_FILES], 0, files);
  else if (texture && self->chat)
    g_signal_emit (self, signals[ATTACH_TEXTURE], 0, texture);
}

/* Text is left to the text view. */
static void
paste_clipboard_cb (GtkTextView *view, WhinComposer *self)
{
  if (whin_clipboard_read (GTK_WIDGET (view), self->cancellable, pasted, self))
    g_signal_stop_emission_by_name (view, "paste-clipboard");
}

static gboolean
grab_focus (GtkWidget *widget)
{
  WhinComposer *self = WHIN_COMPOSER (widget);

  if (whin_recording_bar_is_active (self->recording_bar))
    return gtk_widget_grab_focus (GTK_WIDGET (self->recording_bar));
  return gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static void
whin_composer_dispose (GObject *object)
{
  WhinComposer *self = WHIN_COMPOSER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->draft_timer, g_source_remove);
  g_clear_handle_id (&self->typing_timer, g_source_remove);
  whin_composer_voice_dispose (self);
  whin_composer_preview_forget (self);
  g_clear_pointer (&self->completion, whin_completion_free);
  g_clear_object (&self->chat);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), WHIN_TYPE_COMPOSER);
  whin_widget_remove_children (GTK_WIDGET (self));
  G_OBJECT_CLASS (whin_composer_parent_class)->dispose (object);
}

static void
whin_composer_finalize (GObject *object)
{
  WhinComposer *self = WHIN_COMPOSER (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->mentions);
  g_clear_pointer (&self->reply, message_row_unref);
  g_clear_pointer (&self->edited, message_row_unref);
  g_free (self->kept);
  G_OBJECT_CLASS (whin_composer_parent_class)->finalize (object);
}

static void
whin_composer_class_init (WhinComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = whin_composer_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_composer_finalize;
  widget_class->grab_focus = grab_focus;
  signals[SENT] = g_signal_new ("sent", WHIN_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[ATTACH_FILES] = g_signal_new ("attach-files", WHIN_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_LIST_MODEL);
  signals[ATTACH_TEXTURE] = g_signal_new ("attach-texture", WHIN_TYPE_COMPOSER, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, GDK_TYPE_TEXTURE);
  signals[EDIT_LAST] = g_signal_new ("edit-last", WHIN_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
  signals[PICK_REPLY] = g_signal_new ("pick-reply", WHIN_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_install_action (widget_class, "composer.send", NULL, send_action);
  gtk_widget_class_install_action (widget_class, "composer.attach", NULL, attach_action);
  gtk_widget_class_install_action (widget_class, "composer.camera", NULL, camera_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "composer.attach",
                                       NULL);
  gtk_widget_class_set_css_name (widget_class, "composer");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/whinchat/Whinchat/ui/whin-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, WhinComposer, scroller);
  gtk_widget_class_bind_template_child (widget_class, WhinComposer, text_view);
  gtk_widget_class_bind_template_child (widget_class, WhinComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, WhinComposer, entry_stack);
  gtk_widget_class_bind_template_child (widget_class, WhinComposer, end_stack);
  gtk_widget_class_bind_template_child (widget_class, WhinComposer, entry_box);
  gtk_widget_class_bind_template_callback (widget_class, paste_clipboard_cb);
  whin_composer_format_class_init (widget_class);
  whin_composer_context_class_init (widget_class);
  whin_composer_preview_class_init (widget_class);
  whin_composer_picker_class_init (widget_class);
  whin_composer_voice_class_init (widget_class);
}

static void
whin_composer_init (WhinComposer *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->cancellable = g_cancellable_new ();
  self->mentions = g_ptr_array_new ();
  g_type_ensure (WHIN_TYPE_RECORDING_BAR);
  gtk_widget_init_template (GTK_WIDGET (self));
#ifdef WHIN_SPELLING
  whin_spelling_add (self->text_view);
#endif
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_DEFAULT);
  gtk_widget_add_controller (GTK_WIDGET (self->text_view), keys);
  g_signal_connect_object (self->text_view, "preedit-changed", G_CALLBACK (preedit_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (whin_composer_buffer (self), "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_DEFAULT);
  whin_composer_format_init (self);
  whin_composer_complete_init (self);
  whin_composer_voice_init (self);
  show_state (self);
}

void
whin_composer_set_client (WhinComposer *self, WhinClient *client, GSettings *settings)
{
  self->client = g_object_ref (client);
  self->settings = g_object_ref (settings);
  whin_recording_bar_set_client (self->recording_bar, client);
}

void
whin_composer_set_chat (WhinComposer *self, WhinChat *chat)
{
  if (self->chat == chat)
    return;
  save_draft (self);
  whin_composer_put_voice_aside (self);
  end_typing (self);
  whin_completion_hide (self->completion);
  gtk_text_buffer_set_enable_undo (whin_composer_buffer (self), FALSE);
  whin_composer_forget_context (self);
  whin_composer_forget_mentions (self);
  g_set_object (&self->chat, chat);
  whin_composer_fill (self, chat ? whin_chat_get_row (chat)->draft : "");
  if (chat)
    self->wanted =
        (MessageName) { *whin_chat_get_conv (chat), whin_chat_get_row (chat)->draft_author,
                        whin_chat_get_row (chat)->draft_reply };
  gtk_text_buffer_set_enable_undo (whin_composer_buffer (self), TRUE);
  whin_composer_show_context (self);
  whin_composer_take_voice_up (self);
  show_state (self);
}
