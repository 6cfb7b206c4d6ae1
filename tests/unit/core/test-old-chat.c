/* test-old-chat: what WhatsApp exports, as it is published, in all orders of dates.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "old-chat.h"

#include "error.h"
#include "unzip.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
print (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = old_chat_parse (text, utc, &error);
  GString *out = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < messages->len; i++) {
    const OldMessage *message = messages->pdata[i];
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (message->time / 1000);
    g_autofree char *when = g_date_time_format (time, "%F %T");

    g_string_append_printf (out, "%s|%s|%s|%s\n", when, message->name, message->text,
                            message->file != NULL ? message->file : "");
  }
  return g_string_free (out, FALSE);
}

static void
check (const char *text, const char *expected)
{
  g_autofree char *printed = print (text);

  g_assert_cmpstr (printed, ==, expected);
}

static void
test_android (void)
{
  check ("31/12/2023, 23:59 - Messages and calls are end-to-end encrypted.\n"
         "31/12/2023, 23:59 - Ben: Hello\nsecond line\n\nfourth\n"
         "01/01/2024, 00:00 - Anna Li: Happy: new year\n"
         "01/01/2024, 00:01 - Ben: \xe2\x80\x8eIMG-20240101-WA0001.jpg (file attached)\nLook!\n",
         "2023-12-31 23:59:00|Ben|Hello\nsecond line\n\nfourth|\n"
         "2024-01-01 00:00:00|Anna Li|Happy: new year|\n"
         "2024-01-01 00:01:00|Ben|Look!|IMG-20240101-WA0001.jpg\n");
}

static void
test_ios (void)
{
  check ("\xe2\x80\x8e[12/31/23, 11:59:58\xe2\x80\xafPM] Ben: Hello\r\n"
         "[1/1/24, 12:00:01\xe2\x80\xaf"
         "AM] Anna: \xe2\x80\x8e<attached: 00000002-PHOTO-2024.jpg>\r\n",
         "2023-12-31 23:59:58|Ben|Hello|\n"
         "2024-01-01 00:00:01|Anna||00000002-PHOTO-2024.jpg\n");
}

static void
test_orders (void)
{
  /* Which of the two is the month shows only by going forward. */
  check ("01/02/2024, 10:00 - A: x\n01/03/2024, 10:00 - A: y\n02/01/2024, 10:00 - A: z\n",
         "2024-01-02 10:00:00|A|x|\n2024-01-03 10:00:00|A|y|\n2024-02-01 10:00:00|A|z|\n");
  check ("01.02.24, 10:00 - A: x\n02.02.24, 10:00 - A: y\n01.03.24, 10:00 - A: z\n",
         "2024-02-01 10:00:00|A|x|\n2024-02-02 10:00:00|A|y|\n2024-03-01 10:00:00|A|z|\n");
  check ("[2024-02-03, 10:00:05] A: x\n", "2024-02-03 10:00:05|A|x|\n");
}

static void
test_refused (void)
{
  static const char *const texts[] = { "", "hello\nworld\n", "[99]", "\xff\xfe\x00", NULL };
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  for (guint i = 0; texts[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (old_chat_parse (texts[i], utc, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  }
  check ("99/99/9999, 99:99 - A: x\n", "");
}

/* One file, stored: "a/b.txt" with "hi". */
static const guint8 zip[] = {
  'P', 'K', 3,   4, 10, 0,  0, 0,  0, 0,   0,   0,   0,   0,   0,   0,   0,   0,   2,
  0,   0,   0,   2, 0,  0,  0, 7,  0, 0,   0,   'a', '/', 'b', '.', 't', 'x', 't', 'h',
  'i', 'P', 'K', 1, 2,  10, 0, 10, 0, 0,   0,   0,   0,   0,   0,   0,   0,   0,   0,
  0,   0,   2,   0, 0,  0,  2, 0,  0, 0,   7,   0,   0,   0,   0,   0,   0,   0,   0,
  0,   0,   0,   0, 0,  0,  0, 0,  0, 'a', '/', 'b', '.', 't', 'x', 't', 'P', 'K', 5,
  6,   0,   0,   0, 0,  1,  0, 1,  0, 53,  0,   0,   0,   39,  0,   0,   0,   0,   0
};

static Unzip *
open_zip (gsize len, guint damaged)
{
  g_autofree char *path = NULL;
  guint8 bytes[sizeof zip];
  Unzip *opened;
  int fd = g_file_open_tmp ("whin-zip-XXXXXX", &path, NULL);

  memcpy (bytes, zip, sizeof zip);
  if (damaged < sizeof zip)
    bytes[damaged] ^= 0xff;
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, (const char *) bytes, (gssize) len, NULL));
  opened = unzip_open (path, NULL);
  g_unlink (path);
  return opened;
}

static void
test_zip (void)
{
  g_autoptr (Unzip) whole = open_zip (sizeof zip, G_MAXUINT);
  g_autoptr (GBytes) bytes = NULL;

  g_assert_nonnull (whole);
  g_assert_cmpstr (unzip_find (whole, ".txt"), ==, "b.txt");
  bytes = unzip_read (whole, "b.txt", 10, NULL);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "hi", 2);
  g_assert_null (unzip_read (whole, "b.txt", 1, NULL));
  g_assert_null (unzip_read (whole, "c.txt", 10, NULL));
  /* Whatever is wrong in it, nothing is read beyond its end. */
  for (guint i = 0; i < sizeof zip; i++) {
    g_autoptr (Unzip) damaged = open_zip (sizeof zip, i);
    g_autoptr (Unzip) cut = open_zip (i, G_MAXUINT);
    g_autoptr (GBytes) read = damaged != NULL ? unzip_read (damaged, "b.txt", 1000, NULL) : NULL;

    g_assert_null (cut);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/old-chat/android", test_android);
  g_test_add_func ("/core/old-chat/ios", test_ios);
  g_test_add_func ("/core/old-chat/orders", test_orders);
  g_test_add_func ("/core/old-chat/refused", test_refused);
  g_test_add_func ("/core/old-chat/zip", test_zip);
  return g_test_run ();
}
