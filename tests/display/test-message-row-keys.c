/* Message row, by keyboard and pointer: its parts can be reached, its text can be selected.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "row-fixture.h"

#include <adwaita.h>

static void
xdotool (RowFixture *f, const char *first, ...)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  va_list more;
  g_ptr_array_add (args, (char *) "xdotool");
  va_start (more, first);
  for (const char *arg = first; arg; arg = va_arg (more, const char *))
    g_ptr_array_add (args, (char *) arg);
  va_end (more);
  g_ptr_array_add (args, NULL);
  g_autoptr (GSubprocess) process = g_subprocess_newv ((const char *const *) args->pdata,
                                                       G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  row_fixture_settle (f);
}

static void
focus (RowFixture *f)
{
  wait_until (gtk_window_is_active (GTK_WINDOW (f->window)));
  gtk_widget_grab_focus (GTK_WIDGET (f->row));
}

static void
test_failed_by_keyboard (RowFixture *f, gconstpointer unused)
{
  WhinMessageView view = row_fixture_plain;
  view.tick = WHIN_TICK_FAILED;
  whin_message_row_set_view (f->row, &view);
  focus (f);
  xdotool (f, "key", "Return", NULL); /* the main part */
  wait_until (f->activations == 1);
  g_assert_cmpuint (f->part, ==, WHIN_PART_RETRY);
  xdotool (f, "key", "Right", "Right", "Return", NULL);
  wait_until (f->activations == 2);
  g_assert_cmpuint (f->part, ==, WHIN_PART_DISCARD);
  xdotool (f, "key", "Left", "Return", NULL);
  wait_until (f->activations == 3);
  g_assert_cmpuint (f->part, ==, WHIN_PART_RETRY);
}

static void
test_parts_in_order (RowFixture *f, gconstpointer unused)
{
  static const WhinPart expected[] = { WHIN_PART_QUOTE, WHIN_PART_PICTURE,  WHIN_PART_LINK,
                                       WHIN_PART_LINK,  WHIN_PART_REACTION, WHIN_PART_READERS };
  WhinMessageView view = row_fixture_plain;
  view.quote_name = "Anna";
  view.quote_text = "Where?";
  view.media = WHIN_MEDIA_PICTURE;
  view.media_width = view.media_height = 200;
  view.text = "https://example.org and www.example.com";
  view.reactions[0] = (WhinReactionView) { "👍", 1, FALSE };
  view.n_reactions = 1;
  view.faces[0] = (WhinFaceView) { "Ben", 1, NULL };
  view.n_faces = view.n_readers = 1;
  whin_message_row_set_view (f->row, &view);
  focus (f);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    xdotool (f, "key", "Right", "Return", NULL);
    wait_until (f->activations == i + 1);
    g_assert_cmpuint (f->part, ==, expected[i]);
    if (f->part == WHIN_PART_REACTION)
      g_assert_cmpstr (f->detail, ==, "👍");
  }
}

/* Screen coordinates of a point in the row */
static void
point_at (RowFixture *f, double x, double y, char *sx, char *sy)
{
  graphene_point_t at;
  double surface_x, surface_y;
  g_assert_true (
      gtk_widget_compute_point (GTK_WIDGET (f->row), f->window, &GRAPHENE_POINT_INIT (x, y), &at));
  gtk_native_get_surface_transform (GTK_NATIVE (f->window), &surface_x, &surface_y);
  g_snprintf (sx, 16, "%d", (int) (at.x + surface_x));
  g_snprintf (sy, 16, "%d", (int) (at.y + surface_y));
}

static char *
window_id (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "xdotool", "getactivewindow", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, NULL));
  return g_strdup (g_strstrip (out));
}

/* A note is text only, unless something can be done about it. */
static void
test_note (RowFixture *f, gconstpointer unused)
{
  WhinMessageView view = { .kind = WHIN_ROW_NOTE, .text = "Something has changed" };
  char x[16], y[16];
  whin_message_row_set_view (f->row, &view);
  row_fixture_settle (f);
  int height = row_fixture_height (f, 500);
  view.action = "Compare";
  whin_message_row_set_view (f->row, &view);
  row_fixture_settle (f);
  g_assert_cmpint (row_fixture_height (f, 500), >, height + 16);
  focus (f);
  xdotool (f, "key", "Return", NULL);
  wait_until (f->activations == 1);
  g_assert_cmpuint (f->part, ==, WHIN_PART_ACTION);
  g_autofree char *id = window_id ();
  point_at (f, gtk_widget_get_width (GTK_WIDGET (f->row)) / 2.0, row_fixture_height (f, 500) - 14,
            x, y);
  xdotool (f, "mousemove", "--window", id, x, y, "click", "1", NULL);
  wait_until (f->activations == 2);
  g_assert_cmpuint (f->part, ==, WHIN_PART_ACTION);
}

/* What cannot be opened yet leaves room for its lock, on the side where the text begins. */
static void
test_waiting (RowFixture *f, gconstpointer unused)
{
  static const char *const texts[] = { "Waiting for this message. This may take a while.", "שלום" };
  for (GtkTextDirection dir = GTK_TEXT_DIR_LTR; dir <= GTK_TEXT_DIR_RTL; dir++) {
    gtk_widget_set_direction (GTK_WIDGET (f->row), dir);
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
      WhinMessageView view = row_fixture_plain;
      view.own = FALSE;
      view.tick = WHIN_TICK_NONE;
      view.text = texts[i];
      whin_message_row_set_view (f->row, &view);
      row_fixture_settle (f);
      int height = row_fixture_height (f, 500), narrow = row_fixture_height (f, 220);
      view.waiting = TRUE;
      whin_message_row_set_view (f->row, &view);
      row_fixture_settle (f);
      g_assert_cmpint (row_fixture_height (f, 500), ==, height);
      g_assert_cmpint (row_fixture_height (f, 220), >=, narrow);
      g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (f->row)), ==, height);
    }
  }
}

static gboolean
nothing_selected (RowFixture *f)
{
  g_autofree char *text = whin_message_row_dup_selection (f->row);
  return text == NULL;
}

static void
test_selects (RowFixture *f, gconstpointer unused)
{
  WhinMessageView view = row_fixture_plain;
  char x[16], y[16], x2[16];
  view.own = FALSE;
  view.text = "wonderful whinchats";
  whin_message_row_set_view (f->row, &view);
  focus (f);
  row_fixture_settle (f);
  g_autofree char *id = window_id ();
  point_at (f, 40, 28, x, y);
  xdotool (f, "mousemove", "--window", id, x, y, "click", "--repeat", "2", "--delay", "40", "1",
           NULL);
  g_autofree char *word = NULL;
  wait_until ((word = whin_message_row_dup_selection (f->row)) != NULL);
  g_assert_cmpstr (word, ==, "wonderful");

  point_at (f, 400, 28, x, y);
  xdotool (f, "mousemove", "--window", id, x, y, "sleep", "0.6", "click", "1", NULL);
  wait_until (nothing_selected (f));

  point_at (f, 20, 28, x, y);
  point_at (f, 300, 28, x2, y);
  xdotool (f, "mousemove", "--window", id, x, y, "sleep", "0.6", "mousedown", "1", "mousemove",
           "--window", id, "60", y, "mousemove", "--window", id, x2, y, "mouseup", "1", NULL);
  g_autofree char *all = NULL;
  wait_until ((all = whin_message_row_dup_selection (f->row)) != NULL);
  g_assert_true (g_str_has_suffix (all, "whinchats"));
  g_assert_cmpuint (f->activations, ==, 0);

  /* Copies, and goes when the row shows something else. */
  xdotool (f, "key", "ctrl+a", "ctrl+c", NULL);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (f->row));
  wait_until (gdk_clipboard_is_local (clipboard));
  GValue value = G_VALUE_INIT;
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (
      gdk_content_provider_get_value (gdk_clipboard_get_content (clipboard), &value, NULL));
  g_assert_cmpstr (g_value_get_string (&value), ==, "wonderful whinchats");
  g_value_unset (&value);
  view.text = "other";
  whin_message_row_set_view (f->row, &view);
  g_assert_null (whin_message_row_dup_selection (f->row));
}

static void
test_link_by_pointer (RowFixture *f, gconstpointer unused)
{
  WhinMessageView view = row_fixture_plain;
  char x[16], y[16];
  view.own = FALSE;
  view.text = "https://example.org/birds";
  whin_message_row_set_view (f->row, &view);
  focus (f);
  row_fixture_settle (f);
  g_autofree char *id = window_id ();
  point_at (f, 60, 28, x, y);
  xdotool (f, "mousemove", "--window", id, x, y, "click", "1", NULL);
  wait_until (f->activations == 1);
  g_assert_cmpuint (f->part, ==, WHIN_PART_LINK);
  g_assert_cmpstr (f->detail, ==, "https://example.org/birds");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ROW_TEST ("failed-by-keyboard", test_failed_by_keyboard);
  ROW_TEST ("note", test_note);
  ROW_TEST ("waiting", test_waiting);
  ROW_TEST ("parts-in-order", test_parts_in_order);
  ROW_TEST ("selects", test_selects);
  ROW_TEST ("link-by-pointer", test_link_by_pointer);
  return g_test_run ();
}
