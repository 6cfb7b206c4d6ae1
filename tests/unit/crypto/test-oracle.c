/* test-oracle: the engine against another implementation of the same protocol, Debian's
 * python3-twomemo: sessions begun by either, and 400 messages each way.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "device.h"

#include <gio/gio.h>
#include <sodium.h>
#include <string.h>

#define MESSAGES 400
#define TEXT_BYTES 48

typedef struct {
  GSubprocess *process;
  GDataInputStream *answers;
} Oracle;

static char *
read_line (Oracle *oracle)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (oracle->answers, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

static void
oracle_clear (Oracle *oracle)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_close (g_subprocess_get_stdin_pipe (oracle->process), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (oracle->process, NULL, &error));
  g_object_unref (oracle->answers);
  g_object_unref (oracle->process);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Oracle, oracle_clear)

/* FALSE, and the test skipped, when twomemo is not installed. */
static gboolean
oracle_init (Oracle *oracle)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "unit/crypto/oracle.py", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;

  oracle->process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                        "python3", script, NULL);
  g_assert_no_error (error);
  oracle->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (oracle->process));
  first = read_line (oracle);
  if (!g_str_equal (first, "ready"))
    g_test_skip ("no python3-twomemo");
  return g_str_equal (first, "ready");
}

/* -- One line there, one back. -- */

static void
add_bytes (GString *line, gconstpointer bytes, gsize len)
{
  g_autofree char *text = g_malloc (2 * len + 1);

  g_string_append_printf (line, " %s", sodium_bin2hex (text, 2 * len + 1, bytes, len));
}

static void
add_wire (GString *line, GBytes *wire)
{
  add_bytes (line, g_bytes_get_data (wire, NULL), g_bytes_get_size (wire));
}

static char **
ask (Oracle *oracle, GString *line)
{
  g_autofree char *answer = NULL;
  g_autoptr (GError) error = NULL;

  g_string_append_c (line, '\n');
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (oracle->process), line->str, line->len,
                             NULL, NULL, &error);
  g_assert_no_error (error);
  answer = read_line (oracle);
  return g_strsplit (answer, " ", -1);
}

static GBytes *
bytes_of (const char *word)
{
  gsize len = strlen (word) / 2;
  guint8 *bytes = g_malloc (len + 1);

  g_assert_cmpint (sodium_hex2bin (bytes, len + 1, word, strlen (word), NULL, &len, NULL), ==, 0);
  return g_bytes_new_take (bytes, len);
}

static void
key_of (const char *word, guint8 *key, gsize len)
{
  g_autoptr (GBytes) bytes = bytes_of (word);

  g_assert_cmpuint (g_bytes_get_size (bytes), ==, len);
  memcpy (key, g_bytes_get_data (bytes, NULL), len);
}

static guint32
number_of (const char *word)
{
  g_assert_cmpint (word[0], ==, '#');
  return (guint32) g_ascii_strtoull (word + 1, NULL, 10);
}

static void
assert_says (const char *word, GBytes *expected)
{
  g_autoptr (GBytes) said = bytes_of (word);

  g_assert_true (g_bytes_equal (said, expected));
}

/* -- Messages. -- */

static GBytes *
encrypt (Device *device, const EnginePeer *peer, gboolean expect_exchange, GBytes **text)
{
  guint8 bytes[TEXT_BYTES], base_key[ENGINE_KEY_BYTES];
  gboolean is_exchange;
  g_autoptr (GError) error = NULL;
  GBytes *wire;

  prim_random (bytes, sizeof bytes);
  *text = g_bytes_new (bytes, sizeof bytes);
  wire = engine_omemo.encrypt (&device->store, peer, bytes, sizeof bytes, base_key, &is_exchange,
                               &error);
  g_assert_no_error (error);
  g_assert_cmpint (is_exchange, ==, expect_exchange);
  return wire;
}

static void
to_oracle (Oracle *oracle, Device *device, const EnginePeer *peer, const char *what)
{
  g_autoptr (GString) line = g_string_new (what);
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GBytes) wire = encrypt (device, peer, g_str_equal (what, "accept"), &text);
  g_auto (GStrv) answer = NULL;

  add_wire (line, wire);
  answer = ask (oracle, line);
  g_assert_cmpuint (g_strv_length (answer), ==, 1);
  assert_says (answer[0], text);
}

static void
from_oracle (Oracle *oracle, Device *device, const EnginePeer *peer)
{
  g_autoptr (GString) line = g_string_new ("seal");
  g_auto (GStrv) answer = ask (oracle, line);
  g_autoptr (GBytes) wire = bytes_of (answer[0]);
  guint8 base_key[ENGINE_KEY_BYTES];
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plain =
      engine_omemo.decrypt (&device->store, peer, g_bytes_get_data (wire, NULL),
                            g_bytes_get_size (wire), base_key, &error);

  g_assert_no_error (error);
  assert_says (answer[1], plain);
}

/* In turns of different lengths, so that chains are long and short. */
static void
talk (Oracle *oracle, Device *device, const EnginePeer *peer)
{
  guint there = 0, back = 0;

  for (guint turn = 1; there < MESSAGES || back < MESSAGES; turn = turn % 7 + 1) {
    for (guint i = 0; i < turn && there < MESSAGES; i++, there++)
      to_oracle (oracle, device, peer, "open");
    for (guint i = 0; i < 8 - turn && back < MESSAGES; i++, back++)
      from_oracle (oracle, device, peer);
  }
}

/* -- Who begins. -- */

static void
test_we_start (void)
{
  g_autoptr (Device) device = device_new (1, 1);
  g_autoptr (GString) line = g_string_new ("publish");
  g_auto (Oracle) oracle = { 0 };
  EnginePeer peer = { .address = { { { 2 } }, 1 } };
  EngineBundle bundle;
  EngineExchange exchange;
  g_auto (GStrv) answer = NULL;
  g_autoptr (GError) error = NULL;

  if (!oracle_init (&oracle))
    return;
  answer = ask (&oracle, line);
  g_assert_cmpuint (g_strv_length (answer), ==, 6);
  key_of (answer[0], peer.identity, sizeof peer.identity);
  bundle.signed_prekey.prekey.id = number_of (answer[1]);
  key_of (answer[2], bundle.signed_prekey.prekey.key, ENGINE_KEY_BYTES);
  key_of (answer[3], bundle.signed_prekey.signature, ENGINE_SIGNATURE_BYTES);
  bundle.prekey.id = number_of (answer[4]);
  key_of (answer[5], bundle.prekey.key, ENGINE_KEY_BYTES);
  /* Ids are theirs to choose, and may start at 0, which is not one here. */
  g_assert_cmpuint (bundle.prekey.id, >, 0);
  engine_omemo.start (&device->store, &peer, &bundle, &exchange, &error);
  g_assert_no_error (error);
  to_oracle (&oracle, device, &peer, "accept");
  from_oracle (&oracle, device, &peer);
  talk (&oracle, device, &peer);
}

static void
test_they_start (void)
{
  g_autoptr (Device) device = device_new (1, 1);
  g_autoptr (GString) line = g_string_new ("start");
  g_auto (Oracle) oracle = { 0 };
  EnvelopeBundle bundle = device_bundle (device);
  const EngineSignedPrekey *spk = &bundle.engine.signed_prekey;
  EnginePeer peer = { .address = { { { 2 } }, 1 } };
  EngineExchange exchange;
  g_auto (GStrv) answer = NULL;
  g_autoptr (GBytes) wire = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GError) error = NULL;

  if (!oracle_init (&oracle))
    return;
  add_bytes (line, device->self.identity, ENGINE_KEY_BYTES);
  g_string_append_printf (line, " #%u", spk->prekey.id);
  add_bytes (line, spk->prekey.key, ENGINE_KEY_BYTES);
  add_bytes (line, spk->signature, ENGINE_SIGNATURE_BYTES);
  g_string_append_printf (line, " #%u", bundle.engine.prekey.id);
  add_bytes (line, bundle.engine.prekey.key, ENGINE_KEY_BYTES);
  answer = ask (&oracle, line);
  g_assert_cmpuint (g_strv_length (answer), ==, 3);
  key_of (answer[0], peer.identity, sizeof peer.identity);
  wire = bytes_of (answer[1]);
  plain = engine_omemo.decrypt_exchange (&device->store, &peer, g_bytes_get_data (wire, NULL),
                                         g_bytes_get_size (wire), &exchange, &error);
  g_assert_no_error (error);
  assert_says (answer[2], plain);
  talk (&oracle, device, &peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (envelope_init (&engine_omemo, NULL));
  g_test_add_func ("/oracle/we-start", test_we_start);
  g_test_add_func ("/oracle/they-start", test_they_start);
  return g_test_run ();
}
