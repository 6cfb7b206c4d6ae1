/* Message row: sizes that do not change late, parts that can be reached, words for assistive tools,
 * and colours that can be read with every accent. SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-samples.h"
#include "waiting.h"
#include "whin-palette.h"

#include <adwaita.h>
#include <math.h>

typedef struct {
  GtkWidget *window;
  WhinMessageRow *row;
  guint part;
  char *detail;
  guint activations;
} Fixture;

static void
part_cb (WhinMessageRow *row, guint part, const char *detail, Fixture *f)
{
  f->part = part;
  g_set_str (&f->detail, detail);
  f->activations++;
}

static void
settle (Fixture *f)
{
  wait_for_frames (f->window, 3);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (f->window), 500, 500);
  f->row = WHIN_MESSAGE_ROW (g_object_ref_sink (whin_message_row_new ()));
  gtk_widget_set_valign (GTK_WIDGET (f->row), GTK_ALIGN_START);
  g_signal_connect (f->row, "part-activated", G_CALLBACK (part_cb), f);
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->row));
  gtk_window_present (GTK_WINDOW (f->window));
  settle (f);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  g_assert_finalize_object (f->row);
  g_free (f->detail);
}

static int
height_at (Fixture *f, int width)
{
  int height;
  gtk_widget_measure (GTK_WIDGET (f->row), GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL,
                      NULL);
  return height;
}

static const WhinMessageView plain = { .own = TRUE,
                                       .first_of_run = TRUE,
                                       .last_of_run = TRUE,
                                       .text = "Hello",
                                       .time = "14:05",
                                       .tick = WHIN_TICK_SENT };

/* As the text grows: time beside it, time below it, then a second line with the time beside that.
 */
static void
test_time_placement (Fixture *f, gconstpointer unused)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int seen[3], n = 0;
  while (n < 3 && text->len < 200) {
    g_string_append (text, "i ");
    WhinMessageView view = plain;
    view.text = text->str;
    whin_message_row_set_view (f->row, &view);
    int height = height_at (f, 400);
    if (n == 0 || height != seen[n - 1])
      seen[n++] = height;
  }
  g_assert_cmpint (n, ==, 3);
  g_assert_cmpint (seen[0], <, seen[1]);
  g_assert_cmpint (seen[1], <, seen[2]);
  g_assert_cmpint (seen[2] - seen[0], <, 2 * (seen[1] - seen[0]));
}

static void
test_picture_reserves (Fixture *f, gconstpointer unused)
{
  static const struct {
    int w, h, shown_w, shown_h;
  } cases[] = {
    { 1600, 1200, 360, 270 }, { 300, 320, 300, 320 }, { 100, 4000, 11, 420 },
    { 20, 20, 20, 20 },       { 720, 840, 360, 420 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    WhinMessageView view = plain;
    graphene_rect_t bounds;
    view.text = NULL;
    view.media = WHIN_MEDIA_PICTURE;
    view.media_width = cases[i].w;
    view.media_height = cases[i].h;
    view.transfer = WHIN_TRANSFER_RUNNING;
    whin_message_row_set_view (f->row, &view);
    settle (f);
    int before = height_at (f, 500);
    g_assert_true (whin_message_row_get_picture_bounds (f->row, &bounds));
    g_assert_cmpfloat (bounds.size.width, ==, cases[i].shown_w);
    g_assert_cmpfloat (bounds.size.height, ==, cases[i].shown_h);

    g_autoptr (GdkPaintable) texture = sample_texture (40, 30, 1);
    whin_message_row_set_transfer (f->row, WHIN_TRANSFER_RUNNING, 0.5);
    whin_message_row_set_texture (f->row, texture);
    whin_message_row_set_transfer (f->row, WHIN_TRANSFER_NONE, 0);
    whin_message_row_set_tick (f->row, WHIN_TICK_READ);
    settle (f);
    g_assert_cmpint (height_at (f, 500), ==, before);
  }
}

/* Small, at the side of whoever sent it, with the time below it; what it answers stands above. */
static void
test_sticker (Fixture *f, gconstpointer unused)
{
  WhinMessageView view = plain;
  graphene_rect_t picture, whole;
  int height;

  view.text = "";
  view.media = WHIN_MEDIA_STICKER;
  view.media_label = "Sticker 👋";
  view.media_width = 512;
  view.media_height = 256;
  whin_message_row_set_view (f->row, &view);
  settle (f);
  g_assert_true (whin_message_row_get_picture_bounds (f->row, &picture));
  whin_message_row_get_bubble_bounds (f->row, &whole);
  g_assert_cmpfloat (picture.size.width, ==, 160);
  g_assert_cmpfloat (picture.size.height, ==, 80);
  g_assert_cmpfloat (picture.origin.x, >, 250);
  g_assert_cmpfloat (whole.origin.y + whole.size.height, >, picture.origin.y + 80);
  height = height_at (f, 500);

  view.own = FALSE;
  view.group = TRUE;
  view.sender = "Anna";
  view.tick = WHIN_TICK_NONE;
  view.quote_name = "Ben";
  view.quote_text = "Hello";
  view.reactions[view.n_reactions++] = (WhinReactionView) { "👍", 1, FALSE };
  whin_message_row_set_view (f->row, &view);
  settle (f);
  g_assert_true (whin_message_row_get_picture_bounds (f->row, &picture));
  g_assert_cmpfloat (picture.origin.x, <, 100);
  g_assert_cmpint (height_at (f, 500), >, height + 40);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f->row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Anna, 14:05: reply to Ben, Sticker 👋, 1 reaction");

  /* Never enlarged, and narrow enough for a phone. */
  view.media_width = 64;
  view.media_height = 64;
  whin_message_row_set_view (f->row, &view);
  settle (f);
  g_assert_true (whin_message_row_get_picture_bounds (f->row, &picture));
  g_assert_cmpfloat (picture.size.width, ==, 64);
}

static void
test_label (Fixture *f, gconstpointer unused)
{
  WhinMessageView view = plain;
  GtkAccessible *row = GTK_ACCESSIBLE (f->row);
  gtk_test_accessible_assert_role (row, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  whin_message_row_set_view (f->row, &view);
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "You, 14:05: Hello, sent");
  whin_message_row_set_tick (f->row, WHIN_TICK_READ);
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "You, 14:05: Hello, read");
  view = (WhinMessageView) { .sender = "Anna",
                             .text = "Look",
                             .time = "14:06",
                             .media = WHIN_MEDIA_PICTURE,
                             .media_width = 9,
                             .media_height = 9 };
  whin_message_row_set_view (f->row, &view);
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Anna, 14:06: Photo, Look");
  view = (WhinMessageView) { WHIN_ROW_DAY, .text = "Today" };
  whin_message_row_set_view (f->row, &view);
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL, "Today");
}

/* Markers are neither seen, nor read aloud, nor do they take space. */
static void
test_format (Fixture *f, gconstpointer unused)
{
  WhinMessageView view = plain;
  int heaped, formatted;

  view.text = "iii *bold* and https://example.org/ ~x~";
  whin_message_row_set_view (f->row, &view);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f->row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "You, 14:05: iii bold and https://example.org/ x, sent");
  view.text = "*i*\n- i\n> i\n```\ni\n```";
  whin_message_row_set_view (f->row, &view);
  formatted = height_at (f, 400);
  view.text = "i\ni\ni\ni";
  whin_message_row_set_view (f->row, &view);
  g_assert_cmpint (ABS (formatted - height_at (f, 400)), <=, 4);
  /* A heap of marks on a letter is no taller than a few. */
  g_autoptr (GString) heap = g_string_new ("a");
  while (heap->len < 64 * 1024)
    g_string_append (heap, "\u0301");
  gint64 start = g_get_monotonic_time ();
  view.text = heap->str;
  whin_message_row_set_view (f->row, &view);
  heaped = height_at (f, 400);
  settle (f);
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
  g_assert_cmpint (heaped, <, 200);
}

static void
xdotool (Fixture *f, const char *first, ...)
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
  settle (f);
}

static void
focus (Fixture *f)
{
  wait_until (gtk_window_is_active (GTK_WINDOW (f->window)));
  gtk_widget_grab_focus (GTK_WIDGET (f->row));
}

static void
test_failed_by_keyboard (Fixture *f, gconstpointer unused)
{
  WhinMessageView view = plain;
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
test_parts_in_order (Fixture *f, gconstpointer unused)
{
  static const WhinPart expected[] = { WHIN_PART_QUOTE, WHIN_PART_PICTURE,  WHIN_PART_LINK,
                                       WHIN_PART_LINK,  WHIN_PART_REACTION, WHIN_PART_READERS };
  WhinMessageView view = plain;
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
point_at (Fixture *f, double x, double y, char *sx, char *sy)
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
test_note (Fixture *f, gconstpointer unused)
{
  WhinMessageView view = { .kind = WHIN_ROW_NOTE, .text = "Something has changed" };
  char x[16], y[16];
  whin_message_row_set_view (f->row, &view);
  settle (f);
  int height = height_at (f, 500);
  view.action = "Compare";
  whin_message_row_set_view (f->row, &view);
  settle (f);
  g_assert_cmpint (height_at (f, 500), >, height + 16);
  focus (f);
  xdotool (f, "key", "Return", NULL);
  wait_until (f->activations == 1);
  g_assert_cmpuint (f->part, ==, WHIN_PART_ACTION);
  g_autofree char *id = window_id ();
  point_at (f, gtk_widget_get_width (GTK_WIDGET (f->row)) / 2.0, height_at (f, 500) - 14, x, y);
  xdotool (f, "mousemove", "--window", id, x, y, "click", "1", NULL);
  wait_until (f->activations == 2);
  g_assert_cmpuint (f->part, ==, WHIN_PART_ACTION);
}

/* What cannot be opened yet leaves room for its lock, on the side where the text begins. */
static void
test_waiting (Fixture *f, gconstpointer unused)
{
  static const char *const texts[] = { "Waiting for this message. This may take a while.", "שלום" };
  for (GtkTextDirection dir = GTK_TEXT_DIR_LTR; dir <= GTK_TEXT_DIR_RTL; dir++) {
    gtk_widget_set_direction (GTK_WIDGET (f->row), dir);
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
      WhinMessageView view = plain;
      view.own = FALSE;
      view.tick = WHIN_TICK_NONE;
      view.text = texts[i];
      whin_message_row_set_view (f->row, &view);
      settle (f);
      int height = height_at (f, 500), narrow = height_at (f, 220);
      view.waiting = TRUE;
      whin_message_row_set_view (f->row, &view);
      settle (f);
      g_assert_cmpint (height_at (f, 500), ==, height);
      g_assert_cmpint (height_at (f, 220), >=, narrow);
      g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (f->row)), ==, height);
    }
  }
}

static gboolean
nothing_selected (Fixture *f)
{
  g_autofree char *text = whin_message_row_dup_selection (f->row);
  return text == NULL;
}

static void
test_selects (Fixture *f, gconstpointer unused)
{
  WhinMessageView view = plain;
  char x[16], y[16], x2[16];
  view.own = FALSE;
  view.text = "wonderful whinchats";
  whin_message_row_set_view (f->row, &view);
  focus (f);
  settle (f);
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
test_link_by_pointer (Fixture *f, gconstpointer unused)
{
  WhinMessageView view = plain;
  char x[16], y[16];
  view.own = FALSE;
  view.text = "https://example.org/birds";
  whin_message_row_set_view (f->row, &view);
  focus (f);
  settle (f);
  g_autofree char *id = window_id ();
  point_at (f, 60, 28, x, y);
  xdotool (f, "mousemove", "--window", id, x, y, "click", "1", NULL);
  wait_until (f->activations == 1);
  g_assert_cmpuint (f->part, ==, WHIN_PART_LINK);
  g_assert_cmpstr (f->detail, ==, "https://example.org/birds");
}

static void
test_child (Fixture *f, gconstpointer unused)
{
  WhinMessageView view = plain;
  view.text = NULL;
  view.media = WHIN_MEDIA_CHILD;
  whin_message_row_set_view (f->row, &view);
  int before = height_at (f, 500);
  GtkWidget *child = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_size_request (child, 220, 90);
  whin_message_row_set_child (f->row, child);
  settle (f);
  g_assert_cmpint (height_at (f, 500), ==, before + 90);
  g_assert_cmpint (gtk_widget_get_width (child), ==, 220);
  g_object_add_weak_pointer (G_OBJECT (child), (gpointer *) &child);
  whin_message_row_set_view (f->row, &plain);
  g_assert_null (child);
}

static void
test_lets_go (Fixture *f, gconstpointer unused)
{
  GdkPaintable *texture = sample_texture (8, 8, 1);
  WhinMessageView view = plain;
  view.media = WHIN_MEDIA_PICTURE;
  view.media_width = view.media_height = 8;
  view.texture = texture;
  whin_message_row_set_view (f->row, &view);
  settle (f);
  whin_message_row_highlight (f->row);
  whin_message_row_set_view (f->row, NULL);
  settle (f);
  g_assert_finalize_object (texture);
}

static void
test_directions (Fixture *f, gconstpointer unused)
{
  static const char *const texts[] = { "Hello", "שלום", "Hello\nשלום", "" };
  for (GtkTextDirection dir = GTK_TEXT_DIR_LTR; dir <= GTK_TEXT_DIR_RTL; dir++) {
    gtk_widget_set_direction (GTK_WIDGET (f->row), dir);
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
      WhinMessageView view = plain;
      view.text = texts[i];
      view.quote_name = "שרה";
      view.quote_text = texts[i];
      whin_message_row_set_view (f->row, &view);
      settle (f);
      g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (f->row)), ==, height_at (f, 500));
    }
  }
}

/* Contrast, WCAG 2 */

static double
linear (double c)
{
  return c <= 0.03928 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
luminance (const GdkRGBA *c)
{
  return 0.2126 * linear (c->red) + 0.7152 * linear (c->green) + 0.0722 * linear (c->blue);
}

static GdkRGBA
over (const GdkRGBA *top, const GdkRGBA *below)
{
  double a = top->alpha;
  return (GdkRGBA) { top->red * a + below->red * (1 - a), top->green * a + below->green * (1 - a),
                     top->blue * a + below->blue * (1 - a), 1 };
}

static void
assert_contrast (WhinPalette *palette, WhinInk ink, WhinInk ground, double floor, const char *where)
{
  const GdkRGBA *text = whin_palette_get (palette, WHIN_INK_TEXT);
  GdkRGBA page = luminance (text) > 0.5 ? (GdkRGBA) { 0, 0, 0, 1 } : (GdkRGBA) { 1, 1, 1, 1 };
  GdkRGBA below = *whin_palette_get (palette, ground), above;
  g_assert_cmpfloat (below.alpha, >, 0.95);
  below = over (&below, &page);
  above = over (whin_palette_get (palette, ink), &below);
  double a = luminance (&above), b = luminance (&below),
         ratio = (MAX (a, b) + 0.05) / (MIN (a, b) + 0.05);
  g_test_message ("%s: ink %d on %d: %.2f", where, ink, ground, ratio);
  g_assert_cmpfloat (ratio, >=, floor);
}

static const char *const accents[] = { "blue", "teal", "green",  "yellow", "orange",
                                       "red",  "pink", "purple", "slate" };

static void
test_contrast (Fixture *f, gconstpointer unused)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  WhinPalette *palette = whin_palette_new ();
  GtkWidget *frame = adw_bin_new ();
  adw_bin_set_child (ADW_BIN (frame), GTK_WIDGET (palette));
  gtk_window_set_child (GTK_WINDOW (f->window), frame);
  for (int dark = 0; dark < 2; dark++) {
    adw_style_manager_set_color_scheme (manager, dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                      : ADW_COLOR_SCHEME_FORCE_LIGHT);
    for (guint i = 0; i < G_N_ELEMENTS (accents); i++) {
      /* As the style manager defines it for an accent chosen in the settings */
      GdkRGBA accent, standalone;
      adw_accent_color_to_rgba (i, &accent);
      adw_accent_color_to_standalone_rgba (i, dark, &standalone);
      g_autofree char *bg = gdk_rgba_to_string (&accent), *fg = gdk_rgba_to_string (&standalone);
      g_autofree char *css =
          g_strdup_printf (":root { --accent-bg-color: %s; --accent-color: %s; }", bg, fg);
      g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
      gtk_css_provider_load_from_string (provider, css);
      gtk_style_context_add_provider_for_display (gtk_widget_get_display (frame),
                                                  GTK_STYLE_PROVIDER (provider), 900);
      settle (f);
      for (WhinInk ground = WHIN_INK_FILL_OWN; ground <= WHIN_INK_FILL_OTHER; ground++) {
        assert_contrast (palette, WHIN_INK_TEXT, ground, 7, accents[i]);
        assert_contrast (palette, WHIN_INK_DIM, ground, 4.5, accents[i]);
        assert_contrast (palette, WHIN_INK_LINK, ground, 4.5, accents[i]);
        assert_contrast (palette, WHIN_INK_ERROR, ground, 4.5, accents[i]);
        assert_contrast (palette, WHIN_INK_ACCENT, ground, 3, accents[i]); /* ticks */
      }
      for (int name = WHIN_INK_NAME_0; name <= WHIN_INK_NAME_7; name++) {
        assert_contrast (palette, name, WHIN_INK_FILL_OTHER, 4.5, accents[i]);
        assert_contrast (palette, name, WHIN_INK_FILL_OWN, 4.5, accents[i]); /* in quotes */
        assert_contrast (palette, name, WHIN_INK_CHIP, 4.5, accents[i]);     /* above a sticker */
      }
      assert_contrast (palette, WHIN_INK_CHIP_TEXT, WHIN_INK_CHIP, 4.5, accents[i]);
      assert_contrast (palette, WHIN_INK_ACCENT, WHIN_INK_CHIP, 3, accents[i]); /* ticks */
      gtk_style_context_remove_provider_for_display (gtk_widget_get_display (frame),
                                                     GTK_STYLE_PROVIDER (provider));
    }
  }
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define ROW(name, function)                                                                        \
  g_test_add ("/message-row/" name, Fixture, NULL, set_up, function, tear_down)
  ROW ("time-placement", test_time_placement);
  ROW ("picture-reserves", test_picture_reserves);
  ROW ("sticker", test_sticker);
  ROW ("label", test_label);
  ROW ("format", test_format);
  ROW ("failed-by-keyboard", test_failed_by_keyboard);
  ROW ("note", test_note);
  ROW ("waiting", test_waiting);
  ROW ("parts-in-order", test_parts_in_order);
  ROW ("selects", test_selects);
  ROW ("link-by-pointer", test_link_by_pointer);
  ROW ("child", test_child);
  ROW ("lets-go", test_lets_go);
  ROW ("directions", test_directions);
  ROW ("contrast", test_contrast);
  return g_test_run ();
}
