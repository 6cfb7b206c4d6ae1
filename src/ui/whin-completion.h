/* completion: suggestions over a text view for the word that is being typed behind ":" or "@".
 * Arrows choose, Tab and Enter take, Escape closes. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"
#include "media-file.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define WHIN_MAX_SUGGESTIONS 6

typedef struct {
  char *label;       /* owned */
  char *glyph;       /* owned; shown in front, or NULL for an avatar */
  MediaFile *avatar; /* owned; or NULL */
  Id acc;            /* whom it stands for, if anybody */
} WhinSuggestion;

void whin_suggestion_clear (WhinSuggestion *suggestion);

typedef struct _WhinCompletion WhinCompletion;

/* Adds to SUGGESTIONS (of WhinSuggestion), at most WHIN_MAX_SUGGESTIONS, what goes with TYPED. */
typedef void (*WhinCompletionSource) (char sign,
                                      const char *typed,
                                      GArray *suggestions,
                                      gpointer user_data);
/* Puts the suggestion in place of what is between the places; the sign is between them. */
typedef void (*WhinCompletionTake) (const WhinSuggestion *suggestion,
                                    GtkTextIter *start,
                                    GtkTextIter *end,
                                    gpointer user_data);

/* PARENT holds the popover, and the view; both outlive the completion. */
WhinCompletion *whin_completion_new (GtkWidget *parent,
                                     GtkTextView *view,
                                     WhinCompletionSource source,
                                     WhinCompletionTake take,
                                     gpointer user_data);
void whin_completion_free (WhinCompletion *self);

/* After somebody typed. */
void whin_completion_update (WhinCompletion *self);
void whin_completion_hide (WhinCompletion *self);
/* A key, before the text gets it. TRUE when it was for the suggestions. */
gboolean whin_completion_key (WhinCompletion *self, guint key, GdkModifierType state);

G_END_DECLS
