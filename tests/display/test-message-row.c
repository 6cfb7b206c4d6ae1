/* Message row: sizes that do not change late, words for assistive tools, and colours that can be
 * read with every accent. SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-samples.h"
#include "row-fixture.h"
#include "whin-palette.h"

#include <adwaita.h>
#include <math.h>

/* As the text grows: time beside it, time below it, then a second line with the time beside that.
 */
static void
test_time_placement (RowFixture *f, gconstpointer unused)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int seen[3], n = 0;
  while (n < 3 && text->len < 200) {
    g_string_append (text, "i ");
    WhinMessageView view = row_fixture_plain;
    view.text = text->str;
    whin_message_row_set_view (f->row, &view);
    int height = row_fixture_height (f, 400);
    if (n == 0 || height != seen[n - 1])
      seen[n++] = height;
  }
  g_assert_cmpint (n, ==, 3);
  g_assert_cmpint (seen[0], <, seen[1]);
  g_assert_cmpint (seen[1], <, seen[2]);
  g_assert_cmpint (seen[2] - seen[0], <, 2 * (seen[1] - seen[0]));
}

static void
test_picture_reserves (RowFixture *f, gconstpointer unused)
{
  static const struct {
    int w, h, shown_w, shown_h;
  } cases[] = {
    { 1600, 1200, 360, 270 }, { 300, 320, 300, 320 }, { 100, 4000, 11, 420 },
    { 20, 20, 20, 20 },       { 720, 840, 360, 420 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    WhinMessageView view = row_fixture_plain;
    graphene_rect_t bounds;
    view.text = NULL;
    view.media = WHIN_MEDIA_PICTURE;
    view.media_width = cases[i].w;
    view.media_height = cases[i].h;
    view.transfer = WHIN_TRANSFER_RUNNING;
    whin_message_row_set_view (f->row, &view);
    row_fixture_settle (f);
    int before = row_fixture_height (f, 500);
    g_assert_true (whin_message_row_get_picture_bounds (f->row, &bounds));
    g_assert_cmpfloat (bounds.size.width, ==, cases[i].shown_w);
    g_assert_cmpfloat (bounds.size.height, ==, cases[i].shown_h);

    g_autoptr (GdkPaintable) texture = sample_texture (40, 30, 1);
    whin_message_row_set_transfer (f->row, WHIN_TRANSFER_RUNNING, 0.5);
    whin_message_row_set_texture (f->row, texture);
    whin_message_row_set_transfer (f->row, WHIN_TRANSFER_NONE, 0);
    whin_message_row_set_tick (f->row, WHIN_TICK_READ);
    row_fixture_settle (f);
    g_assert_cmpint (row_fixture_height (f, 500), ==, before);
  }
}

/* Small, at the side of whoever sent it, with the time below it; what it answers stands above. */
static void
test_sticker (RowFixture *f, gconstpointer unused)
{
  WhinMessageView view = row_fixture_plain;
  graphene_rect_t picture, whole;
  int height;

  view.text = "";
  view.media = WHIN_MEDIA_STICKER;
  view.media_label = "Sticker 👋";
  view.media_width = 512;
  view.media_height = 256;
  whin_message_row_set_view (f->row, &view);
  row_fixture_settle (f);
  g_assert_true (whin_message_row_get_picture_bounds (f->row, &picture));
  whin_message_row_get_bubble_bounds (f->row, &whole);
  g_assert_cmpfloat (picture.size.width, ==, 160);
  g_assert_cmpfloat (picture.size.height, ==, 80);
  g_assert_cmpfloat (picture.origin.x, >, 250);
  g_assert_cmpfloat (whole.origin.y + whole.size.height, >, picture.origin.y + 80);
  height = row_fixture_height (f, 500);

  view.own = FALSE;
  view.group = TRUE;
  view.sender = "Anna";
  view.tick = WHIN_TICK_NONE;
  view.quote_name = "Ben";
  view.quote_text = "Hello";
  view.reactions[view.n_reactions++] = (WhinReactionView) { "👍", 1, FALSE };
  whin_message_row_set_view (f->row, &view);
  row_fixture_settle (f);
  g_assert_true (whin_message_row_get_picture_bounds (f->row, &picture));
  g_assert_cmpfloat (picture.origin.x, <, 100);
  g_assert_cmpint (row_fixture_height (f, 500), >, height + 40);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f->row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Anna, 14:05: reply to Ben, Sticker 👋, 1 reaction");

  /* Never enlarged, and narrow enough for a phone. */
  view.media_width = 64;
  view.media_height = 64;
  whin_message_row_set_view (f->row, &view);
  row_fixture_settle (f);
  g_assert_true (whin_message_row_get_picture_bounds (f->row, &picture));
  g_assert_cmpfloat (picture.size.width, ==, 64);
}

static void
test_label (RowFixture *f, gconstpointer unused)
{
  WhinMessageView view = row_fixture_plain;
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
test_format (RowFixture *f, gconstpointer unused)
{
  WhinMessageView view = row_fixture_plain;
  int heaped, formatted;

  view.text = "iii *bold* and https://example.org/ ~x~";
  whin_message_row_set_view (f->row, &view);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f->row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "You, 14:05: iii bold and https://example.org/ x, sent");
  view.text = "*i*\n- i\n> i\n```\ni\n```";
  whin_message_row_set_view (f->row, &view);
  formatted = row_fixture_height (f, 400);
  view.text = "i\ni\ni\ni";
  whin_message_row_set_view (f->row, &view);
  g_assert_cmpint (ABS (formatted - row_fixture_height (f, 400)), <=, 4);
  /* A heap of marks on a letter is no taller than a few. */
  g_autoptr (GString) heap = g_string_new ("a");
  while (heap->len < 64 * 1024)
    g_string_append (heap, "\u0301");
  view.text = heap->str;
  whin_message_row_set_view (f->row, &view);
  heaped = row_fixture_height (f, 400);
  row_fixture_settle (f);
  g_assert_cmpint (heaped, <, 200);
}

static void
test_child (RowFixture *f, gconstpointer unused)
{
  WhinMessageView view = row_fixture_plain;
  view.text = NULL;
  view.media = WHIN_MEDIA_CHILD;
  whin_message_row_set_view (f->row, &view);
  int before = row_fixture_height (f, 500);
  GtkWidget *child = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_size_request (child, 220, 90);
  whin_message_row_set_child (f->row, child);
  row_fixture_settle (f);
  g_assert_cmpint (row_fixture_height (f, 500), ==, before + 90);
  g_assert_cmpint (gtk_widget_get_width (child), ==, 220);
  g_object_add_weak_pointer (G_OBJECT (child), (gpointer *) &child);
  whin_message_row_set_view (f->row, &row_fixture_plain);
  g_assert_null (child);
}

static void
test_lets_go (RowFixture *f, gconstpointer unused)
{
  GdkPaintable *texture = sample_texture (8, 8, 1);
  WhinMessageView view = row_fixture_plain;
  view.media = WHIN_MEDIA_PICTURE;
  view.media_width = view.media_height = 8;
  view.texture = texture;
  whin_message_row_set_view (f->row, &view);
  row_fixture_settle (f);
  whin_message_row_highlight (f->row);
  whin_message_row_set_view (f->row, NULL);
  row_fixture_settle (f);
  g_assert_finalize_object (texture);
}

static void
test_directions (RowFixture *f, gconstpointer unused)
{
  static const char *const texts[] = { "Hello", "שלום", "Hello\nשלום", "" };
  for (GtkTextDirection dir = GTK_TEXT_DIR_LTR; dir <= GTK_TEXT_DIR_RTL; dir++) {
    gtk_widget_set_direction (GTK_WIDGET (f->row), dir);
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
      WhinMessageView view = row_fixture_plain;
      view.text = texts[i];
      view.quote_name = "שרה";
      view.quote_text = texts[i];
      whin_message_row_set_view (f->row, &view);
      row_fixture_settle (f);
      g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (f->row)), ==,
                       row_fixture_height (f, 500));
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
test_contrast (RowFixture *f, gconstpointer unused)
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
      row_fixture_settle (f);
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
  ROW_TEST ("time-placement", test_time_placement);
  ROW_TEST ("picture-reserves", test_picture_reserves);
  ROW_TEST ("sticker", test_sticker);
  ROW_TEST ("label", test_label);
  ROW_TEST ("format", test_format);
  ROW_TEST ("child", test_child);
  ROW_TEST ("lets-go", test_lets_go);
  ROW_TEST ("directions", test_directions);
  ROW_TEST ("contrast", test_contrast);
  return g_test_run ();
}
