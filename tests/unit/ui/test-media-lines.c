/* test-media-lines: lines of so many, none over two months; only the end is made anew.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "whin-media-lines.h"

#define DAY (86400000LL)
#define NOVEMBER (1700049600000LL) /* 2023-11-15 12:00 UTC */

typedef struct {
  GListStore *messages;
  WhinMediaLines *lines;
  GString *changes;
} Fixture;

static void
add (Fixture *f, gint64 time)
{
  g_autoptr (MessageRow) row = message_row_new ();
  g_autoptr (WhinMessage) message = NULL;

  row->time = time;
  row->text = g_strdup ("");
  message = whin_message_new (row);
  g_list_store_append (f->messages, message);
}

static void
changed_cb (GListModel *model, guint at, guint removed, guint added, GString *changes)
{
  g_string_append_printf (changes, "%u-%u+%u ", at, removed, added);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->messages = g_list_store_new (WHIN_TYPE_MESSAGE);
  f->lines = whin_media_lines_new (3);
  f->changes = g_string_new (NULL);
  g_signal_connect (f->lines, "items-changed", G_CALLBACK (changed_cb), f->changes);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->lines);
  g_assert_finalize_object (f->messages);
  g_string_free (f->changes, TRUE);
}

/* How many are in each line, and what was told since. */
static void
check (Fixture *f, const char *lengths, const char *changes)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (f->lines)); i++) {
    g_autoptr (WhinMediaLine) line = g_list_model_get_item (G_LIST_MODEL (f->lines), i);
    guint n = 0;

    while (whin_media_line_get (line, n))
      n++;
    g_string_append_printf (text, "%u ", n);
  }
  g_assert_cmpstr (text->str, ==, lengths);
  g_assert_cmpstr (f->changes->str, ==, changes);
  g_string_truncate (f->changes, 0);
}

static void
test_lines (Fixture *f, gconstpointer data)
{
  whin_media_lines_follow (f->lines, G_LIST_MODEL (f->messages));
  check (f, "", "");
  for (guint i = 0; i < 4; i++)
    add (f, NOVEMBER - i * 1000);
  whin_media_lines_follow (f->lines, G_LIST_MODEL (f->messages));
  check (f, "3 1 ", "0-0+2 ");
  /* The last line had room. */
  add (f, NOVEMBER - 5000);
  whin_media_lines_follow (f->lines, G_LIST_MODEL (f->messages));
  check (f, "3 2 ", "1-1+1 ");
  /* Another month begins a line of its own, and the full one is left alone. */
  add (f, NOVEMBER - 6000);
  whin_media_lines_follow (f->lines, G_LIST_MODEL (f->messages));
  check (f, "3 3 ", "1-1+1 ");
  add (f, NOVEMBER - 30 * DAY);
  whin_media_lines_follow (f->lines, G_LIST_MODEL (f->messages));
  check (f, "3 3 1 ", "2-0+1 ");
}

static void
test_months (Fixture *f, gconstpointer data)
{
  static const guint bounds[][2] = { { 0, 2 }, { 0, 2 }, { 2, 3 } };
  g_autoptr (WhinMediaLine) last = NULL;
  g_autofree char *month = NULL;
  guint start, end;

  for (guint i = 0; i < 4; i++)
    add (f, NOVEMBER);
  add (f, NOVEMBER - 30 * DAY);
  whin_media_lines_follow (f->lines, G_LIST_MODEL (f->messages));
  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++) {
    gtk_section_model_get_section (GTK_SECTION_MODEL (f->lines), i, &start, &end);
    g_assert_cmpuint (start, ==, bounds[i][0]);
    g_assert_cmpuint (end, ==, bounds[i][1]);
  }
  gtk_section_model_get_section (GTK_SECTION_MODEL (f->lines), 3, &start, &end);
  g_assert_cmpuint (start, ==, 3);
  g_assert_cmpuint (end, ==, G_MAXUINT);
  last = g_list_model_get_item (G_LIST_MODEL (f->lines), 2);
  month = whin_media_line_month (last);
  g_assert_cmpstr (month, ==, "October 2023");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/media-lines/lines", Fixture, NULL, set_up, test_lines, tear_down);
  g_test_add ("/media-lines/months", Fixture, NULL, set_up, test_months, tear_down);
  return g_test_run ();
}
