/* test-linkcode: two devices meet by a secret, and nobody else is between them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "damage.h"
#include "error.h"
#include "linkchannel.h"
#include "linkcode.h"
#include "linkemoji.h"

#include <string.h>

typedef struct {
  LinkRole role;
  LinkKey key;
  guint8 hello[LINKCODE_HELLO_BYTES];
  LinkShared shared;
} End;

static void
end_init (End *end, LinkRole role, const guint8 secret[LINKCODE_SECRET_BYTES])
{
  *end = (End) { .role = role };
  linkcode_key (&end->key);
  linkcode_hello (secret, role, &end->key, end->hello);
}

static gboolean
meet (End *end, const guint8 secret[LINKCODE_SECRET_BYTES], const End *other, GError **error)
{
  guint8 commitment[PRIM_HASH_BYTES];

  linkcode_commit (other->hello, commitment);
  return linkcode_meet (secret, end->role, &end->key, end->role == LINK_NEW ? commitment : NULL,
                        other->hello, sizeof other->hello, &end->shared, error);
}

static void
test_meet (void)
{
  guint8 secret[LINKCODE_SECRET_BYTES];
  End old, new;

  prim_random (secret, sizeof secret);
  end_init (&old, LINK_OLD, secret);
  end_init (&new, LINK_NEW, secret);
  g_assert_true (meet (&old, secret, &new, NULL));
  g_assert_true (meet (&new, secret, &old, NULL));
  g_assert_cmpmem (&old.shared, sizeof old.shared, &new.shared, sizeof new.shared);
  g_assert_false (prim_equal (old.shared.from_old, old.shared.from_new, PRIM_KEY_BYTES));
}

static void
test_id (void)
{
  guint8 secret[LINKCODE_SECRET_BYTES] = { 1 };
  Id one, two;

  linkcode_id (secret, &one);
  linkcode_id (secret, &two);
  g_assert_true (id_equal (&one, &two));
  g_assert_false (prim_equal (one.bytes, secret, sizeof secret));
  secret[15] ^= 1;
  linkcode_id (secret, &two);
  g_assert_false (id_equal (&one, &two));
}

static void
assert_strangers (End *end, const guint8 *secret, const End *other)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (meet (end, secret, other, &error));
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
}

static void
test_strangers (void)
{
  guint8 secret[LINKCODE_SECRET_BYTES], wrong[LINKCODE_SECRET_BYTES];
  guint8 commitment[PRIM_HASH_BYTES];
  g_autoptr (GError) error = NULL;
  End old, new, guess, second;

  prim_random (secret, sizeof secret);
  prim_random (wrong, sizeof wrong);
  end_init (&old, LINK_OLD, secret);
  end_init (&new, LINK_NEW, secret);
  end_init (&guess, LINK_NEW, wrong);
  end_init (&second, LINK_OLD, secret);
  assert_strangers (&old, secret, &guess);
  /* Sent back what it sent. */
  assert_strangers (&old, secret, &old);
  assert_strangers (&new, secret, &new);
  /* Another hello than the one committed to, though by somebody who knows the secret. */
  linkcode_commit (old.hello, commitment);
  g_assert_false (linkcode_meet (secret, LINK_NEW, &new.key, commitment, second.hello,
                                 sizeof second.hello, &new.shared, &error));
  damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
}

/* Keys that make every agreement the same are refused even from one who knows the secret. */
static void
test_low_order (void)
{
  guint8 secret[LINKCODE_SECRET_BYTES] = { 5 };
  End old, new;

  end_init (&old, LINK_OLD, secret);
  end_init (&new, LINK_NEW, secret);
  for (guint8 low = 0; low < 2; low++) {
    memset (new.key.public_key, 0, PRIM_KEY_BYTES);
    new.key.public_key[0] = low;
    linkcode_hello (secret, LINK_NEW, &new.key, new.hello);
    assert_strangers (&old, secret, &new);
  }
}

typedef struct {
  End end;
  guint8 secret[LINKCODE_SECRET_BYTES];
} Meeting;

static gboolean
takes_hello (const guint8 *data, gsize len, gpointer user_data)
{
  Meeting *meeting = user_data;

  return linkcode_meet (meeting->secret, LINK_OLD, &meeting->end.key, NULL, data, len,
                        &meeting->end.shared, NULL);
}

static void
test_damage (void)
{
  Meeting meeting = { .secret = { 7 } };
  g_autoptr (GBytes) hello = NULL;
  End new;

  end_init (&meeting.end, LINK_OLD, meeting.secret);
  end_init (&new, LINK_NEW, meeting.secret);
  hello = g_bytes_new (new.hello, sizeof new.hello);
  damage_is_refused (hello, takes_hello, &meeting);
}

static void
test_qr (void)
{
  LinkCode code = { .server = "https://chat.example.org:8443" }, read;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  prim_random (code.secret, sizeof code.secret);
  text = linkcode_to_qr (&code);
  g_assert_true (g_str_has_prefix (text, "WL1:"));
  g_assert_true (linkcode_from_qr (text, &read, &error));
  g_assert_cmpmem (read.secret, sizeof read.secret, code.secret, sizeof code.secret);
  g_assert_cmpstr (read.server, ==, code.server);
  for (gsize cut = 0; cut <= 4 + 22 + 1; cut++) {
    g_autofree char *shorter = g_strndup (text, cut);

    g_assert_false (linkcode_from_qr (shorter, &read, &error));
    damage_assert_error (&error, WHIN_ERROR_BAD_FRAME);
  }
}

static void
test_qr_refusals (void)
{
  g_autofree char *server = g_strnfill (256, 'x');
  g_autofree char *long_server = g_strconcat ("WL1:AAAAAAAAAAAAAAAAAAAAAA:", server, NULL);
  const char *const bad[] = {
    "WL1:AAAAAAAAAAAAAAAAAA\xc1"
    "AAA:a",
    "",
    "WL1:",
    "SN1:AAAAAAAAAAAAAAAAAAAAAA:a",
    "WL1:AAAAAAAAAAAAAAAAAAAAAB:a",
    "WL1:AAAAAAAAAAAAAAAAAAAAA:a",
    "WL1:AAAAAAAAAAAAAAAAAAAAAAA:a",
    "WL1:AAAAAAAAAAA+AAAAAAAAAA:a",
    "WL1:AAAAAAAAAAAAAAAAAAAAAA:a b",
    "WL1:AAAAAAAAAAAAAAAAAAAAAA:\xc3\xa4",
    "WL1:AAAAAAAAAAAAAAAAAAAAAA:a\n",
    long_server,
  };
  LinkCode code = { .server = "" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    code.secret[0] = 77;
    g_assert_false (linkcode_from_qr (bad[i], &code, &error));
    g_assert_cmpuint (code.secret[0], ==, 77);
    damage_assert_error (&error, WHIN_ERROR_BAD_FRAME);
  }
  g_assert_null (linkcode_to_qr (&code));
  g_strlcpy (code.server, "two words", sizeof code.server);
  g_assert_null (linkcode_to_qr (&code));
}

/* -- The channel. -- */

static void
channels (LinkChannel *old, LinkChannel *new)
{
  LinkShared shared;

  prim_random (&shared, sizeof shared);
  linkchannel_init (old, LINK_OLD, &shared);
  linkchannel_init (new, LINK_NEW, &shared);
}

static gboolean
opens (LinkChannel *channel, GBytes *sealed, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plain = linkchannel_open (channel, g_bytes_get_data (sealed, NULL),
                                               g_bytes_get_size (sealed), &error);

  if (plain == NULL)
    damage_assert_error (&error, WHIN_ERROR_FORBIDDEN);
  else
    g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), text, strlen (text));
  return plain != NULL;
}

static void
test_channel (void)
{
  LinkChannel old, new;
  g_autoptr (GBytes) one = NULL;
  g_autoptr (GBytes) two = NULL;
  g_autoptr (GBytes) back = NULL;
  g_autoptr (GBytes) stray = NULL;

  channels (&old, &new);
  one = linkchannel_seal (&old, "one", 3, NULL);
  two = linkchannel_seal (&old, "two", 3, NULL);
  back = linkchannel_seal (&new, "back", 4, NULL);
  g_assert_false (opens (&new, two, ""));  /* out of order */
  g_assert_false (opens (&new, back, "")); /* sent back */
  g_assert_true (opens (&new, one, "one"));
  g_assert_false (opens (&new, one, "")); /* again */
  g_assert_true (opens (&new, two, "two"));
  g_assert_false (opens (&old, one, ""));
  g_assert_true (opens (&old, back, "back"));
  /* Each direction has its own key. */
  new.from_new[0] ^= 1;
  stray = linkchannel_seal (&new, "stray", 5, NULL);
  g_assert_false (opens (&old, stray, ""));
  linkchannel_clear (&old);
  g_assert_cmpuint (old.from_old[0] | old.from_old[31] | old.from_new[0], ==, 0);
}

static gboolean
takes_message (const guint8 *data, gsize len, gpointer channel)
{
  LinkChannel copy = *(LinkChannel *) channel;
  g_autoptr (GBytes) plain = linkchannel_open (&copy, data, len, NULL);

  return plain != NULL;
}

static void
test_channel_damage (void)
{
  LinkChannel old, new;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *big = g_malloc0 (LINKCHANNEL_MESSAGE_MAX + 1);

  channels (&old, &new);
  sealed = linkchannel_seal (&old, "hello", 5, NULL);
  damage_is_refused (sealed, takes_message, &new);
  g_assert_null (linkchannel_seal (&old, big, LINKCHANNEL_MESSAGE_MAX + 1, &error));
  damage_assert_error (&error, WHIN_ERROR_TOO_BIG);
}

static void
test_emoji (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const char *name;

  for (guint i = 0; i < LINKEMOJI_COUNT; i++) {
    g_assert_true (g_hash_table_add (seen, (gpointer) linkemoji_get (i, &name)));
    g_assert_true (g_hash_table_add (seen, (gpointer) name));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  g_test_add_func ("/linkcode/meet", test_meet);
  g_test_add_func ("/linkcode/id", test_id);
  g_test_add_func ("/linkcode/strangers", test_strangers);
  g_test_add_func ("/linkcode/low-order", test_low_order);
  g_test_add_func ("/linkcode/damage", test_damage);
  g_test_add_func ("/linkcode/qr", test_qr);
  g_test_add_func ("/linkcode/qr-refusals", test_qr_refusals);
  g_test_add_func ("/linkcode/channel", test_channel);
  g_test_add_func ("/linkcode/channel-damage", test_channel_damage);
  g_test_add_func ("/linkcode/emoji", test_emoji);
  return g_test_run ();
}
