/* row-fixture: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "row-fixture.h"

const WhinMessageView row_fixture_plain = { .own = TRUE,
                                            .first_of_run = TRUE,
                                            .last_of_run = TRUE,
                                            .text = "Hello",
                                            .time = "14:05",
                                            .tick = WHIN_TICK_SENT };

static void
part_cb (WhinMessageRow *row, guint part, const char *detail, RowFixture *f)
{
  f->part = part;
  g_set_str (&f->detail, detail);
  f->activations++;
}

void
row_fixture_settle (RowFixture *f)
{
  wait_for_frames (f->window, 3);
}

void
row_fixture_set_up (RowFixture *f, gconstpointer unused)
{
  f->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (f->window), 500, 500);
  f->row = WHIN_MESSAGE_ROW (g_object_ref_sink (whin_message_row_new ()));
  gtk_widget_set_valign (GTK_WIDGET (f->row), GTK_ALIGN_START);
  g_signal_connect (f->row, "part-activated", G_CALLBACK (part_cb), f);
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->row));
  gtk_window_present (GTK_WINDOW (f->window));
  row_fixture_settle (f);
}

void
row_fixture_tear_down (RowFixture *f, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  g_assert_finalize_object (f->row);
  g_free (f->detail);
}

int
row_fixture_height (RowFixture *f, int width)
{
  int height;
  gtk_widget_measure (GTK_WIDGET (f->row), GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL,
                      NULL);
  return height;
}
