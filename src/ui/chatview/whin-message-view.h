/* Message view: everything a message row needs to draw one item, and nothing about models.
 * The binder fills one on the stack with borrowed pointers; the row copies what it keeps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  WHIN_ROW_MESSAGE,
  WHIN_ROW_DAY,    /* a pill with `text` */
  WHIN_ROW_UNREAD, /* an accent hairline with `text` */
  WHIN_ROW_NOTE,   /* a quiet centred line: "Anna joined" */
  WHIN_ROW_TYPING, /* a small bubble with three dots; `sender` names who types */
} WhinRowKind;

typedef enum {
  WHIN_TICK_NONE, /* messages of others */
  WHIN_TICK_CLOCK,
  WHIN_TICK_SENT,
  WHIN_TICK_DELIVERED,
  WHIN_TICK_READ,
  WHIN_TICK_FAILED,
} WhinTick;

typedef enum {
  WHIN_MEDIA_NONE,
  WHIN_MEDIA_PICTURE,
  WHIN_MEDIA_VIDEO,   /* a picture with a play symbol and `media_label` (its length) */
  WHIN_MEDIA_STICKER, /* a picture without a bubble */
  WHIN_MEDIA_ALBUM,   /* several pictures and videos: `tiles` */
  WHIN_MEDIA_FILE,
  WHIN_MEDIA_CHILD, /* the row's child widget: voice player, link card */
} WhinMediaKind;

typedef enum {
  WHIN_TRANSFER_NONE,    /* complete: the media is here */
  WHIN_TRANSFER_OFFERED, /* not fetched: shows a download symbol */
  WHIN_TRANSFER_RUNNING, /* ring with a stop symbol */
  WHIN_TRANSFER_FAILED,  /* shows a retry symbol */
} WhinTransfer;

typedef struct {
  const char *emoji;
  guint count;
  gboolean own; /* one of them is mine */
} WhinReactionView;

/* Somebody who is called by name in the text. */
typedef struct {
  guint start, end; /* bytes of the text */
  gboolean own;     /* it is oneself */
} WhinMentionView;

/* What a person may do with a message, beside its parts. */
typedef enum {
  WHIN_COMMAND_REPLY,
  WHIN_COMMAND_REACT,
  WHIN_COMMAND_EDIT,
  WHIN_COMMAND_FORWARD,
  WHIN_COMMAND_COPY,
  WHIN_COMMAND_KEEP, /* a sticker, among one's own */
  WHIN_COMMAND_STAR,
  WHIN_COMMAND_PIN,
  WHIN_COMMAND_INFO,
  WHIN_COMMAND_SELECT,
  WHIN_COMMAND_DELETE,
  WHIN_N_COMMANDS,
} WhinCommand;

/* Somebody who has read the message. */
typedef struct {
  const char *name;
  guint colour;          /* as sender_colour */
  GdkPaintable *picture; /* or NULL */
} WhinFaceView;

/* One of an album. */
typedef struct {
  int width, height; /* as media_width and media_height */
  gboolean film;
  GdkPaintable *placeholder, *texture;
  const char *label; /* how long it is, or how much there is to fetch; NULL for nothing */
  WhinTransfer transfer;
  double progress;
  const char *reaction; /* what most people say to it, or NULL */
  gboolean selected;
} WhinTileView;

#define WHIN_MAX_TILES 32
#define WHIN_N_NAME_COLOURS 8
#define WHIN_MAX_REACTIONS 6
#define WHIN_REACTION_MORE "…" /* the last one in place of those that have no room */
#define WHIN_MAX_MENTIONS 16
#define WHIN_MAX_FACES 3

typedef struct {
  WhinRowKind kind;
  gboolean own;
  gboolean first_of_run; /* opens a run of messages by one person */
  gboolean last_of_run;  /* bears the tail (and in groups the avatar) */
  gboolean group;        /* others' bubbles leave a gutter for the avatar */

  const char *sender; /* plain name, for assistive tools and, in groups, above the first of a run */
  guint sender_colour; /* 0 .. WHIN_N_NAME_COLOURS - 1 */
  GdkPaintable *avatar;

  const char *text; /* message text, caption, chip label or note; may be NULL */
  const char *time; /* "14:05", made by the binder in the user's clock format */
  gboolean edited;
  gboolean starred;
  gboolean pinned;
  gboolean forwarded;
  gboolean deleted;   /* `text` says who took it back, dimmed */
  gboolean more;      /* `text` goes on: a button below it shows the rest */
  gboolean expires;   /* goes away by itself: a small clock beside the time */
  gboolean broadcast; /* went to others too, to each by themselves: a horn beside the time */
  WhinTick tick;
  gboolean waiting;   /* could not be opened yet: `text` says so, dimmed, beside a lock */
  const char *action; /* WHIN_ROW_NOTE: a button below the text */
  /* With WHIN_TICK_FAILED: why, in the user's words; NULL for "Not sent". With another tick: what
   * went wrong for some, who can be tried again; NULL for nothing. */
  const char *failure;

  const char *quote_name; /* a quote is shown iff this is set */
  const char *quote_text;
  guint quote_colour;

  WhinMediaKind media;
  gboolean media_below;          /* a child stands below the text */
  gboolean media_line;           /* the last line of a child leaves room for the time at its end */
  int media_width, media_height; /* in pixels, from the message: the row never resizes on load */
  GdkPaintable *placeholder;     /* blurred, any size; shown until `texture` is there */
  GdkPaintable *texture;
  /* Video: "0:42"; picture: how much there is to fetch, "GIF", "Damaged" or NULL; file: "PDF, 1.2
   * MB"; sticker and album: as it is read aloud. */
  const char *media_label;
  const char *file_name;
  const char *content_type; /* chooses the icon of a file */
  WhinTransfer transfer;
  double progress;  /* 0 .. 1, negative while unknown */
  gboolean damaged; /* there is nothing to be seen of the picture, as `media_label` says */

  WhinTileView *tiles; /* borrowed; a copy owns them */
  guint n_tiles;

  WhinReactionView reactions[WHIN_MAX_REACTIONS];
  guint n_reactions;

  WhinMentionView mentions[WHIN_MAX_MENTIONS];
  guint n_mentions;

  WhinFaceView faces[WHIN_MAX_FACES]; /* small, beside one's own bubble; they take no room */
  guint n_faces;
  guint n_readers; /* of whom the faces are some */

  guint commands;     /* of WhinCommand, as bits: what may be done now */
  gboolean selecting; /* messages are being chosen: a check mark is shown beside it */
  gboolean selected;
} WhinMessageView;

/* Deep copy into DEST, which must be zeroed or cleared. Strings are copied, paintables referenced.
 */
void whin_message_view_copy (WhinMessageView *dest, const WhinMessageView *src);

/* Frees what a deep copy owns and zeroes it. */
void whin_message_view_clear (WhinMessageView *copy);

/* Would both rows occupy the same space? True lets a row skip its layout. */
gboolean whin_message_view_same_layout (const WhinMessageView *a, const WhinMessageView *b);
gboolean whin_message_view_same_faces (const WhinMessageView *a, const WhinMessageView *b);

G_END_DECLS
