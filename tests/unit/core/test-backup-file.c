/* test-backup-file: what a backup on a disk or on a server may become, and what is made of that.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "backup-file.h"

#include "error.h"
#include "recovery.h"
#include "wrap.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHEAP ((WrapCost) { 1, WRAP_KIB_MIN })
#define PASSPHRASE "correct horse battery staple again"
#define MESSAGES 1500

void remove_tree (const char *path);

typedef struct {
  char *dir;
  char *path;
  Id account;
  guint8 public_key[PRIM_SIGN_PUBLIC_BYTES];
  guint8 secret_key[PRIM_SIGN_SECRET_BYTES];
  guint8 backup_key[PRIM_KEY_BYTES];
  guint8 recovery[PRIM_KEY_BYTES];
  char *recovery_text;
} Scene;

static void
set_up (Scene *scene, gconstpointer data)
{
  scene->dir = g_dir_make_tmp ("whinchat-backup-XXXXXX", NULL);
  scene->path = g_build_filename (scene->dir, "whinchat.backup", NULL);
  scene->account = id_random ();
  prim_sign_keypair (scene->public_key, scene->secret_key);
  prim_random (scene->backup_key, sizeof scene->backup_key);
  prim_random (scene->recovery, sizeof scene->recovery);
  scene->recovery_text = recovery_to_text (scene->recovery);
}

static void
tear_down (Scene *scene, gconstpointer data)
{
  remove_tree (scene->dir);
  g_free (scene->dir);
  g_free (scene->path);
  g_free (scene->recovery_text);
}

static void
write_line (GString *out, ArchiveRecord *record)
{
  g_assert_true (archive_write (record, out));
}

static GString *
make_archive (Scene *scene, guint messages, gsize *head_len)
{
  GString *out = g_string_new (NULL);
  ArchiveRecord head = { .kind = ARCHIVE_HEAD,
                         .head = { .format = ARCHIVE_FORMAT,
                                   .acc = scene->account,
                                   .phone = (char *) "+4915112340001",
                                   .server = (char *) "https://chat.example.org",
                                   .made = 1790000000000,
                                   .messages = messages,
                                   .name = (char *) "Ada",
                                   .about = (char *) "" } };
  ArchiveRecord message = { .kind = ARCHIVE_MESSAGE,
                            .message = { .conv = { CONV_USER, scene->account },
                                         .author = scene->account,
                                         .placed = TRUE,
                                         .what = (char *) "text",
                                         .state = (char *) "sent",
                                         .own = TRUE,
                                         .time = 1,
                                         .text = (char *) "some words, nothing more" } };
  ArchiveRecord end = { .kind = ARCHIVE_END, .end = { .messages = messages } };

  write_line (out, &head);
  *head_len = out->len - 1;
  for (guint i = 0; i < messages; i++) {
    message.message.id = id_random ();
    message.message.ord = i + 1;
    write_line (out, &message);
  }
  write_line (out, &end);
  return out;
}

typedef enum {
  BY_RECOVERY = 1 << BACKUP_WAY_RECOVERY,
  BY_PASSPHRASE = 1 << BACKUP_WAY_PASSPHRASE,
} By;

static BackupWriter *
begin (Scene *scene, By by, guint64 generation, const GString *archive, gsize head_len)
{
  GBytes *ways[BACKUP_WAYS_MAX] = { NULL };
  BackupHeader header = { .account = scene->account, .generation = generation, .time = 1 };
  GByteArray *front = g_byte_array_new ();
  BackupSeal *seal;
  BackupWriter *writer;

  memcpy (header.account_key, scene->public_key, sizeof header.account_key);
  backup_manifest_hash (archive->str, head_len, header.manifest);
  if ((by & BY_RECOVERY) != 0)
    ways[BACKUP_WAY_RECOVERY] = wrap_seal (scene->recovery, WRAP_BACKUP_KEY, &scene->account,
                                           scene->backup_key, sizeof scene->backup_key);
  if ((by & BY_PASSPHRASE) != 0)
    ways[BACKUP_WAY_PASSPHRASE] =
        wrap_seal_passphrase (PASSPHRASE, CHEAP, WRAP_BACKUP_KEY, &scene->account,
                              scene->backup_key, sizeof scene->backup_key, NULL);
  seal = backup_seal_new (&header, scene->backup_key, scene->secret_key, front);
  writer = backup_writer_new (scene->path, ways, seal, front);
  for (guint way = 0; way < BACKUP_WAYS_MAX; way++)
    g_clear_pointer (&ways[way], g_bytes_unref);
  return writer;
}

static void
make (Scene *scene, By by, guint64 generation, guint messages)
{
  gsize head_len;
  GString *archive = make_archive (scene, messages, &head_len);
  BackupWriter *writer = begin (scene, by, generation, archive, head_len);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  for (gsize at = 0; at < archive->len; at += 10000)
    g_assert_true (
        backup_writer_push (writer, archive->str + at, MIN (10000, archive->len - at), &error));
  g_assert_true (backup_writer_end (writer, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (scene->path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpuint ((guint64) info.st_size, ==, backup_writer_size (writer));
  backup_writer_free (writer);
  g_string_free (archive, TRUE);
}

/* How many messages; -1 with error. */
static int
read_loader (BackupLoader *loader, GError **error)
{
  GError *local = NULL;
  GPtrArray *records;
  int n = 0;

  while ((records = backup_loader_next (loader, 300, &local)) != NULL) {
    g_assert_cmpuint (records->len, <=, 300);
    for (guint i = 0; i < records->len; i++)
      n += ((ArchiveRecord *) records->pdata[i])->kind == ARCHIVE_MESSAGE;
    g_ptr_array_unref (records);
  }
  if (local == NULL)
    return n;
  g_propagate_error (error, local);
  return -1;
}

static int
read_file (Scene *scene, const char *typed, GError **error)
{
  g_autoptr (BackupLoader) loader = backup_loader_new (scene->path, error);

  if (loader == NULL || !backup_loader_unlock (loader, typed, error))
    return -1;
  return read_loader (loader, error);
}

static void
test_round_trip (Scene *scene, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sloppy = g_ascii_strdown (scene->recovery_text, -1);

  make (scene, BY_RECOVERY, 1, MESSAGES);
  g_assert_cmpint (read_file (scene, scene->recovery_text, &error), ==, MESSAGES);
  g_assert_no_error (error);
  g_assert_cmpint (read_file (scene, sloppy, &error), ==, MESSAGES);
  make (scene, BY_PASSPHRASE, 2, 3);
  g_assert_cmpint (read_file (scene, PASSPHRASE, &error), ==, 3);
  g_assert_no_error (error);
  make (scene, BY_PASSPHRASE | BY_RECOVERY, 3, 0);
  g_assert_cmpint (read_file (scene, PASSPHRASE, &error), ==, 0);
  g_assert_cmpint (read_file (scene, scene->recovery_text, &error), ==, 0);
  g_assert_no_error (error);
}

static void
test_twice (Scene *scene, gconstpointer data)
{
  g_autoptr (BackupLoader) loader = NULL;
  g_autoptr (GError) error = NULL;

  make (scene, BY_RECOVERY, 1, MESSAGES);
  loader = backup_loader_new (scene->path, &error);
  backup_loader_set_key (loader, scene->backup_key);
  g_assert_cmpint (read_loader (loader, &error), ==, MESSAGES);
  g_assert_true (backup_loader_rewind (loader, &error));
  g_assert_cmpint (read_loader (loader, &error), ==, MESSAGES);
  g_assert_no_error (error);
}

static void
test_wrong_key (Scene *scene, gconstpointer data)
{
  guint8 other[PRIM_KEY_BYTES] = { 1 };
  g_autofree char *other_text = recovery_to_text (other);
  g_autoptr (BackupLoader) loader = NULL;
  g_autoptr (GError) error = NULL;

  make (scene, BY_RECOVERY, 1, 3);
  g_assert_cmpint (read_file (scene, other_text, &error), ==, -1);
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  g_clear_error (&error);
  g_assert_cmpint (read_file (scene, "a passphrase", &error), ==, -1);
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  g_clear_error (&error);
  loader = backup_loader_new (scene->path, NULL);
  backup_loader_set_key (loader, other);
  g_assert_cmpint (read_loader (loader, &error), ==, -1);
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
  g_clear_error (&error);
  make (scene, BY_PASSPHRASE, 1, 3);
  g_assert_cmpint (read_file (scene, PASSPHRASE "!", &error), ==, -1);
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG);
}

static void
test_expected (Scene *scene, gconstpointer data)
{
  static const struct {
    gboolean other_account, other_key;
    guint64 generation;
    int code;
  } cases[] = {
    { FALSE, FALSE, 5, -1 },
    { FALSE, FALSE, 6, WHIN_ERROR_CONFLICT },
    { TRUE, FALSE, 0, WHIN_ERROR_FORBIDDEN },
    { FALSE, TRUE, 0, WHIN_ERROR_FORBIDDEN },
  };

  make (scene, BY_RECOVERY, 5, 3);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BackupLoader) loader = backup_loader_new (scene->path, NULL);
    g_autoptr (GError) error = NULL;
    Id account = scene->account;
    guint8 key[PRIM_SIGN_PUBLIC_BYTES];

    memcpy (key, scene->public_key, sizeof key);
    account.bytes[0] ^= cases[i].other_account;
    key[0] ^= cases[i].other_key;
    backup_loader_set_key (loader, scene->backup_key);
    backup_loader_expect (loader, &account, key, cases[i].generation);
    g_assert_cmpint (read_loader (loader, &error), ==, cases[i].code < 0 ? 3 : -1);
    if (cases[i].code >= 0)
      g_assert_error (error, WHIN_ERROR, cases[i].code);
  }
}

static void
put_file (Scene *scene, const char *bytes, gsize len)
{
  g_assert_true (g_file_set_contents_full (scene->path, bytes, (gssize) len,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
test_truncated (Scene *scene, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize len;

  make (scene, BY_RECOVERY, 1, MESSAGES);
  g_assert_true (g_file_get_contents (scene->path, &bytes, &len, NULL));
  for (gsize cut = 0; cut < len; cut += cut < 600 ? 1 : 4999) {
    g_autoptr (GError) error = NULL;

    put_file (scene, bytes, cut);
    g_assert_cmpint (read_file (scene, scene->recovery_text, &error), ==, -1);
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  }
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (GByteArray) more = g_byte_array_new ();

    g_byte_array_append (more, (const guint8 *) bytes, (guint) len);
    g_byte_array_append (more, (const guint8 *) "x", 1);
    put_file (scene, (const char *) more->data, more->len);
    g_assert_cmpint (read_file (scene, scene->recovery_text, &error), ==, -1);
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  }
}

/* Whatever byte is another one, nothing wrong comes out of it. */
static void
test_bit_flips (Scene *scene, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize len;

  make (scene, BY_RECOVERY, 1, 20);
  g_assert_true (g_file_get_contents (scene->path, &bytes, &len, NULL));
  for (gsize at = 0; at < len; at += at < 600 ? 1 : 97) {
    g_autoptr (GError) error = NULL;

    bytes[at] ^= (char) (1 << at % 8);
    put_file (scene, bytes, len);
    g_assert_cmpint (read_file (scene, scene->recovery_text, &error), ==, -1);
    g_assert_true (g_error_matches (error, WHIN_ERROR, WHIN_ERROR_CORRUPT) ||
                   g_error_matches (error, WHIN_ERROR, WHIN_ERROR_TOO_OLD) ||
                   g_error_matches (error, WHIN_ERROR, WHIN_ERROR_CODE_WRONG));
    bytes[at] ^= (char) (1 << at % 8);
  }
}

/* The container is whole, but it is another one's inside. */
static void
test_other_head (Scene *scene, gconstpointer data)
{
  gsize head_len, other_len;
  GString *archive = make_archive (scene, 2, &head_len);
  GString *other = make_archive (scene, 3, &other_len);
  BackupWriter *writer = begin (scene, BY_RECOVERY, 1, archive, head_len);
  g_autoptr (GError) error = NULL;

  g_assert_true (backup_writer_push (writer, other->str, other->len, &error));
  g_assert_true (backup_writer_end (writer, &error));
  backup_writer_free (writer);
  g_assert_cmpint (read_file (scene, scene->recovery_text, &error), ==, -1);
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_CORRUPT);
  g_string_free (archive, TRUE);
  g_string_free (other, TRUE);
}

/* What is given up leaves the backup of before, and nothing else. */
static void
test_given_up (Scene *scene, gconstpointer data)
{
  gsize head_len;
  GString *archive = make_archive (scene, 2, &head_len);
  BackupWriter *writer;
  g_autofree char *part = g_strconcat (scene->path, ".part", NULL);
  g_autoptr (GError) error = NULL;

  make (scene, BY_RECOVERY, 1, 7);
  writer = begin (scene, BY_RECOVERY, 2, archive, head_len);
  g_assert_true (backup_writer_push (writer, archive->str, archive->len, &error));
  g_assert_true (g_file_test (part, G_FILE_TEST_EXISTS));
  backup_writer_free (writer);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  g_assert_cmpint (read_file (scene, scene->recovery_text, &error), ==, 7);
  g_string_free (archive, TRUE);
}

/* Of this program's own: a folder of a portal cannot be synced. */
static int folder_code;

int
fsync (int fd)
{
  struct stat info;

  if (folder_code == 0 || fstat (fd, &info) != 0 || !S_ISDIR (info.st_mode))
    return fdatasync (fd);
  errno = folder_code;
  return -1;
}

static void
test_folder_without_sync (Scene *scene, gconstpointer data)
{
  static const int codes[] = { EINVAL, ENOTSUP, EIO };
  gsize head_len;
  GString *archive = make_archive (scene, 2, &head_len);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    BackupWriter *writer = begin (scene, BY_RECOVERY, 2, archive, head_len);

    g_assert_true (backup_writer_push (writer, archive->str, archive->len, NULL));
    folder_code = codes[i];
    g_assert_cmpint (backup_writer_end (writer, NULL), ==, codes[i] != EIO);
    folder_code = 0;
    backup_writer_free (writer);
  }
  g_string_free (archive, TRUE);
}

static void
test_no_room (Scene *scene, gconstpointer data)
{
  gsize head_len;
  GString *archive = make_archive (scene, 2, &head_len);
  BackupWriter *writer;
  g_autoptr (GError) error = NULL;

  g_free (scene->path);
  scene->path = g_build_filename (scene->dir, "nowhere", "a.backup", NULL);
  writer = begin (scene, BY_RECOVERY, 2, archive, head_len);
  g_assert_false (backup_writer_push (writer, archive->str, archive->len, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_DISK);
  g_assert_nonnull (strstr (error->message, "backup"));
  backup_writer_free (writer);
  g_string_free (archive, TRUE);
}

#define TEST(path, func) g_test_add (path, Scene, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (prim_init (NULL));
  TEST ("/backup-file/round-trip", test_round_trip);
  TEST ("/backup-file/twice", test_twice);
  TEST ("/backup-file/wrong-key", test_wrong_key);
  TEST ("/backup-file/expected", test_expected);
  TEST ("/backup-file/truncated", test_truncated);
  TEST ("/backup-file/bit-flips", test_bit_flips);
  TEST ("/backup-file/other-head", test_other_head);
  TEST ("/backup-file/given-up", test_given_up);
  TEST ("/backup-file/folder-without-sync", test_folder_without_sync);
  TEST ("/backup-file/no-room", test_no_room);
  return g_test_run ();
}
