/* composer, inside. whin-composer.c: text, draft, sending, pasting. -format.c: how the text looks
 * while it is written. -complete.c: emoji and people by name. SPDX-License-Identifier:
 * GPL-3.0-or-later */
#pragma once

#include "whin-completion.h"
#include "whin-composer.h"

struct _WhinComposer {
  GtkWidget parent_instance;

  GtkScrolledWindow *scroller;
  GtkTextView *text_view;
  GtkLabel *placeholder;
  GtkRevealer *send_revealer;
  GtkWidget *entry_box;

  WhinClient *client;
  GSettings *settings;
  WhinChat *chat;
  GCancellable *cancellable;
  WhinCompletion *completion;
  guint draft_timer, typing_timer;
  gint64 typing_told;
  gboolean filling;
};

GtkTextBuffer *whin_composer_buffer (WhinComposer *self); /* borrowed */
char *whin_composer_dup_text (WhinComposer *self);

/* whin-composer-format.c */
void whin_composer_format_class_init (GtkWidgetClass *widget_class);
void whin_composer_format_init (WhinComposer *self);
/* After each change. */
void whin_composer_format_update (WhinComposer *self);

/* whin-composer-complete.c */
void whin_composer_complete_init (WhinComposer *self);
