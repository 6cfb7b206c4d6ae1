/* test-protocol-doc: PROTOCOL.md says what the tables say, and its examples decode.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "error.h"
#include "limits.h"
#include "proto.h"
#include "rest.h"

#include <string.h>

static char *text;

static void
assert_says (const char *line)
{
  if (strstr (text, line) == NULL)
    g_test_message ("missing: %s", line);
  g_assert_nonnull (strstr (text, line));
}

/* Rows between the head of a table and the next empty line. */
static guint
rows_after (const char *head)
{
  const char *start = strstr (text, head);
  const char *end;
  guint n = 0;

  g_assert_nonnull (start);
  end = strstr (start, "\n\n");
  if (end == NULL)
    end = text + strlen (text) - 1;
  for (const char *p = start; p != NULL && p < end; p = strchr (p + 1, '\n'))
    n++;
  return n - 2; /* the head and the rule */
}

static void
test_ops (void)
{
  for (ProtoOp op = 0; op < PROTO_N_OPS; op++) {
    g_autofree char *tag = g_strdup_printf ("{\"t\":\"%s\"", proto_op_name (op));

    assert_says (tag);
    for (const CodecField *field = proto_schema (op)->fields; field->name != NULL; field++) {
      g_autofree char *quoted = g_strdup_printf ("\"%s\":", field->name);
      g_autofree char *ticked = g_strdup_printf ("`%s`", field->name);

      if (strstr (text, quoted) == NULL)
        assert_says (ticked);
    }
  }
}

static void
test_errors (void)
{
  guint n = 0;
#define CHECK_(NAME, wire, status, meaning)                                                        \
  assert_says ("| `" wire "` | " #status " | " meaning " |\n");                                    \
  n++;
  ERRORS (CHECK_)
#undef CHECK_
  g_assert_cmpuint (rows_after ("| code | status |"), ==, n);
}

static void
test_closes (void)
{
  guint n = 0;
#define CHECK_(NAME, code, reconnect, meaning)                                                     \
  assert_says (reconnect ? "| " #code " | yes | " meaning " |\n"                                   \
                         : "| " #code " | no | " meaning " |\n");                                  \
  n++;
  CLOSES (CHECK_)
#undef CHECK_
  g_assert_cmpuint (rows_after ("| close | reconnect |"), ==, n);
}

static void
assert_limit (const char *name, gint64 value, const char *unit, const char *meaning)
{
  g_autofree char *row =
      g_strdup_printf ("| `%s` | %" G_GINT64_FORMAT " %s | %s |\n", name, value, unit, meaning);

  assert_says (row);
}

static void
test_limits (void)
{
  guint n = 0;
#define CHECK_(NAME, value, unit, meaning)                                                         \
  assert_limit (#NAME, value, unit, meaning);                                                      \
  n++;
  LIMITS (CHECK_)
#undef CHECK_
  g_assert_cmpuint (rows_after ("| limit | value |"), ==, n);
}

/* "phone, code?, devices: [{dev, name}]" */
static char *
signature (const CodecSchema *schema)
{
  GString *out = g_string_new (NULL);

  for (const CodecField *field = schema->fields; field->name != NULL; field++) {
    g_string_append_printf (out, "%s%s%s", out->len > 0 ? ", " : "", field->name,
                            field->required ? "" : "?");
    if (field->type == CODEC_LIST) {
      g_autofree char *item = signature (field->item);

      g_string_append_printf (out, ": [{%s}]", item);
    }
  }
  return g_string_free (out, FALSE);
}

static void
test_rest (void)
{
  for (RestCall call = 0; call < REST_N_CALLS; call++) {
    const RestInfo *info = rest_info (call);
    g_autofree char *request = signature (&info->request);
    g_autofree char *reply = signature (&info->reply);
    g_autofree char *asked =
        request[0] != '\0' ? g_strdup_printf ("`%s` ", request) : g_strdup ("");
    g_autofree char *told = reply[0] != '\0' ? g_strdup_printf ("`%s`", reply) : g_strdup ("|");
    g_autofree char *row = g_strdup_printf ("| `%s %s` | %s| %s| %s", info->method, info->path,
                                            info->auth ? "token " : "", asked, told);

    assert_says (row);
  }
  g_assert_cmpuint (rows_after ("| call | token |"), ==, REST_N_CALLS);
}

static void
check_block (const char *block)
{
  gsize len = strlen (block);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = codec_parse (block, len, &error);
  JsonObject *object;

  g_test_message ("%s", block);
  g_assert_no_error (error);
  object = json_node_get_object (node);
  if (json_object_has_member (object, "t")) {
    g_autoptr (GPtrArray) items = proto_decode (block, len, PROTO_BOTH, &error);

    g_assert_no_error (error);
    g_assert_no_error (((ProtoItem *) items->pdata[0])->error);
  } else if (json_object_has_member (object, "code")) {
    gpointer problem = codec_read (rest_problem_schema (), object, &error);

    g_assert_no_error (error);
    codec_free (rest_problem_schema (), problem);
  } else {
    g_assert_nonnull (json_object_get_string_member (object, "k"));
  }
}

static void
test_blocks (void)
{
  g_auto (GStrv) parts = g_strsplit (text, "```json\n", -1);

  g_assert_cmpuint (g_strv_length (parts), >, 15);
  for (guint i = 1; parts[i] != NULL; i++) {
    char *end = strstr (parts[i], "```");

    g_assert_nonnull (end);
    *end = '\0';
    check_block (parts[i]);
  }
}

/* A line of an example: the body of a call, or nothing. */
static void
check_body (const CodecSchema *schema, const char *line)
{
  g_autoptr (GError) error = NULL;
  gpointer body;

  g_test_message ("%s", line);
  if (schema->fields[0].name == NULL) {
    g_assert_true (line[0] == '\0' || strcmp (line, "{}") == 0);
    return;
  }
  body = codec_read_text (schema, line, strlen (line), &error);
  g_assert_no_error (error);
  codec_free (schema, body);
}

static RestCall
check_example (const char *example)
{
  g_auto (GStrv) lines = g_strsplit (example, "\n", 4);
  g_auto (GStrv) words = g_strsplit (lines[0], " ", 2);
  g_autofree char *param = NULL;
  gboolean known;
  RestCall call = rest_match (words[0], words[1], &param, &known);

  g_test_message ("%s", lines[0]);
  g_assert_cmpint (call, <, REST_N_CALLS);
  check_body (&rest_info (call)->request, lines[1]);
  check_body (&rest_info (call)->reply, lines[2]);
  return call;
}

/* Every call that says something in either direction has an example. */
static void
test_rest_examples (void)
{
  g_auto (GStrv) parts = g_strsplit (text, "```http\n", -1);
  gboolean shown[REST_N_CALLS] = { FALSE };

  for (guint i = 1; parts[i] != NULL; i++)
    shown[check_example (parts[i])] = TRUE;
  for (RestCall call = 0; call < REST_N_CALLS; call++) {
    const RestInfo *info = rest_info (call);

    g_test_message ("%s %s", info->method, info->path);
    g_assert_true (shown[call] ||
                   (info->request.fields[0].name == NULL && info->reply.fields[0].name == NULL));
  }
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  path = g_test_build_filename (G_TEST_DIST, "..", "src", "common", "PROTOCOL.md", NULL);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_test_add_func ("/protocol-doc/ops", test_ops);
  g_test_add_func ("/protocol-doc/errors", test_errors);
  g_test_add_func ("/protocol-doc/closes", test_closes);
  g_test_add_func ("/protocol-doc/limits", test_limits);
  g_test_add_func ("/protocol-doc/rest", test_rest);
  g_test_add_func ("/protocol-doc/rest-examples", test_rest_examples);
  g_test_add_func ("/protocol-doc/blocks", test_blocks);
  status = g_test_run ();
  g_free (text);
  return status;
}
