/* sticker: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-sticker.h"

#include "whin-emoji.h"
#include "whin-pictures.h"

#include <glib/gi18n.h>

#define RECENT_MAX 24
#define FOUND_MAX 200
#define LOADING "whin-loading"
#define SIDE "whin-side"

struct _WhinSticker {
  GObject parent_instance;
  StickerRow *row;
};

G_DEFINE_FINAL_TYPE (WhinSticker, whin_sticker, G_TYPE_OBJECT)

static void
whin_sticker_finalize (GObject *object)
{
  sticker_row_unref (WHIN_STICKER (object)->row);
  G_OBJECT_CLASS (whin_sticker_parent_class)->finalize (object);
}

static void
whin_sticker_class_init (WhinStickerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = whin_sticker_finalize;
}

static void
whin_sticker_init (WhinSticker *self)
{
}

WhinSticker *
whin_sticker_new (const StickerRow *row)
{
  WhinSticker *self = g_object_new (WHIN_TYPE_STICKER, NULL);

  self->row = sticker_row_ref (row);
  return self;
}

const StickerRow *
whin_sticker_get_row (WhinSticker *self)
{
  return self->row;
}

const char *
whin_sticker_pack_name (const StickerPackRow *pack)
{
  if (pack->name[0])
    return pack->name;
  /* Translators: "Whinchat" is the name of the program, and of the bird on its stickers */
  return id_is_none (&pack->id) ? _ ("My Stickers") : _ ("Whinchat");
}

/* -- Its picture -- */

static void
stop (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  g_object_unref (cancellable);
}

static void
loaded_cb (GdkTexture *texture, gpointer picture)
{
  gtk_picture_set_paintable (picture, GDK_PAINTABLE (texture));
}

GtkWidget *
whin_sticker_picture_new (int side)
{
  GtkWidget *picture = gtk_picture_new ();

  gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
  gtk_picture_set_content_fit (GTK_PICTURE (picture), GTK_CONTENT_FIT_SCALE_DOWN);
  gtk_widget_set_size_request (picture, side, side);
  gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_accessible_update_state (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  g_object_set_data (G_OBJECT (picture), SIDE, GINT_TO_POINTER (side));
  return picture;
}

void
whin_sticker_picture_set (GtkWidget *picture, const MediaFile *file)
{
  int side = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (picture), SIDE)) *
             gtk_widget_get_scale_factor (picture);
  GdkTexture *known = file ? whin_pictures_peek (file, side, side) : NULL;
  GCancellable *cancellable = file && !known ? g_cancellable_new () : NULL;

  g_object_set_data_full (G_OBJECT (picture), LOADING, cancellable, cancellable ? stop : NULL);
  gtk_picture_set_paintable (GTK_PICTURE (picture), GDK_PAINTABLE (known));
  if (cancellable)
    whin_pictures_load (file, side, side, cancellable, loaded_cb, picture);
}

/* -- Some of them -- */

static void
append (GListStore *list, const StickerRow *row)
{
  g_autoptr (WhinSticker) sticker = whin_sticker_new (row);

  g_list_store_append (list, sticker);
}

static int
by_use (gconstpointer a, gconstpointer b)
{
  const StickerRow *one = *(StickerRow *const *) a, *other = *(StickerRow *const *) b;

  return (one->used < other->used) - (one->used > other->used);
}

typedef gboolean (*Wanted) (const StickerRow *row, gconstpointer data);

/* Borrowed rows. */
static GPtrArray *
filter (const GPtrArray *packs, Wanted wanted, gconstpointer data)
{
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; i < packs->len; i++) {
    const StickerPackRow *pack = packs->pdata[i];

    for (guint k = 0; k < pack->stickers->len; k++)
      if (wanted (pack->stickers->pdata[k], data))
        g_ptr_array_add (rows, pack->stickers->pdata[k]);
  }
  return rows;
}

static gboolean
was_used (const StickerRow *row, gconstpointer unused)
{
  return row->used > 0;
}

void
whin_sticker_list_recent (GListStore *list, const GPtrArray *packs)
{
  g_autoptr (GPtrArray) rows = filter (packs, was_used, NULL);

  g_ptr_array_sort (rows, by_use);
  for (guint i = 0; i < rows->len && i < RECENT_MAX; i++)
    append (list, rows->pdata[i]);
}

/* One emoji is written with and without a sign that it is to be a picture. */
static const char *
skip_sign (const char *at)
{
  static const char sign[] = "\xef\xb8\x8f";

  while (g_str_has_prefix (at, sign))
    at += sizeof sign - 1;
  return at;
}

static gboolean
same_emoji (const char *a, const char *b)
{
  for (a = skip_sign (a), b = skip_sign (b); *a && *a == *b;
       a = skip_sign (a + 1), b = skip_sign (b + 1))
    ;
  return *a == *b;
}

typedef struct {
  WhinEmoji emoji[FOUND_MAX];
  guint n;
} Found;

static gboolean
is_found (const StickerRow *row, gconstpointer data)
{
  const Found *found = data;

  for (guint i = 0; i < found->n; i++)
    if (same_emoji (row->emoji, found->emoji[i].emoji))
      return TRUE;
  return FALSE;
}

void
whin_sticker_list_found (GListStore *list, const GPtrArray *packs, const char *typed)
{
  g_autofree Found *found = g_new (Found, 1);
  g_autoptr (GPtrArray) rows = NULL;

  found->n = whin_emoji_find (typed, found->emoji, FOUND_MAX);
  rows = filter (packs, is_found, found);
  for (guint i = 0; i < rows->len; i++)
    append (list, rows->pdata[i]);
}
