/* test-sticker: what a sticker says of itself, and what is one at all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "row-content.h"

#include "codec.h"
#include "limits.h"

#include <string.h>

#define MEDIA                                                                                      \
  "{\"k\":\"media\",\"obj\":\"ICEiIyQlJicoKSorLC0uLw\",\"mime\":\"image/png\",\"size\":%d,"        \
  "\"w\":%d,\"h\":%d,%s"                                                                           \
  "\"key\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\","                                       \
  "\"sha256\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\",\"sticker\":%s}"

static Content *
decode (int size, int width, int height, const char *more, const char *sticker)
{
  g_autofree char *json = g_strdup_printf (MEDIA, size, width, height, more, sticker);
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));

  return content_decode (bytes, NULL);
}

static Sticker *
say (const char *json)
{
  g_autoptr (Content) content = decode (5, 9, 9, "", json);

  g_assert_nonnull (content);
  return row_content_sticker (content->media.sticker);
}

static void
test_label (void)
{
  g_autoptr (Sticker) whole = say ("{\"emoji\":\"👋\",\"pack\":\"cHFyc3R1dnd4eXp7fH1-fw\","
                                   "\"name\":\" Two\\nlines\\u202e \",\"later\":[1]}");
  g_autoptr (Sticker) nothing = say ("{}");
  g_autoptr (Sticker) words = say ("{\"emoji\":\"hello\",\"name\":\"of no pack\"}");

  g_assert_cmpstr (whole->emoji, ==, "👋");
  g_assert_cmpstr (whole->name, ==, "Two lines");
  g_assert_false (id_is_none (&whole->pack));
  g_assert_cmpstr (nothing->emoji, ==, "");
  g_assert_cmpstr (nothing->name, ==, "");
  g_assert_cmpstr (words->emoji, ==, "");
  g_assert_cmpstr (words->name, ==, "");
}

/* What is past a limit is no content at all. */
static void
test_limits (void)
{
  g_autofree char *name = g_strnfill (LIMIT_NAME_MAX + 1, 'n');
  g_autofree char *emoji = g_strnfill (LIMIT_REACTION_MAX + 1, 'e');
  g_autofree char *long_name =
      g_strdup_printf ("{\"pack\":\"cHFyc3R1dnd4eXp7fH1-fw\",\"name\":\"%s\"}", name);
  g_autofree char *long_emoji = g_strdup_printf ("{\"emoji\":\"%s\"}", emoji);
  const char *wrong[] = { long_name,      long_emoji, "true", "[]", "{\"pack\":\"short\"}",
                          "{\"emoji\":5}" };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_null (decode (5, 9, 9, "", wrong[i]));
}

static void
test_which (void)
{
  static const struct {
    int size, width, height;
    const char *more;
    gboolean is;
  } cases[] = {
    { LIMIT_STICKER_BYTES, LIMIT_STICKER_SIDE, LIMIT_STICKER_SIDE, "", TRUE },
    { 1, 1, 1, "\"text\":\"\",", TRUE },
    { LIMIT_STICKER_BYTES + 1, 9, 9, "", FALSE },
    { 5, LIMIT_STICKER_SIDE + 1, 9, "", FALSE },
    { 5, 9, LIMIT_STICKER_SIDE + 1, "", FALSE },
    { 5, 0, 9, "", FALSE },
    { 5, 9, 9, "\"text\":\"look\",", FALSE },
    { 5, 9, 9, "\"file\":true,", FALSE },
    { 5, 9, 9, "\"once\":true,", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Content) content =
        decode (cases[i].size, cases[i].width, cases[i].height, cases[i].more, "{}");

    g_assert_nonnull (content);
    g_assert_cmpint (row_content_is_sticker (&content->media), ==, cases[i].is);
    content->media.sticker = (g_free (content->media.sticker), NULL);
    g_assert_false (row_content_is_sticker (&content->media));
  }
}

/* Out into a content, and kept as a text. */
static void
test_round_trip (void)
{
  g_autoptr (Sticker) sticker =
      say ("{\"emoji\":\"❤️\",\"pack\":\"cHFyc3R1dnd4eXp7fH1-fw\",\"name\":\"a \\\"name\\\"\"}");
  g_autofree char *text = sticker_to_text (sticker);
  g_autoptr (Sticker) kept = sticker_from_text (text);
  ContentSticker *content = row_content_of_sticker (sticker);
  g_autoptr (Sticker) back = row_content_sticker (content);

  codec_free (&content_sticker_schema, content);
  for (guint i = 0; i < 2; i++) {
    const Sticker *one = i == 0 ? kept : back;

    g_assert_cmpstr (one->emoji, ==, sticker->emoji);
    g_assert_cmpstr (one->name, ==, "a \"name\"");
    g_assert_true (id_equal (&one->pack, &sticker->pack));
  }
  g_assert_null (sticker_to_text (NULL));
  g_assert_null (sticker_from_text (NULL));
  g_assert_null (sticker_from_text ("no json"));
  g_assert_null (row_content_sticker (NULL));
  g_assert_null (row_content_of_sticker (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sticker/label", test_label);
  g_test_add_func ("/sticker/limits", test_limits);
  g_test_add_func ("/sticker/which", test_which);
  g_test_add_func ("/sticker/round-trip", test_round_trip);
  return g_test_run ();
}
