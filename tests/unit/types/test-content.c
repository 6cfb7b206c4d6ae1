/* test-content: every kind survives the way out and back; what is not right is refused.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "content.h"

#include "error.h"
#include "limits.h"
#include "media-key.h"

#include <string.h>

static Content *
round_trip (const Content *content)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) json = content_encode (content, &error);
  Content *back;

  g_assert_no_error (error);
  back = content_decode (json, &error);
  g_assert_no_error (error);
  g_assert_cmpint (back->kind, ==, content->kind);
  g_assert_cmpint (back->ts, ==, content->ts);
  return back;
}

static void
test_text (void)
{
  Content content = { .kind = CONTENT_TEXT, .ts = 1234567890123 };
  g_autoptr (Content) back = NULL;

  content.text.text = (char *) "line one\nline \"two\" \\ \x01 é 😀";
  back = round_trip (&content);
  g_assert_cmpstr (back->text.text, ==, content.text.text);
}

static void
test_media (void)
{
  Content content = { .kind = CONTENT_MEDIA };
  MediaKey key = { .key = "a key", .sha256 = "what was made with it", .size = 12345 };
  g_autofree char *key_text = media_key_to_text (&key);
  g_autofree char *sha256 = media_key_sha256_to_text (&key);
  g_autoptr (MediaKey) read = NULL;
  g_autoptr (Content) back = NULL;

  content.media = (ContentMedia) { .obj = id_random (),
                                   .mime = (char *) "image/jpeg",
                                   .name = (char *) "bird.jpg",
                                   .size = 12345,
                                   .w = 640,
                                   .h = 480,
                                   .thumb = (char *) "_9j_",
                                   .key = key_text,
                                   .sha256 = sha256,
                                   .file = TRUE };
  back = round_trip (&content);
  g_assert_true (id_equal (&back->media.obj, &content.media.obj));
  g_assert_cmpstr (back->media.name, ==, "bird.jpg");
  g_assert_cmpint (back->media.w, ==, 640);
  g_assert_cmpstr (back->media.thumb, ==, "_9j_");
  g_assert_null (back->media.text);
  g_assert_true (back->media.file);
  read = media_key_from_text (back->media.key, back->media.sha256, back->media.size);
  g_assert_cmpmem (read, sizeof key, &key, sizeof key);
  g_assert_null (media_key_from_text ("", back->media.sha256, 5));
  g_assert_null (media_key_from_text (back->media.key, NULL, 5));
  /* 43 characters, but the last has bits that no byte is made of. */
  back->media.key[42] = '_';
  g_assert_null (media_key_from_text (back->media.key, back->media.sha256, 5));
}

static void
test_voice (void)
{
  Content content = { .kind = CONTENT_MEDIA };
  MediaKey key = { .key = "a key", .sha256 = "what was made with it", .size = 12345 };
  g_autofree char *key_text = media_key_to_text (&key);
  g_autofree char *sha256 = media_key_sha256_to_text (&key);
  g_autofree char *wide = g_strnfill (LIMIT_VOICE_BARS_MAX * 4 / 3 + 3, 'A');
  ContentVoice voice = { .ms = 4321, .wave = (char *) "_9j_" };
  g_autoptr (Content) back = NULL;

  content.media = (ContentMedia) { .obj = id_random (),
                                   .mime = (char *) "audio/ogg",
                                   .size = 12345,
                                   .key = key_text,
                                   .sha256 = sha256,
                                   .voice = &voice };
  back = round_trip (&content);
  g_assert_cmpint (back->media.voice->ms, ==, 4321);
  g_assert_cmpstr (back->media.voice->wave, ==, "_9j_");
  /* One that is too long, or has too many bars, or none at all. */
  for (int i = 0; i < 3; i++) {
    g_autoptr (GBytes) json = NULL;
    g_autoptr (GError) error = NULL;

    voice = (ContentVoice) { i == 0   ? (LIMIT_VOICE_SECONDS_MAX + 2) * 1000
                             : i == 1 ? 1
                                      : 0,
                             i == 1 ? wide : NULL };
    json = content_encode (&content, &error);
    g_assert_no_error (error);
    g_assert_null (content_decode (json, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME);
  }
}

static void
test_album (void)
{
  Content content = { .kind = CONTENT_MEDIA };
  g_autofree char *hash = g_strnfill (43, 'A');
  ContentAlbum album = { id_random (), LIMIT_ALBUM_MAX, LIMIT_ALBUM_MAX - 1 };
  g_autoptr (Content) back = NULL;

  content.media = (ContentMedia) { .obj = id_random (),
                                   .mime = (char *) "video/mp4",
                                   .size = 0, /* there are such files */
                                   .key = hash,
                                   .sha256 = hash,
                                   .ms = LIMIT_VIDEO_SECONDS_MAX * 1000,
                                   .album = &album };
  back = round_trip (&content);
  g_assert_cmpint (back->media.size, ==, 0);
  g_assert_cmpint (back->media.ms, ==, content.media.ms);
  g_assert_true (id_equal (&back->media.album->id, &album.id));
  g_assert_cmpint (back->media.album->n, ==, LIMIT_ALBUM_MAX);
  g_assert_cmpint (back->media.album->at, ==, LIMIT_ALBUM_MAX - 1);
  /* One alone is none, and there are not so many. */
  for (int i = 0; i < 3; i++) {
    g_autoptr (GBytes) json = NULL;
    g_autoptr (GError) error = NULL;

    album.n = i == 0 ? 1 : i == 1 ? LIMIT_ALBUM_MAX + 1 : 2;
    album.at = i == 2 ? LIMIT_ALBUM_MAX : 0;
    json = content_encode (&content, &error);
    g_assert_no_error (error);
    g_assert_null (content_decode (json, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME);
  }
}

static void
test_receipt (void)
{
  Content content = { .kind = CONTENT_RECEIPT };
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (Id));
  g_autoptr (Content) back = NULL;

  for (guint i = 0; i < 3; i++) {
    Id id = id_random ();

    g_array_append_val (ids, id);
  }
  content.receipt = (ContentReceipt) { (char *) "read", id_random (), ids };
  back = round_trip (&content);
  g_assert_cmpstr (back->receipt.what, ==, "read");
  g_assert_cmpmem (back->receipt.ids->data, 3 * sizeof (Id), ids->data, 3 * sizeof (Id));
}

static void
test_state (void)
{
  Content contact = { .kind = CONTENT_CONTACT };
  Content chat = { .kind = CONTENT_CHAT };
  Content profile = { .kind = CONTENT_PROFILE };
  g_autoptr (Content) contact_back = NULL;
  g_autoptr (Content) chat_back = NULL;
  g_autoptr (Content) profile_back = NULL;

  contact.contact =
      (ContentContact) { id_random (), (char *) "+447700900123", (char *) "Anna", FALSE };
  contact_back = round_trip (&contact);
  g_assert_cmpstr (contact_back->contact.name, ==, "Anna");
  chat.chat = (ContentChat) { { CONV_GROUP, id_random () }, id_random (), id_random () };
  chat_back = round_trip (&chat);
  g_assert_cmpint (chat_back->chat.chat.kind, ==, CONV_GROUP);
  profile.profile = (ContentProfile) { .name = (char *) "Ben" };
  profile_back = round_trip (&profile);
  g_assert_cmpstr (profile_back->profile.name, ==, "Ben");
  g_assert_true (id_is_none (&profile_back->profile.photo));
}

static void
test_changes (void)
{
  Content text = { .kind = CONTENT_TEXT }, edit = { .kind = CONTENT_EDIT };
  Content react = { .kind = CONTENT_REACT }, pin = { .kind = CONTENT_PIN };
  ContentMention mention = { id_random (), 0, 4 };
  g_autoptr (GPtrArray) mentions = g_ptr_array_new ();
  g_autoptr (Content) text_back = NULL, edit_back = NULL, react_back = NULL, pin_back = NULL;

  g_ptr_array_add (mentions, &mention);
  text.text = (ContentText) { .text = (char *) "@Ben", .re = id_random (), .fwd = TRUE };
  text.text.re_author = id_random ();
  text.text.mentions = mentions;
  text_back = round_trip (&text);
  g_assert_true (id_equal (&text_back->text.re, &text.text.re));
  g_assert_true (id_equal (&text_back->text.re_author, &text.text.re_author));
  g_assert_cmpuint (text_back->text.mentions->len, ==, 1);
  g_assert_cmpint (((ContentMention *) text_back->text.mentions->pdata[0])->end, ==, 4);
  g_assert_true (text_back->text.fwd);
  g_assert_false (content_is_change (text_back));
  edit.edit = (ContentEdit) { id_random (), id_random (), (char *) "", NULL };
  edit_back = round_trip (&edit);
  g_assert_true (id_equal (&edit_back->edit.id, &edit.edit.id));
  g_assert_true (content_is_change (edit_back));
  react.react = (ContentReact) { id_random (), id_random (), NULL };
  react_back = round_trip (&react);
  g_assert_null (react_back->react.emoji);
  pin.pin = (ContentPin) { id_random (), id_random (), TRUE };
  pin_back = round_trip (&pin);
  g_assert_true (pin_back->pin.on);
}

static void
test_broadcast (void)
{
  Content content = { .kind = CONTENT_BROADCAST };
  Content text = { .kind = CONTENT_TEXT, .broadcast = TRUE, .text.text = (char *) "to all" };
  g_autoptr (GArray) to = g_array_new (FALSE, FALSE, sizeof (Id));
  g_autoptr (Content) back = NULL;
  g_autoptr (Content) text_back = round_trip (&text);
  g_autoptr (GBytes) json = NULL;

  g_assert_true (text_back->broadcast);
  for (guint i = 0; i < LIMIT_BROADCAST_MAX; i++) {
    Id id = id_random ();

    g_array_append_val (to, id);
  }
  content.broadcast_to = (ContentBroadcast) { id_random (), to, NULL };
  back = round_trip (&content);
  g_assert_false (back->broadcast);
  g_assert_true (id_equal (&back->broadcast_to.id, &content.broadcast_to.id));
  g_assert_cmpuint (back->broadcast_to.to->len, ==, LIMIT_BROADCAST_MAX);
  g_assert_null (back->broadcast_to.out);
  /* One too many. */
  g_array_append_val (to, content.broadcast_to.id);
  json = content_encode (&content, NULL);
  g_assert_null (content_decode (json, NULL));
}

static void
test_unknown (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) json = g_bytes_new_static ("{\"k\":\"later\",\"ts\":5,\"q\":{}}", 27);
  g_autoptr (Content) content = content_decode (json, &error);

  g_assert_no_error (error);
  g_assert_cmpint (content->kind, ==, CONTENT_UNKNOWN);
  g_assert_cmpint (content->ts, ==, 5);
}

static void
test_refused (void)
{
  static const char *const bad[] = {
    "",
    "[]",
    "{}",
    "{\"k\":5}",
    "{\"k\":\"text\"}",
    "{\"k\":\"text\",\"text\":\"\"}",
    "{\"k\":\"text\",\"text\":7}",
    "{\"k\":\"media\",\"obj\":\"AAECAwQFBgcICQoLDA0ODw\",\"mime\":\"a/b\",\"size\":0}",
    /* No key. */
    "{\"k\":\"media\",\"obj\":\"AAECAwQFBgcICQoLDA0ODw\",\"mime\":\"a/b\",\"size\":1,"
    "\"sha256\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}",
    "{\"k\":\"receipt\",\"what\":\"read\",\"author\":\"AAECAwQFBgcICQoLDA0ODw\",\"ids\":[\"A\"]}",
    "{\"k\":\"edit\",\"author\":\"AAECAwQFBgcICQoLDA0ODw\",\"id\":\"AAECAwQFBgcICQoLDA0ODw\"}",
    "{\"k\":\"delete\",\"id\":\"AAECAwQFBgcICQoLDA0ODw\"}",
    "{\"k\":\"react\",\"author\":\"AAECAwQFBgcICQoLDA0ODw\",\"id\":\"A\",\"emoji\":\"x\"}",
    "{\"k\":\"text\",\"text\":\"x\",\"mentions\":[{\"acc\":\"AAECAwQFBgcICQoLDA0ODw\"}]}",
    "{\"k\":[[[[[[[[[[1]]]]]]]]]]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) json = g_bytes_new_static (bad[i], strlen (bad[i]));

    g_assert_null (content_decode (json, &error));
    g_assert_error (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME);
  }
}

static void
test_too_long (void)
{
  g_autofree char *text = g_strnfill (LIMIT_CONTENT_MAX, 'x');
  g_autoptr (GError) error = NULL;
  Content content = { .kind = CONTENT_TEXT, .text = { text } };

  g_assert_null (content_encode (&content, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG);
}

/* PROTOCOL.md shows each kind as it is written, with the members its table lists. */
static void
test_protocol_doc (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "..", "src", "common", "PROTOCOL.md", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;
  gboolean shown[CONTENT_UNKNOWN] = { FALSE };

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  parts = g_strsplit (text, "```json\n{\"k\":", -1);
  for (guint i = 1; parts[i] != NULL; i++) {
    g_autofree char *json = g_strconcat ("{\"k\":", strtok (parts[i], "\n"), NULL);
    g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
    g_autoptr (GError) error = NULL;
    g_autoptr (Content) content = content_decode (bytes, &error);
    g_autoptr (GBytes) again = NULL;

    g_test_message ("%s", json);
    g_assert_no_error (error);
    g_assert_cmpint (content->kind, <, CONTENT_UNKNOWN);
    shown[content->kind] = TRUE;
    again = content_encode (content, &error);
    g_assert_no_error (error);
    g_assert_cmpmem (g_bytes_get_data (again, NULL), g_bytes_get_size (again), json, strlen (json));
  }
  for (ContentKind kind = 0; kind < CONTENT_UNKNOWN; kind++)
    g_assert_true (shown[kind]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/content/text", test_text);
  g_test_add_func ("/content/media", test_media);
  g_test_add_func ("/content/voice", test_voice);
  g_test_add_func ("/content/album", test_album);
  g_test_add_func ("/content/receipt", test_receipt);
  g_test_add_func ("/content/state", test_state);
  g_test_add_func ("/content/changes", test_changes);
  g_test_add_func ("/content/broadcast", test_broadcast);
  g_test_add_func ("/content/unknown", test_unknown);
  g_test_add_func ("/content/refused", test_refused);
  g_test_add_func ("/content/too-long", test_too_long);
  g_test_add_func ("/content/protocol-doc", test_protocol_doc);
  return g_test_run ();
}
