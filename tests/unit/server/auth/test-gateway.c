/* test-gateway: templates, the console and the chain.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "gateway-fixture.h"

#include <json-glib/json-glib.h>
#include <string.h>

static void
test_expand (void)
{
  GatewayMessage message = { (char *) "+4479", (char *) "12\"3\n", (char *) "a&b {to}" };
  g_autofree char *plain = gateway_expand ("{to}|{code}|{text}|{other}{", &message, NULL);
  g_assert_cmpstr (plain, ==, "+4479|12\"3\n|a&b {to}|{other}{");
  g_autofree char *form = gateway_expand ("to={to}&t={text}", &message, gateway_escape_form);
  g_assert_cmpstr (form, ==, "to=%2B4479&t=a%26b%20%7Bto%7D");
  g_autofree char *json = gateway_expand ("{\"c\":\"{code}\"}", &message, gateway_escape_json);
  g_assert_cmpstr (json, ==, "{\"c\":\"12\\\"3\\u000a\"}");
}

/* Whatever a text holds, the body stays JSON and the text comes out again. */
static void
test_json_is_kept (void)
{
  GString *text = g_string_new ("ünï 🐦 \\\" ");
  for (char c = 1; c < 0x7f; c++)
    g_string_append_c (text, c);
  GatewayMessage message = { (char *) TO, (char *) CODE, text->str };
  g_autofree char *body = gateway_expand ("{\"text\": \"{text}\"}", &message, gateway_escape_json);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_assert_true (json_parser_load_from_data (parser, body, -1, NULL));
  JsonObject *object = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpstr (json_object_get_string_member (object, "text"), ==, text->str);
  g_string_free (text, TRUE);
}

static void
test_console (void)
{
  FILE *out = tmpfile ();
  g_autoptr (Gateway) gateway = gateway_console_new (out);
  assert_sends (gateway);
  char line[200] = "";
  rewind (out);
  g_assert_nonnull (fgets (line, sizeof line, out));
  g_assert_true (g_str_has_prefix (line, "code for +44"));
  g_assert_true (g_str_has_suffix (line, ": " CODE "\n"));
  g_assert_null (strstr (line, "7911123"));
  fclose (out);
}

static void
test_console_broken (void)
{
  FILE *out = fopen ("/dev/full", "w");
  g_autoptr (Gateway) gateway = gateway_console_new (out);
  assert_fails (gateway, WHIN_ERROR_DELIVERY, "console: the output");
  fclose (out);
}

static void
test_console_allowed (void)
{
  static const char *const yes[] = { "127.0.0.1:8080", "[::1]:8080", "localhost:80",
                                     "LOCALHOST",      "127.9.9.9",  "::1" };
  static const char *const no[] = { "0.0.0.0:8080",
                                    "[::]:8080",
                                    "192.168.1.2:80",
                                    "example.org:80",
                                    "localhost.evil.org:80",
                                    "127.0.0.1.evil.org",
                                    "",
                                    "*:8080",
                                    "/run/whinchatd.sock" };
  for (guint i = 0; i < G_N_ELEMENTS (yes); i++)
    g_assert_true (gateway_console_allowed (yes[i], FALSE));
  for (guint i = 0; i < G_N_ELEMENTS (no); i++) {
    g_test_message ("%s", no[i]);
    g_assert_false (gateway_console_allowed (no[i], FALSE));
    g_assert_true (gateway_console_allowed (no[i], TRUE));
  }
}

static void
invalid_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_assert_false (gateway_send_finish (data, result, &error));
  g_assert_error (error, WHIN_ERROR, WHIN_ERROR_PHONE_INVALID);
}

static void
test_not_a_number (void)
{
  static const char *const numbers[] = {
    "", "+", "447911123456", "+44 7911", "+0123456789", "+44791112345678901", "+44791\r\nX: y"
  };
  FILE *out = tmpfile ();
  g_autoptr (Gateway) gateway = gateway_console_new (out);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    gateway_send (gateway, numbers[i], CODE, TEXT, NULL, invalid_cb, gateway);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (ftell (out), ==, 0);
  fclose (out);
}

/* Gateways with a fixed outcome, to see which ones a chain asks. */
typedef struct {
  Gateway parent;
  int code; /* of the error; -1: success; -2: cancelled */
  guint *asked;
} Fixed;

static void
fixed_send (Gateway *gateway, const GatewayMessage *message, GTask *task)
{
  Fixed *self = (Fixed *) gateway;
  ++*self->asked;
  g_assert_cmpstr (message->to, ==, TO);
  g_assert_cmpstr (message->code, ==, CODE);
  g_assert_cmpstr (message->text, ==, TEXT);
  if (self->code == -1)
    g_task_return_boolean (task, TRUE);
  else if (self->code == -2)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  else
    g_task_return_new_error (task, WHIN_ERROR, self->code, "fixed %d", self->code);
  g_object_unref (task);
}

static void
fixed_free (Gateway *gateway)
{
  g_free (gateway);
}

static const GatewayOps fixed_ops = { "fixed", fixed_free, fixed_send };

static Gateway *
fixed_new (int code, guint *asked)
{
  Fixed *self = g_new0 (Fixed, 1);
  self->parent.ops = &fixed_ops;
  self->code = code;
  self->asked = asked;
  return &self->parent;
}

static void
test_chain (void)
{
  enum {
    GOOD = -1,
    CANCELLED = -2,
    BAD = WHIN_ERROR_DELIVERY,
    BUSY = WHIN_ERROR_BUSY,
    NUMBER = WHIN_ERROR_PHONE_INVALID,
  };
  static const struct {
    int outcomes[3];
    guint asked;
    int want;
  } rows[] = {
    { { GOOD, BAD, BAD }, 1, GOOD },
    { { BAD, GOOD, BAD }, 2, GOOD },
    { { NUMBER, BAD, GOOD }, 3, GOOD },
    { { BAD, BAD, BUSY }, 3, BUSY },
    { { BUSY, BAD, BAD }, 3, BAD },
    { { BAD, NUMBER, BAD }, 3, NUMBER },
    { { BAD, CANCELLED, GOOD }, 2, CANCELLED },
    { { NUMBER, CANCELLED, GOOD }, 2, CANCELLED },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    guint asked = 0;
    Gateway *gateways[3];
    for (guint j = 0; j < 3; j++)
      gateways[j] = fixed_new (rows[i].outcomes[j], &asked);
    g_autoptr (Gateway) chain = gateway_chain_new (gateways, 3);
    g_autoptr (GError) error = send_code (chain, NULL);
    g_test_message ("row %u", i);
    g_assert_cmpuint (asked, ==, rows[i].asked);
    if (rows[i].want == GOOD)
      g_assert_no_error (error);
    else if (rows[i].want == CANCELLED)
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    else
      g_assert_error (error, WHIN_ERROR, rows[i].want);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gateway/expand", test_expand);
  g_test_add_func ("/gateway/json-is-kept", test_json_is_kept);
  g_test_add_func ("/gateway/console", test_console);
  g_test_add_func ("/gateway/console-broken", test_console_broken);
  g_test_add_func ("/gateway/console-allowed", test_console_allowed);
  g_test_add_func ("/gateway/not-a-number", test_not_a_number);
  g_test_add_func ("/gateway/chain", test_chain);
  return g_test_run ();
}
