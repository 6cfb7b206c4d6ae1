/* media lines: see the header. SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-media-lines.h"

#include <glib/gi18n.h>

struct _WhinMediaLine {
  GObject parent_instance;

  GPtrArray *messages; /* of WhinMessage */
};

G_DEFINE_FINAL_TYPE (WhinMediaLine, whin_media_line, G_TYPE_OBJECT)

struct _WhinMediaLines {
  GObject parent_instance;

  guint columns;
  GPtrArray *lines; /* of WhinMediaLine */
  guint taken;      /* messages */
};

/* -- A line -- */

static void
line_finalize (GObject *object)
{
  g_ptr_array_unref (WHIN_MEDIA_LINE (object)->messages);
  G_OBJECT_CLASS (whin_media_line_parent_class)->finalize (object);
}

static void
whin_media_line_class_init (WhinMediaLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = line_finalize;
}

static void
whin_media_line_init (WhinMediaLine *self)
{
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
}

static int
month_of (WhinMediaLine *self)
{
  return whin_message_get_day (self->messages->pdata[0]) / 100;
}

WhinMessage *
whin_media_line_get (WhinMediaLine *self, guint i)
{
  return i < self->messages->len ? self->messages->pdata[i] : NULL;
}

char *
whin_media_month (int month)
{
  g_autoptr (GDateTime) time =
      g_date_time_new_local (month / 100, CLAMP (month % 100, 1, 12), 1, 0, 0, 0);

  /* TRANSLATORS: a month as the heading of what was sent in it, as strftime formats it */
  return time ? g_date_time_format (time, C_ ("month", "%OB %Y")) : g_strdup ("");
}

char *
whin_media_line_month (WhinMediaLine *self)
{
  return whin_media_month (month_of (self));
}

/* -- All of them -- */

static GType
get_item_type (GListModel *model)
{
  return WHIN_TYPE_MEDIA_LINE;
}

static guint
get_n_items (GListModel *model)
{
  return WHIN_MEDIA_LINES (model)->lines->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  WhinMediaLines *self = WHIN_MEDIA_LINES (model);

  return position < self->lines->len ? g_object_ref (self->lines->pdata[position]) : NULL;
}

static void
model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
get_section (GtkSectionModel *model, guint position, guint *start, guint *end)
{
  WhinMediaLines *self = WHIN_MEDIA_LINES (model);
  int month;

  if (position >= self->lines->len) {
    *start = self->lines->len;
    *end = G_MAXUINT;
    return;
  }
  month = month_of (self->lines->pdata[position]);
  *start = position;
  *end = position + 1;
  while (*start > 0 && month_of (self->lines->pdata[*start - 1]) == month)
    (*start)--;
  while (*end < self->lines->len && month_of (self->lines->pdata[*end]) == month)
    (*end)++;
}

static void
section_init (GtkSectionModelInterface *iface)
{
  iface->get_section = get_section;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WhinMediaLines,
                               whin_media_lines,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SECTION_MODEL, section_init))

static void
lines_finalize (GObject *object)
{
  g_ptr_array_unref (WHIN_MEDIA_LINES (object)->lines);
  G_OBJECT_CLASS (whin_media_lines_parent_class)->finalize (object);
}

static void
whin_media_lines_class_init (WhinMediaLinesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lines_finalize;
}

static void
whin_media_lines_init (WhinMediaLines *self)
{
  self->lines = g_ptr_array_new_with_free_func (g_object_unref);
}

WhinMediaLines *
whin_media_lines_new (guint columns)
{
  WhinMediaLines *self = g_object_new (WHIN_TYPE_MEDIA_LINES, NULL);

  self->columns = columns;
  return self;
}

static void
append (WhinMediaLines *self, WhinMessage *message)
{
  WhinMediaLine *last = self->lines->len ? self->lines->pdata[self->lines->len - 1] : NULL;

  if (!last || last->messages->len == self->columns ||
      month_of (last) != whin_message_get_day (message) / 100) {
    last = g_object_new (WHIN_TYPE_MEDIA_LINE, NULL);
    g_ptr_array_add (self->lines, last);
  }
  g_ptr_array_add (last->messages, g_object_ref (message));
}

/* The last line may have had room: it is made anew. */
static guint
open_last (WhinMediaLines *self, GPtrArray *messages)
{
  WhinMediaLine *last = self->lines->len ? self->lines->pdata[self->lines->len - 1] : NULL;

  if (!last || last->messages->len == self->columns)
    return 0;
  g_ptr_array_extend (messages, last->messages, (GCopyFunc) (void *) g_object_ref, NULL);
  g_ptr_array_set_size (self->lines, (int) self->lines->len - 1);
  return 1;
}

void
whin_media_lines_follow (WhinMediaLines *self, GListModel *messages)
{
  g_autoptr (GPtrArray) more = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (messages), removed, before;

  if (n <= self->taken)
    return;
  removed = open_last (self, more);
  before = self->lines->len;
  for (guint i = self->taken; i < n; i++)
    g_ptr_array_add (more, g_list_model_get_item (messages, i));
  for (guint i = 0; i < more->len; i++)
    append (self, more->pdata[i]);
  self->taken = n;
  g_list_model_items_changed (G_LIST_MODEL (self), before, removed, self->lines->len - before);
}
