/* test-ws-frame: the rules of RFC 6455, golden frames, and the same events at every cut.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "ws-script.h"

#define LIMIT 1000

/* A case is frames in words: first byte, payload as hex or text. */
typedef struct {
  const char *name;
  const char *frames; /* "81:text|89=00ff|..." ; ':' text, '=' hex, '#' n bytes of 'x' */
  const char *events;
} Case;

static const Case cases[] = {
  { "text", "81:Hello", "text 5 Hello\n" },
  { "text-empty", "81:", "text 0 \n" },
  { "text-two", "81:one|81:two", "text 3 one\ntext 3 two\n" },
  { "text-utf8", "81=ceba61e282acf09f9880", "text 10 \xce\xba\x61\xe2\x82\xac\xf0\x9f\x98\x80\n" },
  { "text-nul", "81=00", "text 1 \0\n" },
  { "text-125", "81#125", NULL },
  { "text-126", "81#126", NULL },
  { "text-1000", "81#1000", NULL },
  { "text-too-big", "81#1001", "error 1009 message too big\n" },
  { "fragments", "01:Hel|80:lo", "text 5 Hello\n" },
  { "fragments-three", "01:a|00:b|80:c", "text 3 abc\n" },
  { "fragments-empty", "01:|00:|80:", "text 0 \n" },
  { "fragments-empty-end", "01:ab|80:", "text 2 ab\n" },
  { "fragments-utf8", "01=ce|80=ba", "text 2 \xce\xba\n" },
  { "fragments-too-big", "01#600|80#401", "error 1009 message too big\n" },
  { "fragments-fit", "01#600|80#400", NULL },
  { "fragments-ping", "01:Hel|89:p|80:lo", "ping 1 p\ntext 5 Hello\n" },
  { "fragments-pong", "01:Hel|8a:|80:lo", "pong 0 \ntext 5 Hello\n" },
  { "fragments-close", "01:Hel|88=03e8", "close 1000 0 \n" },
  { "fragment-interrupted", "01:Hel|81:x", "error 1002 fragment out of place\n" },
  { "continuation-alone", "80:lo", "error 1002 fragment out of place\n" },
  { "continuation-after-end", "81:x|80:y", "text 1 x\nerror 1002 fragment out of place\n" },
  { "binary", "82:x", "error 1003 text only\n" },
  { "binary-fragment", "02:x|80:y", "error 1003 text only\n" },
  { "opcode-3", "83:", "error 1002 reserved opcode\n" },
  { "opcode-7", "87:", "error 1002 reserved opcode\n" },
  { "opcode-11", "8b:", "error 1002 reserved opcode\n" },
  { "opcode-15", "8f:", "error 1002 reserved opcode\n" },
  { "rsv1", "c1:x", "error 1002 reserved bit\n" },
  { "rsv2", "a1:x", "error 1002 reserved bit\n" },
  { "rsv3", "91:x", "error 1002 reserved bit\n" },
  { "rsv1-ping", "c9:", "error 1002 reserved bit\n" },
  { "ping", "89:data", "ping 4 data\n" },
  { "ping-empty", "89:", "ping 0 \n" },
  { "ping-125", "89#125", NULL },
  { "ping-126", "89#126", "error 1002 long or fragmented control frame\n" },
  { "ping-fragment", "09:x", "error 1002 long or fragmented control frame\n" },
  { "pong", "8a:x", "pong 1 x\n" },
  { "close-empty", "88:", "close 1005 0 \n" },
  { "close-one-byte", "88=03", "error 1002 close frame of one byte\n" },
  { "close-1000", "88=03e86f6b", "close 1000 2 ok\n" },
  { "close-1001", "88=03e9", "close 1001 0 \n" },
  { "close-1011", "88=03f3", "close 1011 0 \n" },
  { "close-3000", "88=0bb8", "close 3000 0 \n" },
  { "close-4999", "88=1387", "close 4999 0 \n" },
  { "close-0", "88=0000", "error 1002 close code\n" },
  { "close-999", "88=03e7", "error 1002 close code\n" },
  { "close-1004", "88=03ec", "error 1002 close code\n" },
  { "close-1005", "88=03ed", "error 1002 close code\n" },
  { "close-1006", "88=03ee", "error 1002 close code\n" },
  { "close-1015", "88=03f7", "error 1002 close code\n" },
  { "close-1016", "88=03f8", "error 1002 close code\n" },
  { "close-2999", "88=0bb7", "error 1002 close code\n" },
  { "close-5000", "88=1388", "error 1002 close code\n" },
  { "close-65535", "88=ffff", "error 1002 close code\n" },
  { "close-bad-utf8", "88=03e8ff", "error 1007 close reason is not UTF-8\n" },
  { "close-cut-utf8", "88=03e8ce", "error 1007 close reason is not UTF-8\n" },
  { "close-then-text", "88=03e8|81:x", "close 1000 0 \n" },
  { "close-126", "88#126", "error 1002 long or fragmented control frame\n" },
  { "utf8-bad", "81=ff", "error 1007 text is not UTF-8\n" },
  { "utf8-surrogate", "81=eda080", "error 1007 text is not UTF-8\n" },
  { "utf8-overlong", "81=c080", "error 1007 text is not UTF-8\n" },
  { "utf8-past-end", "81=f4908080", "error 1007 text is not UTF-8\n" },
  { "utf8-cut", "81=ce", "error 1007 text is not UTF-8\n" },
  { "utf8-cut-fragments", "01=ce|80:", "error 1007 text is not UTF-8\n" },
  { "utf8-bad-fragments", "01=f09f|00=9241|80:x", "error 1007 text is not UTF-8\n" },
  { "utf8-early", "01=ff", "error 1007 text is not UTF-8\n" },
  { "error-once", "83:|83:", "error 1002 reserved opcode\n" },
};

static void
add_frame (GByteArray *out, const char *word)
{
  guint8 first = g_ascii_xdigit_value (word[0]) << 4 | g_ascii_xdigit_value (word[1]);
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  const char *rest = word + 3;

  if (word[2] == ':') {
    g_byte_array_append (payload, (const guint8 *) rest, strlen (rest));
  } else if (word[2] == '#') {
    guint count = atoi (rest);
    g_byte_array_set_size (payload, count);
    memset (payload->data, 'x', count);
  } else {
    for (; rest[0]; rest += 2) {
      guint8 byte = g_ascii_xdigit_value (rest[0]) << 4 | g_ascii_xdigit_value (rest[1]);
      g_byte_array_append (payload, &byte, 1);
    }
  }
  script_frame (out, first, payload->data, payload->len);
}

static GBytes *
case_input (const Case *test)
{
  GByteArray *out = g_byte_array_new ();
  g_auto (GStrv) words = g_strsplit (test->frames, "|", 0);

  for (guint i = 0; words[i]; i++)
    add_frame (out, words[i]);
  return g_byte_array_free_to_bytes (out);
}

static void
check_all_cuts (GBytes *input, gsize limit, const char *expected)
{
  gsize size = g_bytes_get_size (input);
  g_autofree gsize *every = g_new (gsize, size + 1);

  for (gsize i = 0; i < size; i++)
    every[i] = i;
  g_autofree char *bytewise = script_events (input, every, size, limit);
  g_assert_cmpstr (bytewise, ==, expected);
  for (gsize i = 0; i <= size; i++) {
    g_autofree char *once = script_events (input, &i, 1, limit);
    g_assert_cmpstr (once, ==, expected);
    for (gsize j = i; j <= size && size <= 48; j++) {
      gsize cuts[2] = { i, j };
      g_autofree char *twice = script_events (input, cuts, 2, limit);
      g_assert_cmpstr (twice, ==, expected);
    }
  }
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (GBytes) input = case_input (test);
  g_autofree char *whole = script_events (input, NULL, 0, LIMIT);

  if (test->events)
    g_assert_cmpstr (whole, ==, test->events);
  else
    g_assert_true (g_str_has_prefix (whole, "text ") || g_str_has_prefix (whole, "ping 125 x"));
  check_all_cuts (input, LIMIT, whole);
}

static void
check_bytes (const char *bytes, gsize length, gsize limit, const char *expected)
{
  g_autoptr (GBytes) input = g_bytes_new (bytes, length);
  g_autofree char *events = script_events (input, NULL, 0, limit);
  g_assert_cmpstr (events, ==, expected);
  check_all_cuts (input, limit, expected);
}
#define CHECK(bytes, expected) check_bytes (bytes, sizeof (bytes) - 1, G_MAXINT64, expected)

/* The examples of RFC 6455 section 5.7, and what our own script cannot say. */
static void
test_golden (void)
{
  CHECK ("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", "text 5 Hello\n");
  CHECK ("\x89\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", "ping 5 Hello\n");
  CHECK ("\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", "pong 5 Hello\n");
  CHECK ("\x81\x05Hello", "error 1002 frame is not masked\n");
  CHECK ("\x88\x00", "error 1002 frame is not masked\n");
  CHECK ("\x81\xfe\x00\x7d\0\0\0\0", "error 1002 length is not minimal\n");
  CHECK ("\x81\xff\0\0\0\0\0\0\xff\xff\0\0\0\0", "error 1002 length is not minimal\n");
  CHECK ("\x81\xff\x80\0\0\0\0\0\0\0\0\0\0\0", "error 1002 length has its high bit set\n");
  CHECK ("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0",
         "error 1002 length has its high bit set\n");
  check_bytes ("\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14, 1000,
               "error 1009 message too big\n");
  check_bytes ("\x01\x81\0\0\0\0x\x80\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 21, 1000,
               "error 1009 message too big\n");
}

static void
test_non_minimal (void)
{
  for (guint form = 2; form <= 8; form += 6) {
    g_autoptr (GByteArray) out = g_byte_array_new ();
    script_frame_as (out, 0x81, "x", 1, form);
    g_autoptr (GBytes) input = g_bytes_new (out->data, out->len);
    check_all_cuts (input, LIMIT, "error 1002 length is not minimal\n");
  }
}

/* Word-wise unmasking against the byte-wise script, at all alignments and lengths. */
static void
test_unmask (void)
{
  g_autofree char *text = g_malloc (70001);
  for (guint i = 0; i < 70001; i++)
    text[i] = 'a' + i % 26;
  static const gsize lengths[] = { 1,  2,  3,   4,   5,   6,    7,     8,     9,     15,
                                   16, 17, 125, 126, 127, 4095, 65535, 65536, 65537, 70001 };
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    for (gsize cut = 7; cut < 24; cut++) {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      WsParser parser;
      WsEvent event = { 0 };
      script_frame (out, 0x81, text, lengths[i]);
      gsize first = MIN (cut, out->len);
      g_autofree guint8 *head = g_memdup2 (out->data, first);
      guint8 *at = head;
      gsize left = first;

      ws_parser_init (&parser, 1 << 20);
      if (ws_parser_next (&parser, &at, &left, &event) == WS_EVENT_NONE) {
        g_assert_true (ws_parser_is_midway (&parser));
        at = out->data + first;
        left = out->len - first;
        g_assert_cmpint (ws_parser_next (&parser, &at, &left, &event), ==, WS_EVENT_TEXT);
      }
      g_assert_cmpmem (event.data, event.length, text, lengths[i]);
      g_assert_false (ws_parser_is_midway (&parser));
      ws_parser_clear (&parser);
    }
  }
}

static void
check_header (gsize length, const char *expected, gsize size)
{
  guint8 header[WS_HEADER_MAX];
  gsize got = ws_header (header, WS_TEXT, length);
  g_assert_cmpmem (header, got, expected, size);
}

static void
test_encode (void)
{
  check_header (0, "\x81\x00", 2);
  check_header (125, "\x81\x7d", 2);
  check_header (126, "\x81\x7e\x00\x7e", 4);
  check_header (65535, "\x81\x7e\xff\xff", 4);
  check_header (65536, "\x81\x7f\0\0\0\0\0\x01\0\0", 10);

  g_autoptr (GBytes) plain = ws_close_payload (4001, "drain");
  g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain),
                   "\x0f\xa1"
                   "drain",
                   7);
  g_autoptr (GBytes) bare = ws_close_payload (1000, NULL);
  g_assert_cmpmem (g_bytes_get_data (bare, NULL), g_bytes_get_size (bare), "\x03\xe8", 2);

  /* 61 characters of two bytes and one that would not fit whole */
  g_autoptr (GString) wide = g_string_new (NULL);
  for (guint i = 0; i < 80; i++)
    g_string_append (wide, "é");
  g_autoptr (GBytes) cut = ws_close_payload (1000, wide->str);
  g_assert_cmpuint (g_bytes_get_size (cut), ==, 2 + 122);
  g_assert_true (g_utf8_validate ((const char *) g_bytes_get_data (cut, NULL) + 2, 122, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/ws-frame/golden", test_golden);
  g_test_add_func ("/net/ws-frame/non-minimal", test_non_minimal);
  g_test_add_func ("/net/ws-frame/unmask", test_unmask);
  g_test_add_func ("/net/ws-frame/encode", test_encode);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/net/ws-frame/case/", cases[i].name, NULL);
    g_test_add_data_func (path, &cases[i], test_case);
  }
  return g_test_run ();
}
