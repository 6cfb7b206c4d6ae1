/* composer, inside. whin-composer.c: text, draft, sending, pasting. -format.c: how the text looks
 * while it is written. -complete.c: emoji and people by name. -context.c: what is answered or
 * edited. -mentions.c: who is called by name. -picker.c: emoji and stickers. -preview.c: the page
 * that a link leads to. -voice.c: recording. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#pragma once

#include "whin-completion.h"
#include "whin-composer.h"
#include "whin-mention.h"
#include "whin-recording-bar.h"

struct _WhinComposer {
  GtkWidget parent_instance;

  GtkScrolledWindow *scroller;
  GtkTextView *text_view;
  GtkLabel *placeholder;
  GtkWidget *entry_box, *record_button;
  GtkStack *entry_stack, *end_stack;
  WhinRecordingBar *recording_bar;

  WhinClient *client;
  GSettings *settings;
  WhinChat *chat;
  GCancellable *cancellable;
  WhinCompletion *completion;
  GPtrArray *mentions; /* of GtkTextTag, one for each */

  GtkRevealer *preview_revealer;
  GtkLabel *preview_title, *preview_host;
  char *preview_url; /* the page that is asked, or that preview is of */
  LinkPreview *preview;
  GCancellable *preview_asked;
  guint preview_timer;
  gboolean preview_dropped; /* a person wants none */

  GtkRevealer *context_revealer;
  GtkImage *context_icon;
  GtkLabel *context_title, *context_text;
  GtkMenuButton *attach_button;
  GtkButton *send_button;
  MessageRow *reply;  /* what is answered, or NULL */
  MessageRow *edited; /* what is edited, or NULL */
  char *kept;         /* the text from before the edit */
  MessageName wanted; /* a draft answers it, and it is not here yet */
  guint draft_timer, typing_timer, recording_timer;
  gint64 typing_told;
  gboolean filling;

  GHashTable *kept_notes; /* conv text to VoiceNote: recordings that were not sent */
  guint hold_timer;
  gboolean holding; /* the button is pressed; what is recorded is sent when it is let go */
};

GtkTextBuffer *whin_composer_buffer (WhinComposer *self); /* borrowed */
char *whin_composer_dup_text (WhinComposer *self);

/* whin-composer-format.c */
void whin_composer_format_class_init (GtkWidgetClass *widget_class);
void whin_composer_format_init (WhinComposer *self);
/* After each change. */
void whin_composer_format_update (WhinComposer *self);

/* whin-composer-context.c */
void whin_composer_context_class_init (GtkWidgetClass *widget_class);
/* The message that is answered; NULL for none. Borrowed. */
const MessageName *whin_composer_get_quote (WhinComposer *self, MessageName *name);
void whin_composer_show_context (WhinComposer *self);
/* After sending, or for another chat: nothing is answered any more. */
void whin_composer_forget_context (WhinComposer *self);

/* whin-composer-mentions.c */
/* The text to send without the spaces around it, and in MENTIONS (of Mention) who is in it. */
char *whin_composer_collect (WhinComposer *self, GArray *mentions);
void whin_composer_insert_mention (WhinComposer *self, const Id *acc, GtkTextIter *start);
/* Marks those of a text that was just put in. */
void whin_composer_mark_mentions (WhinComposer *self, const WhinNamed *named);
void whin_composer_forget_mentions (WhinComposer *self);

/* whin-composer-picker.c */
void whin_composer_picker_class_init (GtkWidgetClass *widget_class);

/* whin-composer-preview.c */
void whin_composer_preview_class_init (GtkWidgetClass *widget_class);
/* The text is this now. */
void whin_composer_preview_update (WhinComposer *self, const char *text);
void whin_composer_preview_forget (WhinComposer *self);

/* whin-composer-voice.c */
void whin_composer_voice_class_init (GtkWidgetClass *widget_class);
void whin_composer_voice_init (WhinComposer *self);
void whin_composer_voice_dispose (WhinComposer *self);
/* The chat changes: what was being recorded in it is kept, what was in the new one comes back. */
void whin_composer_put_voice_aside (WhinComposer *self);
void whin_composer_take_voice_up (WhinComposer *self);
/* Which button stands at the end. blank: there is no text. */
void whin_composer_voice_update (WhinComposer *self, gboolean blank);
/* TRUE when there was a recording, which is on its way then. */
gboolean whin_composer_send_voice (WhinComposer *self);
/* Something went out: nothing is answered any more, and the chat follows. */
void whin_composer_sent (WhinComposer *self);

void whin_composer_fill (WhinComposer *self, const char *text);

/* whin-composer-complete.c */
void whin_composer_complete_init (WhinComposer *self);
