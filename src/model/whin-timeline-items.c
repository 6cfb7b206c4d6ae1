/* timeline items: puts day chips and the unread divider between messages, folds notices that follow
 * each other into one, and the messages of an album, groups runs, and announces only what is
 * different from before. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-timeline-private.h"

#include "limits.h"
#include "whin-splice.h"

#define RUN_MS (4 * 60 * 1000)

static gboolean
is_note (const MessageRow *row)
{
  return MESSAGE_KIND_IS_NOTICE (row->kind);
}

static gboolean
same_run (WhinMessage *a, WhinMessage *b)
{
  const MessageRow *first = whin_message_get_row (a), *second = whin_message_get_row (b);

  return id_equal (&first->author, &second->author) && !is_note (first) && !is_note (second) &&
         whin_message_get_day (a) == whin_message_get_day (b) &&
         ABS (second->time - first->time) <= RUN_MS && first->state != STATE_FAILED;
}

static gboolean
divides (WhinTimeline *self, const MessageRow *row)
{
  return self->unread_ord && row->ord >= self->unread_ord && !row->own;
}

/* One sentence can say both: who was added by somebody, who was removed, who left. */
static gboolean
folds (WhinMessage *a, WhinMessage *b)
{
  const MessageRow *first = whin_message_get_row (a), *second = whin_message_get_row (b);

  if (first->kind != second->kind || whin_message_get_day (a) != whin_message_get_day (b))
    return FALSE;
  if (first->kind == MESSAGE_GROUP_LEFT)
    return !first->own && !second->own;
  return (first->kind == MESSAGE_GROUP_ADDED || first->kind == MESSAGE_GROUP_REMOVED) &&
         id_equal (&first->author, &second->author);
}

/* message takes the place of the one before it, and what that stood for. */
static void
fold (GPtrArray *items, WhinMessage *message, GPtrArray **folded)
{
  WhinMessage *before = items->pdata[items->len - 1];

  if (!*folded) {
    *folded = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);
    g_ptr_array_add (*folded, message_row_ref (whin_message_get_row (before)));
  }
  g_ptr_array_add (*folded, message_row_ref (whin_message_get_row (message)));
  g_ptr_array_set_size (items, (int) items->len - 1);
}

static void
end_fold (WhinMessage *last, GPtrArray **folded)
{
  if (last)
    whin_message_set_folded (last, *folded);
  g_clear_pointer (folded, g_ptr_array_unref);
}

/* -- Albums -- */

static gboolean
is_tile (const MessageRow *row)
{
  const Media *media = row->media;

  return media && !id_is_none (&media->album.id) && !media->sticker && row->once == ONCE_NOT &&
         media->width > 0 && media->height > 0 &&
         (row->kind == MESSAGE_PICTURE || row->kind == MESSAGE_FILE);
}

static gboolean
same_album (WhinMessage *a, WhinMessage *b)
{
  const MessageRow *first = whin_message_get_row (a), *second = whin_message_get_row (b);

  return is_tile (first) && is_tile (second) && id_equal (&first->author, &second->author) &&
         id_equal (&first->media->album.id, &second->media->album.id);
}

/* The one that was an item before, so that it keeps its place in the view; else the first. */
static WhinMessage *
head_of (GPtrArray *album, GHashTable *before)
{
  for (guint i = 0; i < album->len; i++)
    if (g_hash_table_contains (before, album->pdata[i]))
      return album->pdata[i];
  return album->pdata[0];
}

/* The item before N is the first message of the album that ends there; of one is none. */
static void
end_album (GPtrArray *items, guint n, GPtrArray **album, GHashTable *before)
{
  WhinMessage *head;

  if (!*album)
    return;
  head = head_of (*album, before);
  if ((*album)->len == 1) {
    whin_message_set_album (head, NULL);
  } else {
    for (guint i = 0; i < (*album)->len; i++)
      if ((*album)->pdata[i] != head)
        whin_message_set_album ((*album)->pdata[i], NULL);
    whin_message_set_album (head, *album);
    g_object_unref (items->pdata[n - 1]);
    items->pdata[n - 1] = g_object_ref (head);
  }
  g_clear_pointer (album, g_ptr_array_unref);
}

static gboolean
goes_on (GPtrArray *album, WhinMessage *message)
{
  return album && album->len < LIMIT_ALBUM_MAX &&
         same_album (album->pdata[album->len - 1], message);
}

static GHashTable *
collect_items (GPtrArray *items)
{
  GHashTable *before = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < items->len; i++)
    g_hash_table_add (before, items->pdata[i]);
  return before;
}

/* -- Items -- */

/* The chip of that day made before, so that it keeps its place in the view. */
static WhinMessage *
take_chip (GHashTable *chips, WhinMessage *message)
{
  gpointer chip;

  if (g_hash_table_lookup_extended (chips, GINT_TO_POINTER (whin_message_get_day (message)), NULL,
                                    &chip))
    return g_object_ref (chip);
  return whin_message_new_day (whin_message_get_time (message));
}

static GHashTable *
collect_chips (GPtrArray *items)
{
  GHashTable *chips = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < items->len; i++) {
    WhinMessage *item = items->pdata[i];

    if (whin_message_get_item (item) == WHIN_ITEM_DAY)
      g_hash_table_insert (chips, GINT_TO_POINTER (whin_message_get_day (item)), item);
  }
  return chips;
}

static GPtrArray *
build_items (WhinTimeline *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) chips = collect_chips (self->items);
  g_autoptr (GHashTable) before = collect_items (self->items);
  GPtrArray *album = NULL;  /* that the last item begins */
  GPtrArray *folded = NULL; /* of `last` */
  WhinMessage *last = NULL;
  gboolean divided = FALSE;
  int day = 0;

  for (guint i = 0; i < self->messages->len; i++) {
    WhinMessage *message = self->messages->pdata[i];
    guint n = items->len;

    /* Clocks of several devices may step back over midnight: a chip only ever announces a later
     * day. */
    if (whin_message_get_day (message) > day) {
      day = whin_message_get_day (message);
      g_ptr_array_add (items, take_chip (chips, message));
    }
    if (!divided && divides (self, whin_message_get_row (message))) {
      divided = TRUE;
      g_ptr_array_add (items, g_object_ref (self->divider));
    }
    if (items->len == n && goes_on (album, message)) {
      g_ptr_array_add (album, message);
      last = message;
      continue;
    }
    end_album (items, n, &album, before);
    if (last && items->len == n && folds (last, message))
      fold (items, message, &folded);
    else
      end_fold (last, &folded);
    g_ptr_array_add (items, g_object_ref (message));
    album = g_ptr_array_new ();
    g_ptr_array_add (album, message);
    last = message;
  }
  end_fold (last, &folded);
  end_album (items, items->len, &album, before);
  return items;
}

static WhinMessage *
message_at (GPtrArray *items, guint position)
{
  WhinMessage *item = position < items->len ? items->pdata[position] : NULL;

  return item && whin_message_get_item (item) == WHIN_ITEM_MESSAGE ? item : NULL;
}

static void
group_runs (GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++) {
    WhinMessage *message = message_at (items, i);
    WhinMessage *before = i > 0 ? message_at (items, i - 1) : NULL;
    WhinMessage *after = message_at (items, i + 1);

    if (message)
      whin_message_set_run (message, !before || !same_run (before, message),
                            !after || !same_run (message, after));
  }
}

void
whin_timeline_compose (WhinTimeline *self)
{
  g_autoptr (GPtrArray) items = build_items (self);

  whin_splice (G_LIST_MODEL (self), self->items, items);
  /* After the change: rows that only lose their tail are told by `changed`, new ones are bound
   * already. */
  group_runs (self->items);
}
