/* test-proto: frames and batches, whole and half right, and the table of calls.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto.h"

#include "limits.h"
#include "rest.h"

#include <string.h>

#define ACC "AAECAwQFBgcICQoLDA0ODw"
#define ACC2 "ICEiIyQlJicoKSorLC0uLw"

static GPtrArray *
decode (const char *text, ProtoWay way)
{
  gsize len = strlen (text);
  g_autofree char *exact = g_memdup2 (text, len);
  g_autoptr (GError) error = NULL;
  GPtrArray *items = proto_decode (exact, len, way, &error);

  g_assert_no_error (error);
  return items;
}

static void
test_round_trip (void)
{
  static const struct {
    const char *text;
    ProtoOp op;
  } rows[] = {
    { "{\"t\":\"hello\",\"proto\":1,\"epoch\":\"1\",\"after\":0,\"win\":1,\"caps\":[\"a\"]}",
      PROTO_HELLO },
    { "{\"t\":\"hello\",\"proto\":1,\"after\":0,\"was\":5,\"gen\":9007199254740991,\"sealed\":3}",
      PROTO_HELLO },
    { "{\"t\":\"send\",\"id\":\"" ACC "\",\"conv\":\"u:" ACC2 "\",\"to\":[{\"acc\":\"" ACC2
      "\",\"dev\":1,\"ct\":\"AAAA\"}],\"part\":true,\"media\":[\"" ACC
      "\"],\"wake\":2,\"sealed\":8}",
      PROTO_SEND },
    { "{\"t\":\"send\",\"id\":\"" ACC "\",\"conv\":\"u:" ACC2 "\",\"to\":[]}", PROTO_SEND },
    { "{\"t\":\"send\",\"id\":\"" ACC "\",\"conv\":\"g:" ACC2 "\",\"to\":[{\"acc\":\"" ACC2
      "\",\"dev\":1}],\"ct\":\"AAAA\"}",
      PROTO_SEND },
    { "{\"t\":\"ack\",\"seq\":0}", PROTO_ACK },
    { "{\"t\":\"watch\",\"accs\":[]}", PROTO_WATCH },
    { "{\"t\":\"active\",\"on\":false}", PROTO_ACTIVE },
    { "{\"t\":\"eph\",\"conv\":\"u:" ACC "\",\"from\":\"" ACC2 "\",\"fd\":3,\"body\":\"AAAA\"}",
      PROTO_EPH },
    { "{\"t\":\"eph\",\"conv\":\"u:" ACC "\",\"dev\":2,\"body\":\"AAAA\"}", PROTO_EPH },
    { "{\"t\":\"hb\"}", PROTO_HB },
    { "{\"t\":\"welcome\",\"proto\":1,\"epoch\":\"1\",\"next\":1,\"hb\":25,\"max\":524288,\"srv\":"
      "0,"
      "\"acc\":\"" ACC "\",\"dev\":1}",
      PROTO_WELCOME },
    { "{\"t\":\"ok\",\"id\":\"" ACC "\",\"cseq\":5,\"ts\":0,\"dup\":true}", PROTO_OK },
    { "{\"t\":\"msg\",\"seq\":1,\"cseq\":2,\"from\":\"" ACC "\",\"fd\":1,\"id\":\"" ACC2
      "\",\"conv\":\"g:" ACC "\",\"ts\":9,\"ct\":\"AAAA\"}",
      PROTO_MSG },
    { "{\"t\":\"device\",\"seq\":1,\"acc\":\"" ACC "\",\"devs\":[{\"dev\":1},{\"dev\":2}]}",
      PROTO_DEVICE },
    { "{\"t\":\"group\",\"seq\":1,\"grp\":\"" ACC "\",\"n\":3}", PROTO_GROUP },
    { "{\"t\":\"gap\",\"from\":1,\"to\":1,\"why\":\"expired\"}", PROTO_GAP },
    { "{\"t\":\"live\"}", PROTO_LIVE },
    { "{\"t\":\"keys\",\"ones\":19,\"kems\":0}", PROTO_KEYS },
    { "{\"t\":\"pres\",\"acc\":\"" ACC "\",\"on\":true,\"seen\":7}", PROTO_PRES },
    { "{\"t\":\"bye\",\"code\":4001,\"after_ms\":5}", PROTO_BYE },
    { "{\"t\":\"err\",\"code\":\"devices\",\"re\":\"send\",\"id\":\"" ACC
      "\",\"retry_ms\":1,\"missing\":"
      "[{\"acc\":\"" ACC "\",\"dev\":1}],\"gone\":[],\"why\":\"w\"}",
      PROTO_ERR },
  };
  guint seen = 0;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GPtrArray) items = decode (rows[i].text, proto_op_way (rows[i].op));
    const ProtoItem *item = items->pdata[0];
    g_autoptr (GBytes) again = NULL;

    g_test_message ("%s", rows[i].text);
    g_assert_cmpuint (items->len, ==, 1);
    g_assert_no_error (item->error);
    g_assert_cmpint (item->op, ==, rows[i].op);
    again = proto_encode (item->op, item->body);
    g_assert_cmpmem (g_bytes_get_data (again, NULL), g_bytes_get_size (again), rows[i].text,
                     strlen (rows[i].text));
    seen |= 1u << item->op;
  }
  g_assert_cmpuint (seen, ==, (1u << PROTO_N_OPS) - 1);
}

static void
test_bad_items (void)
{
  static const struct {
    const char *text;
    WhinError code;
    gboolean has_id;
  } rows[] = {
    { "1", WHIN_ERROR_BAD_FRAME, FALSE },
    { "null", WHIN_ERROR_BAD_FRAME, FALSE },
    { "[]", WHIN_ERROR_BAD_FRAME, FALSE },
    { "{}", WHIN_ERROR_UNSUPPORTED, FALSE },
    { "{\"t\":1}", WHIN_ERROR_UNSUPPORTED, FALSE },
    { "{\"t\":[]}", WHIN_ERROR_UNSUPPORTED, FALSE },
    { "{\"t\":\"\"}", WHIN_ERROR_UNSUPPORTED, FALSE },
    { "{\"t\":\"later\",\"id\":\"" ACC "\"}", WHIN_ERROR_UNSUPPORTED, TRUE },
    { "{\"t\":\"SEND\",\"id\":\"" ACC "\"}", WHIN_ERROR_UNSUPPORTED, TRUE },
    { "{\"t\":\"welcome\"}", WHIN_ERROR_UNSUPPORTED, FALSE }, /* the wrong way */
    { "{\"t\":\"send\"}", WHIN_ERROR_BAD_FRAME, FALSE },
    { "{\"t\":\"send\",\"id\":1}", WHIN_ERROR_BAD_FRAME, FALSE },
    { "{\"t\":\"send\",\"id\":\"" ACC "\"}", WHIN_ERROR_BAD_FRAME, TRUE },
    { "{\"t\":\"send\",\"id\":\"" ACC "\",\"conv\":\"u:" ACC "\",\"to\":[],\"wake\":3}",
      WHIN_ERROR_BAD_FRAME, TRUE },
    { "{\"t\":\"send\",\"id\":\"" ACC "\",\"conv\":\"u:" ACC "\",\"to\":[{\"acc\":\"" ACC
      "\",\"dev\":0,\"ct\":\"AAAA\"}]}",
      WHIN_ERROR_BAD_FRAME, TRUE },
    { "{\"t\":\"send\",\"id\":\"" ACC "\",\"conv\":\"u:" ACC "\",\"to\":[{\"acc\":\"" ACC
      "\",\"dev\":1,\"ct\":\"\"}]}",
      WHIN_ERROR_BAD_FRAME, TRUE },
    { "{\"t\":\"ack\",\"seq\":-1}", WHIN_ERROR_BAD_FRAME, FALSE },
    { "{\"t\":\"hello\",\"proto\":0,\"after\":0}", WHIN_ERROR_BAD_FRAME, FALSE },
    { "{\"t\":\"hello\",\"proto\":1,\"after\":0,\"win\":257}", WHIN_ERROR_BAD_FRAME, FALSE },
  };
  g_autoptr (GString) batch = g_string_new ("[{\"t\":\"hb\"}");
  g_autoptr (GPtrArray) items = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_string_append_printf (batch, ",%s,{\"t\":\"hb\"}", rows[i].text);
  g_string_append_c (batch, ']');
  items = decode (batch->str, PROTO_C2S);
  /* Each bad one by itself, and all the good ones between them. */
  g_assert_cmpuint (items->len, ==, 1 + 2 * G_N_ELEMENTS (rows));
  for (guint i = 0; i < items->len; i++) {
    const ProtoItem *item = items->pdata[i];

    if (i % 2 == 0) {
      g_assert_no_error (item->error);
      g_assert_cmpint (item->op, ==, PROTO_HB);
    } else {
      g_test_message ("%s", rows[i / 2].text);
      g_assert_null (item->body);
      g_assert_error (item->error, WHIN_ERROR, (int) rows[i / 2].code);
      g_assert_cmpint (!id_is_none (&item->id), ==, rows[i / 2].has_id);
    }
  }
}

static char *
repeat (const char *head, const char *piece, guint n, const char *tail)
{
  GString *text = g_string_new (head);

  for (guint i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c (text, ',');
    g_string_append (text, piece);
  }
  g_string_append (text, tail);
  return g_string_free (text, FALSE);
}

static gboolean
is_good (const char *text)
{
  g_autoptr (GPtrArray) items = proto_decode (text, strlen (text), PROTO_BOTH, NULL);

  return items != NULL && ((ProtoItem *) items->pdata[0])->error == NULL;
}

static void
test_limits (void)
{
  static const struct {
    const char *head;
    const char *piece;
    guint max;
    const char *tail;
  } rows[] = {
    { "[", "{\"t\":\"hb\"}", LIMIT_BATCH_MAX, "]" },
    { "{\"t\":\"send\",\"id\":\"" ACC "\",\"conv\":\"u:" ACC "\",\"to\":[",
      "{\"acc\":\"" ACC "\",\"dev\":1,\"ct\":\"AAAA\"}", LIMIT_SEND_TO_MAX, "]}" },
    { "{\"t\":\"send\",\"id\":\"" ACC "\",\"conv\":\"u:" ACC "\",\"to\":[],\"media\":[",
      "\"" ACC "\"", LIMIT_SEND_MEDIA_MAX, "]}" },
    { "{\"t\":\"watch\",\"accs\":[", "\"" ACC "\"", LIMIT_WATCH_MAX, "]}" },
    { "{\"t\":\"device\",\"seq\":1,\"acc\":\"" ACC "\",\"devs\":[", "{\"dev\":1}",
      LIMIT_DEVICES_MAX, "]}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *at = repeat (rows[i].head, rows[i].piece, rows[i].max, rows[i].tail);
    g_autofree char *past = repeat (rows[i].head, rows[i].piece, rows[i].max + 1, rows[i].tail);

    g_assert_true (is_good (at));
    g_assert_false (is_good (past));
  }
  for (int more = 0; more <= 4; more += 4) {
    g_autofree char *ct = g_strnfill (LIMIT_CT_MAX + more, 'A');
    g_autofree char *body = g_strnfill (LIMIT_EPH_MAX + more, 'A');
    g_autofree char *send =
        g_strdup_printf ("{\"t\":\"send\",\"id\":\"" ACC "\",\"conv\":\"u:" ACC
                         "\",\"to\":[{\"acc\":\"" ACC "\",\"dev\":1,\"ct\":\"%s\"}]}",
                         ct);
    g_autofree char *eph =
        g_strdup_printf ("{\"t\":\"eph\",\"conv\":\"u:" ACC "\",\"body\":\"%s\"}", body);

    g_assert_cmpint (is_good (send), ==, more == 0);
    g_assert_cmpint (is_good (eph), ==, more == 0);
  }
}

static void
test_whole_frames (void)
{
  static const char *const bad[] = { "",
                                     "1",
                                     "\"x\"",
                                     "null",
                                     "{",
                                     "[{\"t\":\"hb\"}",
                                     "[[[[[[[[[]]]]]]]]]",
                                     "{\"t\":\"ack\",\"seq\":99999999999999999999}" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) items = proto_decode (bad[i], strlen (bad[i]), PROTO_C2S, &error);

    /* No JSON: refused whole. JSON that is no frame: one bad item. */
    if (items == NULL)
      g_assert_error (error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME);
    else
      g_assert_error (((ProtoItem *) items->pdata[0])->error, WHIN_ERROR, WHIN_ERROR_BAD_FRAME);
  }
  g_autoptr (GPtrArray) none = decode ("[]", PROTO_C2S);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_ways (void)
{
  for (ProtoOp op = 0; op < PROTO_N_OPS; op++)
    for (ProtoWay way = PROTO_C2S; way <= PROTO_BOTH; way++) {
      g_autofree char *text = g_strdup_printf ("{\"t\":\"%s\"}", proto_op_name (op));
      g_autoptr (GPtrArray) items = decode (text, way);
      const ProtoItem *item = items->pdata[0];

      g_assert_cmpint (item->op, ==, (proto_op_way (op) & way) != 0 ? op : PROTO_N_OPS);
    }
}

/* -- rest -- */

static void
test_rest_match (void)
{
  static const struct {
    const char *method;
    const char *path;
    RestCall call;
    const char *param;
    gboolean known;
  } rows[] = {
    { "GET", "/v1/server", REST_SERVER, NULL, TRUE },
    { "POST", "/v1/server", REST_N_CALLS, NULL, TRUE },
    { "GET", "/v1/devices", REST_DEVICES, NULL, TRUE },
    { "POST", "/v1/devices", REST_DEVICE_ADD, NULL, TRUE },
    { "PUT", "/v1/devices", REST_N_CALLS, NULL, TRUE },
    { "PUT", "/v1/devices/7", REST_DEVICE_RENAME, "7", TRUE },
    { "DELETE", "/v1/devices/7", REST_DEVICE_REVOKE, "7", TRUE },
    { "GET", "/v1/devices/7", REST_N_CALLS, NULL, TRUE },
    { "GET", "/v1/accounts/abc/devices", REST_ACCOUNT_DEVICES, "abc", TRUE },
    { "GET", "/v1/accounts//devices", REST_N_CALLS, NULL, FALSE },
    { "GET", "/v1/accounts/a/b/devices", REST_N_CALLS, NULL, FALSE },
    { "PUT", "/v1/media/x", REST_MEDIA_CREATE, "x", TRUE },
    { "GET", "/v1/media/x", REST_MEDIA, "x", TRUE },
    { "DELETE", "/v1/media/x", REST_MEDIA_CANCEL, "x", TRUE },
    { "POST", "/v1/media/x/done", REST_MEDIA_DONE, "x", TRUE },
    { "POST", "/v1/media//done", REST_N_CALLS, NULL, FALSE },
    { "POST", "/v1/media/x/y/done", REST_N_CALLS, NULL, FALSE },
    { "PUT", "/v1/media/", REST_N_CALLS, NULL, FALSE },
    { "GET", "/v1/server/", REST_N_CALLS, NULL, FALSE },
    { "GET", "/V1/server", REST_N_CALLS, NULL, FALSE },
    { "get", "/v1/server", REST_N_CALLS, NULL, TRUE },
    { "GET", "", REST_N_CALLS, NULL, FALSE },
    { "GET", "/", REST_N_CALLS, NULL, FALSE },
    { "GET", "/v1/ws", REST_N_CALLS, NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *param = NULL;
    gboolean known;

    g_test_message ("%s %s", rows[i].method, rows[i].path);
    g_assert_cmpint (rest_match (rows[i].method, rows[i].path, &param, &known), ==, rows[i].call);
    g_assert_cmpstr (param, ==, rows[i].param);
    g_assert_cmpint (known, ==, rows[i].known);
  }
}

static void
test_rest_paths (void)
{
  for (RestCall call = 0; call < REST_N_CALLS; call++) {
    const RestInfo *info = rest_info (call);
    gboolean has = strchr (info->path, '{') != NULL, known;
    g_autofree char *path = rest_path (call, has ? ACC : NULL);
    g_autofree char *param = NULL;

    g_assert_cmpint (rest_match (info->method, path, &param, &known), ==, call);
    g_assert_cmpstr (param, ==, has ? ACC : NULL);
  }
  g_autofree char *odd = rest_path (REST_MEDIA, "a/b?c#d %");
  g_assert_cmpstr (odd, ==, "/v1/media/a%2Fb%3Fc%23d%20%25");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proto/round-trip", test_round_trip);
  g_test_add_func ("/proto/bad-items", test_bad_items);
  g_test_add_func ("/proto/limits", test_limits);
  g_test_add_func ("/proto/whole-frames", test_whole_frames);
  g_test_add_func ("/proto/ways", test_ways);
  g_test_add_func ("/rest/match", test_rest_match);
  g_test_add_func ("/rest/paths", test_rest_paths);
  return g_test_run ();
}
