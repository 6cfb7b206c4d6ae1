/* test-store-account: codes, registration, invitations, links, people and media: the conformance of
 * any store. SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "limits.h"

#define PHONE "+447700900001"
#define SECOND G_GINT64_CONSTANT (1000)

/* Asks for a code; the wait, 0 when it was sent. */
static gint64
ask_code (Fixture *f, const char *code)
{
  StoreCodeNew args = {
    .who = fixture_hash (PHONE), .code = fixture_hash (code), .now = f->now, .ttl_ms = 600 * SECOND
  };

  g_assert_true (store_code_new_now (f->store, &args, NULL));
  return args.problem.code == 0 ? 0 : args.problem.retry_ms;
}

typedef struct {
  const char *code;
  const char *invite;
  const char *tok;
  const char *pin_verified;
  gboolean need_code;
  gboolean need_invite;
  gboolean has_pin;
} Try;

/* Free with store_register_clear. */
static StoreRegister
try_register (Fixture *f, Try try)
{
  StoreHash code = fixture_hash (try.code != NULL ? try.code : "");
  StoreHash invite = fixture_hash (try.invite != NULL ? try.invite : "");
  StoreRegister reg = { .phone = PHONE,
                        .who = fixture_hash (PHONE),
                        .code = try.code != NULL ? &code : NULL,
                        .invite = try.invite != NULL ? &invite : NULL,
                        .need_code = try.need_code,
                        .need_invite = try.need_invite,
                        .has_pin = try.has_pin,
                        .pin_verified = try.pin_verified,
                        .tok = fixture_hash (try.tok != NULL ? try.tok : "tok"),
                        .device = "test",
                        .now = f->now };

  g_assert_true (store_register_now (f->store, &reg, NULL));
  return reg;
}

static void
assert_refused (Fixture *f, Try try, int code, gint64 left)
{
  StoreRegister reg = try_register (f, try);

  g_assert_cmpint (reg.problem.code, ==, code);
  g_assert_cmpint (reg.problem.left, ==, left);
  store_register_clear (&reg);
}

static void
assert_admitted (Fixture *f, Try try, gboolean created, gint64 dev)
{
  StoreRegister reg = try_register (f, try);

  g_assert_cmpint (reg.problem.code, ==, 0);
  g_assert_null (reg.pin);
  g_assert_cmpint (reg.created, ==, created);
  g_assert_cmpint (reg.dev, ==, dev);
  store_register_clear (&reg);
}

static void
test_code_backoff (Fixture *f, gconstpointer data)
{
  const gint64 waits[] = { 30, 60, 300, 3600, 24 * 3600, 24 * 3600 };

  for (guint i = 0; i < G_N_ELEMENTS (waits); i++) {
    g_assert_cmpint (ask_code (f, "111111"), ==, 0);
    g_assert_cmpint (ask_code (f, "222222"), ==, waits[i] * SECOND);
    f->now += waits[i] * SECOND;
  }
}

/* Who waits until a code has expired is no further than before; a day later all is forgotten. */
static void
test_code_backoff_is_kept (Fixture *f, gconstpointer data)
{
  StorePurge purge = { .max = 100 };

  g_assert_cmpint (ask_code (f, "111111"), ==, 0);
  purge.now = f->now += 3600 * SECOND;
  g_assert_true (store_purge_now (f->store, &purge, NULL));
  g_assert_cmpint (ask_code (f, "222222"), ==, 0);
  g_assert_cmpint (ask_code (f, "333333"), ==, 60 * SECOND);
  purge.now = f->now += DAY_MS + 1;
  g_assert_true (store_purge_now (f->store, &purge, NULL));
  g_assert_cmpint (ask_code (f, "444444"), ==, 0);
  g_assert_cmpint (ask_code (f, "555555"), ==, 30 * SECOND);
}

/* The clock was a year ahead, and is put right: nobody waits a year. */
static void
test_code_clock_put_back (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (ask_code (f, "111111"), ==, 0);
  f->now -= 365 * DAY_MS;
  g_assert_cmpint (ask_code (f, "222222"), ==, 0);
  g_assert_cmpint (ask_code (f, "333333"), ==, 60 * SECOND);
  assert_refused (f, (Try) { .need_code = TRUE, .code = "111111" }, WHIN_ERROR_CODE_WRONG, 4);
  assert_admitted (f, (Try) { .need_code = TRUE, .code = "222222" }, TRUE, 1);
}

static void
test_code_tries (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (ask_code (f, "111111"), ==, 0);
  for (int left = 4; left >= 0; left--)
    assert_refused (f, (Try) { .need_code = TRUE, .code = "999999" }, WHIN_ERROR_CODE_WRONG, left);
  /* Dead now, for the right one too. */
  assert_refused (f, (Try) { .need_code = TRUE, .code = "111111" }, WHIN_ERROR_CODE_EXPIRED, 0);
}

static void
test_code_expires (Fixture *f, gconstpointer data)
{
  assert_refused (f, (Try) { .need_code = TRUE, .code = "111111" }, WHIN_ERROR_CODE_EXPIRED, 0);
  g_assert_cmpint (ask_code (f, "111111"), ==, 0);
  f->now += 600 * SECOND;
  assert_refused (f, (Try) { .need_code = TRUE, .code = "111111" }, WHIN_ERROR_CODE_EXPIRED, 0);
}

static void
test_code_newest_only (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (ask_code (f, "111111"), ==, 0);
  f->now += 30 * SECOND;
  g_assert_cmpint (ask_code (f, "222222"), ==, 0);
  assert_refused (f, (Try) { .need_code = TRUE, .code = "111111" }, WHIN_ERROR_CODE_WRONG, 4);
  assert_admitted (f, (Try) { .need_code = TRUE, .code = "222222" }, TRUE, 1);
}

static void
test_register_again_same_token (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (ask_code (f, "111111"), ==, 0);
  assert_admitted (f, (Try) { .need_code = TRUE, .code = "111111" }, TRUE, 1);
  fixture_reopen (f);
  assert_admitted (f, (Try) { .need_code = TRUE, .code = "111111" }, TRUE, 1);
  /* The code is used up for anybody else. */
  assert_refused (f, (Try) { .need_code = TRUE, .code = "111111", .tok = "other" },
                  WHIN_ERROR_CODE_EXPIRED, 0);
}

static void
test_register_existing (Fixture *f, gconstpointer data)
{
  Peer old = fixture_register (f, PHONE, "old");
  Peer old2 = fixture_add_device (f, &old, "old2");
  StoreRegister reg = try_register (f, (Try) { .tok = "new" });
  gboolean found;
  g_autofree char *dump = NULL;

  g_assert_true (id_equal (&reg.acc, &old.acc));
  g_assert_false (reg.created);
  g_assert_cmpint (reg.dev, ==, 3);
  g_assert_cmpuint (reg.revoked->len, ==, 2);
  g_assert_cmpint (g_array_index (reg.revoked, gint64, 1), ==, old2.key);
  g_assert_cmpuint (reg.deliveries->len, ==, 1);
  dump = fixture_dump (f, g_array_index (reg.deliveries, StoreDelivery, 0).key, 0);
  g_assert_cmpstr (dump, ==, "1 devices 3");
  fixture_auth (f, "old", &found);
  g_assert_false (found);
  store_register_clear (&reg);
}

static void
test_pin (Fixture *f, gconstpointer data)
{
  Peer old = fixture_register (f, PHONE, "old");
  StorePinSet pin = { .acc = old.acc, .pin = "$hash" };
  StoreRegister reg;

  g_assert_true (store_pin_set_now (f->store, &pin, NULL));
  assert_refused (f, (Try) { .tok = "new" }, WHIN_ERROR_PIN_REQUIRED, 0);
  for (int left = 9; left >= 0; left--) {
    reg = try_register (f, (Try) { .tok = "new", .has_pin = TRUE });
    g_assert_cmpstr (reg.pin, ==, "$hash");
    g_assert_cmpint (reg.pin_left, ==, left);
    store_register_clear (&reg);
  }
  reg = try_register (f, (Try) { .tok = "new", .has_pin = TRUE });
  g_assert_cmpint (reg.problem.code, ==, WHIN_ERROR_RATE);
  g_assert_cmpint (reg.problem.retry_ms, ==, DAY_MS);
  store_register_clear (&reg);
  f->now -= 365 * DAY_MS; /* the clock was put right: nobody waits a year */
  reg = try_register (f, (Try) { .tok = "new", .has_pin = TRUE });
  g_assert_cmpint (reg.pin_left, ==, 9);
  store_register_clear (&reg);
  f->now += DAY_MS;
  reg = try_register (f, (Try) { .tok = "new", .has_pin = TRUE });
  g_assert_cmpint (reg.pin_left, ==, 9);
  store_register_clear (&reg);
  assert_admitted (f, (Try) { .tok = "new", .has_pin = TRUE, .pin_verified = "$hash" }, FALSE, 2);
}

static void
make_invite (Fixture *f, const char *token, gint64 uses, const char *phone)
{
  StoreInviteNew invite = { .token = fixture_hash (token),
                            .now = f->now,
                            .expires = f->now + DAY_MS,
                            .uses = uses,
                            .phone = phone };

  g_assert_true (store_invite_new_now (f->store, &invite, NULL));
}

static void
test_invite (Fixture *f, gconstpointer data)
{
  StoreInviteList list = { .now = f->now };
  StoreInviteRevoke revoke;

  assert_refused (f, (Try) { .need_invite = TRUE }, WHIN_ERROR_REGISTRATION_CLOSED, 0);
  assert_refused (f, (Try) { .need_invite = TRUE, .invite = "none" }, WHIN_ERROR_INVITE_INVALID, 0);
  make_invite (f, "once", 1, NULL);
  make_invite (f, "gone", 5, NULL);
  g_assert_true (store_invite_list_now (f->store, &list, NULL));
  g_assert_cmpuint (list.invites->len, ==, 2);
  revoke.number = ((StoreInvite *) list.invites->pdata[1])->number;
  store_invite_list_clear (&list);
  g_assert_true (store_invite_revoke_now (f->store, &revoke, NULL));
  assert_refused (f, (Try) { .need_invite = TRUE, .invite = "gone" }, WHIN_ERROR_INVITE_INVALID, 0);
  assert_admitted (f, (Try) { .need_invite = TRUE, .invite = "once" }, TRUE, 1);
  assert_refused (f, (Try) { .need_invite = TRUE, .invite = "once", .tok = "2" },
                  WHIN_ERROR_INVITE_INVALID, 0);
}

static void
test_invite_expires (Fixture *f, gconstpointer data)
{
  make_invite (f, "old", 1, NULL);
  f->now += DAY_MS;
  assert_refused (f, (Try) { .need_invite = TRUE, .invite = "old" }, WHIN_ERROR_INVITE_INVALID, 0);
}

/* An invitation opens no account that is there, unless it was made for this number. */
static void
test_invite_is_no_key (Fixture *f, gconstpointer data)
{
  fixture_register (f, PHONE, "old");
  make_invite (f, "any", 9, NULL);
  make_invite (f, "other", 9, "+447700900009");
  make_invite (f, "mine", 9, PHONE);
  assert_refused (f, (Try) { .need_invite = TRUE, .invite = "any", .tok = "t" },
                  WHIN_ERROR_FORBIDDEN, 0);
  assert_refused (f, (Try) { .need_invite = TRUE, .invite = "other", .tok = "t" },
                  WHIN_ERROR_INVITE_INVALID, 0);
  assert_admitted (f, (Try) { .need_invite = TRUE, .invite = "mine", .tok = "t" }, FALSE, 2);
}

static gint64 added_by;

static int
try_add (Fixture *f, const char *link, const char *tok)
{
  StoreDeviceAdd add = {
    .link = fixture_hash (link), .tok = fixture_hash (tok), .device = "more", .now = f->now
  };
  g_autoptr (GError) error = NULL;
  gboolean ok = store_device_add_now (f->store, &add, &error);

  added_by = add.by;
  store_device_add_clear (&add);
  return ok ? -1 : error->code;
}

static gboolean
make_link (Fixture *f, const Peer *peer, const char *link)
{
  StoreLinkNew args = { .key = peer->key,
                        .link = fixture_hash (link),
                        .now = f->now,
                        .expires = f->now + LIMIT_LINK_SECONDS * SECOND };
  g_autoptr (GError) error = NULL;
  gboolean made = store_link_new_now (f->store, &args, &error);

  g_assert_true (made || error->code == WHIN_ERROR_CONFLICT);
  return made;
}

static void
test_links (Fixture *f, gconstpointer data)
{
  Peer peer = fixture_register (f, PHONE, "one");

  g_assert_cmpint (try_add (f, "none", "two"), ==, WHIN_ERROR_INVITE_INVALID);
  g_assert_true (make_link (f, &peer, "link"));
  for (guint i = 0; i < 2; i++) { /* the answer was lost */
    g_assert_cmpint (try_add (f, "link", "two"), ==, -1);
    g_assert_cmpint (added_by, ==, 1);
  }
  g_assert_cmpint (try_add (f, "link", "three"), ==, WHIN_ERROR_INVITE_INVALID);
  g_assert_true (make_link (f, &peer, "late"));
  f->now += LIMIT_LINK_SECONDS * SECOND;
  g_assert_cmpint (try_add (f, "late", "three"), ==, WHIN_ERROR_INVITE_INVALID);
}

/* The next one closes it; nobody else can take its name; it ends with the device. */
static void
test_one_open_link (Fixture *f, gconstpointer data)
{
  Peer peer = fixture_register (f, PHONE, "one");
  Peer second = fixture_add_device (f, &peer, "two");
  Peer other = fixture_register (f, "+447700900009", "other");
  StoreDeviceRevoke revoke = { .acc = peer.acc, .dev = second.dev, .now = f->now };

  g_assert_true (make_link (f, &peer, "first"));
  g_assert_true (make_link (f, &peer, "first"));
  g_assert_false (make_link (f, &second, "first"));
  g_assert_false (make_link (f, &other, "first"));
  g_assert_true (make_link (f, &second, "seconds"));
  g_assert_true (make_link (f, &peer, "next"));
  g_assert_cmpint (try_add (f, "first", "three"), ==, WHIN_ERROR_INVITE_INVALID);
  g_assert_cmpint (try_add (f, "next", "three"), ==, -1);
  g_assert_cmpint (added_by, ==, 1);
  g_assert_true (make_link (f, &other, "first"));
  g_assert_true (store_device_revoke_now (f->store, &revoke, NULL));
  store_device_revoke_clear (&revoke);
  g_assert_cmpint (try_add (f, "seconds", "four"), ==, WHIN_ERROR_INVITE_INVALID);
}

static void
test_too_many_devices (Fixture *f, gconstpointer data)
{
  Peer peer = fixture_register (f, PHONE, "tok");

  for (guint i = 1; i < LIMIT_DEVICES_MAX; i++) {
    g_autofree char *tok = g_strdup_printf ("tok %u", i);

    fixture_add_device (f, &peer, tok);
  }
  g_assert_true (make_link (f, &peer, "link"));
  g_assert_cmpint (try_add (f, "link", "more"), ==, WHIN_ERROR_TOO_MANY_DEVICES);
}

static StoreSight
look (Fixture *f, const Peer *viewer, const Peer *at)
{
  StoreSight sight = { .acc = at->acc };
  StoreMaySee may = { .viewer = viewer->acc,
                      .sights = g_array_new (FALSE, FALSE, sizeof (StoreSight)) };

  g_array_append_val (may.sights, sight);
  g_assert_true (store_may_see_now (f->store, &may, NULL));
  sight = g_array_index (may.sights, StoreSight, 0);
  g_array_unref (may.sights);
  return sight;
}

static void
test_sight (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, "+447700900001", "a");
  Peer b = fixture_register (f, "+447700900002", "b");
  Peer ghost = { .acc = id_random () };
  StoreSeen seen = { .acc = b.acc, .now = T0 + 7 };
  StorePrivacy privacy = { .acc = b.acc, .online = 1, .seen = 2 };
  StoreRelation relation = { .owner = b.acc, .acc = a.acc, .on = TRUE };

  g_assert_true (store_seen_now (f->store, &seen, NULL));
  g_assert_true (look (f, &a, &b).write);
  g_assert_true (look (f, &a, &b).online);
  g_assert_cmpint (look (f, &a, &b).seen, ==, T0 + 7);
  g_assert_false (look (f, &a, &ghost).write);
  g_assert_true (store_privacy_set_now (f->store, &privacy, NULL));
  g_assert_true (look (f, &a, &b).write);
  g_assert_false (look (f, &a, &b).online);
  g_assert_cmpint (look (f, &a, &b).seen, ==, 0);
  g_assert_true (store_contact_now (f->store, &relation, NULL));
  g_assert_true (look (f, &a, &b).online);
  g_assert_cmpint (look (f, &a, &b).seen, ==, 0);
  g_assert_true (store_block_now (f->store, &relation, NULL));
  g_assert_false (look (f, &a, &b).write);
  g_assert_false (look (f, &b, &a).online);
}

static guint
found (Fixture *f, GPtrArray *phones)
{
  StoreFind find = { .phones = phones };
  guint n;

  g_assert_true (store_find_now (f->store, &find, NULL));
  n = find.found->len;
  store_find_clear (&find);
  return n;
}

static void
test_find (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, "+447700900001", "a");
  StorePrivacy hide = { .acc = a.acc, .hidden = TRUE };
  g_autoptr (GPtrArray) phones = g_ptr_array_new ();

  g_ptr_array_add (phones, (char *) "+447700900001");
  g_ptr_array_add (phones, (char *) "+447700900002");
  g_assert_cmpuint (found (f, phones), ==, 1);
  g_assert_true (store_privacy_set_now (f->store, &hide, NULL));
  g_assert_cmpuint (found (f, phones), ==, 0);
}

static int
try_media (Fixture *f, const Peer *peer, const Id *id, gint64 size)
{
  StoreMediaNew media = { .acc = peer->acc,
                          .id = *id,
                          .size = size,
                          .now = f->now,
                          .ttl_ms = DAY_MS,
                          .quota = 1000,
                          .max_pending = 2 };
  g_autoptr (GError) error = NULL;

  return store_media_new_now (f->store, &media, &error) ? -1 : error->code;
}

static guint
due (Fixture *f)
{
  StoreMediaDue args = { .now = f->now, .max = 10 };
  guint n;

  g_assert_true (store_media_due_now (f->store, &args, NULL));
  n = args.objects->len;
  g_ptr_array_unref (args.objects);
  return n;
}

static void
test_media_limits (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, PHONE, "a");
  Peer b = fixture_register (f, "+447700900002", "b");
  Id ids[3] = { id_random (), id_random (), id_random () };

  g_assert_cmpint (try_media (f, &a, &ids[0], 600), ==, -1);
  g_assert_cmpint (try_media (f, &a, &ids[0], 600), ==, -1); /* a fresh address */
  g_assert_cmpint (try_media (f, &a, &ids[0], 601), ==, WHIN_ERROR_CONFLICT);
  g_assert_cmpint (try_media (f, &b, &ids[0], 600), ==, WHIN_ERROR_CONFLICT);
  g_assert_cmpint (try_media (f, &a, &ids[1], 500), ==, WHIN_ERROR_QUOTA);
  g_assert_cmpint (try_media (f, &a, &ids[1], 400), ==, -1);
  g_assert_cmpint (try_media (f, &a, &ids[2], 1), ==, WHIN_ERROR_QUOTA);
  f->now += DAY_MS + 1;
  g_assert_cmpuint (due (f), ==, 2);
}

static void
test_media_life (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, PHONE, "a");
  Peer b = fixture_register (f, "+447700900002", "b");
  Id id = id_random ();
  StoreMediaReady ready = { .acc = a.acc, .id = id, .now = f->now, .ttl_ms = DAY_MS };
  StoreMediaForget forget = { .id = id };
  StoreMedia media = { .id = id };
  TestSend *send = fixture_send_new (f, &a, &b.acc, "photo", &b, NULL);

  g_assert_cmpint (try_media (f, &a, &id, 10), ==, -1);
  g_assert_true (store_media_now (f->store, &media, NULL));
  g_assert_true (media.found && !media.ready);
  g_assert_true (store_media_ready_now (f->store, &ready, NULL));
  g_assert_true (store_media_now (f->store, &media, NULL));
  g_assert_true (media.ready);
  send->op.media = g_array_new (FALSE, FALSE, sizeof (Id));
  g_array_append_val (send->op.media, id);
  g_assert_cmpint (fixture_send_try (f, send), ==, -1);
  g_array_unref (send->op.media);
  fixture_send_free (send);
  fixture_ack (f, b.key, 1); /* an ack shortens nothing */
  f->now += 30 * DAY_MS;
  g_assert_cmpuint (due (f), ==, 0);
  f->now += 1;
  g_assert_cmpuint (due (f), ==, 1);
  forget.now = f->now;
  g_assert_true (store_media_forget_now (f->store, &forget, NULL));
  g_assert_cmpuint (due (f), ==, 0);
}

static void
ready_avatar (Fixture *f, const Peer *peer, const Id *id)
{
  StoreMediaNew media = { .acc = peer->acc,
                          .id = *id,
                          .size = 1,
                          .kind = STORE_MEDIA_AVATAR,
                          .now = f->now,
                          .ttl_ms = DAY_MS,
                          .quota = 10,
                          .max_pending = 9 };
  StoreMediaReady ready = {
    .acc = peer->acc, .id = *id, .now = f->now, .ttl_ms = DAY_MS, .replaced_ms = 30 * DAY_MS
  };

  g_assert_true (store_media_new_now (f->store, &media, NULL));
  g_assert_true (store_media_ready_now (f->store, &ready, NULL));
}

static void
test_media_avatar (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, PHONE, "a");
  Id first = id_random (), second = id_random ();

  ready_avatar (f, &a, &first);
  f->now += 1000 * DAY_MS;
  g_assert_cmpuint (due (f), ==, 0);
  ready_avatar (f, &a, &second);
  f->now += 30 * DAY_MS + 1;
  g_assert_cmpuint (due (f), ==, 1);
}

static void
test_media_cancel (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, PHONE, "a");
  Id id = id_random ();
  StoreMediaCancel cancel = { .acc = id_random (), .id = id };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (try_media (f, &a, &id, 10), ==, -1);
  g_assert_false (store_media_cancel_now (f->store, &cancel, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_NOT_FOUND);
  cancel.acc = a.acc;
  g_assert_true (store_media_cancel_now (f->store, &cancel, NULL));
  g_assert_cmpuint (due (f), ==, 1);
}

static void
test_remove_user (Fixture *f, gconstpointer data)
{
  Peer a = fixture_register (f, PHONE, "a");
  Peer b = fixture_register (f, "+447700900002", "b");
  StoreUserRemove remove = { .acc = a.acc };
  StoreUserList list = { 0 };
  TestSend *send;
  gboolean there;

  fixture_send (f, &a, &b, "kept");
  g_assert_true (store_user_remove_now (f->store, &remove, NULL));
  fixture_auth (f, "a", &there);
  g_assert_false (there);
  g_assert_true (store_user_list_now (f->store, &list, NULL));
  g_assert_cmpuint (list.users->len, ==, 1);
  store_user_list_clear (&list);
  send = fixture_send_new (f, &b, &a.acc, "hi", &a, NULL);
  g_assert_cmpint (fixture_send_try (f, send), ==, WHIN_ERROR_NOT_FOUND);
  fixture_send_free (send);
  g_autofree char *dump = fixture_dump (f, b.key, 0);
  g_assert_cmpstr (dump, ==, "1 msg kept");
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "code-backoff", test_code_backoff },
    { "code-backoff-is-kept", test_code_backoff_is_kept },
    { "code-clock-put-back", test_code_clock_put_back },
    { "code-tries", test_code_tries },
    { "code-expires", test_code_expires },
    { "code-newest-only", test_code_newest_only },
    { "register-again-same-token", test_register_again_same_token },
    { "register-existing", test_register_existing },
    { "pin", test_pin },
    { "invite", test_invite },
    { "invite-expires", test_invite_expires },
    { "invite-is-no-key", test_invite_is_no_key },
    { "links", test_links },
    { "one-open-link", test_one_open_link },
    { "too-many-devices", test_too_many_devices },
    { "sight", test_sight },
    { "find", test_find },
    { "media-limits", test_media_limits },
    { "media-life", test_media_life },
    { "media-avatar", test_media_avatar },
    { "media-cancel", test_media_cancel },
    { "remove-user", test_remove_user },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/server/store/account/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].run, fixture_tear_down);
  }
  return g_test_run ();
}
