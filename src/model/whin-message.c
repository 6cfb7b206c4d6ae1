/* message: wraps the newest MessageRow; the timeline tells it where it stands in its run.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-message.h"

struct _WhinMessage {
  GObject parent_instance;

  MessageRow *row;
  GPtrArray *folded; /* of MessageRow, or NULL */
  GPtrArray *album;  /* of WhinMessage, or NULL */
  WhinMessage *head; /* weak: whose album it is in; NULL: its own, or none */
  gint64 time;
  int day;
  WhinItem item;
  guint first_of_run : 1;
  guint last_of_run : 1;
};

G_DEFINE_FINAL_TYPE (WhinMessage, whin_message, G_TYPE_OBJECT)

static guint changed_signal;

static int
day_of (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time / 1000);

  if (!date)
    return 0;
  return g_date_time_get_year (date) * 10000 + g_date_time_get_month (date) * 100 +
         g_date_time_get_day_of_month (date);
}

static void
set_time (WhinMessage *self, gint64 time)
{
  if (self->day && self->time == time)
    return;
  self->time = time;
  self->day = day_of (time);
}

static void
part_changed_cb (WhinMessage *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
leave_album (WhinMessage *self)
{
  for (guint i = 0; self->album && i < self->album->len; i++) {
    WhinMessage *part = self->album->pdata[i];

    if (part == self)
      continue;
    g_signal_handlers_disconnect_by_func (part, part_changed_cb, self);
    if (part->head == self)
      g_clear_weak_pointer (&part->head);
  }
}

/* It holds itself there. */
static void
free_album (GPtrArray *album, WhinMessage *self)
{
  for (guint i = 0; album && i < album->len; i++)
    if (album->pdata[i] != self)
      g_object_unref (album->pdata[i]);
  g_clear_pointer (&album, g_ptr_array_unref);
}

static void
whin_message_dispose (GObject *object)
{
  WhinMessage *self = WHIN_MESSAGE (object);

  leave_album (self);
  free_album (g_steal_pointer (&self->album), self);
  g_clear_weak_pointer (&self->head);
  G_OBJECT_CLASS (whin_message_parent_class)->dispose (object);
}

static void
whin_message_finalize (GObject *object)
{
  WhinMessage *self = WHIN_MESSAGE (object);

  g_clear_pointer (&self->row, message_row_unref);
  g_clear_pointer (&self->folded, g_ptr_array_unref);
  G_OBJECT_CLASS (whin_message_parent_class)->finalize (object);
}

static void
whin_message_class_init (WhinMessageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = whin_message_dispose;
  G_OBJECT_CLASS (klass)->finalize = whin_message_finalize;
  changed_signal = g_signal_new ("changed", WHIN_TYPE_MESSAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
whin_message_init (WhinMessage *self)
{
  self->first_of_run = self->last_of_run = TRUE;
}

WhinMessage *
whin_message_new (const MessageRow *row)
{
  WhinMessage *self = g_object_new (WHIN_TYPE_MESSAGE, NULL);

  self->row = message_row_ref (row);
  set_time (self, row->time);
  return self;
}

WhinMessage *
whin_message_new_day (gint64 time)
{
  WhinMessage *self = g_object_new (WHIN_TYPE_MESSAGE, NULL);

  self->item = WHIN_ITEM_DAY;
  set_time (self, time);
  return self;
}

WhinMessage *
whin_message_new_unread (void)
{
  WhinMessage *self = g_object_new (WHIN_TYPE_MESSAGE, NULL);

  self->item = WHIN_ITEM_UNREAD;
  return self;
}

WhinItem
whin_message_get_item (WhinMessage *self)
{
  return self->item;
}

const MessageRow *
whin_message_get_row (WhinMessage *self)
{
  return self->row;
}

gint64
whin_message_get_time (WhinMessage *self)
{
  return self->time;
}

int
whin_message_get_day (WhinMessage *self)
{
  return self->day;
}

gboolean
whin_message_is_first_of_run (WhinMessage *self)
{
  return self->first_of_run;
}

gboolean
whin_message_is_last_of_run (WhinMessage *self)
{
  return self->last_of_run;
}

MessageName
whin_message_get_name (WhinMessage *self)
{
  return (MessageName) { self->row->conv, self->row->author, self->row->id };
}

void
whin_message_set_row (WhinMessage *self, const MessageRow *row)
{
  if (row == self->row)
    return;
  message_row_unref (self->row);
  self->row = message_row_ref (row);
  set_time (self, row->time);
  g_signal_emit (self, changed_signal, 0);
}

void
whin_message_set_run (WhinMessage *self, gboolean first, gboolean last)
{
  if (self->first_of_run == first && self->last_of_run == last)
    return;
  self->first_of_run = first;
  self->last_of_run = last;
  g_signal_emit (self, changed_signal, 0);
}

const GPtrArray *
whin_message_get_folded (WhinMessage *self)
{
  return self->folded;
}

static gboolean
same_rows (const GPtrArray *a, const GPtrArray *b)
{
  if (a == NULL || b == NULL || a->len != b->len)
    return a == b;
  for (guint i = 0; i < a->len; i++)
    if (a->pdata[i] != b->pdata[i])
      return FALSE;
  return TRUE;
}

void
whin_message_set_folded (WhinMessage *self, GPtrArray *rows)
{
  if (same_rows (self->folded, rows))
    return;
  g_clear_pointer (&self->folded, g_ptr_array_unref);
  self->folded = rows ? g_ptr_array_ref (rows) : NULL;
  g_signal_emit (self, changed_signal, 0);
}

const GPtrArray *
whin_message_get_album (WhinMessage *self)
{
  return self->album;
}

WhinMessage *
whin_message_get_head (WhinMessage *self)
{
  return self->head ? self->head : self;
}

gint64
whin_message_get_last_ord (WhinMessage *self)
{
  WhinMessage *last = self->album ? self->album->pdata[self->album->len - 1] : self;

  return last->row->ord;
}

static void
join_album (WhinMessage *self)
{
  for (guint i = 0; i < self->album->len; i++) {
    WhinMessage *part = self->album->pdata[i];

    if (part == self)
      continue;
    g_object_ref (part);
    g_set_weak_pointer (&part->head, self);
    g_signal_connect_object (part, "changed", G_CALLBACK (part_changed_cb), self,
                             G_CONNECT_SWAPPED);
  }
}

void
whin_message_set_album (WhinMessage *self, GPtrArray *messages)
{
  GPtrArray *before = self->album;

  if (messages)
    g_clear_weak_pointer (&self->head);
  if (same_rows (before, messages))
    return;
  leave_album (self);
  self->album = NULL;
  if (messages) {
    self->album = g_ptr_array_new ();
    g_ptr_array_extend (self->album, messages, NULL, NULL);
    join_album (self);
  }
  free_album (before, self);
  g_signal_emit (self, changed_signal, 0);
}
