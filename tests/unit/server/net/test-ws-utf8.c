/* test-ws-utf8: our state machine says what GLib says, however the text is cut.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ws-utf8.h"

static gboolean
is_valid (const guint8 *text, gsize length, gsize cut)
{
  WsUtf8 state = { 0 };
  return ws_utf8_feed (&state, text, cut) && ws_utf8_feed (&state, text + cut, length - cut) &&
         ws_utf8_is_complete (&state);
}

static void
check (const guint8 *text, gsize length)
{
  gboolean expected = g_utf8_validate_len ((const char *) text, length, NULL);
  for (gsize cut = 0; cut <= length; cut++)
    g_assert_cmpint (is_valid (text, length, cut), ==, expected);
}

/* Every sequence of up to four bytes at the edges of the ranges of RFC 3629. */
static void
test_edges (void)
{
  static const guint8 edges[] = {
    0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2,
    0xDF, 0xE0, 0xE1, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF
  };
  const guint n = G_N_ELEMENTS (edges);

  for (guint i = 0; i < n * n * n * n; i++) {
    const guint8 text[4] = { edges[i % n], edges[i / n % n], edges[i / n / n % n],
                             edges[i / n / n / n] };
    check (text, 1 + i % 4);
    if (i % 4 != 3)
      check (text, 4);
  }
}

static void
test_in_ascii (void)
{
  guint8 text[40];

  for (guint at = 0; at < 37; at++) {
    for (guint i = 0; i < sizeof text; i++)
      text[i] = 'a';
    text[at] = 0xE2;
    text[at + 1] = 0x82;
    check (text, sizeof text);
    text[at + 2] = 0xAC;
    check (text, sizeof text);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/ws-utf8/edges", test_edges);
  g_test_add_func ("/net/ws-utf8/in-ascii", test_in_ascii);
  return g_test_run ();
}
