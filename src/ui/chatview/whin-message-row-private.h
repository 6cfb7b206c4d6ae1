/* Message row, inside: what layout, drawing and input share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "whin-format-text.h"
#include "whin-message-row.h"
#include "whin-palette.h"
#include "whin-text-scan.h"

#include <adwaita.h>

typedef enum {
  WHIN_SLOT_TEXT,
  WHIN_SLOT_TIME,
  WHIN_SLOT_SENDER,
  WHIN_SLOT_QUOTE_NAME,
  WHIN_SLOT_QUOTE_TEXT,
  WHIN_SLOT_FILE_NAME,
  WHIN_SLOT_LABEL, /* of the media */
  WHIN_SLOT_FAILURE,
  WHIN_SLOT_RETRY,
  WHIN_SLOT_DISCARD,
  WHIN_SLOT_ACTION,
  WHIN_SLOT_MORE,
  WHIN_SLOT_FORWARDED,
  WHIN_SLOT_INITIAL, /* of an avatar without picture */
  WHIN_SLOT_MORE_FACES,
  WHIN_SLOT_FACE_0, /* the initial of one */
  WHIN_SLOT_REACTION_0 = WHIN_SLOT_FACE_0 + WHIN_MAX_FACES,
  WHIN_N_SLOTS = WHIN_SLOT_REACTION_0 + WHIN_MAX_REACTIONS,
} WhinSlot;

typedef GdkRectangle Rect;

/* Where everything is, in widget coordinates; empty rectangles are not there. */
typedef struct {
  int width, height;
  Rect bubble, sender, quote, media, text, time, avatar;
  Rect failure, retry, discard, action, lock, more, forwarded, check;
  Rect reactions[WHIN_MAX_REACTIONS];
  Rect readers; /* around what follows */
  Rect faces[WHIN_MAX_FACES], more_faces;
  Rect tiles[WHIN_MAX_TILES]; /* from the start of `media` */
  int text_shift;             /* from text.x to the layout's own origin */
  gboolean bare;              /* no bubble: large emoji, stickers */
  gboolean pill;              /* … with the time on a pill of its own */
  gboolean over_media;        /* the time lies on the picture */
} WhinGeometry;

#define WHIN_MAX_PARTS 64

typedef struct {
  WhinPart part;
  Rect rect;
  const char *detail; /* borrowed from the view or the links */
} WhinHit;

struct _WhinMessageRow {
  GtkWidget parent_instance;

  WhinMessageView view;
  gboolean filled;
  PangoLayout *layouts[WHIN_N_SLOTS];
  gboolean stale[WHIN_N_SLOTS]; /* the text in it is of an earlier view */
  char *shown;                  /* the text without its markers; NULL when it has none */
  GArray *spans;                /* of WhinSpan, in the text as shown; or NULL */
  GArray *links;                /* in the text as shown */
  WhinMentionView mentions[WHIN_MAX_MENTIONS]; /* the view's, in the text as shown */
  guint commands;                              /* whose actions are enabled */
  guint n_emoji;
  WhinGeometry geometry;
  gboolean laid_out;

  WhinPalette *palette; /* the chat view's; own_palette outside of one */
  WhinPalette *own_palette;
  gulong palette_changed;
  guint link_serial; /* palette serial baked into the text's attributes */

  GtkWidget *child;
  GtkIconPaintable *icon;

  int select_from, select_to; /* bytes of the text; equal when nothing is selected */
  int word_from, word_to;     /* the unit a double click started with */
  gboolean selecting;
  WhinHit pressed;
  int focus_part; /* index into the parts, -1 for the row itself */
  guint n_parts;
  WhinHit parts[WHIN_MAX_PARTS];
  gboolean parts_known;

  AdwAnimation *glow;
  double glow_alpha;
  guint typing_tick;
  int typing_phase;
};

/* whin-message-layout.c */
int whin_message_layout (WhinMessageRow *self, int width); /* returns the height */

/* whin-message-slots.c */
PangoLayout *whin_message_slot (WhinMessageRow *self, WhinSlot slot);
void whin_message_slot_size (WhinMessageRow *self, WhinSlot slot, int *width, int *height);
void whin_message_fit_line (WhinMessageRow *self,
                            WhinSlot slot,
                            PangoEllipsizeMode cut,
                            int max,
                            int *width,
                            int *height);
void whin_message_align (WhinMessageRow *self, PangoLayout *layout);

/* whin-message-parts.c */
void whin_message_list_parts (WhinMessageRow *self);

/* whin-message-tiles.c: places the tiles in that width; returns the height of all. */
int whin_message_place_tiles (const WhinMessageView *view, int width, Rect *tiles);
/* In widget coordinates. */
Rect whin_message_tile (WhinMessageRow *self, guint i);
/* The number of the tile, as detail of a part. */
const char *whin_message_tile_name (guint i);

/* whin-message-words.c: text is that of the view, as shown. */
char *whin_message_label (const WhinMessageView *view, const char *text); /* (transfer full) */

/* whin-message-format.c */
void whin_message_read_text (WhinMessageRow *self);
const char *whin_message_text (WhinMessageRow *self); /* as shown; may be NULL */
void whin_message_add_format (WhinMessageRow *self, PangoAttrList *list);
void whin_message_draw_format (WhinMessageRow *self, GtkSnapshot *snapshot, int y);

/* whin-message-draw.c */
void whin_message_draw (WhinMessageRow *self, GtkSnapshot *snapshot);

/* whin-message-input.c */
void whin_message_input_class_init (GtkWidgetClass *klass);
void whin_message_input_init (WhinMessageRow *self);
void whin_message_unselect (WhinMessageRow *self);

/* whin-message-commands.c */
void whin_message_commands_class_init (GtkWidgetClass *klass);
void whin_message_commands_init (WhinMessageRow *self);
void whin_message_commands_update (WhinMessageRow *self);

/* whin-message-row.c */
void whin_message_command (WhinMessageRow *self, WhinCommand command);
WhinPalette *whin_message_palette (WhinMessageRow *self);
void whin_message_activate (WhinMessageRow *self, const WhinHit *hit);
